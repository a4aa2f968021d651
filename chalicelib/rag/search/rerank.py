"""The hits in the order of a reranking model, where there is one."""

import logging
from collections.abc import Sequence
from dataclasses import replace

from chalicelib.errors import ModelError
from chalicelib.models import StoredPassage
from chalicelib.rag.roles import Reranker
from chalicelib.rag.search.fusion import Ranked

log = logging.getLogger(__name__)

RERANKED = 40


def reranked(
    reranker: Reranker, question: str, hits: Sequence[StoredPassage], ranked: dict[str, Ranked]
) -> tuple[list[StoredPassage], dict[str, Ranked]]:
    """The first hits in the order of the model; as they were if it is busy."""
    first = hits[:RERANKED]
    if not first:
        return [], ranked
    try:
        scores = reranker.rerank(question, [each.text for each in first])
    except ModelError as error:
        log.warning("Passages stay in their order: the reranking model did not answer", exc_info=error)
        return list(hits), ranked
    order = sorted(zip(scores, first, strict=True), key=lambda each: -each[0])
    changed = {
        hit.id: replace(ranked[hit.id], rerank_rank=place, rerank_score=score)
        for place, (score, hit) in enumerate(order, start=1)
    }
    # Those below were not asked for, and none of them may seem better than one that was.
    rest = [replace(each, score=0.0) for each in hits[RERANKED:]]
    return [*(replace(hit, score=score) for score, hit in order), *rest], ranked | changed
