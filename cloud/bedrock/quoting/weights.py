"""The fitted numbers of the quoting model, a few hundred: `python -m measure.quoting fit` writes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from cloud.bedrock.quoting.features import UNIT_FIGURES
from cloud.bedrock.quoting.language import Language

type Array = NDArray[np.float64]
type Strictness = Literal["default", "strict"]
type Thresholds = Mapping[Strictness, Mapping[Language, float]]

FILE = Path(__file__).with_name("weights.json")
BOUND = 4.0
"""Standard deviations: a figure further out than any seen while fitting must not decide alone."""


@dataclass(frozen=True)
class Judge:
    """Says whether a chosen sentence is evidence enough: one hidden layer over the figures of a case.

    Shapes: `mean`, `spread` (figures,), `inner` (figures, hidden), `inner_bias`, `outer` (hidden,).
    """

    mean: Array
    spread: Array
    inner: Array
    inner_bias: Array
    outer: Array
    thresholds: Thresholds

    def scaled(self, cases: Array) -> Array:
        return np.asarray(np.clip((cases - self.mean) / self.spread, -BOUND, BOUND))

    def score(self, cases: Array) -> Array:
        """One number a case, the higher the likelier; `cases` is (figures,) or (cases, figures)."""
        return np.asarray(np.tanh(self.scaled(cases) @ self.inner + self.inner_bias) @ self.outer)

    def convinced(self, case: Array, language: Language, strictness: Strictness) -> bool:
        return bool(self.score(case) >= self.thresholds[strictness][language])


@dataclass(frozen=True)
class Weights:
    """`choice` weighs the figures of each sentence (`UNIT_FIGURES`); the judge then looks at the best one."""

    choice: Array
    judge: Judge


_ARRAYS = ("mean", "spread", "inner", "inner_bias", "outer")


@cache
def load() -> Weights:
    content: Mapping[str, Any] = json.loads(FILE.read_text("utf-8"))
    choice = np.array([content["choice"][name] for name in UNIT_FIGURES])
    arrays = {name: np.array(content["judge"][name]) for name in _ARRAYS}
    return Weights(choice, Judge(**arrays, thresholds=content["judge"]["thresholds"]))


def save(weights: Weights) -> None:
    judge: dict[str, Any] = {name: np.round(getattr(weights.judge, name), 4).tolist() for name in _ARRAYS}
    judge["thresholds"] = weights.judge.thresholds
    choice = dict(zip(UNIT_FIGURES, np.round(weights.choice, 4).tolist(), strict=True))
    FILE.write_text(json.dumps({"choice": choice, "judge": judge}) + "\n", "utf-8")
    load.cache_clear()
