"""Which files Grail reads, told by their names and first bytes. Light to import: the REST edge uses it too."""

import zipfile
from pathlib import Path

from chalicelib.errors import DocumentError

_OFFICE = "application/vnd.openxmlformats-officedocument."
_CODE = (
    "bash bat c cc cfg clj cpp cs css cxx dart env erl ex exs go gradle groovy h hpp hs ini java jl js jsx kt kts less "
    "log lua m mjs ml php pl proto ps1 py pyi r rb rs rst scala scss sh sql svelte swift tex tf toml ts tsx "
    "vb vue xml yaml yml zig zsh"
)

SUPPORTED: dict[str, str] = {
    "pdf": "application/pdf",
    "docx": _OFFICE + "wordprocessingml.document",
    "pptx": _OFFICE + "presentationml.presentation",
    "xlsx": _OFFICE + "spreadsheetml.sheet",
    "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    "epub": "application/epub+zip",
    "html": "text/html",
    "htm": "text/html",
    "xhtml": "application/xhtml+xml",
    "md": "text/markdown",
    "markdown": "text/markdown",
    "txt": "text/plain",
    "text": "text/plain",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "eml": "message/rfc822",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "ndjson": "application/jsonl",
    **dict.fromkeys(_CODE.split(), "text/plain"),
}
"""Extension (lower case, no dot) → content type of every file that can be read."""

_ZIPPED = {"docx": "word/", "pptx": "ppt/", "xlsx": "xl/", "xlsm": "xl/", "epub": "META-INF/container.xml"}
_ZIP_MAGIC = b"PK\x03\x04"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_FOREIGN = {
    b"%PDF-": "a PDF",
    _ZIP_MAGIC: "a ZIP archive or an Office file",
    _OLE_MAGIC: "an old Office file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x7fELF": "a program",
    b"\x1f\x8b": "a compressed file",
    b"Rar!": "a compressed file",
    b"7z\xbc\xaf": "a compressed file",
    b"SQLite format 3\x00": "a database",
}
_HEAD = 4096


def extension(filename: str) -> str:
    """The extension of a file name: lower case, without the dot; empty if there is none."""
    return Path(filename).suffix.lower().removeprefix(".")


def sniff(path: Path, filename: str) -> str:
    """The extension by which the file at `path` is to be read.

    Raises DocumentError: `empty`, `encrypted`, or `wrong_type` if the first bytes do not fit the name.
    """
    kind = extension(filename)
    if kind not in SUPPORTED:
        raise DocumentError("wrong_type", f"Grail cannot read files of this type ({kind or 'no extension'}).")
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip():
        raise DocumentError("empty", "This file is empty. Please check it and upload it again.")
    if kind == "pdf":
        _expect_pdf(head)
    elif kind in _ZIPPED:
        _expect_zip(head, path, kind)
    else:
        _expect_text(head, kind)
    return kind


def _expect_pdf(head: bytes) -> None:
    if b"%PDF-" not in head[:1024]:
        raise _mismatch("pdf", head)


def _expect_zip(head: bytes, path: Path, kind: str) -> None:
    if head.startswith(_OLE_MAGIC):
        raise _ole(path, kind)
    if not head.startswith(_ZIP_MAGIC):
        raise _mismatch(kind, head)


def _expect_text(head: bytes, kind: str) -> None:
    if any(head.startswith(magic) for magic in _FOREIGN):
        raise _mismatch(kind, head)
    wide = head.startswith(_WIDE_MARKS) or head[:4] == b"\x00\x00\xfe\xff"
    if not wide and head.count(0) > len(head) // 10 and not _looks_wide(head):
        raise _mismatch(kind, head)


def _looks_wide(head: bytes) -> bool:
    """UTF-16 without a mark: nearly all zero bytes stand at odd places, or nearly all at even ones."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    return max(even, odd) > len(head) // 8 and min(even, odd) <= max(even, odd) // 20


def _ole(path: Path, kind: str) -> DocumentError:
    """Office files with a password are OLE containers with a stream of that name; else it is an old format."""
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes()[: 64 << 20]:
        return DocumentError(
            "encrypted", "This file is protected with a password. Please remove it and upload the file again."
        )
    return DocumentError("wrong_type", f"This is an old Office file. Please save it as .{kind} and upload it again.")


def _mismatch(kind: str, head: bytes) -> DocumentError:
    found = next((name for magic, name in _FOREIGN.items() if head.startswith(magic)), "something else")
    return DocumentError(
        "wrong_type",
        f"The name of this file ends in .{kind}, but its content is {found}. "
        "Please give it its right name and upload it again.",
    )


def expect_member(archive: zipfile.ZipFile, kind: str) -> None:
    """Check that a ZIP archive is of the kind its name says. Raises DocumentError `wrong_type`."""
    wanted = _ZIPPED[kind]
    if not any(name.startswith(wanted) for name in archive.namelist()):
        raise DocumentError(
            "wrong_type", f"The name of this file ends in .{kind}, but it is another kind of ZIP archive."
        )
