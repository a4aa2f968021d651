"""Plain text and source code: kept line by line as it is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalicelib.adapters.extraction.normalise import clean
from chalicelib.adapters.extraction.readers.textfile import detect_encoding, lines
from chalicelib.adapters.extraction.slicing import Block

_BLOCK_CHARACTERS = 4_000


def read(path: Path, at: Any) -> Iterator[Block]:
    """Blocks of some whole lines; `at` is [encoding, byte]."""
    encoding, start = at or (detect_encoding(path), 0)
    size = max(path.stat().st_size, 1)
    parts: list[str] = []
    length = position = 0
    for line, position in lines(path, encoding, start):
        parts.append(line)
        length += len(line)
        if length >= _BLOCK_CHARACTERS:
            yield _block(parts, encoding, position, size)
            parts, length = [], 0
    if parts:
        yield _block(parts, encoding, position, size)


def _block(parts: list[str], encoding: str, position: int, size: int) -> Block:
    return Block(clean("".join(parts)), at=[encoding, position], done=min(position * 100 // size, 100), total=100)
