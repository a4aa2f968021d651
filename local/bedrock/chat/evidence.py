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

type Array = NDArray[np.float64]

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


@dataclass(frozen=True)
class Quote:
    """Words of source `n`, as they stand there."""

    n: int
    text: str


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
    """One to three quotes, best first; none if the evidence is too weak."""
    scene = Scene(Question(prompt.question), prompt.sources, similarities)
    if not scene.chosen:
        return []
    weights, figures = _weights(), scene.figures()
    at, whole = case_figures(figures, weights.choice)
    if float(whole @ weights.evidence) + weights.bias < weights.threshold:
        return []
    unit = scene.units[scene.chosen[at]]
    return [Quote(unit.n, unit.text)]


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
