"""The months that a question asks of: those that it names, or those of a quarter, a half year or a year.

The words of eight languages are in periods.json.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from chalicelib.models import Document
from chalicelib.rag.text.dates import date_in_name, dates
from chalicelib.rag.text.languages import MONTHS

LONGEST = 600  # Characters of a question that are looked at.
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TOKEN = re.compile(r"(?:19|20)\d\d(?!\d)|\d{1,2} ?[月월]|[^\W\d_]+|\d+|[^\w\s]")
_UNSPACED = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
_PUNCTUATION = re.compile(r"[^\w\s]")

type Month = tuple[int, int]
"""A year, and a month of it from 1."""


@dataclass(frozen=True)
class AskedMonths:
    """`named`: the question names each of the months; else a time that they are in, or months in general."""

    months: frozenset[Month]
    named: bool


def months_asked(question: str) -> AskedMonths | None:
    """None where a question tells no month with its year, and no time of several months."""
    text = question[:LONGEST].casefold()
    years = [(match.start(), int(match[0])) for match in _YEAR.finditer(text)]
    if not years:
        return None
    if parts := frozenset(_of_parts(text, years)):
        return AskedMonths(parts, named=False)
    if named := frozenset(_named(text, years)):
        return AskedMonths(named, named=True)
    if has_months(text) or _pattern("whole").search(text):
        return AskedMonths(frozenset((year, month) for _, year in years for month in range(1, 13)), named=False)
    return None


def has_months(question: str) -> bool:
    """Whether a question has the word for months."""
    return _pattern("months").search(question[:LONGEST].casefold()) is not None


def month_of(document: Document) -> Month | None:
    """The month that a document's name or title says it is of."""
    stem = PurePosixPath(document.filename).stem
    title = document.profile.title if document.profile else None
    for name in filter(None, (" ".join(re.split(r"[_\W]+", stem)), title)):
        for date in dates(name):
            if date.year and date.month:
                return date.year, date.month
    in_name = date_in_name(stem)
    return (in_name[0], in_name[1]) if len(in_name) > 1 else None


def _of_parts(text: str, years: Sequence[tuple[int, int]]) -> Iterator[Month]:
    """The months of quarters and half years."""
    parts = [(name, number) for name, count in (("quarter", 4), ("half", 2)) for number in range(1, count + 1)]
    for name, number in parts:
        for match in _numbered(name, number).finditer(text):
            yield from _part(match, years, 12 // (4 if name == "quarter" else 2), number)
    for number, name in enumerate(("first_half", "second_half"), start=1):
        for match in _pattern(name).finditer(text):
            yield from _part(match, years, 6, number)


def _part(match: re.Match[str], years: Sequence[tuple[int, int]], length: int, number: int) -> Iterator[Month]:
    year = _year_of(match.end(), years)
    yield from ((year, month) for month in range(length * (number - 1) + 1, length * number + 1))


def _named(text: str, years: Sequence[tuple[int, int]]) -> Iterator[Month]:
    """Each month that is named, and those between two that words such as "to" join."""
    tokens = list(_TOKEN.finditer(text))
    before: tuple[int, Month] | None = None
    for index, token in enumerate(tokens):
        month = _month_at(tokens, index)
        if month is None:
            continue
        found = (_year_of(token.end(), years), month)
        if before and before[1] < found and _is_span(tokens, before[0], index):
            yield from _between(before[1], found)
        yield found
        before = (index, found)


def _is_span(tokens: Sequence[re.Match[str]], first: int, last: int) -> bool:
    """Whether the words around two months say from one to the other."""
    opens = first > 0 and tokens[first - 1][0] in _data()["opens"]
    return opens or any(token[0] in _data()["spans"] for token in tokens[first + 1 : last])


def _between(first: Month, last: Month) -> Iterator[Month]:
    at, until = first[0] * 12 + first[1], last[0] * 12 + last[1] - 1
    yield from ((number // 12, number % 12 + 1) for number in range(at, min(until, at + 24)))


def _month_at(tokens: Sequence[re.Match[str]], index: int) -> int | None:
    """The month that a token names. "may" names one only where its neighbours do not speak against it."""
    word = tokens[index][0]
    if number := re.fullmatch(r"(\d{1,2}) ?[月월]", word):
        month = int(number[1])
    elif word.isdigit() and index and tokens[index - 1][0] == "tháng":
        month = int(word)
    else:
        month = MONTHS.get(word, 0)
        if month and not (_ends_before(tokens, index) and _ends_behind(tokens, index)):
            return None
    return month if 1 <= month <= 12 else None


def _ends_before(tokens: Sequence[re.Match[str]], index: int) -> bool:
    word = tokens[index - 1][0] if index else ","
    data = _data()
    return bool(_PUNCTUATION.fullmatch(word)) or word in data["joins"] or word in data["before"] or word in MONTHS


def _ends_behind(tokens: Sequence[re.Match[str]], index: int) -> bool:
    word = tokens[index + 1][0] if index + 1 < len(tokens) else "?"
    data = _data()
    known = word in data["joins"] or word in data["before"] or word in MONTHS or word in data["spans"]
    return bool(_PUNCTUATION.fullmatch(word)) or _YEAR.fullmatch(word) is not None or known


def _year_of(end: int, years: Sequence[tuple[int, int]]) -> int:
    """The next year behind a character, else the last one before it."""
    return next((year for start, year in years if start >= end - 4), years[-1][1])


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(Path(__file__).with_name("periods.json").read_text("utf-8"))
    return data


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile("|".join(map(_whole_words, _data()[name])))


@cache
def _numbered(name: str, number: int) -> re.Pattern[str]:
    numbers = "|".join(map(re.escape, _data()["ordinals"][str(number)]))
    return re.compile("|".join(_whole_words(one).replace("{n}", f"(?:{numbers})") for one in _data()[name]))


def _whole_words(pattern: str) -> str:
    return pattern if _UNSPACED.search(pattern) else rf"(?<!\w)(?:{pattern})(?!\w)"
