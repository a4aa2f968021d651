"""Amounts that sources state, each with its unit, its sentence or row, and the words that say what it is of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from chalicelib.models import Passage
from chalicelib.rag.aggregates.amount_reader import BARE, Amount, AmountReader
from chalicelib.rag.aggregates.amount_wording import LANGUAGES, amount_wording, stems_of
from chalicelib.rag.text.languages import language_of
from chalicelib.rag.text.lines import cells_of, is_rule
from chalicelib.rag.text.sentences import sentences
from chalicelib.rag.text.words import words

READ_CHARACTERS, LONGEST_SENTENCE = 6_000, 400  # Characters of a passage and of a sentence that are read.
MOST_CELLS = 600  # Of a passage's table.
_NO_CUT = -1  # Between amounts of two units that no comma parts.

_TITLE = re.compile(r"^#+\s*")
_CAPITAL = re.compile(r"\b[A-ZÀ-ÖØ-ÞĐ][\w-]*")


@dataclass(frozen=True)
class Stated:
    """An amount of the passage `number`, from 1. `value` is None where its number has two readings or is about so much.

    `written` is the amount as people read it, `figure` its number within. `own` are the stems beside it, `around` those
    of its sentence and the titles above it; `beside` are the words beside it in order, with their stems, and
    `capitals` those that may be names, in prose alone. `before` are stems of the sentence before, on the same line.
    `unsure` are words by which it may not be so.
    """

    number: int
    sentence: str
    written: str
    figure: str
    value: Decimal | None
    scale: Decimal
    unit: str
    own: frozenset[str]
    around: frozenset[str]
    beside: tuple[tuple[str, str], ...] = ()
    capitals: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()
    row: str = ""
    column: str = ""


def stated_amounts(number: int, passage: Passage, language: str, written_in: str | None = None) -> Iterator[Stated]:
    """The amounts of a passage for a question in a language; linear in the passage's text.

    `written_in` is the language of its document, where that is known.
    """
    text = passage.text[:READ_CHARACTERS]
    reader = _Reader(number, passage, language, language_of(text[:1_000]) or written_in)
    table: list[str] = []
    before, done = "", 0
    for start, end in sentences(text):
        line = text[start:end]
        before = "" if "\n" in text[done:start] else before
        if " | " in line or line.startswith("|"):
            table.append(line)
            continue
        yield from reader.cells(table)
        table = []
        if end - start <= LONGEST_SENTENCE:
            yield from reader.prose(line, passage.heading_at(passage.start + start), before)
        before, done = line, end
    yield from reader.cells(table)


class _Reader:
    def __init__(self, number: int, passage: Passage, language: str, own_language: str | None) -> None:
        self._number, self._passage, self._language = number, passage, language
        self._wording = amount_wording(own_language if own_language and own_language in LANGUAGES else language)
        self._reader = AmountReader(own_language, language)

    def prose(self, sentence: str, headings: Sequence[str], before: str) -> Iterator[Stated]:
        amounts = self._with_units(list(self._reader.amounts(sentence)))
        if not amounts:
            return
        unsure = frozenset(words(" ".join(self._wording.unsure.findall(sentence))))
        titles = self._titles(headings)
        every = self._stems(self._without(sentence, amounts, 0, len(sentence)))
        bounds = self._segments(sentence, amounts)
        for amount, (start, end) in zip(amounts, bounds, strict=True):
            if amount.is_change:
                continue
            part = self._without(sentence, amounts, start, end)
            beside = tuple(stems_of(part, self._language))
            yield Stated(
                self._number,
                _TITLE.sub("", sentence).strip(),
                sentence[amount.start : amount.end],
                amount.figure,
                None if end == start else amount.value,
                amount.scale,
                amount.unit,
                frozenset(stem for _, stem in beside),
                every | titles,
                beside,
                self._stems(" ".join(_CAPITAL.findall(part))) if self._wording.capitals else frozenset(),
                self._stems(before[:LONGEST_SENTENCE]),
                unsure,
            )

    def cells(self, lines: Sequence[str]) -> Iterator[Stated]:
        """The numbers of a table's rows, each with its column's name."""
        rows = [(cells, line.strip()) for line in lines if not is_rule(cells := cells_of(line.strip()))]
        if len(rows) < 2 or any(self._reader.is_number(cell) for cell in rows[0][0][1:]):
            return
        head, titles = rows[0][0], self._titles(self._passage.heading_at(self._passage.start))
        left = MOST_CELLS
        for row, line in rows[1:]:
            left -= len(row)
            if left < 0:
                return
            if len(row) != len(head):
                continue
            names = self._stems(" ".join(cell for cell in row if not self._reader.is_number(cell)))
            for name, cell in zip(head, row, strict=True):
                if stated := self._cell(name, cell, line, names, titles):
                    yield stated

    def _cell(self, name: str, cell: str, line: str, names: frozenset[str], titles: frozenset[str]) -> Stated | None:
        found = list(self._reader.amounts(cell))
        if len(found) != 1 or not self._reader.is_number(cell):
            return None
        amount, column = found[0], self._stems(name)
        unit, written = amount.unit, cell
        if unit == BARE:
            inside = re.search(r"\(([^()]{1,20})\)\s*$", name)
            written = f"{cell} {inside[1]}" if inside else cell
            unit = self._reader.unit_of(inside[1]) if inside else f"{BARE}{name}"
        own = names | column
        return Stated(
            self._number,
            line,
            written,
            amount.figure,
            amount.value,
            amount.scale,
            unit,
            own,
            own | titles,
            row=line,
            column=name,
        )

    def _with_units(self, amounts: list[Amount]) -> list[Amount]:
        """A number without a unit has that of the sentence's others, if they have one: `48 minutes instead of 85`."""
        units = {amount.unit for amount in amounts if amount.unit != BARE}
        if len(units) != 1:
            return [amount for amount in amounts if amount.unit != BARE]
        unit = next(iter(units))
        return [replace(one, unit=unit) if one.unit == BARE else one for one in amounts]

    def _segments(self, sentence: str, amounts: Sequence[Amount]) -> list[tuple[int, int]]:
        """The part of the sentence that is each amount's own; an empty one where nothing tells."""
        cuts: list[int | None] = []
        for one, following in pairwise(amounts):
            parts = list(self._wording.parted.finditer(sentence, one.end, following.start))
            cuts.append(parts[0].start() if len(parts) == 1 else _NO_CUT if one.unit != following.unit else None)
        bounds = []
        for at in range(len(amounts)):
            start = next((cut for cut in reversed(cuts[:at]) if cut != _NO_CUT), 0)
            end = next((cut for cut in cuts[at:] if cut != _NO_CUT), len(sentence))
            bounds.append((0, 0) if start is None or end is None else (start, end))
        return bounds

    def _without(self, sentence: str, amounts: Sequence[Amount], start: int, end: int) -> str:
        """A part of a sentence without its amounts' numbers; their units stay."""
        text = sentence[start:end]
        for amount in reversed(amounts):
            if start <= amount.start < end:
                at = text.index(amount.figure, amount.start - start)
                text = text[:at] + " " + text[at + len(amount.figure) :]
        return text

    def _titles(self, headings: Sequence[str]) -> frozenset[str]:
        name = self._passage.filename.rpartition(".")[0].replace("_", " ").replace("-", " ")
        return self._stems(" ".join((name, *headings)))

    def _stems(self, text: str) -> frozenset[str]:
        return frozenset(stem for _, stem in stems_of(text, self._language))
