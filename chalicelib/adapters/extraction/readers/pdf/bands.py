"""Bands: the cells of a page that share a height, from the top down; each of them from left to right."""

from bisect import bisect_left
from collections.abc import Iterable

from chalicelib.adapters.extraction.readers.pdf.line import GAP_SIZES, Line, Word

SHARED_HEIGHT = 0.5
MARK_SIZE = 0.85
MARK_WORDS = 2
MARK_LETTERS = 6
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
    return [_joined_near(sorted(band, key=_left)) for band in found]


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
