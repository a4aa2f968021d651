"""Figures that say how well a sentence of a source answers a question. Their weights are in `weights.json`."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from cloud.bedrock.quoting.question import Question, negated, pairs_of
from cloud.bedrock.quoting.units import Unit
from cloud.bedrock.quoting.words import matches

type Figures = NDArray[np.float64]
type Similarities = Callable[[str, Sequence[str]], NDArray[np.float32]]
"""Cosines of a question to sentences, shape (sentences,)."""

CANDIDATES = 16
"""Sentences compared by meaning too; a sentence costs about 15 ms on two cores."""


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


class Scene:
    """A question before its sources: term weights, the likeliest sentences, and their figures."""

    def __init__(
        self, question: Question, units: Sequence[Unit], similarities: Similarities, able: Sequence[int] | None = None
    ) -> None:
        """`able` are the indices of the units that may answer; by default all but labels."""
        self.question = question
        self.units = units
        self._able = [i for i, unit in enumerate(units) if not unit.label] if able is None else able
        self._weights = self._term_weights()
        self._total = sum(self._weights.values()) or 1.0
        self._sources = {n: self._stems_of(n) for n in dict.fromkeys(unit.n for unit in units)}
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
            1 - sum(matches(term, everything) for term in question.terms) / max(1, len(question.terms)),
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
        return sum(weight * matches(term, stems) for term, weight in self._weights.items()) / self._total

    def _likeliest(self) -> list[int]:
        scores = [self._covered(unit.stems) + 0.5 * self._covered(self._around[i]) for i, unit in enumerate(self.units)]
        return sorted(self._able, key=lambda i: (-scores[i], self.units[i].index))[:CANDIDATES]

    def _stems_of(self, n: int) -> frozenset[str]:
        return frozenset[str]().union(*(unit.stems for unit in self.units if unit.n == n))

    def _neighbours(self, i: int) -> Sequence[Unit]:
        near = self.units[max(0, i - 1) : i + 2]
        return [unit for unit in near if unit.n == self.units[i].n]

    def _stems_around(self, i: int) -> frozenset[str]:
        return self.units[i].context.union(*(unit.stems for unit in self._neighbours(i)))

    def _text_around(self, i: int) -> str:
        return " ".join(unit.text for unit in self._neighbours(i))


def _share[T](part: frozenset[T], whole: frozenset[T] | set[T]) -> float:
    return len(part & whole) / len(part) if part else 0.0
