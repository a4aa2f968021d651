"""Texts with light markup: as written, with headings found by the rule of each language."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from chalicelib.adapters.extraction.normalise import clean
from chalicelib.adapters.extraction.readers.textfile import detect_encoding, lines
from chalicelib.adapters.extraction.slicing import Block

_BLOCK_CHARACTERS = 4_000

Heading = Callable[[str, str, list[str]], tuple[int, str] | None]
"""Level and title that a line tells, given the line before it and what is open or known; it may change the last."""


def marked_lines(path: Path, at: Any, heading: Heading, is_below: bool = False) -> Iterator[Block]:
    """Blocks of lines; a heading is one of its own. `is_below`: its title is the line before the one that tells it.

    `at` is [encoding, byte, what is open or known].
    """
    encoding, start, known = at or (detect_encoding(path), 0, [])
    known = list(known)
    size = max(path.stat().st_size, 1)
    gathered: list[tuple[str, int]] = []
    length, last = 0, start

    def block(texts: list[tuple[str, int]], title: tuple[int, str] = (0, "")) -> Block:
        position = texts[-1][1]
        text = "".join(text for text, _ in texts)
        done = min(position * 100 // size, 100)
        return Block(text, *title, at=[encoding, position, list(known)], done=done, total=100)

    for line, last in lines(path, encoding, start):
        text = clean(line)
        before = gathered[-1][0] if gathered else ""
        found = heading(text.rstrip("\n"), before.rstrip("\n"), known)
        if found:
            own = [gathered.pop()] if is_below else []
            if gathered:
                yield block(gathered)
            yield block([*own, (text, last)], found)
            gathered, length = [], 0
            continue
        gathered.append((text, last))
        length += len(text)
        if length > (_BLOCK_CHARACTERS if not text.strip() else 2 * _BLOCK_CHARACTERS):
            yield block(gathered)
            gathered, length = [], 0
    if gathered:
        yield block(gathered)
