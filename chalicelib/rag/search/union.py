"""Passages of several owners as one store, so that the steps of a search run once, however many owners there are.

Each owner's own table is asked, side by side, within the documents that are granted. Cosines of all tables can be
compared. Scores by words rest on the statistics of one table and cannot: the hits by words are ranked anew, by BM25
where the rarity of a word is counted over the hits of all owners.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from math import ceil
from statistics import fmean

from chalicelib.models import ChunkKey, Document, StoredPassage
from chalicelib.rag.search.ahead import DocumentsAhead, Look
from chalicelib.rag.search.coverage import rarity_in
from chalicelib.rag.search.roles import AskForChange, DocumentReader, PassageSearch, PassageView
from chalicelib.rag.text.words import words

MOST_AT_ONCE = 10  # Owners whose tables are asked at the same time.
LEAST_OF_EACH = 6  # Hits that each owner's table is asked for at least.
SATURATION, LENGTH_WEIGHT = 1.2, 0.75  # The usual constants of BM25.
MORE = 1.5  # So many times the hits that are wanted are asked for in all: they may be of few owners.

type Scopes = Mapping[str, tuple[str, ...]]


class UnionDocuments(DocumentReader):
    """The documents of all owners; those of a first look are foreseen, as of a search of one owner's."""

    def __init__(self, registry: DocumentReader, owners: Mapping[str, str]) -> None:
        self._registry = registry
        self._owners = owners
        self.looks: dict[str, Look] = {}

    def get_many(self, owner_id: str, ids: Sequence[str]) -> dict[str, Document]:  # noqa: ARG002  Each id has its own.
        by_owner: dict[str, list[str]] = {}
        for id_ in ids:
            if id_ in self._owners:
                by_owner.setdefault(self._owners[id_], []).append(id_)
        found: dict[str, Document] = {}
        for owner, own in by_owner.items():
            found |= (self.looks.get(owner) or self._registry).get_many(owner, own)
        return found

    def all(self, owner_id: str) -> Iterator[Document]:
        return self._registry.all(owner_id)


@dataclass(frozen=True)
class UnionStore(PassageSearch):
    """The granted documents of each owner, by `scopes`. It lives as long as one search."""

    store: PassageSearch
    documents: UnionDocuments
    scopes: Scopes
    pool: ThreadPoolExecutor
    ahead: DocumentsAhead | None = None

    def snapshot(self, owner_id: str) -> AbstractContextManager[PassageView]:  # noqa: ARG002
        self.documents.looks.clear()  # What a first look told is older than these passages.
        return self._opened(self.store.snapshot)

    def cached_snapshot(
        self,
        owner_id: str,  # noqa: ARG002
        ask: AskForChange | None = None,  # noqa: ARG002  Each owner has a change of its own.
    ) -> AbstractContextManager[PassageView]:
        looks = {owner: self.ahead.look(owner) for owner in self.scopes} if self.ahead else {}
        self.documents.looks.update(looks)
        return self._opened(
            lambda owner: self.store.cached_snapshot(owner, looks[owner].begin if owner in looks else None)
        )

    @contextmanager
    def _opened(self, snapshot: Callable[[str], AbstractContextManager[PassageView]]) -> Iterator[PassageView]:
        with ExitStack() as opened:
            views = self.pool.map(lambda owner: opened.enter_context(snapshot(owner)), self.scopes)
            yield UnionView(dict(zip(self.scopes, views, strict=True)), self.scopes, self.pool)

    def read(self, owner_id: str, document_id: str, generation: int, first: int, limit: int) -> list[StoredPassage]:
        return self.store.read(owner_id, document_id, generation, first, limit)


