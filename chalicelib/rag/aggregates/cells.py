"""What cells of tables hold: numbers with their units, dates, yes and no, or words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Literal

from chalicelib.rag.aggregates.wording import CURRENCY, NO, YES
from chalicelib.rag.text.dates import Date, dates
from chalicelib.rag.text.exact import amount_value
from chalicelib.rag.text.numbers import is_ambiguous
from chalicelib.rag.text.words import words

type Kind = Literal["number", "date", "flag", "words", "empty"]
type Days = tuple[int, int]
"""The first and the last day of a date as numbers YYYYMMDD; the two differ where it names no day."""

NOTHING = frozenset(("", "-", "–", "—", "−", "n/a", "na", "n.a.", "..", "...", "…", "?", "k.a.", "null", "none"))
_SIGNS = "$€£¥₫₹₩₽%‰°"
_NUMBER = re.compile(
    rf"(?P<minus>[-−–])?\s?(?:[{_SIGNS}]|[A-Z]{{3}}\s)?\s?(?P<number>\d[\d.,'’\u00a0\u202f\u2009 ]*)"
    r"(?P<unit>\s?[^\d\s|]{1,12})?"
)
_GROUPING = re.compile("[\u00a0\u202f\u2009'’ ]")
_YEAR = re.compile(r"(?:1[5-9]|20|21)\d\d")
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-]\d{4}")
_DAY_FIRST = "vi"  # A language whose dates have the day first.
_LEAST_OF_CELL = 0.6  # Share of a cell's characters that are its date.
_LEAST = 0.8  # Share of a column's filled cells that are of its kind.


def days_of(date: Date) -> Days | None:
    """None for a date that names no year, or whose day and month nothing tells apart."""
    if date.year is None or date.unordered or date.month is None:
        return None
    return tuple(date.year * 10_000 + date.month * 100 + (date.day or other) for other in (1, 31))  # type: ignore[return-value]


def year_of(number: Decimal | None) -> Days | None:
    """The days of a year, where a number may be one."""
    if number is None or not _YEAR.fullmatch(str(number)):
        return None
    return int(number) * 10_000 + 101, int(number) * 10_000 + 1231


def normal(text: str) -> str:
    """A cell's or a question's words as they are compared."""
    return " ".join(words(text))


@dataclass(frozen=True)
class Column:
    """A column: its name without its unit, and its cells, one for each record; those of a period are words."""

    name: str
    cells: Sequence[str]
    language: str | None
    thousands: str | None
    is_period: bool = False

    @cached_property
    def filled(self) -> list[str]:
        return [cell for cell in self.cells if cell.lower() not in NOTHING]

    @cached_property
    def kind(self) -> Kind:
        if not self.filled:
            return "empty"
        if self.is_period:
            return "words"
        distinct = {cell.lower() for cell in self.filled}
        if len(distinct) <= 4 and distinct <= YES | NO and (distinct & YES or len(distinct) == 1):
            return "flag"
        least = _LEAST * len(self.filled)
        if sum(value is not None for value in self.dates) >= least:
            return "date"
        return "number" if sum(value is not None for value in self.numbers) >= least else "words"

    @cached_property
    def numbers(self) -> list[Decimal | None]:
        """The number of each cell; None where it has none."""
        return [_number(cell, self._sign) for cell in self.cells]

    @cached_property
    def are_years(self) -> bool:
        """Whether its numbers may all be years, and its name does not say that they are amounts."""
        is_amount = "(" in self.name or CURRENCY.intersection(normal(self.name).split())
        return not is_amount and not self.is_period and bool(self.filled) and all(map(_YEAR.fullmatch, self.filled))

    @cached_property
    def dates(self) -> list[Days | None]:
        """The days of each cell's date, of a year where the column's numbers are years."""
        if self.are_years:
            return [year_of(Decimal(cell)) if _YEAR.fullmatch(cell) else None for cell in self.cells]
        return [self._date(cell) for cell in self.cells]

    @cached_property
    def flags(self) -> list[bool | None]:
        return [True if cell.lower() in YES else False if cell.lower() in NO else None for cell in self.cells]

    @cached_property
    def keys(self) -> list[str]:
        """The words of each cell as they are compared."""
        known: dict[str, str] = {}
        return [known.get(cell) or known.setdefault(cell, normal(cell)) for cell in self.cells]

    @cached_property
    def _sign(self) -> str | None:
        """The sign between thousands: a cell tells it, or else the language; where all look alike, thousands do."""
        figures = [match["number"].strip() for cell in self.filled if (match := _NUMBER.fullmatch(cell))]
        signs = {sign for figure in figures for sign in ".," if sign in figure}
        for figure in figures:
            if "." in figure and "," in figure:
                return min(".,", key=figure.index)
            for sign in ".,":
                if figure.count(sign) > 1:
                    return sign
                if sign in figure and not is_ambiguous(figure):
                    return "," if sign == "." else "."
        return signs.pop() if len(signs) == 1 else self.thousands

    def _date(self, cell: str) -> Days | None:
        if not any(character.isdigit() for character in cell):
            return None
        matches = list(dates(cell, self._order))
        if len(matches) != 1 or matches[0].end - matches[0].start < len(cell) * _LEAST_OF_CELL:
            return None
        date = matches[0]
        if date.unordered and date.year and self._month_first:
            month, day = date.unordered
            return (date.year * 10_000 + month * 100 + day,) * 2
        return days_of(date)

    @cached_property
    def _parts(self) -> list[tuple[int, int]]:
        """The first two numbers of dates such as `04/03/2024`."""
        matches = (_SLASHED.fullmatch(cell) for cell in self.filled)
        return [(int(match[1]), int(match[2])) for match in matches if match]

    @property
    def _month_first(self) -> bool:
        return any(second > 12 for _, second in self._parts) and all(first <= 12 for first, _ in self._parts)

    @cached_property
    def _order(self) -> str | None:
        """A language that orders dates as the column's own dates tell; else the language of its text."""
        if any(first > 12 for first, _ in self._parts):
            return _DAY_FIRST
        return None if self._month_first else self.language


def _number(cell: str, sign: str | None) -> Decimal | None:
    match = _NUMBER.fullmatch(cell)
    if match is None:
        return None
    try:
        value = Decimal(amount_value(_GROUPING.sub("", match["number"].strip()), sign))
    except InvalidOperation:
        return None
    return -value if match["minus"] else value
