"""One ranking out of two: by vectors and by words.

Each list's scores are brought to the range 0 to 1 and added, each with its weight. Adding places instead of scores
(reciprocal rank fusion) throws away how much better the first is than the second, and can be worse than the better of
the two searches alone (docs/decisions/0006-fusion.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chalicelib.models import StoredPassage

VECTOR_WEIGHT = 0.45  # Of the sum; the rest is the words'. Fitted: docs/decisions/0006-fusion.md.


@dataclass(frozen=True)
class Ranked:
    """Where each step put a chunk: place from 1 and score, None where it did not find it or was not taken.

    `joined` are the ordinals of the chunks that are shown with it.
    """

    vector_rank: int | None = None
    vector_score: float | None = None
    text_rank: int | None = None
    text_score: float | None = None
    fused_rank: int | None = None
    fused_score: float | None = None
    row_rank: int | None = None
    row_score: float | None = None
    rerank_rank: int | None = None
    rerank_score: float | None = None
    joined: tuple[int, ...] = ()


def fuse(
    by_vector: Sequence[StoredPassage], by_text: Sequence[StoredPassage], vector_weight: float = VECTOR_WEIGHT
) -> tuple[list[StoredPassage], dict[str, Ranked]]:
    """All passages found, best first with scores from 0 to 1, and where each search had put them.

    Of those that are equally good, such as the same text at two places of a document, the one that comes first there
    is first.
    """
    vector, text = _scaled(by_vector), _scaled(by_text)
    passages = {each.id: each for each in (*by_text, *by_vector)}
    scores = {
        each: vector_weight * vector.get(each, 0.0) + (1 - vector_weight) * text.get(each, 0.0) for each in passages
    }
    order = sorted(passages.values(), key=lambda each: (-scores[each.id], each.place))
    ranked = {each.id: Ranked(fused_rank=n, fused_score=scores[each.id]) for n, each in enumerate(order, start=1)}
    for n, each in enumerate(by_vector, start=1):
        ranked[each.id] = replace(ranked[each.id], vector_rank=n, vector_score=each.score)
    for n, each in enumerate(by_text, start=1):
        ranked[each.id] = replace(ranked[each.id], text_rank=n, text_score=each.score)
    return [replace(each, score=scores[each.id]) for each in order], ranked


def _scaled(found: Sequence[StoredPassage]) -> dict[str, float]:
    """Scores with the best at 1 and the worst at 0; all at 1 where they do not differ."""
    if not found:
        return {}
    scores = [each.score for each in found]
    low, high = min(scores), max(scores)
    return {each.id: (each.score - low) / (high - low) if high > low else 1.0 for each in found}
