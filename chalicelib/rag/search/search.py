"""Finding the passages that may answer a question, in steps that `explain` shows:

both searches at once → fused → kept to what is live → once more, if the question lacks the documents' accents →
rows of tables that the question names → reranked, where there is a model for it → without what says nothing new →
widened by neighbours, and what touches joined, within a budget of tokens. What was found is weighed too.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from chalicelib.errors import StoreBusyError
from chalicelib.models import Document, Evidence, Passage, SearchMode, StoredPassage
from chalicelib.rag.roles import DocumentReader, Embedder, PassageStore, PassageView, Reranker
from chalicelib.rag.search.deduplicate import without_repeats
from chalicelib.rag.search.diacritics import accented
from chalicelib.rag.search.evidence import sure, weigh
from chalicelib.rag.search.expand import Chunks, Stretch, around, widen
from chalicelib.rag.search.fusion import Ranked, fuse
from chalicelib.rag.search.rerank import reranked
from chalicelib.rag.search.table_rows import documents_meant, has_tables, led_in, with_named_rows
from chalicelib.rag.stopwatch import Clock
from chalicelib.rag.text.languages import content_words
from chalicelib.rag.text.tokens import estimate_tokens

CANDIDATES = 40  # Asked of each search, so that fusion has something to choose from.
ROWS_SOUGHT_IN = 100  # Chunks of the documents meant: those with a table are far behind what is written about it.
LOOKED_AT = 24  # Hits at least that may become passages; with fewer, repeats could leave too little.
MAX_TRIES = 3
TOKENS_A_PASSAGE = 1_200  # On average: a chunk of up to 400 with a neighbour on either side.


@dataclass(frozen=True)
class Query:
    """What to find, and among which documents; None is all of the owner's.

    `tokens` bounds the passages together, by the estimate of `chunking`; None leaves room for neighbours of each.
    """

    text: str
    k: int = 8
    document_ids: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    mode: SearchMode = "hybrid"
    tokens: int | None = None


@dataclass(frozen=True)
class Found:
    """`evidence` says whether the passages can answer the question; `steps` how many each step left.

    `embedded_tokens` and `reranked` texts are what the search cost of models.
    """

    passages: tuple[Passage, ...]
    evidence: Evidence
    timings_ms: dict[str, int]
    explain: dict[str, Ranked] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)
    embedded_tokens: int = 0
    reranked: int = 0


@dataclass(frozen=True)
class _Candidates:
    """What both searches found, `fused`, and of it the `hits`, which the registry calls live; best first.

    `chunks` reads what stands around them. `embedded_tokens` is what their vectors cost.
    """

    fused: list[StoredPassage]
    hits: list[StoredPassage]
    ranked: dict[str, Ranked]
    documents: dict[str, Document]
    chunks: Chunks
    steps: dict[str, int]
    embedded_tokens: int


@dataclass(frozen=True)
class Retrieving:
    documents: DocumentReader
    embedder: Embedder
    store: PassageStore
    reranker: Reranker | None = None

    def search(self, owner_id: str, query: Query) -> Found:
        """The best passages of documents that are live, best first."""
        clock = Clock()
        scope = self._scope(owner_id, query)
        if scope is not None and not scope:
            return Found((), "none", clock.done())
        with self.store.glance(owner_id) as view:  # What is newest is asked for while the question is embedded.
            vector = self._embedded(query)
            clock.lap("embed")
            found = self._tried(owner_id, view, query, vector, scope, clock)
        for tries in range(1, MAX_TRIES + 1):
            if found is not None:
                break
            with self.store.snapshot(owner_id) as view:
                found = self._tried(owner_id, view, query, vector, scope, clock, last=tries == MAX_TRIES)
        assert found is not None  # noqa: S101  The last try is not given up.
        return found

    def _tried(
        self,
        owner_id: str,
        view: PassageView,
        query: Query,
        vector: Sequence[float],
        scope: tuple[str, ...] | None,
        clock: Clock,
        *,
        last: bool = False,
    ) -> Found | None:
        """What this view holds; None if it is to be looked for again in a newer one.

        So it is when there is a newer one, when upkeep has dropped this one meanwhile, and when a document was replaced
        between the search and the look at the registry: neither its old nor its new passages would be shown.
        """
        try:
            found = self._candidates(owner_id, view, query, vector, scope)
            clock.lap("search")
            if not last and (_replaced_meanwhile(found.fused, found.documents) or not self._worth_it(view)):
                return None
            query, found = self._as_written(owner_id, view, query, found, scope)
            result = self._finished(view, query, found, clock)
            return result if last or view.is_newest() else None
        except StoreBusyError:
            if last:
                raise
            return None

    def _as_written(
        self, owner_id: str, view: PassageView, query: Query, found: _Candidates, scope: tuple[str, ...] | None
    ) -> tuple[Query, _Candidates]:
        """The question with the accents that the documents have, and what it finds so; both as they are otherwise."""
        text = accented(query.text, [each.lead + each.text for each in found.hits])
        if text == query.text:
            return query, found
        written = replace(query, text=text)
        again = self._candidates(owner_id, view, written, self._embedded(written), scope)
        return written, replace(again, embedded_tokens=found.embedded_tokens + again.embedded_tokens)

    def _embedded(self, query: Query) -> Sequence[float]:
        return self.embedder.embed_query(query.text) if query.mode != "text" else []

    def _worth_it(self, view: PassageView) -> bool:
        """Whether to go on before it is known that the view is the newest: not if that costs a model call."""
        return self.reranker is None or view.is_newest()

    def _finished(self, view: PassageView, query: Query, found: _Candidates, clock: Clock) -> Found:
        rows = _rows(view, query, found)
        clock.lap("rows")
        hits, ranked = led_in(found.hits, rows), _with_rows(found.ranked, rows)
        if self.reranker is not None and query.mode == "hybrid":
            hits, ranked = reranked(self.reranker, query.text, hits, ranked)
        clock.lap("rerank")
        distinct = without_repeats(hits[: _looked_at(query)])
        stretches = self._widened(query, distinct, found)
        clock.lap("widen")
        passages = tuple(_named(each.joined(), found.documents[each.best.document_id]) for each in stretches)
        return Found(
            passages,
            weigh(query.text, distinct, found.hits, found.ranked),
            clock.done(),
            {each.best.id: _with_joined(ranked[each.best.id], each) for each in stretches},
            found.steps | {"rows": len(rows), "distinct": len(distinct), "passages": len(passages)},
            embedded_tokens=found.embedded_tokens,
            reranked=sum(each.rerank_rank is not None for each in ranked.values()),
        )

    def read(self, document: Document, first: int, limit: int) -> list[Passage]:
        """A document's live passages from ordinal `first` on, in order."""
        if not document.live_generation or document.status == "deleting":
            return []
        found = self.store.read(document.owner_id, document.id, document.live_generation, first, limit)
        return [_named(each, document) for each in found]

    def _scope(self, owner_id: str, query: Query) -> tuple[str, ...] | None:
        if query.tags is None:
            return query.document_ids
        wanted = set(query.tags)
        tagged = [each.id for each in self.documents.all(owner_id) if wanted & set(each.tags)]
        if query.document_ids is None:
            return tuple(tagged)
        return tuple(each for each in tagged if each in set(query.document_ids))

    def _candidates(
        self,
        owner_id: str,
        view: PassageView,
        query: Query,
        vector: Sequence[float],
        scope: tuple[str, ...] | None,
    ) -> _Candidates:
        """Search, then look up which generations are live; meanwhile, what stands around the hits is read."""
        by_vector, by_text = _both(view, query, vector, scope)
        fused, ranked = fuse(by_vector, by_text)
        ids, chunks = list(dict.fromkeys(each.document_id for each in fused)), Chunks(view.at, fused)
        with ThreadPoolExecutor(max_workers=1) as beside:
            asked = beside.submit(self.documents.get_many, owner_id, ids)
            if self.reranker is None:  # It would choose others.
                first = fused[: _looked_at(query)]
                chunks.at(around(first, 2 * query.k))
            documents = asked.result()
        live = [each for each in fused if _live(each, documents)]
        steps = {"vector": len(by_vector), "text": len(by_text), "fused": len(fused), "live": len(live)}
        tokens = estimate_tokens(query.text) if query.mode != "text" else 0
        return _Candidates(fused, live, ranked, documents, chunks, steps, tokens)

    def _widened(self, query: Query, hits: list[StoredPassage], found: _Candidates) -> list[Stretch]:
        tokens = TOKENS_A_PASSAGE * query.k if query.tokens is None else query.tokens
        return widen(hits, query.k, tokens, found.hits, found.chunks.at)


