"""What the routes need of the outside, as small protocols. Search and store satisfy them; mypy proves it."""

from collections.abc import Sequence
from typing import Protocol

from chalicelib.models import StoredPassage
from chalicelib.rag.search.ranking import Query
from chalicelib.rag.search.search import SearchResult


class PassageFinder(Protocol):
    def search(self, owner_id: str, query: Query) -> SearchResult:
        """The passages that fit the query, best first, and how well they do."""


class StoredChunks(Protocol):
    def read(self, owner_id: str, document_id: str, generation: int, first: int, limit: int) -> Sequence[StoredPassage]:
        """Chunks `first` to `first + limit` of one generation, in order; raises StoreBusyError."""
