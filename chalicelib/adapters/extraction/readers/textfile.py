"""Text files of any encoding, read line by line from any byte on, with flat memory."""

import codecs
import logging
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from chardetng_py import detect

log = logging.getLogger(__name__)

PIECE_BYTES = 64 << 10
"""A line longer than this is cut, at the same places whatever the size of a slice."""

SAMPLE_BYTES = 64 << 10
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_WIDER = {"Shift_JIS": "cp932", "EUC-KR": "cp949", "Big5": "big5hkscs", "gb2312": "gb18030", "GBK": "gb18030"}
"""What the web means by these names has more characters than what Python does."""

_STRAY_PER_BYTES = 1_000
"""A text with fewer wrong bytes than one in so many is UTF-8 with a few spoilt characters."""


def detect_encoding(path: Path) -> str:
    """The encoding of a text file: by its mark, else UTF-8 if it fits, else what its bytes look most like."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE_BYTES)
        for mark, name in _MARKS.items():
            if sample.startswith(mark):
                return name
        if wide := _unmarked_wide(sample):
            return wide
        file.seek(0)
        wrong, size = _wrong_bytes(file)
    return "utf-8" if wrong * _STRAY_PER_BYTES <= size else guess_encoding(sample)


def guess_encoding(sample: bytes) -> str:
    """The encoding that `sample`, which is no UTF-8, looks most like; Windows-1252 where nothing does."""
    name: str = detect(sample)
    return _WIDER.get(name, name)


def _unmarked_wide(sample: bytes) -> str | None:
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 8 < len(sample) or min(even, odd) * 20 > max(even, odd):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _wrong_bytes(file: IO[bytes]) -> tuple[int, int]:
    """How many characters of a file are no UTF-8, and its size in bytes."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    wrong = size = 0
    while piece := file.read(1 << 20):
        size += len(piece)
        wrong += decoder.decode(piece).count("\ufffd") - piece.count(b"\xef\xbf\xbd")
    return wrong, size


def lines(path: Path, encoding: str, start: int = 0) -> Iterator[tuple[str, int]]:
    """Each line from byte `start` on, its newline included, and the byte where the next one begins.

    A line of over PIECE_BYTES comes in pieces. Bytes that do not fit the encoding become U+FFFD.
    """
    if encoding.startswith(("utf-16", "utf-32")) or _has_lone_returns(path):
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
    """Wide encodings have no single byte for a newline: such a file is read by its UTF-8 copy."""
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


_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w:.-]+)""", re.I)


def decode(data: bytes) -> str:
    """A whole text, such as HTML, that may name its encoding in its first lines."""
    for mark, name in _MARKS.items():
        if data.startswith(mark):
            return data.decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.search(data[:2048])
    for name in (
        declared.group(1).decode("ascii", "replace") if declared else "",
        guess_encoding(data[:SAMPLE_BYTES]),
    ):
        try:
            return data.decode(name, "replace")
        except LookupError:
            log.debug("unknown encoding %s", name)
    return data.decode("cp1252", "replace")
