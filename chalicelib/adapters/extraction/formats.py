"""Which files Grail reads, by their names and first bytes. Light to import: the REST edge uses it too."""

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from chalicelib.adapters.extraction.picture_formats import CONTENT_TYPES, picture_kind
from chalicelib.errors import DocumentError

_OPEN = "application/vnd.oasis.opendocument."
_OFFICE = "application/vnd.openxmlformats-officedocument."
_WORD, _SHOW, _SHEETS = (f"application/vnd.ms-{name}." for name in ("word", "powerpoint", "excel"))
_CODE = (
    "bash bat c cc cfg clj cpp cs css cxx dart env erl ex exs go gradle groovy h hpp hs ini java jl js jsx kt kts less "
    "log lua m mjs ml php pl proto ps1 py pyi r rb rs scala scss sh sql svelte swift tex tf toml ts tsx "
    "vb vue yaml yml zig zsh"
)


@dataclass(frozen=True)
class Format:
    """A format's content type and the module of `readers` that reads it.

    A format that is a ZIP archive has a member whose name begins with `member`. One with `ole` is in the container of
    Microsoft's older formats.
    """

    content_type: str
    reader: str
    member: str | None = None
    ole: bool = False


FORMATS: dict[str, Format] = {
    "pdf": Format("application/pdf", "pdf.reader"),
    "docx": Format(_OFFICE + "wordprocessingml.document", "office.docx", "word/"),
    "docm": Format(_WORD + "document.macroEnabled.12", "office.docx", "word/"),
    "dotx": Format(_OFFICE + "wordprocessingml.template", "office.docx", "word/"),
    "dotm": Format(_WORD + "template.macroEnabled.12", "office.docx", "word/"),
    "pptx": Format(_OFFICE + "presentationml.presentation", "office.pptx", "ppt/"),
    "pptm": Format(_SHOW + "presentation.macroEnabled.12", "office.pptx", "ppt/"),
    "ppsx": Format(_OFFICE + "presentationml.slideshow", "office.pptx", "ppt/"),
    "ppsm": Format(_SHOW + "slideshow.macroEnabled.12", "office.pptx", "ppt/"),
    "potx": Format(_OFFICE + "presentationml.template", "office.pptx", "ppt/"),
    "potm": Format(_SHOW + "template.macroEnabled.12", "office.pptx", "ppt/"),
    "xlsx": Format(_OFFICE + "spreadsheetml.sheet", "office.xlsx", "xl/"),
    "xlsm": Format(_SHEETS + "sheet.macroEnabled.12", "office.xlsx", "xl/"),
    "xltx": Format(_OFFICE + "spreadsheetml.template", "office.xlsx", "xl/"),
    "xltm": Format(_SHEETS + "template.macroEnabled.12", "office.xlsx", "xl/"),
    "xlsb": Format(_SHEETS + "sheet.binary.macroEnabled.12", "office.xlsx", "xl/"),
    "xls": Format("application/vnd.ms-excel", "office.spreadsheet", ole=True),
    "ods": Format("application/vnd.oasis.opendocument.spreadsheet", "office.spreadsheet", "content.xml"),
    "epub": Format("application/epub+zip", "web.epub", "META-INF/container.xml"),
    "html": Format("text/html", "web.html"),
    "htm": Format("text/html", "web.html"),
    "xhtml": Format("application/xhtml+xml", "web.html"),
    "md": Format("text/markdown", "markdown"),
    "markdown": Format("text/markdown", "markdown"),
    "csv": Format("text/csv", "delimited"),
    "tsv": Format("text/tab-separated-values", "delimited"),
    "eml": Format("message/rfc822", "mail.eml"),
    "json": Format("application/json", "jsontext"),
    "jsonl": Format("application/jsonl", "jsontext"),
    "ndjson": Format("application/jsonl", "jsontext"),
    "odt": Format(_OPEN + "text", "office.opendocument", "content.xml"),
    "odp": Format(_OPEN + "presentation", "office.opendocument", "content.xml"),
    "rtf": Format("application/rtf", "rtf"),
    "mht": Format("multipart/related", "mail.mhtml"),
    "mhtml": Format("multipart/related", "mail.mhtml"),
    "mbox": Format("application/mbox", "mail.mbox"),
    "ipynb": Format("application/x-ipynb+json", "web.notebook"),
    "vtt": Format("text/vtt", "subtitles"),
    "srt": Format("application/x-subrip", "subtitles"),
    "adoc": Format("text/asciidoc", "asciidoc"),
    "asciidoc": Format("text/asciidoc", "asciidoc"),
    "org": Format("text/org", "orgmode"),
    "rst": Format("text/x-rst", "restructured"),
    "xml": Format("text/xml", "xmltext"),
    **{kind: Format(content_type, "pictures") for kind, content_type in CONTENT_TYPES.items()},
    "": Format("application/octet-stream", "plain"),
    **dict.fromkeys(("txt", "text", *_CODE.split()), Format("text/plain", "plain")),
}
"""Every format that can be read, by the ending of its files' names: lower case, no dot.

A file without an ending is read as what its first bytes say, else as text.
"""

