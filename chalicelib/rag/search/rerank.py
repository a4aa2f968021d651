"""The hits in the order of a reranking model, where there is one."""

import logging
from dataclasses import replace

from chalicelib.errors import ModelError
from chalicelib.rag.search.newest import OutdatedError
from chalicelib.rag.search.ranking import Ranking, SearchContext

log = logging.getLogger(__name__)

RERANKED = 40  # Hits that the model is asked about.


def rerank(context: SearchContext, ranking: Ranking) -> Ranking:
    """The first hits in the order of the model; as they were if it is busy.

    The model costs money, so it is asked only about the newest passages: raises OutdatedError for others.
    """
    if context.reranker is None or ranking.query.mode != "hybrid" or not ranking.hits:
        return ranking
    if not context.last and not context.view.is_newest():
        raise OutdatedError
    first = ranking.hits[:RERANKED]
    try:
        scores = context.reranker.rerank(ranking.query.text, [hit.text for hit in first])
    except ModelError as error:
        log.warning("Passages stay in their order: the reranking model did not answer", exc_info=error)
        return ranking
    order = sorted(zip(scores, first, strict=True), key=lambda pair: -pair[0])
    explain = {
        hit.id: replace(ranking.explain[hit.id], rerank_rank=rank, rerank_score=score)
        for rank, (score, hit) in enumerate(order, start=1)
    }
    # The model was not asked about the others, and none of them may seem better than one that it knows.
    rest = [replace(hit, score=0.0) for hit in ranking.hits[RERANKED:]]
    hits = [*(replace(hit, score=score) for score, hit in order), *rest]
    return replace(ranking, hits=hits, explain={**ranking.explain, **explain})
