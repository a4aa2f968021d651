"""Which rows of a table are its head: they are unlike the rows below them."""

import re
from collections.abc import Sequence

Row = tuple[str, ...]

MOST_COLUMNS = 64  # Columns whose kinds are compared. Wider tables are judged by their first columns.
_MOST_HEAD_ROWS = 3
_LONG_CELL = 80  # Characters. A longer cell is text of a table's body.
_SIGN = "[$€£¥₫₹₩₽]"
_UNIT = r"(\s?[%‰)]|\s?" + _SIGN + r"|\s[A-Za-z°µ]{1,3}[²³]?)"
_NUMBER = re.compile(rf"[-−–+(]*\s?({_SIGN}|[A-Z]{{3}}\s)?\s?[-−+]?[.,]?\d[\d.,:'’\s]*([eE][-+]?\d+)?{_UNIT}*")
_PERIOD = re.compile(r"(FY\s?)?(19|20)\d\d([-/–](19|20)?\d\d)?|\d{4}-\d\d?(-\d\d?)?|\d\d?[./]\d\d?[./](\d\d){1,2}")
_NOTHING = frozenset(("", "-", "–", "—", "−", "n/a", "na", "n.a.", "..", "...", "…", "*", "?"))
_NO_NAME = re.compile(r"@|://|:$|[.!?]$")

NOTHING, TEXT, NUMBER, PERIOD = " ", "t", "n", "p"


def kind(cell: str) -> str:
    """What a cell holds: nothing, a number, a year or date, or text."""
    value = cell.strip()
    if value.lower() in _NOTHING:
        return NOTHING
    if len(value) > _LONG_CELL:
        return TEXT
    if _PERIOD.fullmatch(value):
        return PERIOD
    return NUMBER if _NUMBER.fullmatch(value) else TEXT


def kinds(row: Row) -> str:
    return "".join(map(kind, row[:MOST_COLUMNS]))


def profile(rows: Sequence[Row]) -> str:
    """What most filled cells of each column hold."""
    columns = [kinds(row) for row in rows]
    width = max(map(len, columns), default=0)
    return "".join(_usual([column[at] for column in columns if at < len(column)]) for at in range(width))


def _usual(found: list[str]) -> str:
    filled = [one for one in found if one != NOTHING]
    return max(sorted(set(filled)), key=filled.count) if filled else NOTHING


def find_head(rows: Sequence[Row]) -> tuple[int, int] | None:
    """The first row of the head among the first rows of a table, and the row after it; None without a head.

    Narrower rows before the head are titles.
    """
    widest = 0
    for at, row in enumerate(rows[:-1]):
        width = len(_filled(row))
        if width >= 2 and width > widest and _may_be_head(row) and (end := _end(rows, at)):
            return at, end
        widest = max(widest, width)
    return None


def _filled(row: Row) -> list[str]:
    return [cell.strip() for cell in row if cell.strip()]


def _may_be_head(row: Row) -> bool:
    return not set(kinds(row)) & {NUMBER} and not any(cell.strip().lower() in _NOTHING for cell in _filled(row))


def _end(rows: Sequence[Row], at: int) -> int | None:
    """Where the head that begins at `at` ends; None if it is none."""
    for end in range(min(at + _MOST_HEAD_ROWS, len(rows) - 1), at + 1, -1):
        are_heads = all(_may_be_head(row) for row in rows[at:end])
        are_spans = all(_has_gaps_over(rows[upper], rows[upper + 1]) for upper in range(at, end - 1))
        if are_heads and are_spans and _is_unlike(rows[end - 1], rows[end:]):
            return end
    return at + 1 if _is_unlike(rows[at], rows[at + 1 :]) or _names_text(rows[at], rows[at + 1 :]) else None


def _has_gaps_over(upper: Row, lower: Row) -> bool:
    """Whether `lower` names columns that `upper` leaves open, or names for several columns at once."""
    return any(
        lower_cell.strip() and (not (upper_cell := _cell(upper, at)) or (at and upper_cell == _cell(upper, at - 1)))
        for at, lower_cell in enumerate(lower)
    )


def _cell(row: Row, at: int) -> str:
    return row[at].strip() if at < len(row) else ""


def _is_unlike(row: Row, below: Sequence[Row]) -> bool:
    """Whether columns that hold numbers or dates have words in `row`, or columns that hold numbers have years."""
    pairs = list(zip(kinds(row), profile(below), strict=False))
    if (PERIOD, PERIOD) in pairs:
        return False
    years = [at for at, pair in enumerate(pairs) if pair == (PERIOD, NUMBER)]
    return (
        (TEXT, NUMBER) in pairs
        or (TEXT, PERIOD) in pairs
        or len({_cell(row, at) for at in years}) > 1
        or any(all(len(_cell(one, at)) != len("2000") for one in below) for at in years)
    )


def _names_text(row: Row, below: Sequence[Row]) -> bool:
    """Whether `row` may name the columns of a table that holds nothing but text."""
    filled = _filled(row)
    if PERIOD in kinds(row) or set(profile(below)) & {NUMBER, PERIOD} or len(set(filled)) < len(filled):
        return False
    if any(len(cell) > _LONG_CELL or _NO_NAME.search(cell) for cell in filled):
        return False
    return not any(cell and cell == _cell(one, at) for one in below for at, cell in enumerate(map(str.strip, row)))
