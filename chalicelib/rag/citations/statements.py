"""Sentences as what they say of a matter: their words, and apart from these their values and names.

Two statements of one frame are the same but for values; `45` and `forty-five`, `3 pm` and `15:00` are one value.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from chalicelib.models import Passage
from chalicelib.rag.citations.verify import Words
from chalicelib.rag.text.dates import dates
from chalicelib.rag.text.languages import (
    CLAIM_STOP_WORDS,
    MONTHS,
    NEGATIONS,
    NUMBER_WORDS,
    language_of,
    stem,
    thousands_sign_in,
)
from chalicelib.rag.text.numbers import NUMBER, number_key
from chalicelib.rag.text.sentences import sentences
from chalicelib.rag.text.words import written_words

LONGEST = 400  # Characters of a sentence that is compared; longer ones say several things.
READ_CHARACTERS = 6_000  # Characters of a passage that are read.
_LANGUAGE_CHARACTERS = 1_000  # Characters of a passage that tell its language.
_LEAST_OF_MONTH = 4  # Letters of a month's name: `Jan` and `Mai` are people's names too.
_ROW = " | "  # Separator of a table's cells: rows differ in their values because they are of different things.
_REASON = re.compile(  # What comes after it says why, not what.
    r",\s+(?:because|since|so|although|though|while|whereas|which|weil|da|obwohl|vì|bởi vì|do|nên|tuy|mặc dù)\s",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?<=\s)[^\W\d_a-zà-ÿ]\w+|\d[\w.,]*")
_QUESTION = re.compile(r"[?？][\s*_\"”»]*$")
_CELLS = re.compile(r"^[^.;:!?]*(?:[,;\t][^,;\t]*){3,}$")
_TIME = re.compile(
    r"(?<![\d.,:])(?P<hour>[01]?\d|2[0-4])(?:"
    r"[:h](?P<minute>[0-5]\d)(?:\s?(?P<half>[ap])\.?m\b\.?)?|\s?(?P<half_2>[ap])\.?m\b\.?|\s?uhr\b(?:\s?(?P<minute_2>[0-5]\d))?"
    r"|\s?giờ(?!\s+(?:làm|học|công|mỗi))(?:\s?(?P<minute_3>[0-5]\d))?)",
    re.IGNORECASE,
)
_TOKEN = re.compile(rf"{NUMBER}|[^\W\d_]+(?:['’-][^\W\d_]+)*")

type TokenKind = Literal["date", "time", "number", "name", "word"]


@dataclass(frozen=True)
class Token:
    """A word of a statement, or a value or name in it; equal for all spellings of one thing."""

    kind: TokenKind
    key: str

    @property
    def is_value(self) -> bool:
        return self.kind in ("date", "time", "number")

    @property
    def is_time(self) -> bool:
        """A year or a date; a bare month may come round every year."""
        return self.is_year or (self.kind == "date" and not self.key.startswith("--"))

    @property
    def is_year(self) -> bool:
        return self.kind == "number" and re.fullmatch(r"(?:19|20)\d\d", self.key) is not None


@dataclass(frozen=True)
class Statement:
    """Characters `start` to `end` of the passage with this number, from 1; `context` are stems that stand before it.

    `tells_of` are names and numbers of the sentence before.
    """

    number: int
    passage: Passage
    start: int
    end: int
    language: str | None
    context: frozenset[str]
    tells_of: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]

    @cached_property
    def words(self) -> Words:
        return Words(self.text)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """In order, without stop words and negations."""
        return tuple(tokens_of(self.text, self.language))

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(token.key for token in self.tokens if token.kind in ("word", "name"))

    @cached_property
    def own(self) -> frozenset[str]:
        """The stems, and the values as they are read."""
        return self.stems | {token.key for token in self.tokens}

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(token.key for token in self.tokens if token.kind == "name")

    def unit_of(self, value: Token) -> frozenset[str]:
        """The words right before and after a value: one of them tells what it counts."""
        at = self.tokens.index(value)
        beside = (*self.tokens[max(0, at - 1) : at], *self.tokens[at + 1 : at + 2])
        return frozenset(token.key for token in beside if token.kind == "word")


def statements_of(number: int, passage: Passage) -> Iterator[Statement]:
    """The sentences of a passage that can be compared: no rows of tables, nothing long."""
    text = passage.text[:READ_CHARACTERS]
    language = language_of(text[:_LANGUAGE_CHARACTERS])
    title = stems_of(" ".join((passage.filename.rpartition(".")[0].replace("_", " "), *passage.heading)))
    before: frozenset[str] = frozenset()
    tells_of: frozenset[str] = frozenset()
    # Where the question of a list of questions begins: its answer says half of what is meant.
    asking: int | None = None
    for start, end in sentences(text):
        sentence = text[start:end]
        is_question = _QUESTION.search(sentence) is not None
        begin = start if asking is None or end - asking > LONGEST else asking
        if end - start <= LONGEST and not is_question and not _is_row_or_title(sentence):
            reason = _REASON.search(sentence)
            to = start + reason.start() if reason else end
            yield Statement(number, passage, begin, to, language, title | before, tells_of)
        before = stems_of(sentence[:LONGEST])
        tells_of = frozenset(_NAMED.findall(sentence[:LONGEST]))
        asking = start if is_question else None


def _is_row_or_title(sentence: str) -> bool:
    return sentence.startswith("#") or _ROW in sentence or _CELLS.match(sentence) is not None


def stems_of(text: str) -> frozenset[str]:
    """The stems of a text's words that carry something."""
    keys = (word.casefold().removesuffix("'s") for word in written_words(text))
    return frozenset(stem(key) for key in keys if key not in CLAIM_STOP_WORDS)


def tokens_of(text: str, language: str | None) -> Iterator[Token]:
    thousands = thousands_sign_in(language)
    taken = {span[0]: (span[1], token) for *span, token in _dates_and_times(text, language)}
    at = 0
    first = True
    while match := _TOKEN.search(text, at):
        begun = next((start for start in taken if at <= start <= match.start()), None)
        if begun is not None:
            at, token = taken.pop(begun)
            yield token
        else:
            at = match.end()
            if (read := _token(match[0], thousands, first=first)) is not None:
                yield read
        first = False


def _token(written: str, thousands: str | None, *, first: bool) -> Token | None:
    key = written.casefold().replace("’", "'").removesuffix("'s")
    if written[0].isdigit():
        return Token("number", re.sub(r"^0+(?=\d)", "", number_key(written, thousands)))
    if key in MONTHS and len(key) >= _LEAST_OF_MONTH and written[0].isupper() and not first:
        return Token("date", f"--{MONTHS[key]:02d}")
    if key in NUMBER_WORDS:
        return Token("number", NUMBER_WORDS[key])
    if key in CLAIM_STOP_WORDS or key in NEGATIONS or key.endswith("n't"):
        return None
    return Token("name" if written[0].isupper() and not first else "word", stem(key))


def _dates_and_times(text: str, language: str | None) -> Iterator[tuple[int, int, Token]]:
    end = 0
    for date in dates(text, language):
        end = date.end
        yield date.start, date.end, Token("date", date.value)
    for match in _TIME.finditer(text):
        if match.start() >= end or not any(date.start <= match.start() < date.end for date in dates(text, language)):
            yield match.start(), match.end(), Token("time", _time(match))


def _time(match: re.Match[str]) -> str:
    minute = next((match[name] for name in ("minute", "minute_2", "minute_3") if match[name]), "00")
    half = (match["half"] or match["half_2"] or "").lower()
    hour = int(match["hour"])
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour}:{minute}"