SAVE_AS = {
    **dict.fromkeys(("doc", "dot", "wps", "wpd", "pages"), "docx"),
    **dict.fromkeys(("ppt", "pps", "pot", "key"), "pptx"),
    **dict.fromkeys(("xlt", "numbers"), "xlsx"),
    **dict.fromkeys(("msg", "oft"), "eml"),
    **dict.fromkeys(("heic", "heif", "avif", "gif", "bmp", "jp2", "jxl"), "jpg"),
    **dict.fromkeys(("mobi", "azw", "azw3", "fb2"), "epub"),
    **dict.fromkeys(("ps", "eps", "xps", "oxps", "djvu", "pub", "vsd", "vsdx", "odg"), "pdf"),
}
"""The format that a file is to be saved in whose own cannot be read."""

PACKED = frozenset({"zip", "rar", "7z", "tar", "gz", "tgz", "bz2", "tbz2", "xz", "zst"})  # They hold other files.

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
_BEGINNINGS: dict[str, bytes | tuple[bytes, ...]] = {
    "pdf": b"%pdf-",
    "rtf": b"{\\rtf",
    "html": (b"<!doctype html", b"<html"),
    "mbox": b"from ",
    "eml": (b"return-path:", b"received:", b"delivered-to:", b"mime-version:"),
    "vtt": b"webvtt",
}
"""How files begin that may have no ending, in lower case."""

_OLD_OFFICE = "This is an old Office file. Please save it as .docx, .xlsx or .pptx and upload that."
_HEAD = 4096


def extension(filename: str) -> str:
    """The extension of a file name: lower case, without the dot; empty if there is none."""
    return Path(filename).suffix.lower().removeprefix(".")


def sniff(path: Path, filename: str) -> str:
    """The extension by which the file at `path` is to be read.

    Raises DocumentError: `empty`, `encrypted`, or `wrong_type` if the first bytes do not fit the name.
    """
    kind = extension(filename)
    if kind not in FORMATS:
        raise DocumentError("wrong_type", f"Grail cannot read files of this type ({kind or 'no extension'}).")
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip():
        raise DocumentError("empty", "This file is empty. Please check it and upload it again.")
    kind = kind or _kind_of(path, head)
    if kind == "pdf":
        _expect_pdf(head)
    elif kind in CONTENT_TYPES:
        if picture_kind(head) is None:  # One kind of picture under another one's name is read.
            raise _mismatch(kind, head)
    elif FORMATS[kind].member:
        _expect_zip(head, path, kind)
    elif FORMATS[kind].ole:
        _expect_ole(head, path, kind)
    else:
        _expect_text(head, kind)
    return kind


def _kind_of(path: Path, head: bytes) -> str:
    """The kind of a file whose name does not tell it; empty if it is text or nothing that is known."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if head.startswith(_ZIP_MAGIC):
        return _zip_kind(path)
    if kind := picture_kind(head):
        return kind
    return next((kind for kind, begin in _BEGINNINGS.items() if start.startswith(begin)), "")


def _zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            stated = archive.open("mimetype").read(_HEAD).decode("ascii", "replace") if "mimetype" in names else ""
    except (zipfile.BadZipFile, ValueError, RuntimeError, EOFError, zlib.error):
        return ""
    if kind := next((kind for kind, format_ in FORMATS.items() if format_.content_type == stated.strip()), ""):
        return kind
    members = ((kind, format_.member) for kind, format_ in FORMATS.items() if format_.member)
    return next((kind for kind, member in members if any(name.startswith(member) for name in names)), "")


def _expect_pdf(head: bytes) -> None:
    if b"%PDF-" not in head[:1024]:
        raise _mismatch("pdf", head)


def _expect_zip(head: bytes, path: Path, kind: str) -> None:
    if head.startswith(_OLE_MAGIC):
        raise _ole(path, kind)
    if not head.startswith(_ZIP_MAGIC):
        raise _mismatch(kind, head)


def _expect_ole(head: bytes, path: Path, kind: str) -> None:
    if not head.startswith(_OLE_MAGIC):
        raise _mismatch(kind, head)
    if _is_encrypted(path):
        raise _ole(path, kind)


def _expect_text(head: bytes, kind: str) -> None:
    if head.startswith(_OLE_MAGIC) and not kind:
        raise DocumentError("wrong_type", _OLD_OFFICE)
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
    """Office files with a password are OLE containers; else it is an old format."""
    if _is_encrypted(path):
        return DocumentError(
            "encrypted", "This file is protected with a password. Please remove it and upload the file again."
        )
    return DocumentError("wrong_type", f"This is an old Office file. Please save it as .{kind} and upload it again.")


def _is_encrypted(path: Path) -> bool:
    """Whether an OLE container has a stream that is a whole encrypted file."""
    return "EncryptedPackage".encode("utf-16-le") in path.read_bytes()[: 64 << 20]


def _mismatch(kind: str, head: bytes) -> DocumentError:
    content = next((name for magic, name in _FOREIGN.items() if head.startswith(magic)), "something else")
    opening = (
        f"The name of this file ends in .{kind}, but its" if kind else "The name of this file has no ending, and its"
    )
    return DocumentError(
        "wrong_type", f"{opening} content is {content}. Please give it its right name and upload it again."
    )


def expect_member(archive: zipfile.ZipFile, kind: str) -> None:
    """Check that a ZIP archive is of the kind its name says. Raises DocumentError `wrong_type`."""
    member = FORMATS[kind].member or ""
    if not any(name.startswith(member) for name in archive.namelist()):
        raise DocumentError(
            "wrong_type", f"The name of this file ends in .{kind}, but it is another kind of ZIP archive."
        )
