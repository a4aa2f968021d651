"""Looks for exact terms in a text: whether it has them, and what it has that looks like them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise

from chalicelib.rag.text.dates import dates
from chalicelib.rag.text.edits import edit_distance
from chalicelib.rag.text.exact import (
    AMOUNT,
    LABELLED,
    LANGUAGE_CHARACTERS,
    LETTER,
    ExactTerm,
    amount_value,
    code_key,
    exact_terms,
    phrase_key,
)
from chalicelib.rag.text.languages import language_of, thousands_sign_in
from chalicelib.rag.text.words import without_diacritics

SIMILAR_EDITS = 2  # Characters in which a code may differ from one that looks like it; one among up to three.
MOST_SIMILAR = 3
_CODES = frozenset({"identifier", "numbered", "version"})
_LEAST_TELLING = 3  # Digits of a number that names a thing by itself; `room 4` wants a label before its 4.
_LEAST_GROUPED = 8  # Digits of a number that a text may write in groups, as `DE89 3704 0044`.


class ExactText:
    """A text in which exact terms are looked for; each look takes time linear in its length."""

    def __init__(self, text: str, language: str | None = None) -> None:
        self.text = unicodedata.normalize("NFKC", text)
        self._language = language or language_of(self.text[:LANGUAGE_CHARACTERS])

    def holds(self, term: ExactTerm) -> bool:
        match term.kind:
            case "phrase":
                words = self._bare_words if term.value.isascii() else self._words
                return f" {term.value} " in words
            case "identifier":
                return self._has_code(term.value)
            case "version" | "numbered":
                return self._has_number(term)
            case "name":
                return bool(_name_pattern(term.value).search(self.text))
            case "date" | "month":
                return term.value in self._dates or f"-{term.value[4:]}" in self._yearless
            case "year":
                return term.value in self._amounts or bool(re.search(rf"(?<!\d){term.value}(?!\d)", self.text))
            case "amount":
                return term.value in self._amounts

    def similar(self, term: ExactTerm, most: int = MOST_SIMILAR) -> list[str]:
        """What the text has in place of a term that it does not have, nearest first, as it is written there."""
        distances: dict[str, tuple[int, int, str]] = {}
        for other in self.terms:
            distance = _distance(term, other)
            if distance and other.value not in distances:
                distances[other.value] = (distance, len(distances), other.text)
        return [text for _, _, text in sorted(distances.values())[:most]]

    @cached_property
    def terms(self) -> tuple[ExactTerm, ...]:
        return exact_terms(self.text, self._language)

    def _has_code(self, value: str) -> bool:
        return any(_is_whole(self.text, match) for match in _code_pattern(value).finditer(self.text))

    def _has_number(self, term: ExactTerm) -> bool:
        if not term.value.isdecimal() or len(term.value) >= _LEAST_TELLING:
            return any(_is_whole(self.text, match) for match in _code_pattern(term.value).finditer(self.text))
        return term.value in self._labelled or bool(_at_start(term.value).search(self.text))

    @cached_property
    def _words(self) -> str:
        return f" {phrase_key(self.text)} "

    @cached_property
    def _bare_words(self) -> str:
        return without_diacritics(self._words)

    @cached_property
    def _amounts(self) -> frozenset[str]:
        thousands = thousands_sign_in(self._language)
        return frozenset(amount_value(match[0], thousands) for match in AMOUNT.finditer(self.text))

    @cached_property
    def _dates(self) -> frozenset[str]:
        """All that the dates say: `2024-04-03` says `2024-04` and 3 April too."""
        values = [date.value for date in dates(self.text, self._language)]
        return frozenset([*values, *(value[:7] for value in values), *(f"-{value[4:]}" for value in values)])

    @cached_property
    def _yearless(self) -> frozenset[str]:
        return frozenset(date.value for date in dates(self.text, self._language) if date.year is None)

    @cached_property
    def _labelled(self) -> frozenset[str]:
        return frozenset(code_key(match[2]) for label in LABELLED.values() for match in label.finditer(self.text))


def absent(terms: Iterable[ExactTerm], texts: Sequence[ExactText]) -> list[ExactTerm]:
    """The required terms that no text has."""
    return [term for term in terms if term.required and not any(text.holds(term) for text in texts)]


def similar(term: ExactTerm, texts: Iterable[ExactText], most: int = MOST_SIMILAR) -> list[str]:
    """What the texts have in place of a term, each once, nearest first of each text."""
    named = dict.fromkeys(name for text in texts for name in text.similar(term, most))
    return list(named)[:most]


def look_alike(term: ExactTerm, other: ExactTerm) -> bool:
    """Whether two terms are of one sort and name different things."""
    return _distance(term, other) > 0


def _distance(term: ExactTerm, other: ExactTerm) -> int:
    """0 where the two are equal, or too different to be taken for each other."""
    one, two = term.value, other.value
    if term.kind in _CODES and other.kind in _CODES:
        most = SIMILAR_EDITS if len(one) > 3 else 1
        distance = edit_distance(one, two, most) if _letters(one) == _letters(two) or len(one) > 3 else most + 1
        return distance if distance <= most else 0
    if term.kind != other.kind:
        return 0
    if term.kind == "date" and "/" in one + two:
        return int(one != two and _unordered(one) == _unordered(two))
    if term.kind == "date":
        distance = edit_distance(one, two, SIMILAR_EDITS)
        return distance if distance <= SIMILAR_EDITS else 0
    if term.kind == "name":
        return int(one.rpartition(" ")[0] == two.rpartition(" ")[0] and one != two)
    return 0


def _unordered(value: str) -> list[int]:
    """The numbers of a date, whichever is the day."""
    return sorted(int(part) for part in re.split(r"[-/]", value) if part)


def _letters(value: str) -> str:
    return "".join(filter(str.isalpha, value))


@lru_cache(maxsize=256)
def _code_pattern(value: str) -> re.Pattern[str]:
    """The code with or without hyphens and blanks where letters meet digits, or between the groups of a long one."""
    grouped = sum(map(str.isdecimal, value)) >= _LEAST_GROUPED
    pieces = [re.escape(value[0])]
    for before, letter in pairwise(value):
        meets = before.isdecimal() != letter.isdecimal() and "." not in (before, letter)
        may_part = meets or (grouped and before.isdecimal()) or (before.isalpha() and letter.isalpha())
        blank = " " if meets or grouped else ""
        pieces.append((rf"[-‐-—_/.{blank}]?" if may_part else r"[-‐-—_/]?") + re.escape(letter))
    sign = "" if any(map(str.isalpha, value)) else "v?"  # v3.12.1
    return re.compile(rf"(?<![{LETTER}\d]){sign}" + "".join(pieces) + rf"(?![{LETTER}\d])", re.IGNORECASE)


def _is_whole(text: str, match: re.Match[str]) -> bool:
    """Whether a code is no part of a longer one: `PX-7731` is none of `PX-7731-C`, nor `4.1` of `4.1.2` or `14.1`."""
    if re.fullmatch(r"[a-z] .*", match[0]):
        return False  # `a 4` is not the code A4.
    if re.match(r"[-‐-—_/.](?:\d|[^\W\d_]{1,2}(?![^\W_]))", text[match.end() : match.end() + 4]):
        return False
    before = text[max(0, match.start() - 24) : match.start()]
    return re.search(r"(?:\d[-‐-—_/.,]|(?<![^\W_])[^\W\d_]{1,3}[-‐-—_/])$", before) is None


@lru_cache(maxsize=256)
def _name_pattern(value: str) -> re.Pattern[str]:
    name, _, number = value.rpartition(" ")
    return re.compile(rf"(?<!\w){re.escape(name)}[\s-]{{1,3}}{re.escape(number)}(?![\w]|\.\d)", re.IGNORECASE)


@lru_cache(maxsize=256)
def _at_start(value: str) -> re.Pattern[str]:
    """A number that begins a line or fills a table's cell."""
    return re.compile(rf"(?:^|[|\t])\s{{0,3}}[#*(]{{0,6}}\s?{re.escape(value)}[.):]?(?:[ \t]|$|\|)", re.MULTILINE)
