"""The first steps: both searches at once, one ranking from them, and of it what the registry calls live."""

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.models import Document, StoredPassage
from chalicelib.rag.search.expand import READ_HITS, neighbour_keys
from chalicelib.rag.search.fusion import fuse_searches
from chalicelib.rag.search.newest import OutdatedError
from chalicelib.rag.search.ranking import Query, Ranking, SearchContext
from chalicelib.rag.search.roles import PassageView
from chalicelib.rag.text.languages import content_words
from chalicelib.rag.text.tokens import estimate_tokens

CANDIDATES = 40  # Hits asked of each search, so that fusion has something to choose from.


def embed(context: SearchContext, ranking: Ranking) -> Ranking:
    """The vector of the query, where a search is to go by vectors."""
    text = ranking.query.text
    if ranking.query.mode == "text":
        return ranking
    tokens = ranking.embedded_tokens + estimate_tokens(text)
    return replace(ranking, vector=context.embed(text), embedded_tokens=tokens)


def retrieve(context: SearchContext, ranking: Ranking) -> Ranking:
    """The chunks nearest by vector and best by words, fused."""
    by_vector, by_text = _searched(context, ranking, CANDIDATES)
    hits, explain = fuse_searches(ranking.query.text, by_vector, by_text)
    context.chunks.add(hits)
    return replace(ranking, hits=hits, explain=explain)


def add_further(context: SearchContext, ranking: Ranking) -> Ranking:
    """For many passages, hits behind those that there are, which keep their order and scores.

    Fusion weighs the hits of a search by the worst one, so a longer list would change what comes first.
    """
    query = ranking.query
    if 2 * query.k <= CANDIDATES:
        return ranking
    known = {hit.id for hit in (*ranking.candidates, *ranking.hits)}
    further, explain = fuse_searches(query.text, *_searched(context, ranking, 2 * query.k))
    further = [replace(hit, score=0.0) for hit in further if hit.id not in known]
    missing = [id_ for id_ in dict.fromkeys(hit.document_id for hit in further) if id_ not in ranking.documents]
    documents = {**ranking.documents, **context.documents.get_many(context.owner_id, missing)}
    ranking = replace(ranking, documents=documents, explain={**explain, **ranking.explain})
    return replace(ranking, hits=[*ranking.hits, *filter(ranking.is_live, further)])


def search_both(
    view: PassageView,
    query: Query,
    vector: Sequence[float],
    limit: int = CANDIDATES,
    scope: Sequence[str] | None = None,
) -> tuple[list[StoredPassage], list[StoredPassage]]:
    """The nearest chunks by vector and the best ones by words, as far as the query's mode wants them.

    A chunk's vector finds it, and its nearest part says how near it is: a mean of several subjects is near to none.
    """
    words = content_words(query.text) if query.mode != "vector" else ""
    by_vector, by_text = view.search_both(vector if query.mode != "text" else (), words, limit, scope)
    if query.mode != "text":
        by_vector = view.by_nearest_part(vector, by_vector, by_text)[:limit]
    return by_vector, by_text


def _searched(context: SearchContext, ranking: Ranking, limit: int) -> tuple[list[StoredPassage], list[StoredPassage]]:
    return search_both(context.view, ranking.query, ranking.vector, limit, context.scope)


def keep_live(context: SearchContext, ranking: Ranking) -> Ranking:
    """The hits of live generations. The neighbours of the hits are read meanwhile, and while the next steps work.

    Raises OutdatedError when a document was replaced between the search and the look at the registry: neither its old
    nor its new passages would be shown.
    """
    query, hits = ranking.query, ranking.hits
    if not context.reranker:  # A reranking model chooses other hits, so their neighbours are not known yet.
        context.chunks.begin(neighbour_keys(hits[: READ_HITS * query.k]))
    ids = list(dict.fromkeys(hit.document_id for hit in hits))
    documents = context.documents.get_many(context.owner_id, ids)
    if not context.last and _replaced_meanwhile(hits, documents):
        raise OutdatedError
    ranking = replace(ranking, documents=documents)
    live = [hit for hit in hits if ranking.is_live(hit)]
    return replace(ranking, hits=live, candidates=live)


def _replaced_meanwhile(hits: Sequence[StoredPassage], documents: dict[str, Document]) -> bool:
    """Whether a document's live generation is newer than every hit that the search has of it."""
    newest: dict[str, int] = {}
    for hit in hits:
        newest[hit.document_id] = max(newest.get(hit.document_id, 0), hit.generation)
    return any(
        document.live_generation > newest[document_id]
        for document_id, document in documents.items()
        if document.status != "deleting"
    )
