"""PDFs of random fragments end with text or a reason, and none is stopped by its time."""

import os
from collections import Counter
from pathlib import Path

import pytest

from chalicelib.adapters.extraction import Extractor, Limits
from chalicelib.errors import DocumentError
from tests.extraction.fragments import fragments

COUNT = 500 if os.environ.get("GRAIL_LONG") else 25
SEED = 20231
LIMITS = Limits(wall_seconds=600, cpu_seconds=10, soft_seconds=600)
"""Processor time alone counts, which a busy machine does not use up."""

ENDS = {"text", "empty", "scanned", "unreadable", "encrypted"}


def test_pdfs_of_fragments_end_with_text_or_a_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ends: Counter[str] = Counter()
    for number, data in enumerate(fragments(COUNT, tmp_path, SEED)):
        path = tmp_path / "a.pdf"
        path.write_bytes(data)
        try:
            slice_ = Extractor(LIMITS).extract(path, "a.pdf")
            end = "text"
            assert slice_.cursor is None, number
        except DocumentError as error:
            end = error.code
        assert end in ENDS, (number, end)
        ends[end] += 1
    with capsys.disabled():
        print(f"\n{COUNT} PDFs of fragments: {dict(ends)}")
    assert ends["text"] > COUNT / 4, "Most fragments should be read, or the layout is not tried."


def test_fragments_of_a_seed_are_the_same(tmp_path: Path) -> None:
    assert fragments(8, tmp_path, 1) == fragments(8, tmp_path, 1) != fragments(8, tmp_path, 2)
