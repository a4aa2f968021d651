"""The reading order of a page, told from the white space on it: columns of text, rows of tables, single lines.

Cells that share a height are a band. Bands are taken together from the top down as long as the same white space
parts them into columns; a cell that reaches over two columns ends that. Each column of text is read to its end, and cut
in the same way; what is no text is read row by row.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise

from chalicelib.adapters.extraction.readers.pdf.bands import SHARED_HEIGHT, Band, bands, row
from chalicelib.adapters.extraction.readers.pdf.chunks import by_content
from chalicelib.adapters.extraction.readers.pdf.line import Line, is_wide_script
from chalicelib.adapters.extraction.readers.pdf.rows import rows

COLUMN_ROWS = 4
COLUMN_LINES = 3
COLUMN_WORDS = 3.0
"""Columns of text: at least so many rows and lines in each column, of so many words on average."""

GUTTER = 4.0
"""Points of white space between two columns."""

FEW_LINES = 0.15
"""What stands beside a column in less than this share of the rows belongs to it: a number, the name of an axis."""

CONTINUED = 0.6
"""Lines of which this share begins with a small letter go on with one another."""


APART = 2.0
DEEPEST = 8
ROW_BY_ROW = 1 / 3
NUMBERS = 0.6


def in_reading_order(lines: list[Line]) -> list[Line]:
    """The lines of a page as they are read; cells beside each other in a table come as one line."""
    if _is_plain(lines):
        return lines
    cells = []
    for number, line in enumerate(lines):
        for cell in line.cells():
            cell.number = number
            cells.append(cell)
    return list(_ordered(cells, 0))


def _is_plain(lines: list[Line]) -> bool:
    """Whether each line stands under the one before it, alone."""
    return all(len(line.cells()) == 1 for line in lines) and all(
        line.top < above.bottom + SHARED_HEIGHT * min(above.height, line.height) for above, line in pairwise(lines)
    )


def _ordered(cells: list[Line], depth: int) -> Iterator[Line]:
    for run in _runs(bands(cells)):
        yield from run.ordered(depth)


def _runs(page: list[Band]) -> Iterator["_Run"]:
    run = _Run()
    for band in page:
        if not run.takes(band):
            yield run
            run = _Run()
        run.add(band)
    if run.bands:
        yield run


class _Run:
    """Bands that the same white space parts; `lefts` and `rights` are the edges of the columns between it."""

    def __init__(self) -> None:
        self.bands: list[Band] = []
        self.lefts: list[float] = []
        self.rights: list[float] = []

    def _touched(self, cell: Line) -> tuple[int, int]:
        """The first column that `cell` stands in, and the first one right of it."""
        return bisect_left(self.rights, cell.left - GUTTER), bisect_right(self.lefts, cell.right + GUTTER)

    def takes(self, band: Band) -> bool:
        """Whether no cell reaches over two columns, and no lone column over two cells."""
        touched = [self._touched(cell) for cell in band]
        if any(after - first > 1 for first, after in touched):
            return False
        return len(self.lefts) != 1 or sum(after > first for first, after in touched) < 2

    def add(self, band: Band) -> None:
        self.bands.append(band)
        for cell in band:
            first, after = self._touched(cell)
            left = min([cell.left, *self.lefts[first:after]])
            right = max([cell.right, *self.rights[first:after]])
            self.lefts[first:after], self.rights[first:after] = [left], [right]

    def ordered(self, depth: int) -> Iterator[Line]:
        if len(self.lefts) == 1 or depth == DEEPEST:
            yield from by_content([cell for band in self.bands for cell in band])
            return
        head, body, foot = self._parts()
        if head:
            yield row(head)
        columns = self._columns(body)
        if _are_text(columns, len(body)):
            for column in columns:
                yield from _ordered(column, depth + 1)
        elif _is_table(body, columns):
            yield from rows(body, self.lefts)
        else:
            yield from by_content([cell for band in body for cell in band])
        if foot:
            yield row(foot)

    def _parts(self) -> tuple[Band, list[Band], Band]:
        """A first and a last row that stand apart: the heads and numbers of pages are no part of the columns."""
        body, head, foot = self.bands, [], []
        if len(body) > COLUMN_ROWS and len(body[0]) > 1 and _apart(body[0], body[1]):
            head, body = body[0], body[1:]
        if len(body) > COLUMN_ROWS and len(body[-1]) > 1 and _apart(body[-2], body[-1]):
            body, foot = body[:-1], body[-1]
        return head, body, foot

    def _columns(self, bands: list[Band]) -> list[list[Line]]:
        """The cells by columns; a column of few lines is a part of its neighbour."""
        columns: list[list[Line]] = [[] for _ in self.lefts]
        for band in bands:
            for cell in band:
                columns[bisect_right(self.lefts, cell.left) - 1].append(cell)
        few = FEW_LINES * len(bands)
        joined: list[list[Line]] = []
        for column in filter(None, columns):
            if joined and (len(column) < few or len(joined[-1]) < few):
                joined[-1] += column
            else:
                joined.append(column)
        return joined


def _apart(above: Band, below: Band) -> bool:
    """Whether much more than a line's height is white between two bands."""
    gap = min(cell.bottom for cell in above) - max(cell.top for cell in below)
    return gap > APART * max(cell.height for cell in above + below)


def _are_text(columns: list[list[Line]], height: int) -> bool:
    if len(columns) < 2:
        return True  # What stands beside the only column is a part of it.
    if all(_goes_on(column) for column in columns):
        return True
    if height < COLUMN_ROWS or min(map(len, columns)) < COLUMN_LINES:
        return False
    return all(_average_words(column) >= COLUMN_WORDS for column in columns)


def _goes_on(column: list[Line]) -> bool:
    """Whether its lines go on with one another: table cells mostly begin with a capital letter or a digit."""
    small = sum(line.words[0].text[0].islower() for line in column[1:])
    return len(column) > 1 and small >= CONTINUED * (len(column) - 1)


def _average_words(lines: list[Line]) -> float:
    """Words of letters for each line: rows of numbers are a table, not a column of text."""
    return sum(_weight(word.text) for line in lines for word in line.words) / len(lines)


def _weight(word: str) -> float:
    if is_wide_script(word[0]):
        return len(word) / 3  # Written without blanks.
    return float(any(map(str.isalpha, word)))


def _is_table(bands: list[Band], columns: list[list[Line]]) -> bool:
    """Whether cells side by side were drawn one after the other, or a column is one of numbers."""
    beside = [(a, b) for band in bands for a, b in pairwise(band)]
    drawn = sum(abs(a.number - b.number) < 2 for a, b in beside)
    if drawn >= ROW_BY_ROW * len(beside):
        return bool(beside)
    return any(len(column) > 2 and _numbers(column) >= NUMBERS * len(column) for column in columns)


def _numbers(cells: list[Line]) -> int:
    return sum(any(map(str.isdigit, str(cell))) and not any(map(str.isalpha, str(cell))) for cell in cells)
