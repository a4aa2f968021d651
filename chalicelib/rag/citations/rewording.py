"""Whether a quote holds a claim that says the same in other words.

Figures say how the claim's words stand in the quote and in the rest of its passage, and a small network weighs them:
a claim mixed from several sentences has its words elsewhere in the passage, one in other words has words that stand
nowhere in it. `python -m measure.citations fit` writes the weights; docs/decisions/0008-answers.md has the figures.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from chalicelib.rag.citations.verify import Words, covered, denies, in_context, same_order
from chalicelib.rag.text.languages import stem

FILE = Path(__file__).with_name("rewording.json")
LEAST_COVERED = 0.35  # Share of a claim's weighted words below which nothing else is looked at.
_BOUND = 4.0  # Standard deviations; a figure further out than any seen while fitting must not decide alone.
_NEAR = 4  # Content words between two that are near each other.

type Figures = tuple[float, ...]


@dataclass(frozen=True)
class Judge:
    """One hidden layer over the figures. Shapes: `mean`, `spread` (figures,), `inner` (figures, hidden)."""

    mean: Sequence[float]
    spread: Sequence[float]
    inner: Sequence[Sequence[float]]
    inner_bias: Sequence[float]
    outer: Sequence[float]
    outer_bias: float
    threshold: float

    def holds(self, figures: Figures) -> bool:
        return self.score(figures) >= self.threshold

    def score(self, figures: Figures) -> float:
        """The higher, the likelier that the quote holds the claim."""
        scaled = [
            max(-_BOUND, min(_BOUND, (value - mean) / spread))
            for value, mean, spread in zip(figures, self.mean, self.spread, strict=True)
        ]
        hidden = (
            math.tanh(bias + sum(value * row[unit] for value, row in zip(scaled, self.inner, strict=True)))
            for unit, bias in enumerate(self.inner_bias)
        )
        return self.outer_bias + sum(weight * value for weight, value in zip(self.outer, hidden, strict=True))


@cache
def judge() -> Judge:
    return Judge(**json.loads(FILE.read_text()))


def is_candidate(claim: Words, quote: Words, share: float) -> bool:
    """Whether a quote that covers `share` of the claim may hold it: it has its numbers, and no negation differs."""
    return share >= LEAST_COVERED and claim.numbers <= quote.numbers and not denies(claim, quote)


def likeness(claim: Words, quote: Words, share: float, *, sentences: int) -> float:
    """By which one of several candidate quotes is chosen."""
    return (
        share
        - 0.3 * _out_of_context(claim, quote)[0]
        - 0.2 * (not same_order(claim.names, quote.keys))
        - 0.05 * (sentences - 1)
    )


def figures_of(
    claim: Words, quote: Words, passage: Words, weights: Mapping[str, float], *, sentences: int, elsewhere: float
) -> Figures:
    """The figures of a claim before a quote of so many `sentences`.

    `elsewhere` is the largest share of the claim that sentences beside the quote cover.
    """
    words = tuple(dict.fromkeys(claim.content)) or claim.keys
    missing = [word for word in words if not quote.has(word)]
    other = [word for word in missing if passage.has(word)]
    absent = [word for word in missing if not passage.has(word)]
    names = [name for name in set(claim.names) if name not in quote.key_set]
    share = covered(claim, quote, weights)
    ordered = same_order(claim.names, quote.keys)
    count = max(1, len(words))
    return (
        share,
        float(sentences == 1),
        float(ordered),
        min(len(names), 3),
        min(sum(map(passage.has, names)), 3),
        *_out_of_context(claim, quote),
        len(other) / count,
        min(len(other), 3),
        len(absent) / count,
        min(len(absent), 4),
        math.log(count),
        *_shares((other, absent), words, weights),
        *_apart(claim, quote),
        min(_spread(words, quote), 6.0),
        elsewhere,
        share - elsewhere,
        _shared_letters(claim, quote),
        math.log(max(1, len(quote.content))),
        min(len(claim.anchors), 4),
        float(not claim.anchors),
        float(not other) * share,
        float(ordered) * share,
        min(len(claim.numbers), 2),
    )


def _apart(claim: Words, quote: Words) -> tuple[float, int]:
    """Of the claim's neighbours that the quote has both: the share that is near there too, and how many are not."""
    both, near = _neighbours(claim, quote)
    return near / max(1, both), min(both - near, 3)


def _out_of_context(claim: Words, quote: Words) -> tuple[float, int]:
    """Names and numbers of the claim that do not have their neighbours in the quote: their share, and how many."""
    outside = sum(not in_context(anchor, claim, quote) for anchor in claim.anchors)
    return outside / max(1, len(claim.anchors)), min(outside, 3)


def _positions(words: Words) -> dict[str, list[int]]:
    positions: dict[str, list[int]] = {}
    for position, word in enumerate(words.content):
        positions.setdefault(stem(word), []).append(position)
    return positions


def _shares(parts: Iterable[Sequence[str]], words: Sequence[str], weights: Mapping[str, float]) -> Iterator[float]:
    """How much of the weight of all `words` each of `parts` has."""
    whole = sum(weights.get(word, 1.0) for word in words) or 1.0
    return (sum(weights.get(word, 1.0) for word in part) / whole for part in parts)


def _neighbours(claim: Words, quote: Words) -> tuple[int, int]:
    """How many pairs of neighbouring words the quote has, and how many of them near each other."""
    positions = _positions(quote)
    pairs = [(positions.get(stem(one)), positions.get(stem(two))) for one, two in pairwise(claim.content)]
    both = [(one, two) for one, two in pairs if one and two]
    return len(both), sum(any(abs(a - b) <= _NEAR for a in one for b in two) for one, two in both)


def _spread(words: Sequence[str], quote: Words) -> float:
    """Over how many words of the quote those of the claim are spread, for each of them."""
    positions = _positions(quote)
    own = [positions[stem(word)] for word in words if stem(word) in positions]
    if len(own) < 2:
        return 0.0
    ordered = sorted(position for of_word in own for position in of_word)
    middle = ordered[len(ordered) // 2]
    nearest = [min(of_word, key=lambda position: abs(position - middle)) for of_word in own]
    return (max(nearest) - min(nearest) + 1) / len(own)


def _shared_letters(claim: Words, quote: Words) -> float:
    """The share of the claim's runs of four letters that the quote has: endings and compounds differ."""
    own, theirs = (_runs(" ".join(words.keys)) for words in (claim, quote))
    return len(own & theirs) / max(1, len(own))


def _runs(text: str) -> set[str]:
    return {text[at : at + 4] for at in range(len(text) - 3)}
