"""Which words of a question mean what in a register: its noun, its columns, their values, and what is left.

A word that nothing explains makes the register unfit: a condition that was not understood must not be left out.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile

from chalicelib.rag.aggregates.cells import Column, normal
from chalicelib.rag.aggregates.registers import Record, Register
from chalicelib.rag.aggregates.values import AggregateQuestion
from chalicelib.rag.aggregates.wording import CURRENCY, FILLERS, at_least_one_content, stems, wording
from chalicelib.rag.text.languages import LANGUAGES, language_of, thousands_sign_in

DENYING = "un"  # Before a word of English or German: `unpaid`, `unbezahlt`.
GOAL = "to"  # Behind it stands what the name before it is for.
LONGEST = 9  # Words of a value or a name that are looked for.
MOST_NAMES = 6  # That one word stands for: the answer names them.
_SAMPLE = 50  # Records by whose words the language is told.


@dataclass(frozen=True)
class Named:
    """Tokens `start` to `end` name a column, or values of the `columns` that hold them: any of these is meant.

    `denied`: the token says that a column of yes and no says no, as `unpaid` does of `Paid`.
    """

    start: int
    end: int
    columns: tuple[int, ...]
    values: tuple[str, ...] = ()
    denied: bool = False


@dataclass
class Links:
    """What the tokens of a question mean; `unexplained` are those that mean nothing here."""

    nouns: list[tuple[int, int]] = field(default_factory=list)
    labels: set[int] = field(default_factory=set)
    columns: list[Named] = field(default_factory=list)
    values: list[Named] = field(default_factory=list)
    negations: list[int] = field(default_factory=list)
    measures: set[int] = field(default_factory=set)
    unexplained: list[int] = field(default_factory=list)


class Indexed:
    """A register with its columns read, ready to be asked."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.records: Sequence[Record] = register.records

    @cached_property
    def language(self) -> str | None:
        """The language of its records, or else of what stands around them."""
        sample = " ".join(record.text for record in self.records[:_SAMPLE])
        return (
            self.records[0].document.document.language
            or language_of(sample)
            or language_of(self.records[0].document.text[:2000])
        )

    @cached_property
    def columns(self) -> list[Column]:
        sign = thousands_sign_in(self.language) if self.language in LANGUAGES or self.language is None else None
        names, dated = self.register.columns, len(self.register.columns) - self.register.periods
        return [
            Column(name, [record.cells[at] for record in self.records], self.language, sign, is_period=at >= dated)
            for at, name in enumerate(names)
        ]

    @cached_property
    def values(self) -> Mapping[str, tuple[int, ...]]:
        """The columns that have a cell of these words; of columns with words, and of the names of the records."""
        columns_of: dict[str, set[int]] = defaultdict(set)
        for at, column in enumerate(self.columns):
            if column.kind == "words" or at == self.register.key:
                for value in set(column.keys):
                    columns_of[value].add(at)
        return {value: tuple(sorted(columns)) for value, columns in columns_of.items() if value}

    @cached_property
    def short_names(self) -> Mapping[str, tuple[str, ...]]:
        """The values of several words of which a word is the first or the last one; none if it is elsewhere in any."""
        values_of: dict[str, set[str]] = defaultdict(set)
        within: set[str] = set()
        for value in self.values:
            first, *others = value.split()
            within.update(others[:-1])
            if others:
                values_of[first].add(value)
                values_of[others[-1]].add(value)
        return {word: tuple(sorted(values)) for word, values in values_of.items() if word not in within}

    @cached_property
    def column_words(self) -> list[tuple[str, ...]]:
        """The words of each column's name, without its unit."""
        return [tuple(normal(name.partition("(")[0]).split()) for name in self.register.columns]

    @cached_property
    def nouns(self) -> tuple[tuple[str, ...], ...]:
        """What the records are called, as words: of a heading all of it, and what stands before its first filler."""
        register = self.register
        keyed = [self.column_words[register.key]] if register.key is not None else []
        labels = [tuple(normal(label.lstrip("0123456789.) ")).split()) for label in register.labels]
        heads = [tuple(takewhile(lambda word: word not in FILLERS, label)) for label in labels]
        names = (tuple(normal(register.noun).split()), *keyed, *labels, *heads)
        return tuple(name for name in dict.fromkeys(names) if name)

    @cached_property
    def label_stems(self) -> frozenset[str]:
        return frozenset(
            form for label in self.register.labels for word in normal(label).split() for form in stems(word)
        )

    def link(self, question: AggregateQuestion) -> Links:
        return _Linking(self, question).links()


