"""Running heads, feet and page numbers: lines at the same place of page after page, apart from the text.

Each is kept on the page where it is seen first, since it may name the document, and left out of the pages after it.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from chalicelib.adapters.extraction.readers.pdf.line import Line

MOST_LINES = 3
"""Lines of a head or a foot."""

APART = 0.9
"""White space between it and the text, in heights of its letters."""

LEAST_PAGES, LEAST_SHARE = 3, 1 / 3
"""Pages that must have it, of those looked at. A third: heads of left and right pages may differ."""

PLACE = 6.0
"""Points within which it stands at the same place."""

_NUMBER = re.compile(r"\d+")


class Running(NamedTuple):
    """A line with its numbers as `#`, the place of its bottom, and the page (from 0) that keeps it."""

    text: str
    place: int
    first: int


def recognised(pages: Mapping[int, Sequence[Line]]) -> list[Running]:
    """The running lines of pages by their numbers from 0."""
    seen: dict[tuple[str, int], list[int]] = defaultdict(list)
    for index, lines in sorted(pages.items()):
        for key in {_key(line) for line in _at_margins(lines)}:
            seen[key].append(index)
    least = max(LEAST_PAGES, LEAST_SHARE * len(pages))
    return [Running(*key, indexes[0]) for key, indexes in seen.items() if len(indexes) >= least]


def without_running(lines: list[Line], index: int, running: Collection[Running]) -> list[Line]:
    """The lines of page `index` without the running ones that an earlier page has kept."""
    left_out = {(head.text, head.place) for head in running if index > head.first}
    if not left_out:
        return lines
    margins = {id(line) for line in _at_margins(lines) if _key(line) in left_out}
    return [line for line in lines if id(line) not in margins]


def _key(line: Line) -> tuple[str, int]:
    return _NUMBER.sub("#", str(line)).casefold(), round(line.bottom / PLACE)


def _at_margins(lines: Sequence[Line]) -> Iterator[Line]:
    """The few lines at the top and at the bottom of a page that white space parts from the rest."""
    downwards = sorted(lines, key=lambda line: -line.top)
    yield from _before_gap(downwards)
    yield from _before_gap(downwards[::-1])


def _before_gap(lines: Sequence[Line]) -> Sequence[Line]:
    for number, (line, following) in enumerate(pairwise(lines[: MOST_LINES + 1]), 1):
        upper, lower = (line, following) if line.top > following.top else (following, line)
        if upper.bottom - lower.top > APART * line.height:
            return lines[:number]
    return []