@dataclass(frozen=True)
class UnionView(PassageView):
    """One view of each owner's passages. What a search is limited to are the granted documents, whatever it says."""

    views: Mapping[str, PassageView]
    scopes: Scopes
    pool: ThreadPoolExecutor
    owners: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "owners", {id_: owner for owner, ids in self.scopes.items() for id_ in ids})

    def is_newest(self) -> bool:
        return all(view.is_newest() for view in self.views.values())

    def search_vector(self, vector: Sequence[float], k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        return self.search_both(vector, "", k, document_ids)[0]

    def search_text(self, query: str, k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        return self.search_both((), query, k, document_ids)[1]

    def search_both(
        self, vector: Sequence[float], query: str, k: int, document_ids: Sequence[str] | None
    ) -> tuple[list[StoredPassage], list[StoredPassage]]:
        share = self._share(k)
        found = self._each(lambda view, ids: view.search_both(vector, query, share, ids), document_ids)
        by_vector = sorted((hit for hits, _ in found for hit in hits), key=lambda hit: (-hit.score, hit.key))
        return by_vector[:k], _by_words(query, [hits for _, hits in found])[:k]

    def by_nearest_part(
        self, vector: Sequence[float], nearest_hits: Sequence[StoredPassage], others: Sequence[StoredPassage]
    ) -> list[StoredPassage]:
        return next(iter(self.views.values())).by_nearest_part(vector, nearest_hits, others)

    def search_forms(self, forms: Sequence[str], k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        found = self._each(lambda view, ids: view.search_forms(forms, k, ids), document_ids)
        return _by_words(" ".join(forms[:1]), found)[:k]

    def search_literal(self, texts: Sequence[str], k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        found = self._each(lambda view, ids: view.search_literal(texts, k, ids), document_ids)
        return [hit for hits in found for hit in hits][:k]

    def search_similar(self, words: Sequence[str], k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        found = self._each(lambda view, ids: view.search_similar(words, self._share(k), ids), document_ids)
        return sorted((hit for hits in found for hit in hits), key=lambda hit: -hit.score)[:k]

    def at(self, keys: Sequence[ChunkKey]) -> list[StoredPassage]:
        by_owner: dict[str, list[ChunkKey]] = {}
        for key in keys:
            if key.document_id in self.owners:
                by_owner.setdefault(self.owners[key.document_id], []).append(key)
        found = self.pool.map(lambda owner: self.views[owner].at(by_owner[owner]), by_owner)
        return [chunk for chunks in found for chunk in chunks]

    def _share(self, k: int) -> int:
        """Hits asked of each owner."""
        return min(k, max(LEAST_OF_EACH, ceil(MORE * k / len(self.views))))

    def _each[T](self, ask: Callable[[PassageView, tuple[str, ...]], T], document_ids: Sequence[str] | None) -> list[T]:
        wanted = None if document_ids is None else frozenset(document_ids)
        scopes = {
            owner: ids if wanted is None else tuple(id_ for id_ in ids if id_ in wanted)
            for owner, ids in self.scopes.items()
        }
        asked = [partial(ask, self.views[owner], ids) for owner, ids in scopes.items() if ids]
        return list(self.pool.map(lambda call: call(), asked))


def _by_words(query: str, found: Sequence[Sequence[StoredPassage]]) -> list[StoredPassage]:
    """The hits of all owners by one BM25. The best one keeps its score, by which a match is told from none."""
    hits = [hit for of_owner in found for hit in of_owner]
    if len([of_owner for of_owner in found if of_owner]) < 2:
        return hits
    counts = {hit.id: _counts(hit.lead) + _counts(hit.text) for hit in hits}
    lengths = {id_: own.total() for id_, own in counts.items()}
    usual = fmean(lengths.values())
    weights = rarity_in(words(query), list(counts.values()))

    def score(id_: str) -> float:
        norm = SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * lengths[id_] / usual)
        own = counts[id_]
        return sum(weight * own[word] * (SATURATION + 1) / (own[word] + norm) for word, weight in weights.items())

    scores = {id_: score(id_) for id_ in counts}
    order = sorted(hits, key=lambda hit: (-scores[hit.id], -hit.score, hit.key))
    best = scores[order[0].id]
    scale = order[0].score / best if best else 1.0
    return [hit.scored(scores[hit.id] * scale) for hit in order]


@lru_cache(maxsize=1024)  # Hits of one question are those of the next ones too.
def _counts(text: str) -> Counter[str]:
    return Counter(words(text))
