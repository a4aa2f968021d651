"""Numbers in a text, each with its scale and its unit: `€900 a month`, `12.4 million euros`, `1.351.000 Euro`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from chalicelib.rag.aggregates.amount_wording import (
    LANGUAGES,
    PERCENT,
    UNIT_PHRASES,
    amount_wording,
    is_currency,
    unit_key,
)
from chalicelib.rag.text.dates import dates
from chalicelib.rag.text.exact import AMOUNT, amount_value
from chalicelib.rag.text.languages import function_words, thousands_sign_in
from chalicelib.rag.text.numbers import is_ambiguous

BARE = "?"
"""Begins the unit of a number that has none: a table's column."""

_YEAR = re.compile(r"(?:1[5-9]|20|21)\d\d")
_CURRENCY_BEFORE = re.compile(r"(?P<unit>[€$£¥₫]|\b(?:EUR|USD|GBP|CHF|VND|JPY))\s?$")
_UNIT = re.compile(rf"[\s\u00a0]?(?P<unit>(?:{UNIT_PHRASES})(?!\w)|[^\W\d_]{{1,24}}(?!\w))", re.I)
_SCALE = re.compile(r"[\s\u00a0]?(?P<scale>[^\W\d_]{1,9})\b\.?(?:\s(?:de|of)\b)?")
_NO_AMOUNT_BEFORE = re.compile(r"[\w.,:/§#-]$")
_NO_AMOUNT_AFTER = re.compile(r"[:/]\d|[-‑]\w|\w*\d|\.\d|(?:st|nd|rd|th|º|ª)\b")


@dataclass(frozen=True)
class Amount:
    """At characters `start` to `end`. `value` is None where its number has two readings or is about so much.

    `is_change`: something rose or fell by it.
    """

    start: int
    end: int
    figure: str
    value: Decimal | None
    scale: Decimal
    unit: str
    is_change: bool = False


class AmountReader:
    """Reads amounts of texts in one language, None where nothing tells it, with the words of another where it has none.

    The other does not tell how its numbers are written.
    """

    def __init__(self, language: str | None, otherwise: str) -> None:
        self._own = language or otherwise
        self._wording = amount_wording(self._own if self._own in LANGUAGES else otherwise)
        self._built = function_words(self._own)
        self._sign = thousands_sign_in(language)

    def amounts(self, text: str) -> Iterator[Amount]:
        """Numbers with their units, or BARE."""
        taken = [(date.start, date.end) for date in dates(text, self._own)]
        for match in AMOUNT.finditer(text):
            if any(start <= match.start() < end for start, end in taken) or _NO_AMOUNT_AFTER.match(text, match.end()):
                continue
            before = text[max(0, match.start() - 30) : match.start()]
            money = _CURRENCY_BEFORE.search(before)
            start = match.start() - (len(money[0]) if money else 0)
            before = text[max(0, start - 30) : start]
            if _NO_AMOUNT_BEFORE.search(before):
                continue
            scale, unit, end = self._behind(text, match.end())
            unit = unit_key(money["unit"], self._own) if money else unit
            if _YEAR.fullmatch(match[0]) and unit != PERCENT and not is_currency(unit):
                continue  # `2024 visitors were more` says no number of them.
            if unit and (per := self._wording.per.match(text, end)):
                unit += f"/{self.unit_of(per['per'])}"
                end = per.end()
            vague = self._wording.approximate.search(before) or self._wording.range.match(text, match.end())
            value = None if vague else self._value(match[0])
            is_change = self._wording.change.search(before) is not None
            yield Amount(
                start, end, match[0], value * scale if value is not None else None, scale, unit or BARE, is_change
            )

    def unit_of(self, written: str) -> str:
        """A unit in one form for all its spellings."""
        return unit_key(written, self._own)

    def is_number(self, cell: str) -> bool:
        """Whether a cell holds an amount alone."""
        found = list(self.amounts(cell))
        return len(found) == 1 and found[0].end - found[0].start >= len(cell) - 2 and not _YEAR.fullmatch(cell)

    def _behind(self, text: str, at: int) -> tuple[Decimal, str, int]:
        """The scale and the unit behind a number, and where they end."""
        scale = Decimal(1)
        word = _SCALE.match(text, at)
        if word and (factor := self._wording.scales.get(word["scale"].casefold())) and not self._is_metre(text, word):
            scale, at = factor, word.end()
        unit = _UNIT.match(text, at)
        if unit is None or unit["unit"].casefold() in self._built:
            return scale, "", at
        return scale, unit_key(unit["unit"], self._own), unit.end()

    @staticmethod
    def _is_metre(text: str, word: re.Match[str]) -> bool:
        """`165 m` is a length; `165m euros` and `€165 m` are millions."""
        return word["scale"] == "m" and not _UNIT.match(text, word.end())

    def _value(self, figure: str) -> Decimal | None:
        value = amount_value(figure, self._sign)
        try:
            return None if is_ambiguous(value) and self._sign is None else Decimal(value)
        except InvalidOperation:
            return None
