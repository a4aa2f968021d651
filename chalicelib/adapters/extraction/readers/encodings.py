"""Which encoding a text is in: one rule for every format.

A byte order mark decides; then a declaration that fits the bytes; then UTF-8, if characters of it are there; then what
the bytes look most like. Names mean what the WHATWG Encoding Standard says, as in browsers and mail programs:
`iso-8859-1` and `us-ascii` are Windows-1252, `gb2312` is GB 18030.
"""

import codecs
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from chardetng_py import EncodingDetector
from webencodings import PYTHON_NAMES
from webencodings.labels import LABELS

SAMPLE_BYTES = 64 << 10
_PIECE_BYTES = 1 << 20
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_CODECS = {"gbk": "gb18030", "iso-2022-jp": "iso2022_jp_ext", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}
"""Names of the standard whose Python codec knows fewer characters, or is spelt otherwise."""

_OLD_NAMES = """
    utf-7 unicode-1-1-utf-7 hz-gb-2312 iso-2022-kr cp437 cp737 cp775 cp850 cp852 cp855 cp857 cp858 cp860 cp861 cp862
    cp863 cp865 cp869 ibm437 ibm850 ibm852 mac-latin2 mac-greek mac-turkish utf-32 utf-32le utf-32be
"""
_BEYOND_THE_WEB = frozenset(_OLD_NAMES.split())
"""Names in old mails and files that browsers do not know, and Python does."""

_MULTI_BYTE = frozenset({"gb18030", "big5hkscs", "cp949", "cp932", "euc_jp"})
_VALID_FOR_EACH_WRONG = 2
"""A text with so many UTF-8 characters for each byte that is none is UTF-8 with a few spoilt characters."""

_GUESSED_BYTES = 1 << 20
_ODD_SHARE = 0.01
_CONTROL_SHARE = 0.05
_BYTES_FOR_EACH_STRAY = 1_000
_THREE_BYTES_LONG = re.compile("[\u0800-\ufffc\U00010000-\U0010ffff]")
_NO_LETTER = re.compile("[\ufffd\x80-\x84\x86-\x9f]")
"""What a byte becomes where its encoding has no letter for it: the mark of that, or a control of ISO 8859."""

_NO_TEXT = ("Cc", "Cn", "Co", "Cs")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass
class _Survey:
    """Of a text read as UTF-8: characters beyond ASCII (`long`: of three bytes and more), and bytes that are none."""

    valid: int = 0
    long: bool = False
    wrong: int = 0
    escapes: bool = False
    guess: str = "cp1252"

    @property
    def is_utf8(self) -> bool:
        return self.valid > 0 and self.valid >= _VALID_FOR_EACH_WRONG * self.wrong


def decode(data: bytes, declared: str | None = None) -> str:
    """A whole text; bytes that do not fit its encoding become U+FFFD."""
    return data.decode(encoding_of(io.BytesIO(data), declared), "replace")


def encoding_of(file: IO[bytes], declared: str | None = None) -> str:
    """Python's name for the encoding of a text, which may have declared one."""
    sample = file.read(SAMPLE_BYTES)
    for mark, name in _MARKS.items():
        if sample.startswith(mark):
            return name
    if wide := _unmarked_wide(sample):
        return wide
    survey = _survey(file)
    if survey.escapes and _fits(file, "iso2022_jp_ext"):
        return "iso2022_jp_ext"
    named = codec_of(declared) if declared else None
    if survey.is_utf8 and not (named in _MULTI_BYTE and not survey.long and _fits(file, named)):
        return "utf-8"
    if named and named != "utf-8" and _fits(file, named):
        return named
    return survey.guess if survey.wrong or survey.valid else "utf-8"


def codec_of(label: str) -> str | None:
    """Python's codec for a declared name; None for a name that nobody knows."""
    label = label.strip().lower()
    name: str | None = LABELS.get(label)
    if name == "x-user-defined":
        return "cp1252"
    if name and name != "replacement":
        return codecs.lookup(_CODECS.get(name) or PYTHON_NAMES.get(name, name)).name
    if label in _BEYOND_THE_WEB:
        return codecs.lookup("utf-7" if label.endswith("utf-7") else label.removeprefix("ibm")).name
    return None


def _survey(file: IO[bytes]) -> _Survey:
    survey, detector, unsent = _Survey(), EncodingDetector(), _GUESSED_BYTES
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for piece in _pieces(file):
        survey.escapes = survey.escapes or b"\x1b$" in piece
        plain = piece.isascii()
        if plain and not decoder.getstate()[0]:
            continue
        _count(survey, decoder.decode(piece), piece)
        if unsent > 0 and not plain:
            detector.feed(piece[:unsent], last=False)
            unsent -= len(piece)
    _count(survey, decoder.decode(b"", final=True), b"")
    survey.guess = codec_of(detector.guess(tld=None, allow_utf8=False)) or "cp1252"
    return survey


def _count(survey: _Survey, text: str, piece: bytes) -> None:
    wrong = max(text.count("\ufffd") - piece.count(b"\xef\xbf\xbd"), 0)
    survey.wrong += wrong
    survey.valid += len(text) - len(text.encode("ascii", "ignore")) - wrong
    survey.long = survey.long or bool(_THREE_BYTES_LONG.search(text))


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(_PIECE_BYTES):
        yield piece


def _fits(file: IO[bytes], name: str) -> bool:
    """Whether a text reads well in an encoding: at most one byte in a thousand that has no letter there."""
    decoder = codecs.getincrementaldecoder(name)("replace")
    wrong = size = 0
    for piece in _pieces(file):
        wrong += len(_NO_LETTER.findall(decoder.decode(piece)))
        size += len(piece)
    wrong += len(_NO_LETTER.findall(decoder.decode(b"", final=True)))
    return wrong * _BYTES_FOR_EACH_STRAY <= size


def _unmarked_wide(sample: bytes) -> str | None:
    """UTF-16 without a mark: most zero bytes stand at odd places, or at even ones, and as UTF-16 it is letters."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < 2 or min(even, odd) * 4 > max(even, odd):
        return None
    name = "utf-16-be" if even > odd else "utf-16-le"
    if len(_CONTROLS.findall(sample)) <= _CONTROL_SHARE * len(sample) and _is_utf8(sample):
        return None
    text = codecs.getincrementaldecoder(name)("replace").decode(sample)
    odd_ones = sum(unicodedata.category(letter) in _NO_TEXT and letter not in "\n\r\t\f" for letter in text)
    return name if odd_ones <= _ODD_SHARE * len(text) else None


def _is_utf8(sample: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True
