"""What a search needs of the outside. The adapters satisfy these protocols; mypy proves it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from chalicelib.models import ChunkKey, Document, StoredPassage

type AskForChange = Callable[[], Callable[[], str | None]]
"""Begins to ask the registry for the name of an owner's last change; the returned function waits for it."""


class QueryEmbedder(Protocol):
    def embed_query(self, text: str) -> list[float]:
        """One vector. Waits a while for a busy model; raises ModelBusyError (try again) or ModelError."""


class Reranker(Protocol):
    def rerank(self, query: str, texts: Sequence[str]) -> list[float]:
        """How relevant each text is to the query, 0 to 1; raises ModelBusyError or ModelError."""


class HitDocuments(Protocol):
    def get_many(self, owner_id: str, ids: Sequence[str]) -> dict[str, Document]:
        """Those of the ids that the owner has."""


class Registry(HitDocuments, Protocol):
    def get_with_change(self, owner_id: str, ids: Sequence[str]) -> tuple[str | None, dict[str, Document]]:
        """The name of the last change of the owner's passages, and those of the ids that the owner has: one request."""


class DocumentReader(HitDocuments, Protocol):
    def all(self, owner_id: str) -> Iterator[Document]:
        """Every document of the owner, newest first."""


class PassageView(Protocol):
    """An owner's passages at one moment: every search of one view sees the same. All raise StoreBusyError."""

    def is_newest(self) -> bool:
        """Whether nothing newer was stored when the view was opened. May wait for the answer of the store."""

    def search_vector(self, vector: Sequence[float], k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        """The `k` nearest chunks by cosine, best first; the score is the similarity, at most 1."""

    def search_text(self, query: str, k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        """The `k` best chunks by their words, best first; the score is BM25's."""

    def search_both(
        self, vector: Sequence[float], query: str, k: int, document_ids: Sequence[str] | None
    ) -> tuple[list[StoredPassage], list[StoredPassage]]:
        """What both searches find, which read the chunks that both have once; nothing for an empty vector or query."""

    def by_nearest_part(
        self, vector: Sequence[float], nearest_hits: Sequence[StoredPassage], others: Sequence[StoredPassage]
    ) -> list[StoredPassage]:
        """The hits of both searches, nearest first; the score is the cosine of the nearest part of the chunk.

        Of rows stored without parts, hits of the search by vectors keep their score, others are left out.
        """

    def search_forms(self, forms: Sequence[str], k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        """The `k` best chunks by their words that have every word of at least one of the `forms`, best first."""

    def search_literal(self, texts: Sequence[str], k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        """`k` chunks at most in which one of the `texts` stands as it is, in any case. It reads every chunk."""

    def search_similar(self, words: Sequence[str], k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        """The `k` best chunks that have a word which differs from one of the `words` in two letters at most.

        Chunks that are not indexed yet may be left out.
        """

    def at(self, keys: Sequence[ChunkKey]) -> list[StoredPassage]:
        """The chunks with these keys, in any order, without those that do not exist."""


class PassageSearch(Protocol):
    """The passages of every owner, each owner's apart from all others'. All raise StoreBusyError."""

    def snapshot(self, owner_id: str) -> AbstractContextManager[PassageView]:
        """The owner's newest passages, unchanged while the context lasts."""

    def cached_snapshot(self, owner_id: str, ask: AskForChange | None = None) -> AbstractContextManager[PassageView]:
        """The owner's passages as this process last read them, at once; `is_newest` tells whether they still are.

        `ask`, if given, is called in place of a question of the store's own, once the view cannot change any more. It
        is not called where this process has read none of the owner's.
        """

    def read(self, owner_id: str, document_id: str, generation: int, first: int, limit: int) -> list[StoredPassage]:
        """Passages `first` to `first + limit` of one generation, in order."""
