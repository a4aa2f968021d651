"""The figures by which the judge decides whether the chosen sentence is evidence enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from cloud.bedrock.quoting.features import SCENE_FIGURES, UNIT_FIGURES, Figures
from cloud.bedrock.quoting.weights import Array

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


def case_figures(
    figures: Figures,
    overall: Sequence[float],
    choice: Array,
    twins_of: Callable[[int], Sequence[int]] = lambda _: (),
) -> tuple[int, Array]:
    """The index of the chosen sentence among the candidates, and its `CASE_FIGURES`.

    `twins_of` gives the candidates that say the same in another document: none of them puts the chosen one in doubt.
    """
    scores = figures @ choice
    best = int(scores.argmax())
    others = np.delete(scores, [best, *twins_of(best)])
    lead = min(3.0, float(scores[best] - others.max())) if len(others) else 3.0
    most = [float(figures[:, UNIT_FIGURES.index(name)].max()) for name in _MAXIMA]
    return best, np.array([*figures[best], scores[best], lead, *most, *overall])


_MAXIMA = ("covered_around", "covered_in_source", "pairs_around", "similarity")
