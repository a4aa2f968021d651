"""The period that a document is about, by what its name and its first page say: a quarter, a year, the day it ended."""

import re
from collections.abc import Callable, Iterable, Sequence
from copy import replace

from chalicelib.models import Period
from chalicelib.rag.text.dates import Date, dates

LABEL_CHARACTERS = 60
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_QUARTER = r"(?:[1-4]|I{1,3}|IV|first|second|third|fourth)"
_I = re.IGNORECASE
_ENDED = re.compile(
    r"\b(?:(?:quarter(?:ly period)?|three months|six months|nine months|(?:fiscal )?year|52 weeks|53 weeks|period)"
    r"\s+end(?:ed|ing)|(?:quý|năm|kỳ|năm tài chính|kỳ kế toán)\s+kết thúc)"
    r"(?:\s+(?:on|on or about|vào|ngày|vào ngày))?\s+",
    _I,
)
_SPAN = re.compile(r"\s*(?:to|through|until|and|đến|đến ngày|bis|[-–—])\s*", _I)
_FISCAL = re.compile(
    r"\b(?:fiscal(?: year)?|FY|năm tài chính|Geschäftsjahr|exercice)[\s_-]*(?:of\s+)?(?P<year>(?:19|20)\d\d)(?!\d)", _I
)
_QUARTERS = (
    re.compile(
        rf"(?<![^\W_])(?:Q|quý\s+){_QUARTER}[\s_,/-]*(?:(?:of|năm)\s+)?(?:fiscal(?: year)?\s+|FY\s?)?{_YEAR}",
        _I,
    ),
    re.compile(rf"(?<![^\W_]){_YEAR}[\s_-]*Q{_QUARTER}(?![^\W_])", _I),
    re.compile(rf"\b{_QUARTER}[\s-]quarter\s+(?:of\s+)?(?:the\s+)?(?:fiscal(?: year)?\s+)?{_YEAR}", _I),
)
_YEARLY = re.compile(
    rf"\b(?:(?:annual|yearly|sustainability)\s+(?:\w+\s+)?report|báo cáo thường niên|báo cáo năm|Jahresbericht|"
    rf"rapport annuel|for the year|in the year|năm học)\s*(?:for\s+|of\s+|năm\s+|[-–:]\s*)?{_YEAR}"
    rf"|(?<!\d){_YEAR.replace('year', 'before')}\s+(?:annual|yearly|sustainability)\s+(?:\w+\s+)?report",
    _I,
)
_TO_DATE = 4
"""Characters that may stand between `ended` and its date."""


def period_of(texts: Sequence[str]) -> Period | None:
    """The period that one of `texts` names, which are short; days are those that it states.

    A quarter is told by its name, whoever's quarter it is: a company's third one may end in June.
    """
    named = _first(texts, (_quarter, _fiscal, _year))
    dated = _first(texts, (_ended, _span))
    if named and dated and dated.year and named.year and abs(dated.year - named.year) <= 1:
        return replace(named, start=dated.start, end=dated.end)
    return named or dated


def _first(texts: Sequence[str], rules: Iterable[Callable[[str], Period | None]]) -> Period | None:
    return next((period for rule in rules for text in texts if (period := rule(text))), None)


def _quarter(text: str) -> Period | None:
    match = next((quarter for pattern in _QUARTERS if (quarter := pattern.search(text))), None)
    return Period(_label(match[0]), int(match["year"])) if match else None


def _ended(text: str) -> Period | None:
    for match in _ENDED.finditer(text):
        date = next(dates(text[match.end() : match.end() + 40]), None)
        if date and date.start <= _TO_DATE and date.year:
            label = text[match.start() : match.end() + date.end]
            return Period(_label(label), date.year, None, _day(date))
    return None


def _span(text: str) -> Period | None:
    """`January 1, 2023 to June 30, 2023`."""
    before: Date | None = None
    for date in dates(text):
        if before and before.day and date.day and date.year and _SPAN.fullmatch(text, before.end, date.start):
            start = _day(before) if before.year else None
            return Period(_label(text[before.start : date.end]), date.year, start, _day(date))
        before = date
    return None


def _fiscal(text: str) -> Period | None:
    match = _FISCAL.search(text)
    return Period(_label(match[0]), int(match["year"])) if match else None


def _year(text: str) -> Period | None:
    match = _YEARLY.search(text)
    year = match["year"] or match["before"] if match else None
    return Period(year, int(year)) if year else None


def _day(date: Date) -> str | None:
    return date.value if date.day else None


def _label(text: str) -> str:
    return " ".join(text.replace("_", " ").split())[:LABEL_CHARACTERS]
