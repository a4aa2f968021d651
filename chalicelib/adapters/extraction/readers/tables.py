"""Rows as text: one line a row, cells parted by bars, the header told again with each group of rows."""

import re
from collections.abc import Iterable, Iterator

from chalicelib.adapters.extraction.normalise import one_line

GROUP_CHARACTERS = 800
"""A group of rows with its header fits one passage (docs/decisions/0003-chunking.md)."""

HEADER_WITHIN_ROWS = 10
_NUMBER = re.compile(r"[-+(]?[$€£¥]?\s?[\d.,\s]*\d\s?[%)]?")

Row = tuple[str, ...]


def row_line(cells: Iterable[str]) -> str:
    """`a | b | c` without the empty cells at the end; empty if all are."""
    values = [one_line(cell) for cell in cells]
    while values and not values[-1]:
        values.pop()
    return " | ".join(values)


def is_header(cells: Row) -> bool:
    """Two or more filled cells, none of them a number."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) >= 2 and not any(_NUMBER.fullmatch(cell) for cell in filled)


class RowGrouper:
    """Collects rows into groups; each group begins with the header, so that it reads by itself."""

    def __init__(self, header: str = "", seen: int = 0) -> None:
        self.header, self.seen = header, seen
        self._lines: list[str] = []
        self._size = 0

    def add(self, cells: Row) -> str | None:
        """Take a row; the text of the group before it if that is full now."""
        line = row_line(cells)
        if not line:
            return None
        self.seen += 1
        if not self.header and self.seen <= HEADER_WITHIN_ROWS and is_header(cells):
            self.header = line
            return self.flush()
        group = self.flush() if self._size + len(line) > GROUP_CHARACTERS and self._lines else None
        if not self._lines and self.header:
            self._push(self.header)
        self._push(line)
        return group

    def _push(self, line: str) -> None:
        self._lines.append(line)
        self._size += len(line) + 1

    def flush(self) -> str | None:
        """The group so far, closed by an empty line; None if there is none. A lone header is a group at the end."""
        lines, self._lines, self._size = self._lines, [], 0
        return "\n".join(lines) + "\n\n" if lines else None

    def finish(self) -> str | None:
        """The last group; a table that is nothing but a header gives that."""
        last = self.flush()
        return last or (self.header + "\n\n" if self.header and self.seen == 1 else None)


def table_text(rows: Iterable[Row]) -> Iterator[str]:
    """The groups of a whole table."""
    grouper = RowGrouper()
    for row in rows:
        if group := grouper.add(row):
            yield group
    if group := grouper.finish():
        yield group
