"""Plain text and source code: kept line by line as it is."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from chalicelib.adapters.extraction.normalise import clean
from chalicelib.adapters.extraction.readers.textfile import detect_encoding, lines
from chalicelib.adapters.extraction.slicing import Block

_BLOCK_CHARACTERS = 4_000


def read(
    path: Path,
    at: Any,
    shown: Callable[[str], str] = str,
    torn: Callable[[str], bool] = lambda _: False,
) -> Iterator[Block]:
    """Blocks of some whole lines; `at` is [encoding, byte].

    `shown` is the text that the lines mean; a block does not end with a piece of a line that is `torn`.
    """
    encoding, start = at or (detect_encoding(path), 0)
    size = max(path.stat().st_size, 1)
    parts: list[str] = []
    length = position = 0
    for line, position in lines(path, encoding, start):
        parts.append(line)
        length += len(line)
        if length >= _BLOCK_CHARACTERS and not torn(line):
            yield _block(shown("".join(parts)), [encoding, position], size)
            parts, length = [], 0
    if parts:
        yield _block(shown("".join(parts)), [encoding, position], size)


def _block(text: str, at: list[Any], size: int) -> Block:
    return Block(clean(text), at=at, done=min(at[1] * 100 // size, 100), total=100)
