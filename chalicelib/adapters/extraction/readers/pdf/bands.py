"""Bands: the cells of a page that share a height, from the top down; each of them from left to right."""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import pairwise

from chalicelib.adapters.extraction.readers.pdf.line import GAP_SIZES, Line, Word

SHARED_HEIGHT = 0.5
MARK_SIZE = 0.85
MARK_WORDS = 2
MARK_LETTERS = 6
ALIGNED = 2.0
"""Cells whose left edges are so many points from each other at most stand under each other."""

BLANK = 0.6
"""Words of a cell are not further apart than so many heights of a line."""

Band = list[Line]


def bands(cells: Iterable[Line]) -> list[Band]:
    """The cells by height from the top down, each band from left to right."""
    found: list[Band] = []
    for cell in sorted(cells, key=_height):
        if found:
            first = found[-1][0]
            shared = min(cell.top, first.top) - max(cell.bottom, first.bottom)
            if shared >= SHARED_HEIGHT * min(cell.top - cell.bottom, first.top - first.bottom):
                found[-1].append(cell)
                continue
        found.append([cell])
    page = [_joined_near(sorted(band, key=_left)) for band in found]
    for number, (band, below, further) in enumerate(zip(page, page[1:], page[2:], strict=False)):
        page[number] = _cut_head(band, below, further)
    return page


def _cut_head(band: Band, below: Band, further: Band) -> Band:
    """The cells of a table's head, cut where the columns of the two rows below begin: long names come near each other.

    The band as it is, unless that gives it a cell for each column.
    """
    if not 2 < len(below) == len(further) > len(band) or not _are_aligned(below, further):
        return band
    cut = [part for cell in band for part in _cut(cell, [row_cell.left for row_cell in below])]
    return cut if len(cut) == len(below) and _are_aligned(cut, below) else band


def _are_aligned(band: Band, other: Band) -> bool:
    return all(abs(cell.left - beside.left) <= ALIGNED for cell, beside in zip(band, other, strict=True))


def _cut(cell: Line, lefts: list[float]) -> Band:
    words: list[list[Word]] = [[cell.words[0]]]
    for before, word in pairwise(cell.words):
        nearest = bisect_left(lefts, word.left - ALIGNED)
        begins = nearest < len(lefts) and lefts[nearest] <= word.left + ALIGNED
        if begins and word.left - before.right > BLANK * cell.height:
            words.append([])
        words[-1].append(word)
    parts = [Line(part, bold=cell.bold) for part in words]
    for part in parts:
        part.number = cell.number
    return parts


def _joined_near(band: Band) -> Band:
    """The band with what was drawn one after the other, near each other, made one cell, and marks put between words."""
    if len(band) < 2:
        return band
    joined: list[list[Line]] = []
    for cell in band:
        last = joined[-1][-1] if joined else cell
        if joined and cell.right <= last.right and (line := _with_mark(last, cell)):
            joined[-1][-1] = line
        elif joined and (cell.number - last.number == 1 or _is_mark(last, cell)) and is_near(last, cell):
            joined[-1].append(cell)
        else:
            joined.append([cell])
    return [row(cells) for cells in joined]


def _with_mark(line: Line, mark: Line) -> Line | None:
    """The line with a mark that was drawn by itself, in the white space that was left for it; None if there is none."""
    at = bisect_left(line.words, mark.left, key=_left)
    before, after = line.words[:at], line.words[at:]
    if not before or not after or before[-1].right > mark.left + 1 or mark.right > after[0].left + 1:
        return None
    whole = Line([*before, *mark.words, *after], bold=line.bold)
    whole.number = line.number
    return whole


def _is_mark(before: Line, cell: Line) -> bool:
    """Whether `cell` is a small raised mark behind a word, which may be drawn long after it."""
    few = len(cell.words) <= MARK_WORDS and all(len(word.text) <= MARK_LETTERS for word in cell.words)
    return few and cell.size < MARK_SIZE * before.size and cell.bottom > before.bottom


def is_near(before: Line, cell: Line) -> bool:
    return -1 < cell.left - before.right < GAP_SIZES * max(before.height, cell.height)


def _height(cell: Line) -> float:
    return -cell.top - cell.bottom


def _left(cell: Line | Word) -> float:
    return cell.left


def row(band: Band) -> Line:
    """One line of the cells of a band; what stands near each other is one cell."""
    if len(band) == 1:
        return band[0]
    if any(cell.lines > 1 for cell in band):
        return Line.of_cells(band, begins=max(cell.begins for cell in band))
    line = Line([word for cell in band for word in cell.words], bold=all(cell.bold for cell in band))
    line.number = band[0].number
    return line
