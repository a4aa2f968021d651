"""The time between two things that sources date, by code: "How many days lie between the meeting and the payment?".

Each of the two needs one sentence that dates it and no other. Where one is not certain, nothing is computed.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from chalicelib.models import Passage
from chalicelib.rag.text.dates import Date, dates
from chalicelib.rag.text.languages import SEARCH_STOP_WORDS, content_stems, language_of, stem, stop_words
from chalicelib.rag.text.sentences import sentences
from chalicelib.rag.text.words import without_diacritics, words

type Unit = Literal["day", "week", "month", "year"]

LONGEST_QUESTION, LONGEST_SENTENCE = 300, 400  # Characters.
READ_CHARACTERS = 6_000  # Characters of a passage that are read.
LEAST = 0.5  # Share of the words for a thing that stand with its date.

_YEAR = re.compile(r"(?<![\d.,/-])(?:19|20)\d\d(?![\d/]|[.,-]\d)")
_CAPITALISED = re.compile(r"(?<!^)(?<![.!?]\s)\b[A-ZÀ-ÖØ-ÞĐ][\w-]+|\b\w*\d\w*\b")
_TITLE = re.compile(r"^#+\s*")


class TimeQuestion(NamedTuple):
    """What a question asks the time between, and in what."""

    unit: Unit
    first: str
    last: str
    language: str


@dataclass(frozen=True)
class Dated:
    """A sentence of the passage `number`, from 1, and the one date in it: a day, a month or a year."""

    number: int
    sentence: str
    written: str
    year: int
    month: int | None
    day: int | None

    @property
    def value(self) -> tuple[int, int | None, int | None]:
        return self.year, self.month, self.day


@dataclass(frozen=True)
class TimeBetween:
    """`text` is the result in the question's language; `operands` are the sentences that it rests on."""

    text: str
    operands: tuple[Dated, Dated]


def time_asked(question: str) -> TimeQuestion | None:
    """None where a question asks for no time between two things."""
    if len(question) > LONGEST_QUESTION:
        return None
    known = language_of(question)
    text = " ".join(question.split()).rstrip(" ?？.。!")
    for language, data in _data().items():
        if known not in (None, language):
            continue
        for pattern in _asks(language):
            if match := pattern.search(text):
                unit = next(name for name, words_ in data["units"].items() if re.fullmatch(words_, match["unit"], re.I))
                return TimeQuestion(unit, match["a"], match["b"], language)
    return None


def time_between(question: str, passages: Sequence[Passage]) -> TimeBetween | None:
    """The time between the two things, or None where one of them is not certain; linear in the passages' text."""
    asked = time_asked(question)
    if asked is None:
        return None
    candidates = [one for number, passage in enumerate(passages, 1) for one in _dated(number, passage)]
    first, last = _operand(asked.first, candidates), _operand(asked.last, candidates)
    if first is None or last is None or first.value == last.value:
        return None
    count = _count(asked, first, last)
    if count is None:
        return None
    text = str(_data()[asked.language]["say"]).format(count=count, a=first.written, b=last.written)
    return TimeBetween(text, (first, last))


type _Candidate = tuple[Dated, frozenset[str], frozenset[str]]


def _dated(number: int, passage: Passage) -> Iterator[_Candidate]:
    """The sentences and headings with one date, with their stems and those of the titles above them."""
    text = passage.text[:READ_CHARACTERS]
    language = language_of(text[:1_000])
    for start, end in sentences(text):
        sentence = text[start:end]
        found = _dates_in(sentence, language)
        if len(found) != 1 or end - start > LONGEST_SENTENCE or " | " in sentence:
            continue
        titles = (passage.filename.rpartition(".")[0].replace("_", " "), *passage.heading_at(passage.start + start))
        written, year, month, day = found[0]
        dated = Dated(number, _TITLE.sub("", sentence).strip(), written, year, month, day)
        own = _stems(sentence)
        yield dated, own, own | _stems(" ".join(titles))


