"""JSON shows what its strings mean, in every layout, and changes no number."""

import json
from pathlib import Path

import pytest

from tests.extraction.reading import written
from tests.extraction.test_locations import slices

VALUE = {"stadt": "Zürich", "note": 'Sie sagte "ja"\nund ging 🌊', "名前": "港/橋", "path": "C:\\new"}
SHOWN = ("Zürich", 'Sie sagte "ja"\nund ging 🌊', "名前", "港/橋", "C:\\new")


@pytest.mark.parametrize("kind", ["json", "jsonl", "ndjson"])
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("times", [1, 40, 2000])
def test_json_strings_are_decoded(tmp_path: Path, kind: str, indent: int | None, times: int) -> None:
    if kind == "json":
        content = json.dumps([VALUE] * times, indent=indent)
    else:
        content = "\n".join(json.dumps(VALUE, separators=(",", ":")) for _ in range(times))
    text = written(tmp_path / f"a.{kind}", content).text
    assert "\\u" not in text
    assert all(text.count(part) == times for part in SHOWN)


def test_json_of_any_size_has_no_torn_escape(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('"' + "x" + "\\u4f1a" * 2_000_000 + '"', encoding="ascii")  # over 10 MiB on one line
    parts = slices(path, "json", 500_000)
    assert len(parts) > 2
    assert "".join(part.text for part in parts) == '"x' + "会" * 2_000_000 + '"'


def test_json_numbers_stay_as_written(tmp_path: Path) -> None:
    content = '{"fee": 1.10, "big": 1e400, "fee": 2.50, "empty": {}, "none": [], "pad": "' + "x" * 600 + '"}'
    lines = written(tmp_path / "a.json", content).text.splitlines()
    assert lines[:6] == ["{", ' "fee": 1.10,', ' "big": 1e400,', ' "fee": 2.50,', ' "empty": {},', ' "none": [],']
    assert lines[-1] == "}"
