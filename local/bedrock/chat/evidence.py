"""Finds the sentences of the sources that answer a question, or finds that there are none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from local.bedrock.chat.features import UNIT_FIGURES, Figures, Scene, Similarities
from local.bedrock.chat.prompts import GroundedPrompt
from local.bedrock.chat.question import Question
from local.bedrock.chat.quotes import MAX_SENTENCES, Quote, joined, rounded

type Array = NDArray[np.float64]

SECOND_WITHIN = 0.5
"""How near in score (log odds) a second sentence must be to be quoted too."""
WEIGHTS = Path(__file__).with_name("weights.json")
CASE_FIGURES = (
    *(f"best_{name}" for name in UNIT_FIGURES),
    "score",
    "lead",
    "most_covered_around",
    "most_covered_in_source",
    "most_pairs_around",
    "most_similar",
)
"""What the second step weighs: the figures of the chosen sentence, and how it stands among the others."""


def case_figures(figures: Figures, choice: Array) -> tuple[int, Array]:
    """The place of the chosen sentence among the candidates, and the `CASE_FIGURES`."""
    scores = figures @ choice
    best = int(scores.argmax())
    others = np.delete(scores, best)
    lead = float(scores[best] - others.max()) if len(others) else 5.0
    most = [float(figures[:, UNIT_FIGURES.index(name)].max()) for name in _MAXIMA]
    return best, np.array([*figures[best], scores[best], lead, *most])


_MAXIMA = ("covered_around", "covered_in_source", "pairs_around", "similarity")


def best(prompt: GroundedPrompt, similarities: Similarities) -> list[Quote]:
    """One or two quotes, best first, of `MAX_SENTENCES` together; none if the evidence is too weak."""
    scene = Scene(Question(prompt.question), prompt.sources, similarities)
    if not scene.chosen:
        return []
    weights, figures = _weights(), scene.figures()
    at, whole = case_figures(figures, weights.choice)
    if float(whole @ weights.evidence) + weights.bias < weights.threshold:
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


@dataclass(frozen=True)
class _Weights:
    choice: Array
    evidence: Array
    bias: float
    threshold: float


@cache
def _weights() -> _Weights:
    """As fitted by `python -m bench.local_models fit`."""
    content: Mapping[str, Any] = json.loads(WEIGHTS.read_text("utf-8"))
    return _Weights(
        choice=np.array([content["choice"][name] for name in UNIT_FIGURES]),
        evidence=np.array([content["evidence"][name] for name in CASE_FIGURES]),
        bias=content["bias"],
        threshold=content["threshold"],
    )
