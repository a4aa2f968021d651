"""JSON: as it is if a person laid it out; else laid out here, so that it can be cut along its structure."""

import json
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


def read(path: Path, at: Any) -> Iterator[Block]:
    """Blocks of lines. Files over 10 MiB, broken ones and those laid out already are read as plain text."""
    text = None if path.stat().st_size > _MAX_BYTES else _laid_out(decode(path.read_bytes()))
    if text is None:
        yield from plain.read(path, at)
        return
    lines = clean(text).splitlines(keepends=True)
    for start in range(0, len(lines), _LINES_PER_BLOCK):
        yield Block("".join(lines[start : start + _LINES_PER_BLOCK]))


def _laid_out(text: str) -> str | None:
    if len(text) < _DENSE * (text.count("\n") + 1):
        return None
    try:
        return json.dumps(json.loads(text), indent=1, ensure_ascii=False) + "\n"
    except (ValueError, RecursionError):
        return None
