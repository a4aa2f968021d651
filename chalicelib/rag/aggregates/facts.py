"""What records of prose hold: the phrases, figures, dates and labelled names that a question asks for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property

from chalicelib.rag.aggregates.cells import Days, days_of
from chalicelib.rag.aggregates.linking import Indexed
from chalicelib.rag.aggregates.wording import FILLERS, HEDGES, NEGATIONS, NO, stems
from chalicelib.rag.text.dates import Date, dates
from chalicelib.rag.text.exact import AMOUNT, MONEY, MONEY_BEFORE, amount_value
from chalicelib.rag.text.languages import thousands_sign_in
from chalicelib.rag.text.sentences import sentences
from chalicelib.rag.text.words import words

_WORD = re.compile(r"\w+")
_WINDOW = 40  # Characters before and behind a figure whose words say what it is.
_MONEY = re.compile(MONEY, re.IGNORECASE)
_MONEY_BEFORE = re.compile(MONEY_BEFORE, re.IGNORECASE)
_NEGATED_WITHIN = 4  # Words after a negation that it may speak of.
_SHARE = 0.2  # Of records whose only figure stands beside the words asked for, so that it is what they mean.
_IS = r"[\s:]*(?:is |are |of |in |là |tên |: )?"
_UPPER = "A-ZÀ-ÖØ-ÞĂĐĨŨƠƯẠ-Ỹ"
_VALUE_TO_SIGN = re.compile(rf"{_IS}(?P<value>[{_UPPER}\d][\w&'’-]*(?: [\w&'’-]+){{0,5}})(?=\s*(?:[.,;:()\n]|$))")
_CAPITALS = re.compile(rf"{_IS}(?P<value>[{_UPPER}\d][\w&'’-]*(?: [{_UPPER}\d&][\w&'’-]*)*)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or date of a record, and the words beside it."""

    value: Decimal | Days
    words: frozenset[str]
    money: bool = False

    def is_beside(self, forms: Sequence[frozenset[str]]) -> bool:
        """Whether a word of each form stands beside it."""
        return all(not form.isdisjoint(self.words) or any(form & stems(word) for word in self.words) for form in forms)