def _looked_at(query: Query) -> int:
    """How many of the best hits may become passages."""
    return max(LOOKED_AT, 3 * query.k)


def _both(
    view: PassageView, query: Query, vector: Sequence[float], scope: tuple[str, ...] | None
) -> tuple[list[StoredPassage], list[StoredPassage]]:
    limit = max(CANDIDATES, 2 * query.k)
    with ThreadPoolExecutor(max_workers=1) as beside:
        text = content_words(query.text)
        by_text = beside.submit(view.search_text, text, limit, scope) if query.mode != "vector" else None
        by_vector = view.search_vector(vector, limit, scope) if query.mode != "text" else []
        return by_vector, by_text.result() if by_text else []


def _rows(view: PassageView, query: Query, found: _Candidates) -> list[StoredPassage]:
    """Chunks with a row that the question names, of the documents it means, best first.

    None where no hit has a table, or the best one is surely about the question: prose that a row would stand before.
    """
    if query.mode != "hybrid" or not has_tables(found.hits) or sure(query.text, found.hits, found.ranked):
        return []
    meant = documents_meant(query.text, found.hits)
    further = view.search_text(content_words(query.text), ROWS_SOUGHT_IN, meant)
    known = [each for each in found.hits if each.document_id in meant]
    chunks = {each.id: each for each in (*known, *further) if _live(each, found.documents)}
    return with_named_rows(query.text, list(chunks.values()))


