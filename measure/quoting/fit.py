"""Fits what `local.quoting` weighs: first which sentence answers, then whether any does. Even questions only.

A judge is too sure of what it was fitted on, so thresholds are not taken from that: other judges, each fitted without a
part of the articles, are asked about that part, before what the product finds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cloud.bedrock.embedders import stable_hash
from cloud.bedrock.quoting.case import case_figures
from cloud.bedrock.quoting.features import UNIT_FIGURES, Figures, Scene
from cloud.bedrock.quoting.language import Language
from cloud.bedrock.quoting.question import Question
from cloud.bedrock.quoting.units import units_of
from cloud.bedrock.quoting.weights import Array, Judge, Strictness, Thresholds, Weights
from measure.quoting.data import SOURCES, Case, KnownVectors

MAX_REFUSED: dict[Strictness, float] = {"default": 0.025, "strict": 0.17}
"""The share of XQuAD's answerable questions that may be refused: it sets the threshold of a language."""
FOLDS = 6
CHOICE_STEPS, CHOICE_RATE, RIDGE = 600, 0.05, 1e-3
JUDGE_STEPS, JUDGE_RATE, JUDGE_RIDGE, HIDDEN = 800, 0.01, 3e-3, 16


@dataclass(frozen=True)
class Scored:
    """A case's figures, and which of its candidate sentences hold the answer in the right source."""

    case: Case
    figures: Figures
    overall: list[float]
    right: NDArray[np.bool_]

    @property
    def language(self) -> Language:
        return Question(self.case.prompt.question).language

    def whole(self, choice: Array) -> Array:
        return case_figures(self.figures, self.overall, choice)[1]


def score_all(cases: Iterable[Case], vectors: KnownVectors) -> list[Scored]:
    return [_scored(case, vectors) for case in cases]


def _scored(case: Case, vectors: KnownVectors) -> Scored:
    scene = Scene(Question(case.prompt.question), units_of(case.prompt.sources), vectors.similarities)
    chosen = [scene.units[i] for i in scene.chosen]
    right = [unit.n == case.gold and any(answer in unit.text for answer in case.answers) for unit in chosen]
    return Scored(case, scene.figures(), scene.overall(), np.array(right, dtype=bool))


def fit_choice(scored: Sequence[Scored]) -> Array:
    """Weights that put the right sentence first: softmax over a question's candidates, by Adam."""
    usable = [item for item in scored if item.right.any()]
    width = max(len(item.right) for item in usable)
    figures = np.zeros((len(usable), width, len(UNIT_FIGURES)))
    right, present = np.zeros((len(usable), width)), np.zeros((len(usable), width), dtype=bool)
    for i, item in enumerate(usable):
        size = len(item.right)
        figures[i, :size], right[i, :size], present[i, :size] = item.figures, item.right, True
    spread = figures[present].std(axis=0) + 1e-9
    scaled = figures / spread

    def gradient(weights: Array) -> Array:
        scores = np.where(present, scaled @ weights, -1e9)
        chance = np.exp(scores - scores.max(axis=1, keepdims=True))
        chance /= chance.sum(axis=1, keepdims=True)
        target = chance * right
        target /= target.sum(axis=1, keepdims=True) + 1e-12
        slope: Array = np.einsum("cu,cuf->f", chance - target, scaled) / len(usable)
        return slope + RIDGE * weights

    return _adam(gradient, np.zeros(len(UNIT_FIGURES)), CHOICE_STEPS, CHOICE_RATE) / spread


def fit_all(taught: Sequence[Scored], asked: Sequence[Scored]) -> Weights:
    """Fits on what is `taught`; what is `asked` gives the thresholds."""
    weights, bias = fit_once(taught)
    sure = held_out(taught, asked) - bias
    limits: Thresholds = {name: thresholds(asked, sure, share) for name, share in MAX_REFUSED.items()}
    return replace(weights, judge=replace(weights.judge, thresholds=limits))


def fit_once(taught: Sequence[Scored]) -> tuple[Weights, float]:
    """Without thresholds. Beside it the judge's bias, which a score leaves out."""
    choice = fit_choice(taught)
    judge, bias = fit_judge(taught, choice)
    return Weights(choice, judge), bias


