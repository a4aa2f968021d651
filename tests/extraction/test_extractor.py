"""The extractor as the product uses it: slices, limits, and what its child process may see."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from chalicelib.adapters.extraction import FORMATS, Extractor, Limits, child, sniff
from chalicelib.adapters.extraction import extractor as module
from chalicelib.errors import DocumentError
from chalicelib.models import SliceRequest
from chalicelib.rag.documents.chunking import open_headings
from cloud import PROJECT
from tests.extraction.hostile import SAMPLE
from tests.extraction.reading import read
from tests.extraction.samples import MAKERS, PICTURE_MAKERS, as_bytes


def test_slices_follow_each_other(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# One\n\n## Two\n\nsome text\n\n" + "more text\n" * 40, encoding="utf-8")
    first = Extractor().extract(path, "a.md", SliceRequest(max_characters=60))
    assert first.cursor
    second = Extractor().extract(path, "a.md", SliceRequest(first.cursor, len(first.text), open_headings(first)))
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


SPY = """
import ctypes, os, sys
from chalicelib.adapters.extraction import extractor
if os.getuid() == 0:  # Root may read everything. Lambda's functions are another user.
    os.setuid(65534)
ctypes.CDLL(None).prctl(extractor.PR_SET_DUMPABLE, 1, 0, 0, 0)  # As a process begins.
if sys.argv[1] == "hidden":
    extractor.hide_memory()
if os.fork() == 0:
    try:
        print(b"very-secret" in open(f"/proc/{os.getppid()}/environ", "rb").read())
    except PermissionError:
        print("refused")
    sys.stdout.flush()
    os._exit(0)
os.wait()
"""


@pytest.mark.parametrize(("how", "seen"), [("shown", "True"), ("hidden", "refused")])
def test_a_child_cannot_read_the_functions_memory(how: str, seen: str) -> None:
    env = {"AWS_SECRET_ACCESS_KEY": "very-secret", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    spy = [sys.executable, "-c", SPY, how]
    run = subprocess.run(spy, env=env, cwd=PROJECT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == seen


def test_the_child_has_no_network_and_writes_no_large_file(tmp_path: Path) -> None:
    code = (
        "import socket, sys; from chalicelib.adapters.extraction import child\n"
        "child.leave_the_network(); child.FILE_BYTES = 1000; child.limit_resources(2**33, 60)\n"
        "try: socket.create_connection(('127.0.0.1', int(sys.argv[1])), 5)\n"
        "except OSError: print('no network')\n"
        "try: open(sys.argv[2], 'wb').write(bytes(100_000)) and None\n"
        "except OSError as error: print(error.strerror)\n"
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        run = subprocess.run(
            [sys.executable, "-c", code, port, str(tmp_path / "large")], capture_output=True, text=True, check=True
        )
    assert run.stdout.splitlines()[-1] == "File too large"
    assert ("no network" in run.stdout) == may_leave_the_network()


def may_leave_the_network() -> bool:
    """Whether this machine's kernel lets a process into a network of its own."""
    code = "import os; os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def test_formats_are_light_to_import() -> None:
    code = "import sys, chalicelib.adapters.extraction; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert not {"lxml", "pypdfium2", "python_calamine", "chardetng_py"} & set(run.stdout.split())


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_has_a_reader_and_a_sample(kind: str, tmp_path: Path) -> None:
    """So the reader meets broken and hostile files too, which are made of the samples."""
    assert (
        child.reader_for(kind).__module__.removeprefix("chalicelib.adapters.extraction.readers.")
        == FORMATS[kind].reader
    )
    makers = MAKERS | PICTURE_MAKERS
    sample = next((sample for sample in makers if FORMATS[sample].reader == FORMATS[kind].reader), None)
    assert sample, f"tests/extraction/samples.py makes no file for the reader {FORMATS[kind].reader}"
    path = tmp_path / f"a.{kind}"
    path.write_bytes(as_bytes(kind if kind in makers else sample, SAMPLE, tmp_path))
    assert "Nantes" in read(path).text


def test_documents_md_names_every_format() -> None:
    rows = (PROJECT / "docs/documents.md").read_text().split("## What is read of a file")[1].lower()
    formats = {kind for kind, format_ in FORMATS.items() if format_.reader != "plain"}
    aliases = {"htm": "html", "xhtml": "html", "md": "markdown"}
    missing = {kind for kind in formats if aliases.get(kind, kind) not in rows}
    assert not missing, f"docs/documents.md says nothing of {missing}"


def test_every_supported_name_is_sniffed(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"GIF89a not a document")
    for kind in FORMATS:
        with pytest.raises(DocumentError, match=r"\.$") as caught:
            sniff(path, f"a.{kind.upper()}")
        assert caught.value.code == "wrong_type"
