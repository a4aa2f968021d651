"""The extractor as the product uses it: slices, limits, and what its child process may see."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from chalicelib.adapters.extraction import SUPPORTED, Extractor, Limits, child, sniff
from chalicelib.adapters.extraction import extractor as module
from chalicelib.errors import DocumentError
from chalicelib.rag.documents.chunking import open_headings


def test_slices_follow_each_other(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# One\n\nsome text\n\n## Two\n\n" + "more text\n" * 40, encoding="utf-8")
    first = Extractor().extract(path, "a.md", max_characters=60)
    assert first.cursor
    second = Extractor().extract(path, "a.md", first.cursor, len(first.text), open_headings(first), 10_000)
    assert first.text + second.text == path.read_text(encoding="utf-8")
    assert second.cursor is None
    assert [heading.title for heading in second.headings_before] == ["One", "Two"]


@pytest.mark.parametrize("limits", [Limits(wall_seconds=0.01), Limits(memory_bytes=45 << 20)], ids=["time", "memory"])
def test_a_limit_ends_as_a_reason(tmp_path: Path, limits: Limits) -> None:
    path = tmp_path / "a.html"
    path.write_text("<p>word" * 300_000, encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        Extractor(limits).extract(path, "a.html")
    assert caught.value.code == "too_complex"


def test_a_missing_library_is_no_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_library(_: object) -> None:
        raise ModuleNotFoundError("No module named 'lxml'")

    monkeypatch.setattr(child, "_read", without_library)
    with pytest.raises(DocumentError) as caught:
        module._result(0, json.dumps(child._answer({})).encode(), b"")
    assert caught.value.code == "reader_missing"


def test_a_slow_file_goes_on_in_the_next_slice(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("word " * 50_000, encoding="utf-8")
    slice_ = Extractor(Limits(soft_seconds=0)).extract(path, "a.txt")
    assert slice_.cursor
    assert slice_.text


def test_the_child_sees_no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    assert "secret" not in json.dumps(module._environment())


def test_formats_are_light_to_import() -> None:
    code = "import sys, chalicelib.adapters.extraction; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert not {"lxml", "pypdfium2", "python_calamine", "chardetng_py"} & set(run.stdout.split())


def test_every_supported_name_is_sniffed(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"GIF89a not a document")
    for kind in SUPPORTED:
        with pytest.raises(DocumentError, match=r"\.$") as caught:
            sniff(path, f"a.{kind.upper()}")
        assert caught.value.code == "wrong_type"
