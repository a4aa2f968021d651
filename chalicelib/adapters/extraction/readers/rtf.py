"""Rich text (RTF): paragraphs, headings by outline level, tables, notes in brackets; nothing hidden or deleted."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from chalicelib.adapters.extraction.normalise import clean, one_line, whole_letters
from chalicelib.adapters.extraction.readers.tables import table_text
from chalicelib.adapters.extraction.slicing import Block

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_SKIPPED_NAMES = """
    fonttbl colortbl stylesheet info pict objdata themedata colorschememapping latentstyles datastore xmlnstbl
    listtable listoverridetable rsidtbl generator header headerl headerr headerf footer footerl footerr footerf
    fldinst bkmkstart bkmkend xe tc pgdsctbl revtbl filetbl nonshppict listtext pntext pnseclvl template
    ftnsep ftnsepc aftnsep aftnsepc wgrffmtfilter mmathPr protusertbl userprops atnid atnauthor annotation
"""
_SKIPPED = frozenset(_SKIPPED_NAMES.split())
_READ_THOUGH_OPTIONAL = frozenset({"shptxt", "shpinst", "shp", "footnote", "background", "shppict"})
_CHARACTERS = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ", "page": "\n", "column": "\n",
}  # fmt: skip
_SYMBOLS = {b"~": "\u00a0", b"_": "\u2011", b"-": "", b"{": "{", b"}": "}", b"\\": "\\", b"\n": "\n", b"\r": "\n"}
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250",
}  # fmt: skip
_LEVELS = 9
_DEEPEST = 10_000


@dataclass(frozen=True)
class _Group:
    """What holds within a pair of braces."""

    skipped: bool = False
    hidden: bool = False
    font: int = -1
    skip_after_unicode: int = 1
    note: bool = False
    fonts: bool = False


@dataclass
class _Document:
    """Where the reading stands."""

    codec: str = "cp1252"
    group: _Group = field(default_factory=_Group)
    above: list[_Group] = field(default_factory=list)
    charsets: dict[int, str] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    raw: bytearray = field(default_factory=bytearray)
    cells: list[str] = field(default_factory=list)
    rows: list[tuple[str, ...]] = field(default_factory=list)
    level: int = 0
    in_table: bool = False
    optional: bool = False
    to_skip: int = 0


def read(path: Path, _at: Any) -> Iterator[Block]:
    """The blocks of an RTF file."""
    data, document, at = path.read_bytes(), _Document(), 0
    while token := _TOKEN.search(data, at):
        at = token.end()
        word, number, code, symbol, brace, text = token.groups()
        if word:
            name, value = word.decode(), int(number) if number else None
            at += max(value or 0, 0) if name == "bin" else 0
            yield from _word(document, name, value)
        elif brace:
            _brace(document, brace)
        elif code or text:
            _bytes(document, bytes.fromhex(code.decode()) if code else text)
        elif symbol == b"*":
            document.optional = True
        elif symbol:
            _say(document, _SYMBOLS.get(symbol, ""))
    yield from _paragraph(document)
    yield from _table(document)


def _brace(document: _Document, brace: bytes) -> None:
    _decode(document)
    document.optional, document.to_skip = False, 0
    if brace == b"{":
        document.above.append(document.group)
        if len(document.above) > _DEEPEST:
            raise RecursionError
    elif document.above:
        if document.group.note and not document.above[-1].note:
            document.parts.append(")")
        document.group = document.above.pop()


def _bytes(document: _Document, data: bytes) -> None:
    skip = min(document.to_skip, len(data))
    document.to_skip -= skip
    if not document.group.skipped and not document.group.hidden:
        document.raw += data[skip:]


def _decode(document: _Document) -> None:
    """Bytes in a row are decoded at once: a character may be more than one."""
    if document.raw:
        codec = document.charsets.get(document.group.font, document.codec)
        document.parts.append(document.raw.decode(codec, "replace"))
        document.raw = bytearray()


def _say(document: _Document, text: str) -> None:
    _decode(document)
    if not document.group.skipped and not document.group.hidden:
        document.parts.append(text)


def _word(document: _Document, name: str, value: int | None) -> Iterator[Block]:
    if name == "u" and value is not None:
        _say(document, chr(value % 0x10000))
        document.to_skip = document.group.skip_after_unicode
        return
    _decode(document)
    document.to_skip = 0
    if name in _SKIPPED or (document.optional and name not in _READ_THOUGH_OPTIONAL):
        document.group = replace(document.group, skipped=True, fonts=name == "fonttbl")
    document.optional = False
    if document.group.skipped:
        _font(document, name, value)
    elif name in _CHARACTERS:
        _say(document, _CHARACTERS[name])
    elif name in ("par", "sect", "cell", "nestcell", "row", "nestrow") and not document.group.note:
        yield from _end(document, name)
    else:
        _state(document, name, value)


def _font(document: _Document, name: str, value: int | None) -> None:
    if document.group.fonts and name == "f" and value is not None:
        document.group = replace(document.group, font=value)
    elif document.group.fonts and name == "fcharset" and value in _CHARSETS:
        document.charsets[document.group.font] = _CHARSETS[value]


def _state(document: _Document, name: str, value: int | None) -> None:
    on = value != 0
    if name in ("v", "deleted"):
        document.group = replace(document.group, hidden=on)
    elif name == "plain":
        document.group = replace(document.group, hidden=False)
    elif name in ("f", "deff") and value is not None:
        document.group = replace(document.group, font=value)
    elif name == "uc" and value is not None:
        document.group = replace(document.group, skip_after_unicode=max(value, 0))
    elif name == "ansicpg" and value:
        document.codec = _codec(value)
    elif name == "mac":
        document.codec = "mac_roman"
    elif name == "footnote":
        document.group = replace(document.group, note=True)
        document.parts.append(" (")
    elif name == "pard":
        document.level, document.in_table = 0, False
    elif name == "intbl":
        document.in_table = True
    elif name == "outlinelevel" and value is not None:
        document.level = min(value + 1, _LEVELS)


def _codec(page: int) -> str:
    try:
        return codecs.lookup("utf-8" if page == 65001 else f"cp{page}").name
    except LookupError:
        return "cp1252"


def _end(document: _Document, name: str) -> Iterator[Block]:
    if name in ("cell", "nestcell"):
        document.cells.append(one_line(_taken(document)))
    elif name in ("row", "nestrow"):
        document.rows.append(tuple(document.cells))
        document.cells = []
    elif document.in_table:
        document.parts.append("\n")
    else:
        yield from _table(document)
        yield from _paragraph(document)


def _taken(document: _Document) -> str:
    text, document.parts = "".join(document.parts), []
    return clean(whole_letters(text))


def _table(document: _Document) -> Iterator[Block]:
    if document.cells:
        document.rows.append(tuple(document.cells))
    rows, document.rows, document.cells = document.rows, [], []
    yield from map(Block, table_text(rows))


def _paragraph(document: _Document) -> Iterator[Block]:
    _decode(document)
    text = _taken(document).strip()
    if text and document.level:
        title = one_line(text)
        yield Block(title + "\n\n", document.level, title)
    elif text:
        yield Block(text + "\n\n")
