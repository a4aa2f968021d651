"""Finding the passages that may answer a question: both searches at once, fused, and kept to what is live."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from chalicelib.models import Document, Passage, SearchMode, StoredPassage
from chalicelib.rag.fusing import Ranked, fuse
from chalicelib.rag.roles import DocumentReader, Embedder, PassageStore

CANDIDATES = 40  # Asked of each search, so that fusion has something to choose from.
MAX_TRIES = 3


@dataclass(frozen=True)
class Query:
    """What to find, and among which documents; None is all of the owner's."""

    text: str
    k: int = 8
    document_ids: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    mode: SearchMode = "hybrid"


@dataclass(frozen=True)
class Found:
    passages: tuple[Passage, ...]
    timings_ms: dict[str, int]
    explain: dict[str, Ranked] = field(default_factory=dict)


@dataclass(frozen=True)
class Retrieving:
    documents: DocumentReader
    embedder: Embedder
    store: PassageStore

    def search(self, owner_id: str, query: Query) -> Found:
        """The best passages of documents that are live, best first."""
        began = time.monotonic()
        scope = self._scope(owner_id, query)
        if scope is not None and not scope:
            return Found((), {"total": 0})
        vector = self.embedder.embed_query(query.text) if query.mode != "text" else []
        embedded = time.monotonic()
        ranked, passages = self._consistent(owner_id, query, vector, scope)
        ended = time.monotonic()
        timings = {
            "embed": _ms(embedded - began),
            "search": _ms(ended - embedded),
            "total": _ms(ended - began),
        }
        explain = {passage.id: ranked[passage.id] for passage in passages}
        return Found(tuple(passages), timings, explain)

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

    def _consistent(
        self, owner_id: str, query: Query, vector: Sequence[float], scope: tuple[str, ...] | None
    ) -> tuple[dict[str, Ranked], list[Passage]]:
        """Search, then look up which generations are live.

        A document replaced between the two would show neither its old nor its new passages; the search is
        made again then.
        """
        for _ in range(MAX_TRIES):
            candidates, ranked = self._candidates(owner_id, query, vector, scope)
            documents = self.documents.get_many(owner_id, [each.document_id for each in candidates])
            passages = [_named(each, documents[each.document_id]) for each in candidates if _live(each, documents)]
            if not _replaced_meanwhile(candidates, documents):
                break
        return ranked, passages[: query.k]

    def _candidates(
        self, owner_id: str, query: Query, vector: Sequence[float], scope: tuple[str, ...] | None
    ) -> tuple[list[StoredPassage], dict[str, Ranked]]:
        limit = max(CANDIDATES, 2 * query.k)
        with ThreadPoolExecutor(max_workers=2) as pool:
            by_vector = pool.submit(self._by_vector, owner_id, query, vector, limit, scope)
            by_text = pool.submit(self._by_text, owner_id, query, limit, scope)
        return fuse(by_vector.result(), by_text.result())

    def _by_vector(
        self, owner_id: str, query: Query, vector: Sequence[float], limit: int, scope: tuple[str, ...] | None
    ) -> list[StoredPassage]:
        return [] if query.mode == "text" else self.store.search_vector(owner_id, vector, limit, scope)

    def _by_text(self, owner_id: str, query: Query, limit: int, scope: tuple[str, ...] | None) -> list[StoredPassage]:
        return [] if query.mode == "vector" else self.store.search_text(owner_id, query.text, limit, scope)


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
    return Passage(
        id=passage.id,
        document_id=passage.document_id,
        filename=document.filename,
        ordinal=passage.ordinal,
        page=passage.page,
        heading=passage.heading,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        score=passage.score,
    )


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
