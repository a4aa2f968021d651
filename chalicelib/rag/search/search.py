"""Finding the passages that may answer a question, step by step: each step takes a ranking and returns one.

embed the query → retrieve by vectors and by words → keep live hits → restore the query's diacritics and repeat →
respell words that nothing has and repeat → add table rows that the question names → rerank, where there is a model for
it → chunks with the query's exact terms first → keep hits near the best one → deduplicate → expand by neighbours,
within a budget of tokens. In the end the evidence is graded: whether the hits can answer the question.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain, repeat

from chalicelib.models import Document, Evidence, Passage, StoredPassage
from chalicelib.rag.search.ahead import DocumentsAhead
from chalicelib.rag.search.deduplicate import deduplicate, keep_near
from chalicelib.rag.search.diacritics import restore_diacritics
from chalicelib.rag.search.evidence import grade_evidence
from chalicelib.rag.search.exact_terms import find_exact_terms
from chalicelib.rag.search.expand import expand
from chalicelib.rag.search.newest import on_newest
from chalicelib.rag.search.ranking import (
    AbsentTerm,
    ChunkReader,
    Explanation,
    Query,
    Ranking,
    SearchContext,
    Span,
    Step,
    SubQuery,
)
from chalicelib.rag.search.rerank import rerank
from chalicelib.rag.search.retrieve import add_further, embed, keep_live, retrieve
from chalicelib.rag.search.roles import DocumentReader, PassageSearch, PassageView, QueryEmbedder, Reranker
from chalicelib.rag.search.spelling import respell
from chalicelib.rag.search.table_rows import add_table_rows
from chalicelib.rag.stopwatch import Stopwatch

STEPS: tuple[tuple[str, Step], ...] = (
    ("embed", embed),
    ("search", retrieve),
    ("search", keep_live),
    ("rows", restore_diacritics),
    ("rows", respell),
    ("rows", add_table_rows),
    ("rerank", rerank),
    ("search", add_further),
    ("rows", find_exact_terms),
    ("widen", keep_near),
    ("widen", deduplicate),
    ("widen", expand),
)
"""The steps in their order, each with the name under which its time is reported."""


@dataclass(frozen=True)
class SearchResult:
    """Passages, best first. `evidence` grades whether they can answer the query; `steps` counts what each step left.

    `explain` is by passage id. `embedded_tokens` (estimated) and `reranked` texts are what the search cost of models.
    `absent` are exact terms of the query that nothing has. `documents` are those of all hits. `sub_queries` are those
    of a second round (hops.py).
    """

    passages: tuple[Passage, ...]
    evidence: Evidence
    timings_ms: dict[str, int]
    explain: dict[str, Explanation] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)
    embedded_tokens: int = 0
    reranked: int = 0
    absent: tuple[AbsentTerm, ...] = ()
    documents: tuple[Document, ...] = ()
    sub_queries: tuple[SubQuery, ...] = ()

    def hop_of(self, passage_id: str) -> int:
        """Which round found a passage: 1, or 2 if the first one did not."""
        second = (query.passages for query in self.sub_queries if query.searched)
        return 2 if any(passage_id in passages for passages in second) else 1


@dataclass(frozen=True)
class Retriever:
    documents: DocumentReader
    embedder: QueryEmbedder
    store: PassageSearch
    reranker: Reranker | None = None
    steps: Sequence[tuple[str, Step]] = STEPS
    ahead: DocumentsAhead | None = None

    def search(self, owner_id: str, query: Query) -> SearchResult:
        """The best passages of live documents; raises StoreBusyError, ModelBusyError or ModelError."""
        stopwatch = Stopwatch()
        scope = self._scope(owner_id, query)
        if scope is not None and not scope:
            return SearchResult((), "none", stopwatch.done())
        embed_once = cache(self.embedder.embed_query)
        look = self.ahead.look(owner_id) if self.ahead else None
        registries = chain([look or self.documents], repeat(self.documents))  # Newer passages than the look come after.

        def attempt(view: PassageView, last: bool) -> Ranking:
            documents = next(registries)
            with ChunkReader(view) as chunks:
                context = SearchContext(owner_id, scope, view, last, chunks, documents, embed_once, self.reranker)
                ranking = Ranking(query)
                for name, step in self.steps:
                    ranking = step(context, ranking)
                    stopwatch.lap(name)
                return ranking

        ranking = on_newest(self.store, owner_id, attempt, look.begin if look else None)
        if self.ahead:
            self.ahead.remember(owner_id, [hit.document_id for hit in ranking.candidates])
        return _result(ranking, stopwatch)

    def read(self, document: Document, first: int, limit: int) -> list[tuple[Passage, str]]:
        """A document's live passages from ordinal `first` on, in order, each with the blanks after it.

        The blanks join a passage to the next one on its page.
        """
        if not document.live_generation or document.status == "deleting":
            return []
        chunks = self.store.read(document.owner_id, document.id, document.live_generation, first, limit)
        return [(as_passage(chunk, document), chunk.text[len(chunk.text.rstrip()) :]) for chunk in chunks]

    def _scope(self, owner_id: str, query: Query) -> tuple[str, ...] | None:
        """The ids of the documents to search in, None for all."""
        if query.tags is None:
            return query.document_ids
        tags, named = set(query.tags), None if query.document_ids is None else set(query.document_ids)
        tagged = [document.id for document in self.documents.all(owner_id) if tags & set(document.tags)]
        return tuple(id_ for id_ in tagged if named is None or id_ in named)


def _result(ranking: Ranking, stopwatch: Stopwatch) -> SearchResult:
    hits, spans, explain = ranking.hits, ranking.spans, ranking.explain
    if spans is None:
        spans = [Span(hit, (hit,)) for hit in hits[: ranking.query.k]]

    def ranked(field_name: str) -> int:
        return sum(getattr(explanation, field_name) is not None for explanation in explain.values())

    return SearchResult(
        tuple(_passage(span, ranking.documents[span.best.document_id]) for span in spans),
        "none" if ranking.absent else grade_evidence(ranking.query.text, hits, ranking.candidates, explain),
        stopwatch.done(),
        {span.best.id: replace(explain[span.best.id], joined=span.ordinals) for span in spans},
        {
            "vector": ranked("vector_rank"),
            "text": ranked("text_rank"),
            "fused": ranked("fused_rank"),
            "live": len(ranking.candidates),
            "exact": ranked("exact_terms"),
            "rows": ranked("row_rank"),
            "distinct": len(hits),
            "passages": len(spans),
        },
        embedded_tokens=ranking.embedded_tokens,
        reranked=ranked("rerank_rank"),
        absent=ranking.absent,
        documents=tuple(ranking.documents.values()),
    )


def _passage(span: Span, document: Document) -> Passage:
    return replace(as_passage(span.joined(), document, span.best), before=span.before, after=span.after)


def as_passage(chunk: StoredPassage, document: Document, hit: StoredPassage | None = None) -> Passage:
    """As it is shown: with the document's name, and without the blanks at its end. `hit` is the chunk found in it."""
    text = chunk.text.rstrip()
    hit = hit or chunk
    return Passage(
        id=chunk.id,
        document_id=chunk.document_id,
        filename=document.filename,
        ordinal=chunk.ordinal,
        page=chunk.page,
        heading=chunk.heading,
        start=chunk.start,
        end=chunk.start + len(text),
        text=text,
        score=chunk.score,
        hit_start=hit.start,
        hit_end=hit.start + len(hit.text.rstrip()),
        sections=chunk.sections,
        confidence=chunk.confidence,
        words=chunk.words,
        version=document.live_version,
        owner_id=document.owner_id,
    )
