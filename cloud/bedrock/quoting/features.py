"""Figures that say how well a sentence of a source answers a question. Their weights are in `weights.json`."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cloud.bedrock.quoting.prompt import Source
from cloud.bedrock.quoting.question import Question, negated, pairs_of
from cloud.bedrock.quoting.sentences import is_heading, is_row, leans_back, split_units
from cloud.bedrock.quoting.words import stem, words

type Figures = NDArray[np.float64]
type Similarities = Callable[[str, Sequence[str]], NDArray[np.float32]]
"""Cosines of a question to sentences, shape (sentences,)."""

CANDIDATES = 16
"""Sentences compared by meaning too; a sentence costs about 15 ms on two cores."""


@dataclass(frozen=True)
class Unit:
    """A sentence or row of a source: `index` is its position there, `n` the source's number.

    A sentence that begins with a pronoun counts the names of the one before as its own, a table row the words of its
    table's head. `context` holds the words of the heading above it, or of the source's title.
    A `label` (a heading, the head of a table) names what follows and answers nothing itself.
    """

    n: int
    index: int
    text: str
    stems: frozenset[str]
    context: frozenset[str] = frozenset()
    label: bool = False


UNIT_FIGURES = (
    "covered",
    "covered_around",
    "covered_in_source",
    "pairs",
    "pairs_around",
    "names_missing",
    "names_missing_around",
    "numbers_missing_around",
    "similarity",
    "similarity_below_best",
    "wanted_found",
    "wanted_missing",
    "negation_differs",
    "length",
    "first",
    "question_mark",
)

SCENE_FIGURES = (
    "terms",
    "absent",
    "names_absent",
    "numbers_absent",
    "similar_above_mean",
    "covered_above_mean",
    "candidates",
    "vietnamese",
)


def units_of(sources: Sequence[Source]) -> list[Unit]:
    return [unit for source in sources for unit in _units_of(source)]


def _units_of(source: Source) -> list[Unit]:
    units: list[Unit] = []
    heading, head = _stems(source.title), frozenset[str]()
    texts = split_units(source.text)
    for index, (text, after) in enumerate(zip(texts, [*texts[1:], ""], strict=True)):
        stems = _stems(text)
        if is_row(text):
            first = not head
            head = head or stems
            units.append(Unit(source.n, index, text, stems | head, heading, label=first and is_row(after)))
            continue
        if units and leans_back(text):
            stems |= _names(units[-1].text)
        head = frozenset()
        label = is_heading(text) and bool(after)
        heading = stems if label else heading
        units.append(Unit(source.n, index, text, stems, heading, label))
    return units


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(text))


def _names(text: str) -> frozenset[str]:
    """The words with a capital: a pronoun in the next sentence most likely stands for them."""
    return frozenset(stem(word) for token in text.split() if token[:1].isupper() for word in words(token))


class Scene:
    """A question before its sources: term weights, the likeliest sentences, and their figures."""

    def __init__(self, question: Question, sources: Sequence[Source], similarities: Similarities) -> None:
        self.question = question
        self.units = units_of(sources)
        self._weights = self._term_weights()
        self._total = sum(self._weights.values()) or 1.0
        self._sources = {source.n: self._stems_of(source.n) for source in sources}
        self._around = [self._stems_around(i) for i in range(len(self.units))]
        self.chosen = self._likeliest()
        self._similar = similarities(question.text, [self.units[i].text for i in self.chosen])

    def figures(self) -> Figures:
        """Shape (chosen units, `UNIT_FIGURES`)."""
        best = float(self._similar.max()) if len(self.chosen) else 0.0
        rows = [self._row(i, float(alike), best) for i, alike in zip(self.chosen, self._similar, strict=True)]
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(UNIT_FIGURES))

    def overall(self) -> list[float]:
        """The `SCENE_FIGURES`: how much of the question no source speaks of, and whether any sentence stands out."""
        everything = frozenset[str]().union(*self._sources.values())
        question = self.question
        covered = [self._covered(self._around[i]) for i in self.chosen]
        return [
            math.log(1 + len(question.terms)),
            1 - sum(_match(term, everything) for term in question.terms) / max(1, len(question.terms)),
            1 - _share(question.names, everything) if question.names else 0.0,
            1 - _share(question.numbers, everything) if question.numbers else 0.0,
            float(self._similar.max() - self._similar.mean()) * 10,
            max(covered) - sum(covered) / len(covered),
            math.log(len(self.chosen)),
            float(question.language == "vi"),
        ]

    def _row(self, i: int, alike: float, best: float) -> list[float]:
        unit, question = self.units[i], self.question
        around, source = self._around[i], self._sources[unit.n]
        pairs, pairs_around = pairs_of(unit.text), pairs_of(self._text_around(i))
        typed = question.answer_kind != "other"
        could = question.could_answer(unit.text)
        return [
            self._covered(unit.stems),
            self._covered(around),
            self._covered(source),
            _share(question.pairs, pairs),
            _share(question.pairs, pairs_around),
            1 - _share(question.names, unit.stems) if question.names else 0.0,
            1 - _share(question.names, around) if question.names else 0.0,
            1 - _share(question.numbers, around) if question.numbers else 0.0,
            (alike - 0.85) * 10,
            (alike - best) * 10,
            float(typed and could),
            float(typed and not could),
            float(question.negated != negated(unit.text)),
            math.log(len(unit.text) / 100),
            float(unit.index == 0),
            float(unit.text.endswith("?")),
        ]

    def _term_weights(self) -> dict[str, float]:
        count = len(self.units)
        frequency = {term: sum(term in unit.stems for unit in self.units) for term in self.question.terms}
        return {term: math.log(1 + count / (0.5 + seen)) for term, seen in frequency.items()}

    def _covered(self, stems: frozenset[str]) -> float:
        """The share of the question's weight that these words cover; a word alike in its beginning counts 0.7."""
        return sum(weight * _match(term, stems) for term, weight in self._weights.items()) / self._total

    def _likeliest(self) -> list[int]:
        scores = [self._covered(unit.stems) + 0.5 * self._covered(self._around[i]) for i, unit in enumerate(self.units)]
        able = [i for i, unit in enumerate(self.units) if not unit.label]
        return sorted(able, key=lambda i: (-scores[i], self.units[i].index))[:CANDIDATES]

    def _stems_of(self, n: int) -> frozenset[str]:
        return frozenset().union(*(unit.stems for unit in self.units if unit.n == n))

    def _neighbours(self, i: int) -> list[Unit]:
        near = self.units[max(0, i - 1) : i + 2]
        return [unit for unit in near if unit.n == self.units[i].n]

    def _stems_around(self, i: int) -> frozenset[str]:
        return self.units[i].context.union(*(unit.stems for unit in self._neighbours(i)))

    def _text_around(self, i: int) -> str:
        return " ".join(unit.text for unit in self._neighbours(i))


def _share[T](part: frozenset[T], whole: frozenset[T] | set[T]) -> float:
    return len(part & whole) / len(part) if part else 0.0


def _match(term: str, stems: frozenset[str]) -> float:
    if term in stems:
        return 1.0
    if len(term) < 5 or not term.isalpha():
        return 0.0
    size = max(4, len(term) - 3)
    return 0.7 if any(stem.startswith(term[:size]) and len(stem) <= len(term) + 3 for stem in stems) else 0.0
