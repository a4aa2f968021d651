"""Fits the judge of reworded claims on true and altered ones: `python -m measure.citations fit`.

The threshold is held out: of claims on passages that a judge was not fitted on, `PRECISION` of the verified are true.
"""

import json
from collections.abc import Callable, Sequence
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from chalicelib.rag.citations import rewording
from chalicelib.rag.citations.cite import Source
from chalicelib.rag.citations.rewording import FILE, Judge
from chalicelib.rag.citations.verify import Words
from measure.citations.claims import Claim

HIDDEN, ROUNDS, RATE, DECAY = 16, 600, 0.02, 2e-3
NETWORKS = 4  # Fitted from different beginnings; their mean, which one wider network gives, varies less.
FALSE_WEIGHT = 3.0  # A false claim that is verified costs more than a true one that is not.
PRECISION = 0.978  # Of all that is verified, on passages that were not fitted on.
FOLDS = 5

type Array = NDArray[np.float64]


def fit(made: Sequence[Claim], source_of: Callable[[str], Source]) -> None:
    """Write the weights, and print where the threshold comes from."""
    sources = {claim.passage: source_of(claim.passage) for claim in made}
    figures = [sources[claim.passage].figures(Words(claim.text)) for claim in made]
    able = [at for at, row in enumerate(figures) if row is not None]
    rows = np.array([figures[at] for at in able], dtype=np.float64)
    true = np.array([made[at].true for at in able], dtype=np.float64)
    folds = np.array([_fold(made[at].passage) for at in able])
    scores = np.zeros(len(able))
    for fold in range(FOLDS):
        held_out = folds == fold
        scores[held_out] = _scores(trained(rows[~held_out], true[~held_out]), rows[held_out])
    threshold = _threshold(scores, true, sum(claim.true for claim in made), sum(not claim.true for claim in made))
    judge = trained(rows, true)
    FILE.write_text(json.dumps({**judge.__dict__, "threshold": round(threshold, 3)}) + "\n")
    rewording.judge.cache_clear()
    print(f"{len(made)} claims, {len(able)} of them judged; threshold {threshold:.3f}")


def trained(rows: Array, true: Array) -> Judge:
    """The mean of `NETWORKS` networks."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    scaled = np.clip((rows - mean) / spread, -4, 4)
    networks = [_network(scaled, true, seed) for seed in range(NETWORKS)]
    inner, inner_bias, outer, outer_bias = zip(*networks, strict=True)
    return Judge(
        np.round(mean, 5).tolist(),
        np.round(spread, 5).tolist(),
        np.round(np.hstack(inner), 4).tolist(),
        np.round(np.hstack(inner_bias), 4).tolist(),
        np.round(np.hstack(outer) / NETWORKS, 4).tolist(),
        round(float(np.mean(outer_bias)), 4),
        threshold=0.0,
    )


def _network(scaled: Array, true: Array, seed: int) -> list[Array]:
    """Adam on the weighted log loss."""
    weights = np.where(true == 1, 1.0, FALSE_WEIGHT)
    weights /= weights.sum()
    random = np.random.default_rng(seed)
    inner, outer = random.normal(0, 0.3, (scaled.shape[1], HIDDEN)), random.normal(0, 0.3, HIDDEN)
    parts = [inner, np.zeros(HIDDEN), outer, np.zeros(1)]
    first, second = [np.zeros_like(part) for part in parts], [np.zeros_like(part) for part in parts]
    for step in range(1, ROUNDS + 1):
        for at, gradient in enumerate(_gradients(parts, scaled, true, weights)):
            first[at] = 0.9 * first[at] + 0.1 * gradient
            second[at] = 0.999 * second[at] + 0.001 * gradient**2
            parts[at] = parts[at] - RATE * (first[at] / (1 - 0.9**step)) / (
                np.sqrt(second[at] / (1 - 0.999**step)) + 1e-8
            )
    return parts


def _gradients(parts: Sequence[Array], scaled: Array, true: Array, weights: Array) -> list[Array]:
    inner, inner_bias, outer, outer_bias = parts
    hidden = np.tanh(scaled @ inner + inner_bias)
    error = (1 / (1 + np.exp(-(hidden @ outer + outer_bias))) - true) * weights
    back = np.outer(error, outer) * (1 - hidden**2)
    return [
        scaled.T @ back + DECAY * inner,
        back.sum(axis=0),
        hidden.T @ error + DECAY * outer,
        np.array([error.sum()]),
    ]


def _scores(judge: Judge, rows: Array) -> Array:
    return np.array([judge.score(tuple(row)) for row in rows.tolist()])


def _threshold(scores: Array, true: Array, all_true: int, all_false: int) -> float:
    """The least score from which `PRECISION` is kept at as many false claims as true ones."""
    order = np.argsort(-scores)
    right = np.cumsum(true[order]) / all_true
    wrong = np.cumsum(1 - true[order]) / all_false
    precise = np.flatnonzero(right / (right + wrong) >= PRECISION)
    return float(scores[order[precise[-1]]])


def _fold(passage: str) -> int:
    return sha256(passage.encode()).digest()[0] % FOLDS
