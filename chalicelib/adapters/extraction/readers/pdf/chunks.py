"""Chunks: what a page's content tells in one go, down the page; and which of them lie over each other."""

from collections.abc import Iterator
from itertools import chain, pairwise

from chalicelib.adapters.extraction.readers.pdf.bands import bands, is_near, row
from chalicelib.adapters.extraction.readers.pdf.line import Line

TOUCHED_HEIGHT = 0.3
DROP = 2.5
RISE = 0.75
"""A raised letter or the upper part of a formula begins no other text."""

MOST_PAIRS = 60
"""Among more chunks than so many it is not looked up which two lie over each other: all may."""


class Chunk:
    """Cells that follow each other in the page's content, and the box around them."""

    __slots__ = ("bottom", "cells", "left", "right", "top")

    def __init__(self, cells: list[Line]) -> None:
        self.cells = cells
        self.left, self.right = min(cell.left for cell in cells), max(cell.right for cell in cells)
        self.bottom, self.top = min(cell.bottom for cell in cells), max(cell.top for cell in cells)

    def number(self) -> int:
        return self.cells[0].number

    def overlaps(self, other: "Chunk") -> bool:
        beside = self.right <= other.left or other.right <= self.left
        return not beside and self.bottom < other.top - 1 and other.bottom < self.top - 1


def _fall(chunk: Chunk) -> tuple[float, float]:
    return -chunk.top, chunk.left


def _overlapping(chunks: list[Chunk]) -> Iterator[list[Chunk]]:
    """The chunks from the top down, those together that share heights."""
    group: list[Chunk] = []
    foot = 0.0
    for chunk in sorted(chunks, key=_fall):
        if group and chunk.top <= foot + 1:
            yield group
            group = []
        foot = min(foot, chunk.bottom) if group else chunk.bottom
        group.append(chunk)
    if group:
        yield group


def _are_disjoint(chunks: list[Chunk]) -> bool:
    """Whether no chunk stands over or under another one."""
    sides = sorted((chunk.left, chunk.right) for chunk in chunks)
    return all(right <= left for (_, right), (left, _) in pairwise(sides))


def _merged(chunks: list[Chunk]) -> list[list[Chunk]]:
    """The chunks from the top down, those together whose boxes lie over each other."""
    if len(chunks) > MOST_PAIRS:
        return [chunks]
    groups: list[list[Chunk]] = []
    for chunk in chunks:
        touched = [group for group in groups if any(chunk.overlaps(other) for other in group)]
        rest = [group for group in groups if group not in touched]
        groups = [*rest, [*chain.from_iterable(touched), chunk]]
    return sorted(groups, key=lambda group: min(map(_fall, group)))


def by_content(cells: list[Line]) -> Iterator[Line]:
    """Cells in the order of the page's content where that runs down the page, else by their place."""
    chunks: list[list[Line]] = []
    for cell in sorted(cells, key=_number):
        if chunks and -_jump(cell) <= cell.bottom - chunks[-1][-1].bottom <= _rise(cell, chunks[-1][-1]):
            chunks[-1].append(cell)
        else:
            chunks.append([cell])
    for group in _overlapping([Chunk(chunk) for chunk in chunks]):
        if len(group) == 1 or _are_disjoint(group):
            yield from _joined([cell for chunk in sorted(group, key=Chunk.number) for cell in chunk.cells])
        else:
            for parts in _merged(group):
                read = [cell for part in parts for cell in part.cells]
                yield from _joined(read if len(parts) == 1 else [cell for band in bands(read) for cell in band])


def _jump(cell: Line) -> float:
    return DROP * cell.height


def _rise(cell: Line, before: Line) -> float:
    return RISE * max(cell.height, before.height)


def _joined(cells: list[Line]) -> Iterator[Line]:
    """Cells with what stands beside them on one line: parts of a formula, a raised mark, cells of a row."""
    line: list[Line] = []
    for cell in cells:
        if line and not _is_beside(line[-1], cell):
            yield row(line)
            line = []
        line.append(cell)
    if line:
        yield row(line)


def _is_beside(before: Line, cell: Line) -> bool:
    if before.number == cell.number:
        return True
    shared = min(before.top, cell.top) - max(before.bottom, cell.bottom)
    return shared >= TOUCHED_HEIGHT * min(before.height, cell.height) and is_near(before, cell)


def _number(cell: Line) -> int:
    return cell.number
