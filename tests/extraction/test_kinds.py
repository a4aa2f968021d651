"""What must be read of files of each kind, by the extractor as the product uses it."""

from pathlib import Path

import pytest

from chalicelib.adapters.extraction import Extractor
from tests.extraction.kinds import KINDS, Kind


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_text_of_each_kind_is_whole_and_in_order(tmp_path: Path, kind: Kind) -> None:
    path = tmp_path / kind.name
    kind.make(path)
    text = Extractor().extract(path, kind.name).text
    at = 0
    for part in kind.has:
        assert part in text[at:], text
        at = text.index(part, at) + len(part)
    assert not [part for part in kind.lacks if part in text]
    assert "\ufffd" not in text
