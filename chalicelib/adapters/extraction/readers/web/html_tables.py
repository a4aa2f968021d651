"""Tables of web pages as rows, with merged cells in each row and column that they stand in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

Cell = Callable[[etree._Element], str]
_MOST_COLUMNS = 500
_MOST_ROWS = 65_534
_MOST_REPEATED_CHARACTERS = 200_000
"""Of a table's merged cells, text_of again in the rows that they reach over."""


def is_data(table: etree._Element, headings: tuple[str, ...]) -> bool:
    """A table that holds no other and no headings is data; else it only lays out the page."""
    return all(element is table for element in table.iter("table", *headings))


def table_rows(table: etree._Element, text_of: Cell) -> tuple[list[tuple[str, ...]], int]:
    """The rows, and how many of the first ones are marked as the head.

    A cell that goes down over rows is text_of in each of them; over columns, the others are empty.
    """
    rows: list[tuple[str, ...]] = []
    below = _Below()
    heads, counting = 0, True
    for row in table.iter("tr"):
        cells = list(row.iterchildren("td", "th"))
        rows.append(_row(cells, below, text_of))
        counting = counting and bool(cells) and _is_head(row, cells)
        heads += counting
    return rows, heads if heads < len(rows) else 0


def _is_head(row: etree._Element, cells: list[etree._Element]) -> bool:
    parent = row.getparent()
    return (parent is not None and parent.tag == "thead") or (
        len(cells) > 1 and all(cell.tag == "th" for cell in cells)
    )


@dataclass
class _Below:
    """Cells that reach down: by column, the rows they reach over and their text, which is repeated within bounds."""

    cells: dict[int, tuple[int, str]] = field(default_factory=dict)
    characters: int = _MOST_REPEATED_CHARACTERS

    def taken(self, column: int) -> Iterator[str]:
        """The cells of rows above that reach down into this column and those right of it."""
        while column in self.cells:
            left, text = self.cells.pop(column)
            if left > 1:
                self.cells[column] = (left - 1, text)
            self.characters -= len(text)
            yield text if self.characters >= 0 else ""
            column += 1


def _row(cells: list[etree._Element], below: _Below, text_of: Cell) -> tuple[str, ...]:
    values: list[str] = []
    for cell in cells:
        values += below.taken(len(values))
        if len(values) >= _MOST_COLUMNS:
            values[-1] += " " + text_of(cell)
            continue
        text, down = text_of(cell), _span(cell, "rowspan", _MOST_ROWS)
        across = min(_span(cell, "colspan", _MOST_COLUMNS), _MOST_COLUMNS - len(values))
        for value in (text, *[""] * (across - 1)):
            if down > 1:
                below.cells[len(values)] = (down - 1, value)
            values.append(value)
    values += below.taken(len(values))
    return tuple(values)


def _span(cell: etree._Element, name: str, most: int) -> int:
    value = (cell.get(name) or "").strip()
    return min(max(int(value), 1), most) if value.isascii() and value.isdigit() and len(value) < 9 else 1
