"""A set's documents dealt out to several owners, each with a table of their own, and one search over all."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from chalicelib.models import Document, Passage, StoredPassage
from chalicelib.rag.search.across import AcrossOwners
from chalicelib.rag.search.ranking import Query
from chalicelib.rag.search.search import Retriever, SearchResult
from measure.chunking.embedding import CachedEmbedder
from measure.retrieval.grail import OWNER, IndexedDocuments

ASKER = "asker"


class Parts:
    """The documents of each owner; the person who asks has none."""

    def __init__(self, contents: Mapping[str, bytes], owners: int, embedder: CachedEmbedder) -> None:
        dealt = [dict(list(contents.items())[number::owners]) for number in range(owners)]
        self.parts = {
            f"o{number}": IndexedDocuments(part, embedder, f"o{number}-") for number, part in enumerate(dealt)
        }
        self.granted = {id_: owner for owner, part in self.parts.items() for id_ in part.registry.documents}
        self.finder = AcrossOwners(Retriever(self, embedder, self))

    def result(self, question: str, k: int, owners: int | None = None) -> SearchResult:
        """Within the documents of the first so many owners, or of all."""
        names = set(list(self.parts)[:owners])
        granted = {id_: owner for id_, owner in self.granted.items() if owner in names}
        return self.finder.search(ASKER, Query(question, k, tuple(granted), granted=granted))

    def search(self, question: str, k: int) -> tuple[Passage, ...]:
        return self.result(question, k).passages

    # The registry and the store of all owners.

    def get_many(self, owner_id: str, ids: Sequence[str]) -> dict[str, Document]:
        return self.parts[owner_id].registry.get_many(OWNER, ids)

    def all(self, owner_id: str) -> Iterator[Document]:
        return self.parts[owner_id].registry.all(OWNER)

    def snapshot(self, owner_id: str) -> AbstractContextManager[Any]:
        return self.parts[owner_id].store.snapshot(OWNER)

    def cached_snapshot(self, owner_id: str, ask: Any = None) -> AbstractContextManager[Any]:
        return self.parts[owner_id].store.cached_snapshot(OWNER, ask)

    def read(self, owner_id: str, document_id: str, generation: int, first: int, limit: int) -> list[StoredPassage]:
        return self.parts[owner_id].store.read(OWNER, document_id, generation, first, limit)