def held_out(taught: Sequence[Scored], asked: Sequence[Scored]) -> Array:
    """The log odds of each `asked` case, by a judge that was taught nothing on its article, in whatever set.

    Judges differ in their bias, so without it their scores could not be compared.
    """
    parts = _parts({item.case.article for item in [*taught, *asked]})
    odds = np.zeros(len(asked))
    for part in range(FOLDS):
        weights, bias = fit_once([item for item in taught if parts[item.case.article] != part])
        mine = [n for n, item in enumerate(asked) if parts[item.case.article] == part]
        odds[mine] = weights.judge.score(np.array([asked[n].whole(weights.choice) for n in mine])) + bias
    return odds


def _parts(articles: Collection[str]) -> dict[str, int]:
    """Articles dealt out in an order that their titles alone set; those of one title go together."""
    return {article: n % FOLDS for n, article in enumerate(sorted(articles, key=stable_hash))}


def thresholds(asked: Sequence[Scored], sure: Array, share: float) -> dict[Language, float]:
    """By language the score below which that share of XQuAD's answerable questions is."""
    return {"en": _threshold(asked, sure, "en", share), "vi": _threshold(asked, sure, "vi", share)}


def _threshold(asked: Sequence[Scored], sure: Array, language: Language, share: float) -> float:
    mine = [item.case.set == f"xquad-{language}" and item.case.kind == "answerable" for item in asked]
    return round(float(np.quantile(sure[mine], share)), 4)


def fit_judge(scored: Sequence[Scored], choice: Array) -> tuple[Judge, float]:
    """Answerable against the rest by logistic loss; without thresholds, and with its bias beside it."""
    rows = np.array([item.whole(choice) for item in scored])
    answerable = np.array([item.case.kind == "answerable" for item in scored])
    blank = Judge(rows.mean(axis=0), _spread(rows), *_start(rows.shape[1]), thresholds={})
    scaled, weight = blank.scaled(rows), _weight([item.case for item in scored])

    def gradient(flat: Array) -> Array:
        inner, inner_bias, outer, bias = _unpack(flat, rows.shape[1])
        hidden = np.tanh(scaled @ inner + inner_bias)
        error = (1 / (1 + np.exp(-(hidden @ outer + bias))) - answerable) * weight
        back = np.outer(error, outer) * (1 - hidden**2)
        ridge = JUDGE_RIDGE * np.concatenate([inner.ravel(), np.zeros(HIDDEN), outer, [0.0]])
        slopes = [(scaled.T @ back).ravel(), back.sum(axis=0), hidden.T @ error, [error.sum()]]
        return np.asarray(np.concatenate(slopes) + ridge)

    start = np.concatenate([blank.inner.ravel(), blank.inner_bias, blank.outer, [0.0]])
    inner, inner_bias, outer, bias = _unpack(_adam(gradient, start, JUDGE_STEPS, JUDGE_RATE), rows.shape[1])
    return replace(blank, inner=inner, inner_bias=inner_bias, outer=outer), bias


def _weight(cases: Sequence[Case]) -> Array:
    """Each kind of each set weighs the same, but an unanswerable question a third: it looks much like the others."""
    groups = [(case.kind, case.set, len(case.prompt.sources) < SOURCES) for case in cases]
    count = Counter(groups)
    weight = np.array([(0.3 if group[0] == "unanswerable" else 1.0) / count[group] for group in groups])
    answerable = np.array([case.kind == "answerable" for case in cases])
    halves = np.where(answerable, weight[answerable].sum(), weight[~answerable].sum())
    return np.asarray(weight / halves / 2)


def _spread(rows: Array) -> Array:
    """The standard deviation of each figure; 1 for one that never changes."""
    spread = rows.std(axis=0)
    return np.where(spread < 1e-3, 1.0, spread)


def _start(figures: int) -> tuple[Array, Array, Array]:
    """The network before it has learnt anything; always the same."""
    chance = np.random.default_rng(0)
    inner = chance.normal(0, figures**-0.5, (figures, HIDDEN))
    return inner, np.zeros(HIDDEN), chance.normal(0, HIDDEN**-0.5, HIDDEN)


def _unpack(flat: Array, figures: int) -> tuple[Array, Array, Array, float]:
    size = figures * HIDDEN
    inner = flat[:size].reshape(figures, HIDDEN)
    return inner, flat[size : size + HIDDEN], flat[size + HIDDEN : -1], float(flat[-1])


def _adam(gradient: Callable[[Array], Array], start: Array, steps: int, rate: float) -> Array:
    weights, mean, square = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step in range(1, steps + 1):
        slope = gradient(weights)
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        weights -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return weights
