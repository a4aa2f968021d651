"""The rows of a table, with the lines of a wrapped cell in their cell.

June 25,   June 26,
  2022       2021        →   June 25, 2022 | June 26, 2021
"""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from chalicelib.adapters.extraction.readers.pdf.line import BULLET, LINE_GAP, Line

FULL_CELL = 0.85
FULL_WORDS = 3
"""A cell is full if it takes so much of its column and has so many words: then the next line may go on with it."""

Cells = dict[int, list[Line]]
"""The lines of a row's cells, by column."""


def rows(bands: list[list[Line]], lefts: list[float]) -> Iterator[Line]:
    """The rows of the table of `bands`, whose columns begin at `lefts`."""
    table = _Table([_cells(band, lefts) for band in bands], lefts)
    row: Cells = {}
    for cells in table.bands:
        if row and table.goes_on(row, cells):
            for column, lines in cells.items():
                row.setdefault(column, []).extend(lines)
            continue
        if row:
            yield _line(row)
        row = cells
    if row:
        yield _line(row)


def _cells(band: list[Line], lefts: list[float]) -> Cells:
    cells: Cells = {}
    for cell in band:
        cells.setdefault(max(bisect_right(lefts, cell.left) - 1, 0), []).append(cell)
    return cells


class _Table:
    """Bands of cells by column. `by_cell`: the columns that the page's content does not tell from top to bottom."""

    def __init__(self, bands: list[Cells], lefts: list[float]) -> None:
        self.bands, self.lefts, self.rights = bands, lefts, list(lefts)
        columns: Cells = {}
        for band in bands:
            for column, lines in band.items():
                columns.setdefault(column, []).extend(lines)
        for column, lines in columns.items():
            self.rights[column] = max(line.right for line in lines)
        self.by_cell = {
            column
            for column, lines in columns.items()
            if any(below.number != above.number + 1 for above, below in pairwise(lines))
        }

    def goes_on(self, row: Cells, cells: Cells) -> bool:
        """Whether the cells of a band are further lines of the row's cells."""
        shared = row.keys() & cells.keys()
        if not shared:
            return False
        numbers = {lines[-1].number for lines in row.values()} | {lines[0].number for lines in cells.values()}
        inner = 0 not in cells and cells.keys() < row.keys()
        return all(self._joins(column, row[column], cells[column], numbers, inner) for column in shared)

    def _joins(self, column: int, above: list[Line], below: list[Line], numbers: set[int], inner: bool) -> bool:
        """Whether `below` is the next line of the cell `above`, by its words or by when it was drawn.

        `inner`: further cells of its row go on there, and none begins.
        """
        last, line = above[-1], below[0]
        if len(below) > 1 or last.bold != line.bold or abs(last.size - line.size) > 0.6 or _is_item(line):
            return False
        if last.bottom - line.bottom > LINE_GAP * max(last.height, line.height) or BULLET.match(
            line.words[0].text + " "
        ):
            return False
        if column in self.by_cell and line.number == last.number + 1 and numbers - {last.number, line.number}:
            return True
        if last.words[-1].text.endswith(":") or not _has_letters(last):
            return False
        if line.words[0].text[0].islower() or last.words[-1].text.endswith(","):
            return True
        return inner and _has_letters(line) and self._is_full(last, column)

    def _is_full(self, line: Line, column: int) -> bool:
        left = self.lefts[column]
        return len(line.words) >= FULL_WORDS and line.right - left >= FULL_CELL * (self.rights[column] - left)


def _is_item(line: Line) -> bool:
    return BULLET.match(line.words[0].text + " ") is not None


def _has_letters(line: Line) -> bool:
    return any(map(str.isalpha, str(line)))


def _line(row: Cells) -> Line:
    cells = []
    for _, lines in sorted(row.items()):
        if len(lines) == 1 or lines[1].bottom > lines[0].bottom - lines[0].height / 2:
            cells += lines  # Cells beside each other, not a wrapped one.
        else:
            words = [word for line in lines for word in line.words]
            cells.append(Line(words, bold=all(line.bold for line in lines), lines=len(lines)))
    return Line.of_cells(cells, begins=max(lines[0].begins for lines in row.values()))
