"""Where the pages and sections of a slice are, and where its text may be cut."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from chalicelib.models import ExtractedSlice, Heading, Section

DEEPEST = 9
"""Levels of headings, as Word has them. Whatever a file calls deeper is of this level."""
PATH_TITLES, TITLE_CHARACTERS = 6, 100
"""Bounds of a heading path: it goes with every passage over the socket and into the index."""

_WORD = re.compile(r"\w")


class StructureIndex:
    """Finds the page and the heading path at a character of the whole text.

    A section begins with its heading's line: in Markdown the heading's text stands behind marks such as `## `.
    """

    def __init__(self, slice_: ExtractedSlice) -> None:
        self._end = slice_.offset + len(slice_.text)
        self._pages = slice_.pages
        self._page_starts = [span.start for span in slice_.pages]
        self.section_starts = [_line_start(slice_, heading) for heading in slice_.headings]
        self._body_starts = list(self._find_bodies(slice_))
        self._paths = _paths(slice_.headings_before, slice_.headings)

    def page_at(self, character: int) -> int | None:
        at = bisect_right(self._page_starts, character) - 1
        return self._pages[at].number if at >= 0 else None

    def page_end(self, character: int) -> int:
        """Where the page of `character` ends, or the slice where it has no pages."""
        at = bisect_right(self._page_starts, character)
        return self._page_starts[at] if at < len(self._page_starts) else self._end

    def sections_in(self, start: int, end: int) -> list[int]:
        """Where the sections begin that begin behind `start` and before `end`."""
        return self.section_starts[bisect_right(self.section_starts, start) : bisect_left(self.section_starts, end)]

    def path_at(self, character: int) -> tuple[str, ...]:
        """The titles of the innermost headings, outer ones first."""
        path = self._paths[bisect_right(self.section_starts, character)][-PATH_TITLES:]
        return tuple(shorten(heading.title) for heading in path)

    def sections_of(self, start: int, end: int) -> tuple[Section, ...]:
        """The sections of the text from `start` to `end`; none where all of it stands under one heading path."""
        inner = self.sections_in(start, end)
        return tuple(Section(at, self.path_at(at)) for at in (start, *inner)) if inner else ()

    def open_at_end(self) -> tuple[Heading, ...]:
        return self._paths[-1]

    def parts_heading(self, character: int) -> bool:
        """Whether a cut before `character` parts a heading from the first word after it, be it of another heading."""
        at = bisect_left(self.section_starts, character) - 1
        return at >= 0 and character <= self._body_starts[at]

    def _find_bodies(self, slice_: ExtractedSlice) -> Iterator[int]:
        """The first word under a heading, or where the section ends that has none, or its page."""
        for heading, (start, following) in zip(
            slice_.headings, pairwise([*self.section_starts, self._end]), strict=True
        ):
            end = min(following, self.page_end(start)) - slice_.offset
            line_end = slice_.text.find("\n", heading.start - slice_.offset, end)
            word = _WORD.search(slice_.text, line_end, end) if line_end >= 0 else None
            yield slice_.offset + (word.start() if word else end)


def shorten(title: str) -> str:
    return title if len(title) <= TITLE_CHARACTERS else title[: TITLE_CHARACTERS - 1].rstrip() + "…"


def _line_start(slice_: ExtractedSlice, heading: Heading) -> int:
    return slice_.offset + slice_.text.rfind("\n", 0, heading.start - slice_.offset) + 1


def _paths(before: tuple[Heading, ...], headings: tuple[Heading, ...]) -> list[tuple[Heading, ...]]:
    """The path before the first heading, then the path from each heading on."""
    paths = [before]
    for heading in headings:
        level = min(heading.level, DEEPEST)
        paths.append((*(outer for outer in paths[-1] if outer.level < level), replace(heading, level=level)))
    return paths
