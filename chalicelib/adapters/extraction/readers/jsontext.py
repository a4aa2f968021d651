"""JSON: laid out along its structure if nobody did so; strings as they mean: `\\u00fc` is ü."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalicelib.adapters.extraction.normalise import clean
from chalicelib.adapters.extraction.readers import plain
from chalicelib.adapters.extraction.readers.encodings import decode
from chalicelib.adapters.extraction.slicing import Block

_MAX_BYTES = 10 << 20
_DENSE = 500
"""More characters a line than this: nobody laid it out."""

_LINES_PER_BLOCK = 100
_DEEPEST_INDENT = 20
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s"{}\[\],:]+')
_ESCAPE = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([\"\\/bfnrt]))"
)
_SHORT = {"b": " ", "f": " ", "n": "\n", "r": "\r", "t": "\t"}
_TORN = re.compile(r"\\(?:u[0-9a-fA-F]{0,4}(?:\\(?:u[0-9a-fA-F]{0,3})?)?)?\Z")
"""An escape at the end of a piece, which the next piece may go on with."""


def read(path: Path, at: Any) -> Iterator[Block]:
    """Blocks of lines. Files over 10 MiB, broken ones and those laid out already keep their lines."""
    text = None if path.stat().st_size > _MAX_BYTES else _laid_out(decode(path.read_bytes()))
    if text is None:
        yield from plain.read(path, at, _decoded, lambda piece: bool(_TORN.search(piece[-12:])))
        return
    lines = clean(_decoded(text)).splitlines(keepends=True)
    for start in range(0, len(lines), _LINES_PER_BLOCK):
        yield Block("".join(lines[start : start + _LINES_PER_BLOCK]))


def _laid_out(text: str) -> str | None:
    if len(text) < _DENSE * (text.count("\n") + 1):
        return None
    try:
        json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None
    return "".join(_lines(text)).strip() + "\n"


def _lines(text: str) -> Iterator[str]:
    """The tokens as they are written, so that no number changes, with a line for each value."""
    depth = 0
    empty = apart = False
    for part in _TOKEN.findall(text):
        closes = part in ("}", "]")
        depth -= closes
        if apart or (closes != empty and (closes or empty)):
            yield "\n" + " " * min(depth, _DEEPEST_INDENT)
        yield ": " if part == ":" else part
        empty = part in ("{", "[")
        apart = part == ","
        depth += empty


def _decoded(text: str) -> str:
    return _ESCAPE.sub(_meaning, text) if "\\" in text else text


def _meaning(escape: re.Match[str]) -> str:
    high, low, code, short = escape.groups()
    if short:
        return _SHORT.get(short, short)
    if code:
        return chr(int(code, 16))
    return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00)
