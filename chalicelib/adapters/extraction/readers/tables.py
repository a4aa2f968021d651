"""Rows as text: one line a row, cells parted by bars, the head told again with each group of rows."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, replace
from typing import Any, Self

from chalicelib.adapters.extraction.normalise import one_line
from chalicelib.adapters.extraction.readers.table_heads import (
    NOTHING,
    TEXT,
    Row,
    find_head,
    kind,
    profile,
)

GROUP_CHARACTERS = 800
"""A group of rows with its head fits one passage (docs/decisions/0003-chunking.md)."""

MOST_REPEATED = 80  # Characters of a cell over several rows that are told in each of them.
_ROWS_AHEAD = 10  # Rows that are looked at to tell a head.
_DIGIT = re.compile(r"\d")

Marked = tuple[Row, Any]
"""A row, and where a reader begins again so that it is the first one."""


@dataclass(frozen=True, slots=True)
class TableState:
    """What is known of a table before a row: its head, what its columns hold, whether an empty row was the last one."""

    head: str = ""
    profile: str = ""
    gap: bool = True

    @classmethod
    def load(cls, values: list[Any]) -> Self:
        """From a cursor. One that an older release stored has a head and a number."""
        head, held, *rest = values
        return cls(head, held if isinstance(held, str) else "", bool(rest and rest[0]) if rest else not head)

    def dump(self) -> list[Any]:
        return list(astuple(self))


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under their head, closed by an empty line. `mark` is of the row after it, whose state is `state`.

    Without a mark a reader cannot begin again after this group.
    """

    text: str
    mark: Any = None
    state: TableState = TableState()


def row_line(cells: Iterable[str]) -> str:
    """`a | b | c` without the empty cells at the end; empty if all are."""
    values = [one_line(cell) for cell in cells]
    while values and not values[-1]:
        values.pop()
    return " | ".join(values)


def row_groups(rows: Iterable[Marked], state: TableState | None = None) -> Iterator[Group]:
    """The rows in groups, each of which begins with the head of its table. Every row is in one of them.

    A table begins at the first row, after an empty row, or where the kinds of the columns change under a new head.
    """
    return _Grouper(rows, state or TableState()).groups()


def table_text(rows: Iterable[Row], heads: int = 0) -> Iterator[str]:
    """The groups of a whole table, whose first `heads` rows are known to be its head."""
    grouper = _Grouper(((row, None) for row in rows), TableState())
    grouper.take_head(heads)
    return (group.text for group in grouper.groups())


class _Grouper:
    def __init__(self, rows: Iterable[Marked], state: TableState) -> None:
        self._rows = iter(rows)
        self._ahead: deque[Marked] = deque()
        self._state = state
        self._lines: list[str] = []
        self._size = 0
        self._has_rows = False

    def groups(self) -> Iterator[Group]:
        while self._look(1):
            row, mark = self._ahead.popleft()
            line = row_line(row)
            if not line:
                self._state = replace(self._state, gap=True)
                continue
            before = self._state
            if self._may_begin(row, line) and (head := self._begun(row)):
                yield from self._flush(mark, before)
                yield from self._begin(line, *head)
                continue
            if self._has_rows and self._size + len(line) > GROUP_CHARACTERS:
                yield from self._flush(mark, before)
            self._push(line)
        yield from self._flush(None, self._state)

    def take_head(self, count: int) -> None:
        """Take the first rows as the head, whatever they hold."""
        lines = [row_line(self._ahead.popleft()[0]) for _ in range(count) if self._look(1)]
        if any(lines):
            self._state = TableState("\n".join(filter(None, lines)), "", gap=False)
            self._push_head()

    def _look(self, count: int) -> bool:
        """Whether `count` rows are ahead."""
        while len(self._ahead) < count:
            if (row := next(self._rows, None)) is None:
                return False
            self._ahead.append(row)
        return True

    def _may_begin(self, row: Row, line: str) -> bool:
        """Whether a table may begin with `row`: after an empty one, or with words in a column of numbers."""
        if self._state.gap:
            return True
        if not self._state.profile.strip(NOTHING + TEXT) or _DIGIT.search(line):
            return False
        return any(
            held not in (NOTHING, TEXT) and kind(cell) == TEXT
            for held, cell in zip(self._state.profile, row, strict=False)
        )

    def _begun(self, row: Row) -> tuple[int, int] | None:
        """Where the head begins and ends, counted from `row`, if a table begins with it; (0, 0) without a head."""
        rows, known = self._window(row), self._state
        head = find_head(rows)
        below = profile(rows[head[1] if head else 0 :])
        differs = _differs(below, known.profile)
        after_gap = head is not None or differs or not known.profile
        if not (after_gap if known.gap else head and head[0] == 0 and differs):
            held = known.profile if known.gap else _with_words(known.profile, row)
            self._state = replace(known, profile=held, gap=False)
            return None
        self._state = TableState("", below, gap=False)
        return head or (0, 0)

    def _window(self, row: Row) -> list[Row]:
        """The row and those after it, up to an empty one; an empty row after the first is passed over."""
        rows, at = [row], 0
        while len(rows) < _ROWS_AHEAD and self._look(at + 1):
            after = self._ahead[at][0]
            at += 1
            if row_line(after):
                rows.append(after)
            elif len(rows) > 1:
                break
        return rows

    def _begin(self, line: str, first: int, end: int) -> Iterator[Group]:
        """Begin a table with `line`. The titles over its head are a group of their own."""
        lines = [line]
        while len(lines) < end:
            lines += filter(None, [row_line(self._ahead.popleft()[0])])
        if not end:
            self._push(line)
            return
        if first:
            yield Group("\n".join(lines[:first]) + "\n\n")
        self._state = replace(self._state, head="\n".join(lines[first:]))
        self._push_head()

    def _push_head(self) -> None:
        self._lines, self._size = [self._state.head], len(self._state.head) + 1

    def _push(self, line: str) -> None:
        if not self._lines and self._state.head:
            self._push_head()
        self._lines.append(line)
        self._size += len(line) + 1
        self._has_rows = True

    def _flush(self, mark: Any, state: TableState) -> Iterator[Group]:
        lines, self._lines, self._size, self._has_rows = self._lines, [], 0, False
        if lines:
            yield Group("\n".join(lines) + "\n\n", mark, state)


def _with_words(held: str, row: Row) -> str:
    """The profile of columns that hold words too, so that no more rows ahead are looked at for them."""
    return "".join(TEXT if at < len(row) and kind(row[at]) == TEXT else one for at, one in enumerate(held))


def _differs(below: str, held: str) -> bool:
    return any(NOTHING not in pair and pair[0] != pair[1] for pair in zip(below, held, strict=False))