def _dates_in(sentence: str, language: str | None) -> list[tuple[str, int, int | None, int | None]]:
    """The dates with their year, and years by themselves; none where a day and a month cannot be told apart."""
    found: list[tuple[str, int, int | None, int | None]] = []
    spans: list[Date] = list(dates(sentence, language))
    if any(one.unordered or one.year is None for one in spans):
        return []
    found += [(sentence[one.start : one.end], one.year or 0, one.month, one.day) for one in spans]
    for match in _YEAR.finditer(sentence):
        if not any(one.start <= match.start() < one.end for one in spans):
            found.append((match[0], int(match[0]), None, None))
    return found


def _operand(described: str, candidates: Sequence[_Candidate]) -> Dated | None:
    """The one date of what a part of the question describes, which may be a date itself."""
    sought = _stems(described) - _silent()
    named = _stems(" ".join(_CAPITALISED.findall(described))) & sought
    if not sought:
        return None
    scored = [
        (len(sought & own) / len(sought), len(sought & titled) / len(sought), dated)
        for dated, own, titled in candidates
        if named <= titled
    ]
    fitting = [one for one in scored if one[1] >= LEAST and one[1] > 0]
    best = max((one[:2] for one in fitting), default=None)
    chosen = [dated for *score, dated in fitting if tuple(score) == best]
    return chosen[0] if chosen and len({dated.value for dated in chosen}) == 1 else None


def _count(asked: TimeQuestion, first: Dated, last: Dated) -> str | None:
    """How many units lie between, in words; None where the dates are too coarse for the unit."""
    if asked.unit in ("day", "week"):
        days = _days(last, first)
        if days is None:
            return None
        weeks, rest = divmod(days, 7)
        if asked.unit == "day" or not weeks:
            return _amount(asked.language, "day", days)
        return _joined(asked.language, [_amount(asked.language, "week", weeks), *_rest(asked.language, "day", rest)])
    early, late = sorted((first, last), key=lambda one: (one.year, one.month or 0, one.day or 0))
    if asked.unit == "year" and not (early.month and late.month):
        return _amount(asked.language, "year", late.year - early.year)
    if not (early.month and late.month):
        return None
    months = 12 * (late.year - early.year) + late.month - early.month
    if early.day and late.day and late.day < early.day:
        months -= 1
    if asked.unit == "month":
        return _amount(asked.language, "month", months)
    years, rest = divmod(months, 12)
    return _joined(asked.language, [_amount(asked.language, "year", years), *_rest(asked.language, "month", rest)])


def _days(one: Dated, other: Dated) -> int | None:
    if not (one.month and one.day and other.month and other.day):
        return None
    try:
        return abs((date(one.year, one.month, one.day) - date(other.year, other.month, other.day)).days)
    except ValueError:  # 31 June.
        return None


def _amount(language: str, unit: Unit, count: int) -> str:
    words_ = _data()[language]
    amount: str = words_["one"][unit] if count == 1 else words_["many"][unit].format(n=count)
    return amount


def _rest(language: str, unit: Unit, count: int) -> list[str]:
    return [_amount(language, unit, count)] if count else []


def _joined(language: str, parts: Sequence[str]) -> str:
    return f" {_data()[language]['and']} ".join(parts)


def _stems(text: str) -> frozenset[str]:
    """With and without diacritics: a Vietnamese town may be typed in either way."""
    return content_stems(text) | content_stems(without_diacritics(text)) if text else frozenset()


@cache
def _silent() -> frozenset[str]:
    """Stems and forms of words that describe nothing: stop words, and words for dates and for passing time."""
    silent = SEARCH_STOP_WORDS.union(
        *(stop_words("questions", language) for language in _data()),
        *(data["silent"] for data in _data().values()),
    )
    return frozenset(map(stem, silent)) | frozenset(form for word in silent for form in words(word))


@cache
def _asks(language: str) -> tuple[re.Pattern[str], ...]:
    data = _data()[language]
    units = "|".join(data["units"].values())
    return tuple(re.compile(pattern.replace("{units}", units), re.IGNORECASE) for pattern in data["asks"])


@cache
def _data() -> dict[str, dict[str, Any]]:
    data: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("time_between.json").read_text("utf-8"))
    return data
