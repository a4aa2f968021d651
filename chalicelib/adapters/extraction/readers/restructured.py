"""reStructuredText: the text as written; a line with marks under it is a heading, its level told by the marks."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalicelib.adapters.extraction.readers.markup import marked_lines
from chalicelib.adapters.extraction.slicing import Block

_UNDERLINE = re.compile(r"""([=\-~^"'`:+*#<>_.])\1{2,}\s*""")
_NO_TITLE = re.compile(r"\s|\.\. |[-*+] |\||\+[-=]|$")
_DEEPEST = 9


def read(path: Path, at: Any) -> Iterator[Block]:
    """The blocks of a reStructuredText file."""
    yield from marked_lines(path, at, _heading, is_below=True)


def _heading(line: str, before: str, marks: list[str]) -> tuple[int, str] | None:
    """The first mark in a file is that of the first level, the next new one that of the second."""
    underline = _UNDERLINE.fullmatch(line)
    if (
        not underline
        or _NO_TITLE.match(before)
        or _UNDERLINE.fullmatch(before)
        or len(line.rstrip()) < len(before.rstrip())
    ):
        return None
    if underline[1] not in marks:
        if len(marks) >= _DEEPEST:
            return None
        marks.append(underline[1])
    return marks.index(underline[1]) + 1, before.strip()