class ProseFacts:
    """What the records of a register without columns hold."""

    def __init__(self, register: Indexed) -> None:
        self._register = register
        self._sign = thousands_sign_in(register.language)
        self._dates: dict[str, list[Date]] = {}

    @cached_property
    def _sentences(self) -> list[list[tuple[str, ...]]]:
        """The words of each sentence of each record."""
        return [[words(text[start:end]) for start, end in sentences(text)] for text in self._texts]

    @cached_property
    def _texts(self) -> list[str]:
        return [record.text for record in self._register.records]

    def contains(self, phrase: Sequence[str]) -> list[bool | None] | None:
        """Whether each record holds the phrase, and does not deny it; None where it does both, or leaves it open.

        None at all where no record has its words.
        """
        states = [self._held(record, phrase) for record in self._sentences]
        if all(state is None for state, _ in states):
            return None
        return [None if doubt else bool(state) for state, doubt in states]

    def _held(self, record: Sequence[tuple[str, ...]], phrase: Sequence[str]) -> tuple[bool | None, bool]:
        """True, False where it is denied, None where it is not named; and whether that is in doubt."""
        forms = [stems(word) for word in phrase]
        states = [
            (_is_negated(sentence, at, len(phrase)), bool(HEDGES.intersection(sentence)))
            for sentence in record
            for at in range(len(sentence) - len(phrase) + 1)
            if all(
                sentence[at + number] in form or stems(sentence[at + number]) & form
                for number, form in enumerate(forms)
            )
        ]
        if not states:
            return None, False
        denied = {negated for negated, _ in states}
        return not min(denied), len(denied) > 1 or any(hedged for _, hedged in states)

    def numbers(self, asked: Sequence[str], *, generic: bool) -> list[Decimal | None] | None:
        """The number of each record that the words ask for; None where it does not have exactly one.

        None at all where nothing tells that the records' numbers are what is asked for. `generic`: the words are such
        as `value`, which fits any amount of money.
        """
        return _picked([list(self._numbers(text)) for text in self._texts], asked, generic=generic)  # type: ignore[return-value]

    def days(self, asked: Sequence[str]) -> list[Days | None] | None:
        """The date of each record in the same way; without words to ask for, its only one."""
        return _picked([list(self._days(text)) for text in self._texts], asked, generic=not asked)  # type: ignore[return-value]

    def labelled(self, label: Sequence[str]) -> list[str | None]:
        """The name behind a label in each record: `department Sales` → `Sales`."""
        pattern = re.compile(rf"(?<!\w){r'\s+'.join(map(re.escape, label))}(?!\w)", re.IGNORECASE)
        capitals = self._register.language != "vi"  # A name's second word has none there: `Phòng Nhân sự`.
        return [_only(list(_values_behind(pattern, text, capitals=capitals))) for text in self._texts]

    def _numbers(self, text: str) -> Iterator[Figure]:
        taken = [(date.start, date.end) for date in self._dates_of(text)]
        for match in AMOUNT.finditer(text):
            start, end = match.span()
            if any(first <= start < last for first, last in taken) or text[start - 1 : start] in ("-", "/", "#"):
                continue
            try:
                value = Decimal(amount_value(match[0], self._sign))
            except InvalidOperation:
                continue
            money = bool(_MONEY.match(text, end) or _MONEY_BEFORE.search(text[max(0, start - 6) : start]))
            yield Figure(value, _beside(text, start, end), money)

    def _dates_of(self, text: str) -> list[Date]:
        known = self._dates.get(text)
        if known is None:
            known = self._dates[text] = list(dates(text, self._register.language))
        return known

    def _days(self, text: str) -> Iterator[Figure]:
        for date in self._dates_of(text):
            if days := days_of(date):
                yield Figure(days, _beside(text, date.start, date.end))


def _is_negated(sentence: Sequence[str], at: int, length: int) -> bool:
    before = sentence[max(0, at - _NEGATED_WITHIN) : at]
    behind = sentence[at + length : at + length + 1]
    return bool(NEGATIONS.intersection(before)) or (bool(behind) and behind[0] in NO)


def _beside(text: str, start: int, end: int) -> frozenset[str]:
    """The words around a figure."""
    near = f"{text[max(0, start - _WINDOW) : start]} {text[end : end + _WINDOW // 2]}"
    return frozenset(_WORD.findall(near.casefold()))


def _picked(
    records: Sequence[Sequence[Figure]], asked: Sequence[str], *, generic: bool
) -> list[Decimal | Days | None] | None:
    forms = [stems(word) for word in asked if word not in FILLERS]
    beside = [[figure for figure in figures if forms and figure.is_beside(forms)] for figures in records]
    if all(len({figure.value for figure in figures}) == 1 for figures in beside):
        return [figures[0].value for figures in beside]
    only = [[figure for figure in figures if figure.money] or list(figures) for figures in records]
    single = [len(figures) == 1 for figures in only]
    named = sum(len(figures) >= 1 for figures in beside)
    if not generic and named < _SHARE * len(records):
        return None
    if not generic and not all(single):
        return [figures[0].value if len(figures) == 1 else None for figures in beside]
    return [figures[0].value if one else None for figures, one in zip(only, single, strict=True)]


def _values_behind(pattern: re.Pattern[str], text: str, *, capitals: bool) -> Iterator[str]:
    """Names behind a label: words with capitals, or all words up to the next sign."""
    for match in pattern.finditer(text):
        value = (capitals and _CAPITALS.match(text, match.end())) or _VALUE_TO_SIGN.match(text, match.end())
        if value:
            yield value["value"].strip()


def _only(values: Sequence[str]) -> str | None:
    return values[0] if len(set(values)) == 1 else None