def _with_rows(ranked: dict[str, Ranked], rows: Sequence[StoredPassage]) -> dict[str, Ranked]:
    named = enumerate(rows, start=1)
    return ranked | {
        each.id: replace(ranked.get(each.id, Ranked()), row_rank=place, row_score=each.score) for place, each in named
    }


def _with_joined(ranked: Ranked, stretch: Stretch) -> Ranked:
    return replace(ranked, joined=tuple(each.ordinal for each in stretch.chunks))


def _live(passage: StoredPassage, documents: dict[str, Document]) -> bool:
    document = documents.get(passage.document_id)
    return document is not None and document.status != "deleting" and passage.generation == document.live_generation


def _replaced_meanwhile(candidates: Sequence[StoredPassage], documents: dict[str, Document]) -> bool:
    """Whether a document's live generation is newer than every row the search saw of it."""
    newest: dict[str, int] = {}
    for each in candidates:
        newest[each.document_id] = max(newest.get(each.document_id, 0), each.generation)
    return any(
        document.live_generation > newest[document_id]
        for document_id, document in documents.items()
        if document.status != "deleting"
    )


def _named(passage: StoredPassage, document: Document) -> Passage:
    """As it is shown: with the document's name, and without the blanks at its end."""
    text = passage.text.rstrip()
    return Passage(
        id=passage.id,
        document_id=passage.document_id,
        filename=document.filename,
        ordinal=passage.ordinal,
        page=passage.page,
        heading=passage.heading,
        start=passage.start,
        end=passage.start + len(text),
        text=text,
        score=passage.score,
    )
