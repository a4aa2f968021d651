"""Chooses the sentences of the sources that answer a question, or none where the evidence is too weak."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cloud.bedrock.quoting.features import SCENE_FIGURES, UNIT_FIGURES, Figures, Scene, Similarities
from cloud.bedrock.quoting.prompt import GroundedPrompt
from cloud.bedrock.quoting.question import Question
from cloud.bedrock.quoting.quotes import MAX_SENTENCES, Quote, joined, rounded
from cloud.bedrock.quoting.weights import Array, Strictness, load

SECOND_WITHIN = 1.0
"""Distance in score (log odds) within which a second sentence is quoted too."""
CASE_FIGURES = (
    *(f"best_{name}" for name in UNIT_FIGURES),
    "score",
    "lead",
    "most_covered_around",
    "most_covered_in_source",
    "most_pairs_around",
    "most_similar",
    *SCENE_FIGURES,
)
"""The figures of the second step: those of the chosen sentence, and how it compares with the others."""


def case_figures(figures: Figures, overall: Sequence[float], choice: Array) -> tuple[int, Array]:
    """The index of the chosen sentence among the candidates, and its `CASE_FIGURES`."""
    scores = figures @ choice
    best = int(scores.argmax())
    others = np.delete(scores, best)
    lead = min(3.0, float(scores[best] - others.max())) if len(others) else 3.0
    most = [float(figures[:, UNIT_FIGURES.index(name)].max()) for name in _MAXIMA]
    return best, np.array([*figures[best], scores[best], lead, *most, *overall])


_MAXIMA = ("covered_around", "covered_in_source", "pairs_around", "similarity")


def best_quotes(prompt: GroundedPrompt, similarities: Similarities, strictness: Strictness = "default") -> list[Quote]:
    """One or two quotes, best first, of `MAX_SENTENCES` together; none if the evidence is too weak."""
    scene = Scene(Question(prompt.question), prompt.sources, similarities)
    if not scene.chosen:
        return []
    weights, figures = load(), scene.figures()
    index, case = case_figures(figures, scene.overall(), weights.choice)
    if not weights.judge.convinced(case, scene.question.language, strictness):
        return []
    first = rounded(scene.units, scene.chosen[index])
    second = _second(scene, figures @ weights.choice, index, first)
    return [joined(scene.units, indices) for indices in (first, second) if indices]


def _second(scene: Scene, scores: Array, index: int, first: list[int]) -> list[int]:
    """The sentence next in score, if it comes close and there is room for it."""
    if len(scores) < 2:
        return []
    other = int(np.argsort(-scores)[1])
    indices = rounded(scene.units, scene.chosen[other])
    close = scores[index] - scores[other] < SECOND_WITHIN
    fits = len(first) + len(indices) <= MAX_SENTENCES
    return indices if close and fits and not set(indices) & set(first) else []
