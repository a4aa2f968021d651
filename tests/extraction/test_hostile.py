"""No file, however broken or hostile, does more than end with a reason within its limits."""

import os
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import batched
from pathlib import Path

import pytest

from chalicelib.adapters.extraction import Extractor, Limits
from chalicelib.errors import DocumentError
from cloud import PROJECT
from tests.extraction.hostile import SAMPLE, Hostile, all_files
from tests.extraction.samples import as_bytes

CODES = {"wrong_type", "empty", "encrypted", "scanned", "unreadable", "too_complex"}
# The processor's time bounds them, on a busy machine too; who takes as long by the clock waits for something.
LIMITS = Limits(memory_bytes=500 << 20, wall_seconds=240, cpu_seconds=10, soft_seconds=8)
ROUNDS = 80 if os.environ.get("GRAIL_LONG") else 1
EXPECTED = {
    "1 GB in a stream": {"too_complex"},
    "zip bomb": {"too_complex"},
    "with a password": {"encrypted"},
    "empty": {"empty"},
    "blanks": {"empty"},
    "zero pages": {"unreadable"},
    "10001 pages": {"empty", "scanned", "text"},
    "10000 pages": {"empty"},
    "no text": {"empty"},
    "4,000,000 cells": {"text", "too_complex"},
    "another archive": {"wrong_type"},
    "old Office file": {"wrong_type"},
}


def outcome(extractor: Extractor, path: Path, name: str) -> tuple[str, str, float]:
    """A code (or `text`), the sentence (or the text), seconds."""
    started = time.monotonic()
    try:
        code, said = "text", extractor.extract(path, name).text
    except DocumentError as error:
        code, said = error.code, str(error)
    return code, said, time.monotonic() - started


def check(folder: Path, number: int, file: Hostile) -> tuple[str, str, float]:
    what, name, data = file
    path = folder / f"{number}-{name}"
    path.write_bytes(data)
    code, said, seconds = outcome(Extractor(LIMITS), path, name)
    path.unlink()
    where = f"{what} ({name}): {code}, {said[:200]!r}, {seconds:.1f} s"
    assert code in CODES | {"text"}, where
    assert code in EXPECTED.get(what, {code}), where
    assert seconds < LIMITS.wall_seconds, where
    assert said.strip(), where
    assert "root:" not in said, where
    assert code == "text" or (said.endswith(".") and str(folder) not in said), where
    return what, code, seconds


def test_hostile_files_end_with_a_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = tmp_path / "good.docx"
    good.write_bytes(as_bytes("docx", SAMPLE, tmp_path))
    usual = Extractor(LIMITS).extract(good, "good.docx")
    found: list[tuple[str, str, float]] = []
    with ThreadPoolExecutor(2) as pool:
        for batch in batched(enumerate(all_files(tmp_path, ROUNDS)), 20, strict=False):
            found += pool.map(lambda pair: check(tmp_path, *pair), batch)
            assert Extractor(LIMITS).extract(good, "good.docx") == usual
    counts = Counter(code for _, code, _ in found)
    slowest = max(found, key=lambda one: one[2])
    with capsys.disabled():
        print(f"\n{len(found)} hostile files: {dict(counts.most_common())}; slowest: {slowest[0]}, {slowest[2]:.1f} s")
    decision = (PROJECT / "docs/decisions/0004-extraction.md").read_text()
    assert ROUNDS > 1 or f"{len(found)} hostile files" in decision