class _Linking:
    def __init__(self, register: Indexed, question: AggregateQuestion) -> None:
        self._register = register
        self._question = question
        self._said = wording(question.language)
        self._keys = [token.key for token in question.tokens]
        self._free = [True] * len(self._keys)
        for at in (*question.cues, *(end - 1 for end in question.grouped)):
            self._free[at] = False
        for comparison in question.comparisons:
            self._take(comparison.start, comparison.end)
        self._links = Links()

    def links(self) -> Links:
        self._find_values()
        self._find_columns()
        self._find_nouns()
        self._find_short_names()
        for at, key in enumerate(self._keys):
            if not self._free[at]:
                continue
            if key in self._said.negations:
                self._links.negations.append(at)
            elif self._register.label_stems & stems(key):
                self._links.labels.add(at)
            elif key in self._said.measures:
                self._links.measures.add(at)
            elif key not in self._said.silent and key not in CURRENCY:
                self._links.unexplained.append(at)
        return self._links

    def _spans(self) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Free tokens in a row, longest first, with their words."""
        count = len(self._keys)
        for length in range(min(LONGEST, count), 0, -1):
            for start in range(count - length + 1):
                if all(self._free[start : start + length]):
                    yield start, start + length, tuple(" ".join(self._keys[start : start + length]).split())

    def _take(self, start: int, end: int) -> None:
        self._free[start:end] = [False] * (end - start)

    def _find_values(self) -> None:
        for start, end, words in self._spans():
            columns = self._register.values.get(" ".join(words))
            if columns and not self._is_common(words):
                self._links.values.append(Named(start, end, columns, (" ".join(words),)))
                self._take(start, end)

    def _find_short_names(self) -> None:
        """A name's first or last word in its place, as `Alder` for `Alder Ltd`: all values with it are meant.

        Only a word that is written as a name, and that values of one column alone have.
        """
        for at, key in enumerate(self._keys):
            if self._free[at] and key in self._question.capitals and (values := self._register.short_names.get(key)):
                columns = {self._register.values[value] for value in values}
                if len(columns) == 1 and len(values) <= MOST_NAMES:
                    self._links.values.append(Named(at, at + 1, columns.pop(), values))
                else:
                    self._links.unexplained.append(at)
                self._take(at, at + 1)

    def _is_common(self, words: Sequence[str]) -> bool:
        """Whether words say nothing by themselves, or are a noun of the register."""
        return all(word in self._said.fillers for word in words) or any(
            _equal(words, noun) for noun in self._register.nouns
        )

    def _find_columns(self) -> None:
        names = self._register.column_words
        for start, end, words in self._spans():
            whole = [at for at, name in enumerate(names) if name and _equal(words, name)]
            if whole and at_least_one_content(words, self._said.fillers):
                key = self._register.register.key
                self._links.columns.append(Named(start, end, (key,) if key in whole else tuple(whole)))
                self._take(start, end)
        for start, end, words in self._spans():
            if all(word in self._said.silent or word in self._said.negations for word in words):
                continue
            part = [at for at, name in enumerate(names) if _within(words, without_goal(name))]
            if len(part) == 1:
                self._links.columns.append(Named(start, end, tuple(part)))
                self._take(start, end)
        self._find_denied(names)
        self._links.columns.sort(key=lambda named: named.start)

    def _find_denied(self, names: Sequence[tuple[str, ...]]) -> None:
        flags = [at for at, column in enumerate(self._register.columns) if column.kind == "flag"]
        for at, key in enumerate(self._keys):
            if self._free[at] and (denied := key.removeprefix(DENYING)) != key:
                named = [flag for flag in flags if _equal((denied,), names[flag])]
                if len(named) == 1:
                    self._links.columns.append(Named(at, at + 1, tuple(named), denied=True))
                    self._take(at, at + 1)

    def _find_nouns(self) -> None:
        for start, end, words in self._spans():
            if any(_equal(words, noun) or _ends(words, noun) for noun in self._register.nouns) and at_least_one_content(
                words, self._said.fillers
            ):
                self._links.nouns.append((start, end))
                self._take(start, end)
        key = self._register.register.key
        self._links.nouns += [(named.start, named.end) for named in self._links.columns if named.columns == (key,)]


def _equal(words: Sequence[str], name: Sequence[str]) -> bool:
    return len(words) == len(name) and all(stems(one) & stems(other) for one, other in zip(words, name, strict=True))


def _within(words: Sequence[str], name: Sequence[str]) -> bool:
    """Whether all words are words of a longer name, in its order."""
    rest = iter(name)
    return len(words) < len(name) and all(any(stems(word) & stems(other) for other in rest) for word in words)


def without_goal(name: tuple[str, ...]) -> tuple[str, ...]:
    """A column's name up to its goal: `Days to pay` are days, so what is paid does not name them."""
    return (*name[: name.index(GOAL)], GOAL) if GOAL in name[1:] else name


def _ends(words: Sequence[str], name: Sequence[str]) -> bool:
    """Whether a name ends with the words, as `Register of contracts` with `contracts`."""
    return len(words) < len(name) and words[0] not in CURRENCY and _equal(words, name[len(name) - len(words) :])
