"""Doubles of the passage store and the registry for tests of a search."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from chalicelib.models import ChunkKey, Document, StoredPassage
from chalicelib.rag.search.roles import AskForChange


def stored(name: str, score: float = 1.0, document_id: str = "d", generation: int = 1) -> StoredPassage:
    """A chunk that touches no other, with a text of its own."""
    ordinal = int.from_bytes(name.encode()[:4])
    return StoredPassage(name, document_id, generation, ordinal, None, (), 0, 4, f"text {name}", score)


def document(document_id: str = "d", live: int = 1, status: str = "ready", tags: tuple[str, ...] = ()) -> Document:
    return Document(
        owner_id="o",
        id=document_id,
        filename=f"{document_id}.txt",
        content_type="text/plain",
        size=1,
        status=status,  # type: ignore[arg-type]
        created_at="",
        updated_at="",
        tags=tags,
        live_generation=live,
    )


@dataclass
class Store:
    """Answers each search by vector with the next of its lists, and then always with the last one."""

    answers: list[list[StoredPassage]]
    scopes: list[Sequence[str] | None] = field(default_factory=list)

    @contextmanager
    def snapshot(self, owner_id: str, ask: AskForChange | None = None) -> Iterator["Store"]:
        yield self

    cached_snapshot = snapshot

    def read(self, owner_id: str, document_id: str, generation: int, first: int, limit: int) -> list[StoredPassage]:
        return []

    def is_newest(self) -> bool:
        return True

    def search_vector(self, vector: Sequence[float], k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        self.scopes.append(document_ids)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def search_text(self, query: str, k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        return []

    def search_both(
        self, vector: Sequence[float], query: str, k: int, document_ids: Sequence[str] | None
    ) -> tuple[list[StoredPassage], list[StoredPassage]]:
        by_vector = self.search_vector(vector, k, document_ids) if vector else []
        return by_vector, self.search_text(query, k, document_ids) if query else []

    def by_nearest_part(
        self, vector: Sequence[float], nearest_hits: Sequence[StoredPassage], others: Sequence[StoredPassage]
    ) -> list[StoredPassage]:
        return list(nearest_hits)

    def search_forms(self, forms: Sequence[str], k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        return []

    def search_literal(self, texts: Sequence[str], k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        return []

    def search_similar(self, words: Sequence[str], k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        return []

    def at(self, keys: Sequence[ChunkKey]) -> list[StoredPassage]:
        return []


@dataclass
class Documents:
    documents: list[Document]

    def get_many(self, owner_id: str, ids: Sequence[str]) -> dict[str, Document]:
        return {document.id: document for document in self.documents if document.id in ids}

    def all(self, owner_id: str) -> Iterator[Document]:
        return iter(self.documents)
