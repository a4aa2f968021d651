"""A Vietnamese question typed without diacritics, restored to the spelling of the documents.

Many people type `thanh pho Ho Chi Minh`. Neither search finds `thành phố Hồ Chí Minh` by it: full text takes `thanh`
for another word, and the embedding model for another meaning. But the hits by names, numbers and words without
diacritics hold most of the question's words, and so show how they are spelled (docs/decisions/0008-answers.md).
"""

from dataclasses import replace

from chalicelib.rag.search.ranking import Ranking, SearchContext
from chalicelib.rag.search.retrieve import embed, keep_live, retrieve
from chalicelib.rag.text.diacritics import restored


def restore_diacritics(context: SearchContext, ranking: Ranking) -> Ranking:
    """Restore the query's missing diacritics from the hits and search again; unchanged if nothing was restored."""
    query = ranking.query
    text = restored(query.text, [hit.lead + hit.text for hit in ranking.hits])
    if text == query.text:
        return ranking
    ranking = replace(ranking, query=replace(query, text=text))
    return keep_live(context, retrieve(context, embed(context, ranking)))
