"""The heads of tables: cells of several lines side by side, which a PDF tells one cell after the other.

June 25,   June 26,
  2022       2021        →   June 25, 2022 | June 26, 2021
"""

from chalicelib.adapters.extraction.readers.pdf.line import LINE_GAP, Line

CELL_LINES = 8
CELL_WORDS = 8
TEXT_LINES = 4
TIGHT = 1.45
"""The lines of one cell are set tight; the rows of a table mostly are not."""

RISE = 0.3
"""A line that begins higher than the one before, by so much of a letter's height, begins another cell."""

Cell = list[Line]


def joined_heads(lines: list[Line]) -> list[Line]:
    """The lines of a page with each head of a table made one line, its cells in order."""
    out: list[Line] = []
    at = 0
    while at < len(lines):
        first = _first_cell(out, lines[at])
        cells, after = _cells(first, lines, at) if first else ([], at)
        if _is_head(cells, lines[after : after + 1]):
            out[len(out) - len(first) :] = [_row(cells)]
        else:
            # `_cells` may take no line: its first one can hang lower than the line as a whole, by which it was chosen.
            after = max(after, at + 1)
            out += lines[at:after]
        at = after
    return out


def _first_cell(before: list[Line], line: Line) -> Cell:
    """The lines just before `line` that are the cell on its left; none if `line` begins no second cell."""
    if not before or not _begins_cell(before[-1], line) or not _fits(line):
        return []
    cell: Cell = []
    for above in reversed(before):
        if cell and not _below(above, cell[0]):
            break
        if not _fits(above):
            return []  # The last line of a text, not of a head.
        if len(cell) == CELL_LINES or len(above.cells()) > 1 or above.right > line.left:
            break
        cell.insert(0, above)
    if cell and cell[0].words[0].text[0].islower():
        return []  # It goes on with a cell above it.
    return cell


def _begins_cell(before: Line, line: Line) -> bool:
    """Whether `line` begins higher than the line before it, and on its right."""
    rise = line.bottom - before.bottom
    return RISE * line.height < rise < CELL_LINES * LINE_GAP * line.height and line.left >= before.right


def _below(above: Line, line: Line) -> bool:
    drop = above.bottom - line.bottom
    return 0 < drop <= TIGHT * max(above.height, line.height) and line.left < above.right and above.left < line.right


def _fits(line: Line) -> bool:
    return all(len(cell.words) <= CELL_WORDS for cell in line.cells())


def _cells(first: Cell, lines: list[Line], at: int) -> tuple[list[Cell], int]:
    """All cells of the head that `first` begins, and the number of the line after it.

    A line goes on with the cell before it, or begins one; what stands beside it on the same line are further cells.
    """
    cells = [first]
    bottom = first[-1].bottom - RISE * first[-1].height
    while at < len(lines) and _fits(lines[at]) and lines[at].bottom >= bottom:
        own, *others = lines[at].cells()
        last = cells[-1][-1]
        if _begins_cell(last, own):
            cells.append([own])
        elif _below(last, own) and len(cells) > 1 and len(cells[-1]) < CELL_LINES:
            cells[-1].append(own)
        else:
            break
        cells += [[other] for other in others]
        at += 1
    return cells, at


def _is_head(cells: list[Cell], after: list[Line]) -> bool:
    """Whether some cell has several lines, the last one ends here, and they are no columns of text."""
    if len(cells) < 2 or not max(map(len, cells)) > 1 or min(map(len, cells)) >= TEXT_LINES:
        return False
    return not any(_below(cells[-1][-1], line.cells()[0]) for line in after)


def _row(cells: list[Cell]) -> Line:
    """One line of the cells, each with all of its words."""
    parts = []
    for cell in cells:
        words = [word for line in cell for word in line.words]
        part = Line(words, bold=all(line.bold for line in cell), lines=len(cell))
        part.begins = cell[0].bottom
        parts.append(part)
    return Line.of_cells(parts, begins=max(part.begins for part in parts))
