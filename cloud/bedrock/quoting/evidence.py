"""Finds the sentences of the sources that answer a question, or finds that there are none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cloud.bedrock.chat.prompts import GroundedPrompt
from cloud.bedrock.quoting.features import SCENE_FIGURES, UNIT_FIGURES, Figures, Scene, Similarities
from cloud.bedrock.quoting.question import Question
from cloud.bedrock.quoting.quotes import MAX_SENTENCES, Quote, joined, rounded
from cloud.bedrock.quoting.weights import Array, Strictness, load

SECOND_WITHIN = 1.0
"""How near in score (log odds) a second sentence must be to be quoted too."""
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
"""What the second step weighs: the figures of the chosen sentence, and how it stands among the others."""


def case_figures(figures: Figures, overall: Sequence[float], choice: Array) -> tuple[int, Array]:
    """The place of the chosen sentence among the candidates, and the `CASE_FIGURES`."""
    scores = figures @ choice
    best = int(scores.argmax())
    others = np.delete(scores, best)
    lead = min(3.0, float(scores[best] - others.max())) if len(others) else 3.0
    most = [float(figures[:, UNIT_FIGURES.index(name)].max()) for name in _MAXIMA]
    return best, np.array([*figures[best], scores[best], lead, *most, *overall])


_MAXIMA = ("covered_around", "covered_in_source", "pairs_around", "similarity")


def best(prompt: GroundedPrompt, similarities: Similarities, strictness: Strictness = "default") -> list[Quote]:
    """One or two quotes, best first, of `MAX_SENTENCES` together; none if the evidence is too weak."""
    scene = Scene(Question(prompt.question), prompt.sources, similarities)
    if not scene.chosen:
        return []
    weights, figures = load(), scene.figures()
    at, whole = case_figures(figures, scene.overall(), weights.choice)
    if not weights.judge.convinced(whole, scene.question.language, strictness):
        return []
    first = rounded(scene.units, scene.chosen[at])
    second = _second(scene, figures @ weights.choice, at, first)
    return [joined(scene.units, places) for places in (first, second) if places]


def _second(scene: Scene, scores: Array, at: int, first: list[int]) -> list[int]:
    """The sentence next in score, if it comes close and there is room for it."""
    if len(scores) < 2:
        return []
    other = int(np.argsort(-scores)[1])
    places = rounded(scene.units, scene.chosen[other])
    close = scores[at] - scores[other] < SECOND_WITHIN
    fits = len(first) + len(places) <= MAX_SENTENCES
    return places if close and fits and not set(places) & set(first) else []
