"""Text files of any encoding, read line by line from any byte on, with flat memory."""

import codecs
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from chalicelib.adapters.extraction.readers.encodings import SAMPLE_BYTES, encoding_of

_NOT_BY_LINES = ("utf-16", "utf-32", "utf-7", "iso2022", "hz")
"""Encodings whose newline is no single byte, or whose lines cannot be read from any byte on."""

PIECE_BYTES = 64 << 10
"""A line longer than this is cut, at the same places whatever the size of a slice."""

_DECLARED = re.compile(
    rb"""\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w:.-]+)|@charset\s+"([\w:.-]+)"
    |(?:\#[^\n]*\n)?\#[^\n]*?coding[:=][ \t]*([\w.-]+))""",
    re.X | re.I,
)
"""What XML, CSS and source code say of their encoding in their first lines."""


def detect_encoding(path: Path) -> str:
    """The encoding of a text file, which XML, CSS and source code may declare."""
    with path.open("rb") as file:
        declared = _DECLARED.match(file.read(1024))
        file.seek(0)
        return encoding_of(file, declared[declared.lastindex or 0].decode("ascii") if declared else None)


def lines(path: Path, encoding: str, start: int = 0) -> Iterator[tuple[str, int]]:
    """Each line from byte `start` on, its newline included, and the byte where the next one begins.

    A line of over PIECE_BYTES comes in pieces. Bytes that do not fit the encoding become U+FFFD.
    """
    if encoding.startswith(_NOT_BY_LINES) or _has_lone_returns(path):
        with tempfile.TemporaryDirectory() as folder:
            narrow = Path(folder) / "utf-8.txt"
            _transcode(path, encoding, narrow)
            yield from _lines(narrow, "utf-8", start)
    else:
        yield from _lines(path, encoding, start)


def _has_lone_returns(path: Path) -> bool:
    """Old files part their lines by carriage returns alone."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE_BYTES)
    return b"\r" in sample and b"\n" not in sample


def _transcode(path: Path, encoding: str, target: Path) -> None:
    """A file that cannot be read from any byte on is read by its UTF-8 copy."""
    with (
        path.open(encoding=encoding, errors="replace") as source,
        target.open("w", encoding="utf-8", errors="replace", newline="") as copy,
    ):
        while piece := source.read(1 << 20):
            copy.write(piece)


def _lines(path: Path, encoding: str, start: int) -> Iterator[tuple[str, int]]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    with path.open("rb") as file:
        file.seek(start)
        while piece := file.readline(PIECE_BYTES):
            if piece.endswith(b"\r"):
                piece += file.readline(1)  # the newline that may belong to it
            text = decoder.decode(piece, final=piece.endswith(b"\n"))
            yield text, file.tell() - len(decoder.getstate()[0])
        if rest := decoder.decode(b"", final=True):
            yield rest, file.tell()
