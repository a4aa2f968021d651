"""One ranking from two: by vectors and by words.

The scores of each list are scaled to the range 0 to 1 and added, each with its weight. Adding ranks instead of scores
(reciprocal rank fusion) throws away how much better the first hit is than the second, and can be worse than the better
of the two searches alone (docs/decisions/0006-fusion.md).
"""

from collections.abc import Sequence

from chalicelib.models import StoredPassage
from chalicelib.rag.search.coverage import coverage, question_stems, rarity
from chalicelib.rag.search.ranking import Explanation

HITS_WEIGHED = 3  # Best hits by words of which one must have the question's words.
NO_SIGNAL, FULL_SIGNAL = 0.3, 0.6  # Shares of the question's words, between which the weight of words rises.
VECTOR_WEIGHT = 0.45  # Share of the vector score in the sum. Fitted: docs/decisions/0006-fusion.md.


def fuse_searches(
    question: str, by_vector: Sequence[StoredPassage], by_text: Sequence[StoredPassage]
) -> tuple[list[StoredPassage], dict[str, Explanation]]:
    """`fuse` with as much weight on words as they deserve: none where they carry no signal."""
    return fuse(by_vector, by_text, 1 - (1 - VECTOR_WEIGHT) * words_signal(question, by_vector, by_text))


def words_signal(question: str, by_vector: Sequence[StoredPassage], by_text: Sequence[StoredPassage]) -> float:
    """From 0 to 1: how much of the question's words the best hits by words have, rare words weighing more.

    Scaled scores do not tell: the best hit of any list gets 1, also where it shares one small word with a question in
    another language. Without hits by vector there is nothing else to go by.
    """
    if not by_vector:
        return 1.0
    candidates = list({hit.id: hit for hit in (*by_text, *by_vector)}.values())
    weights = rarity(question_stems(question), candidates)
    covered = max((coverage(weights, hit) for hit in by_text[:HITS_WEIGHED]), default=0.0)
    return min(max((covered - NO_SIGNAL) / (FULL_SIGNAL - NO_SIGNAL), 0.0), 1.0)


def fuse(
    by_vector: Sequence[StoredPassage], by_text: Sequence[StoredPassage], vector_weight: float = VECTOR_WEIGHT
) -> tuple[list[StoredPassage], dict[str, Explanation]]:
    """All hits, best first with scores from 0 to 1, and where each search ranked them, by chunk id.

    Hits with equal scores, such as the same text twice in a document, are in the order of the document.
    """
    vector, text = _scaled(by_vector), _scaled(by_text)
    hits = {hit.id: hit for hit in (*by_text, *by_vector)}
    scores = {id_: vector_weight * vector.get(id_, 0.0) + (1 - vector_weight) * text.get(id_, 0.0) for id_ in hits}
    order = sorted(hits.values(), key=lambda hit: (-scores[hit.id], hit.key))
    vector_ranks, text_ranks = _ranks(by_vector), _ranks(by_text)
    vector_scores, text_scores = ({hit.id: hit.score for hit in found} for found in (by_vector, by_text))
    explain = {
        hit.id: Explanation(
            vector_rank=vector_ranks.get(hit.id),
            vector_score=vector_scores.get(hit.id),
            text_rank=text_ranks.get(hit.id),
            text_score=text_scores.get(hit.id),
            fused_rank=rank,
            fused_score=scores[hit.id],
        )
        for rank, hit in enumerate(order, start=1)
    }
    return [hit.scored(scores[hit.id]) for hit in order], explain


def _ranks(hits: Sequence[StoredPassage]) -> dict[str, int]:
    return {hit.id: rank for rank, hit in enumerate(hits, start=1)}


def _scaled(hits: Sequence[StoredPassage]) -> dict[str, float]:
    """Scores with the best at 1 and the worst at 0; all at 1 where they do not differ."""
    if not hits:
        return {}
    scores = [hit.score for hit in hits]
    low, high = min(scores), max(scores)
    return {hit.id: (hit.score - low) / (high - low) if high > low else 1.0 for hit in hits}
