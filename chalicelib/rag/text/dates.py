"""The one reader of dates as texts write them. It never guesses: day and month are not exchanged, no part is made up.

`dateutil` and `dateparser` fill missing parts from today and take whatever order fits, so `04/03/2024` gets a value
that the text does not state.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.rag.text.languages import MONTHS

# Languages that write the day first where all parts are numbers. In English both orders are in use.
DAY_FIRST = frozenset({"vi", "de", "fr", "es", "pt", "it", "ru"})

_INITIALS = "".join(sorted({name[0] for name in MONTHS}))  # Looked at first: most words begin no month.
_MONTH = f"(?=[{_INITIALS}])(?:{'|'.join(sorted(map(re.escape, MONTHS), key=len, reverse=True))})"
_BLANKS = r"[^\S\n]{1,4}"
_BEFORE, _AFTER = r"(?<![\d.,/-])", r"(?![\d/]|[.,-]\d)"
_OF = rf"(?:(?:of|del?){_BLANKS})?"
_DATE = re.compile(
    "|".join(
        (
            rf"{_BEFORE}(?P<year_0>\d{{4}})(?P<sign>[-/.])(?P<month_0>\d{{1,2}})(?P=sign)(?P<day_0>\d{{1,2}})(?![\d/-])",
            rf"{_BEFORE}(?P<first>\d{{1,2}})(?P<parted>[-/.])(?P<second>\d{{1,2}})(?P=parted)(?P<year_1>\d{{4}}){_AFTER}",
            rf"{_BEFORE}(?P<day_2>\d{{1,2}})(?:st|nd|rd|th|er|\.|º|ª)?{_BLANKS}{_OF}(?P<month_2>{_MONTH})\b\.?"
            rf"(?:,?{_BLANKS}{_OF}(?P<year_2>\d{{4}}){_AFTER})?",
            rf"\b(?P<month_3>{_MONTH})\b\.?{_BLANKS}(?P<day_3>\d{{1,2}})(?:st|nd|rd|th)?(?![\w]|[.,:]\d)"
            rf"(?:,?{_BLANKS}(?P<year_3>\d{{4}}){_AFTER})?",
            rf"\b(?P<month_4>{_MONTH})\b\.?,?{_BLANKS}{_OF}(?P<year_4>\d{{4}}){_AFTER}",
            rf"(?:ngày{_BLANKS})?(?<!\d)(?P<day_5>\d{{1,2}}){_BLANKS}tháng{_BLANKS}(?P<month_5>\d{{1,2}})"
            rf"(?:,?{_BLANKS}năm{_BLANKS}(?P<year_5>\d{{4}}))?(?!\d)",
            rf"\btháng{_BLANKS}(?P<month_6>\d{{1,2}})(?:,?{_BLANKS}năm{_BLANKS}|/)(?P<year_6>\d{{4}})(?!\d)",
            r"(?<!\d)(?P<year_7>\d{4})\s?[年년]\s?(?P<month_7>\d{1,2})\s?[月월](?:\s?(?P<day_7>\d{1,2})\s?[日일号號])?",
            r"(?<!\d)(?P<month_8>\d{1,2})\s?[月월]\s?(?P<day_8>\d{1,2})\s?[日일号號]",
        )
    ),
    re.IGNORECASE,
)


_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)[-_. ]?(0[1-9]|1[0-2])?(?!\d)[-_. ]?(\d\d)?(?!\d)")


def date_in_name(name: str) -> tuple[int, ...]:
    """The year in a file's name or a title, with the month and the day that it has; empty where it has none."""
    match = _IN_NAME.search(name)
    return tuple(int(part) for part in match.groups() if part) if match else ()


@dataclass(frozen=True)
class Date:
    """A date at characters `start` to `end` of a text; a part that it does not name is None.

    `unordered` holds the two numbers of a date such as `04/03/2024` whose day and month nothing tells apart.
    """

    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None
    unordered: tuple[int, int] | None = None

    def is_named_by(self, other: "Date") -> bool:
        """Whether the date of a text says this one: each part that this one has, or no year at all."""
        if self.unordered or other.unordered:
            return self.unordered == other.unordered and self.year == other.year
        years = self.year is None or other.year is None or self.year == other.year
        days = self.day is None or self.day == other.day
        return years and days and self.month == other.month

    @property
    def value(self) -> str:
        """The same for all spellings of one date: `2024-04-03`, `2024-04`, `--04-03`; `4/3/2024` where unordered."""
        if self.unordered:
            return "/".join(map(str, (*self.unordered, self.year)))
        year = f"{self.year:04d}" if self.year is not None else "-"
        return f"{year}-{self.month:02d}" + (f"-{self.day:02d}" if self.day is not None else "")


def dates(text: str, language: str | None = None) -> Iterator[Date]:
    """The dates of a text in order. `language` tells day from month where both are numbers."""
    for match in _DATE.finditer(text):
        date = _numeric(match, language) if match["first"] else _named(match)
        if date is not None:
            yield date


def _numeric(match: re.Match[str], language: str | None) -> Date | None:
    first, second, year = int(match["first"]), int(match["second"]), int(match["year_1"])
    day_first = match["parted"] == "." or language in DAY_FIRST
    if day_first or first > 12:
        return _date(match, year, second, first)
    if second > 12:
        return _date(match, year, first, second)
    return Date(*match.span(), year, None, None, (first, second)) if first and second else None


def _named(match: re.Match[str]) -> Date | None:
    parts: dict[str, str] = {}
    for name, text in match.groupdict().items():
        if text is not None:
            parts[name.partition("_")[0]] = text
    month = parts["month"].casefold()
    if match["month_3"] and not match["year_3"] and not match["month_3"][0].isupper():
        return None  # `which may 4 people use` names no day.
    return _date(
        match,
        int(parts["year"]) if "year" in parts else None,
        MONTHS.get(month) or int(month),
        int(parts["day"]) if "day" in parts else None,
    )


def _date(match: re.Match[str], year: int | None, month: int, day: int | None) -> Date | None:
    possible = 1 <= month <= 12 and (day is None or 1 <= day <= 31)
    return Date(*match.span(), year, month, day) if possible else None
