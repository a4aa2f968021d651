"""AsciiDoc: the text as written, with its headings found outside of listings."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalicelib.adapters.extraction.readers.markup import marked_lines
from chalicelib.adapters.extraction.slicing import Block

_HEADING = re.compile(r"(={1,6}|#{1,6})[ \t]+(\S.*)")
_FENCE = re.compile(r"(-{4,}|\.{4,}|/{4,}|\+{4,}|`{3,})\s*")


def read(path: Path, at: Any) -> Iterator[Block]:
    """The blocks of an AsciiDoc file."""
    yield from marked_lines(path, at, _heading)


def _heading(line: str, _before: str, fence: list[str]) -> tuple[int, str] | None:
    if mark := _FENCE.fullmatch(line):
        if not fence:
            fence.append(mark[1])
        elif fence == [mark[1]]:
            fence.clear()
    elif not fence and (heading := _HEADING.fullmatch(line)):
        return len(heading[1]), heading[2].strip()
    return None
