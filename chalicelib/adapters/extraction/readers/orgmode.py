"""Org: the text as written, with its headings found outside of blocks."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalicelib.adapters.extraction.readers.markup import marked_lines
from chalicelib.adapters.extraction.slicing import Block

_HEADING = re.compile(r"(\*{1,40})[ \t]+(?:(?:TODO|DONE)[ \t]+)?(\S.*)")
_TITLE = re.compile(r"#\+title:[ \t]*(\S.*)", re.I)
_TAGS = re.compile(r"[ \t]+:[\w@#%:]{1,100}:$")
_DEEPEST = 9


def read(path: Path, at: Any) -> Iterator[Block]:
    """The blocks of an Org file."""
    yield from marked_lines(path, at, _heading)


def _heading(line: str, _before: str, block: list[str]) -> tuple[int, str] | None:
    word = line.strip().lower()
    if word.startswith(("#+begin_", "#+end_")):
        block[:] = ["open"] if word.startswith("#+begin_") else []
    elif not block and (heading := _HEADING.fullmatch(line)):
        return min(len(heading[1]), _DEEPEST), _TAGS.sub("", heading[2].strip())
    elif title := _TITLE.fullmatch(line):
        return 1, title[1].strip()
    return None
