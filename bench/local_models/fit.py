"""Fits what `local.quoting` weighs: first which sentence answers, then whether any does. Even questions only."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.local_models.data import Case, KnownVectors
from local.bedrock.chat import evidence
from local.bedrock.chat.features import UNIT_FIGURES, Figures, Scene
from local.bedrock.chat.question import Question

type Array = NDArray[np.float64]

MAX_REFUSED = 0.03
"""The share of answerable questions that may be refused: it sets the threshold."""
STEPS = 600
RATE = 0.05
RIDGE = 1e-3


@dataclass(frozen=True)
class Scored:
    """A case's figures, and which of its candidate sentences hold the answer in the right source."""

    case: Case
    figures: Figures
    right: NDArray[np.bool_]


def score_all(cases: Iterable[Case], known: KnownVectors) -> list[Scored]:
    return [_scored(case, known) for case in cases]


def _scored(case: Case, known: KnownVectors) -> Scored:
    scene = Scene(Question(case.prompt.question), case.prompt.sources, known.similarities)
    chosen = [scene.units[i] for i in scene.chosen]
    right = [unit.n == case.gold and any(answer in unit.text for answer in case.answers) for unit in chosen]
    return Scored(case, scene.figures(), np.array(right, dtype=bool))


def fit_choice(scored: Sequence[Scored]) -> Array:
    """Weights that put the right sentence first: softmax over a question's candidates, by Adam."""
    usable = [item for item in scored if item.right.any()]
    width = max(len(item.right) for item in usable)
    figures = np.zeros((len(usable), width, len(UNIT_FIGURES)))
    right, there = np.zeros((len(usable), width)), np.zeros((len(usable), width), dtype=bool)
    for i, item in enumerate(usable):
        size = len(item.right)
        figures[i, :size], right[i, :size], there[i, :size] = item.figures, item.right, True
    spread = figures[there].std(axis=0) + 1e-9
    scaled = figures / spread

    def gradient(weights: Array) -> Array:
        scores = np.where(there, scaled @ weights, -1e9)
        chance = np.exp(scores - scores.max(axis=1, keepdims=True))
        chance /= chance.sum(axis=1, keepdims=True)
        wanted = chance * right
        wanted /= wanted.sum(axis=1, keepdims=True) + 1e-12
        slope: Array = np.einsum("cu,cuf->f", chance - wanted, scaled) / len(usable)
        return slope + RIDGE * weights

    return np.asarray(_adam(gradient, len(UNIT_FIGURES)) / spread)


def fit_refusal(scored: Sequence[Scored], choice: Array) -> tuple[Array, float, float]:
    """Weights, bias and threshold of the evidence: answerable against the rest, each kind weighing the same."""
    rows = np.array([evidence.case_figures(item.figures, choice)[1] for item in scored])
    answerable = np.array([item.case.kind == "answerable" for item in scored])
    kinds = [(item.case.kind, item.case.set) for item in scored]
    weight = np.array([1 / kinds.count(kind) for kind in kinds])
    weight = np.where(answerable, weight / weight[answerable].sum(), weight / weight[~answerable].sum())
    spread = rows.std(axis=0) + 1e-9
    scaled = np.hstack([rows / spread, np.ones((len(rows), 1))])

    def gradient(weights: Array) -> Array:
        chance = 1 / (1 + np.exp(-scaled @ weights))
        slope: Array = scaled.T @ (weight * (chance - answerable))
        return slope + RIDGE * weights * 0.1

    fitted = _adam(gradient, scaled.shape[1])
    scores = scaled @ fitted
    threshold = float(np.quantile(scores[answerable], MAX_REFUSED))
    return fitted[:-1] / spread, float(fitted[-1]), threshold


def _adam(gradient: Callable[[Array], Array], size: int) -> Array:
    weights, mean, square = np.zeros(size), np.zeros(size), np.zeros(size)
    for step in range(1, STEPS + 1):
        slope = gradient(weights)
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        weights -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return weights


def write(choice: Array, refusal: Array, bias: float, threshold: float, path: Path) -> None:
    content = {
        "choice": dict(zip(UNIT_FIGURES, np.round(choice, 4).tolist(), strict=True)),
        "evidence": dict(zip(evidence.CASE_FIGURES, np.round(refusal, 4).tolist(), strict=True)),
        "bias": round(bias, 4),
        "threshold": round(threshold, 4),
    }
    path.write_text(json.dumps(content, indent=2) + "\n", "utf-8")
