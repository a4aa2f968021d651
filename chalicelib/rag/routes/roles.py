"""What the routes need of the outside, as small protocols. Search and store satisfy them; mypy proves it."""

from collections.abc import Sequence
from typing import Protocol

from chalicelib.models import Passage, StoredPassage
from chalicelib.rag.routes.rounds import Chosen, ToolRound
from chalicelib.rag.search.ranking import Query
from chalicelib.rag.search.search import SearchResult


class PassageFinder(Protocol):
    def search(self, owner_id: str, query: Query) -> SearchResult:
        """The passages that fit the query, best first, and how well they do."""


class StoredChunks(Protocol):
    def read(self, owner_id: str, document_id: str, generation: int, first: int, limit: int) -> Sequence[StoredPassage]:
        """Chunks `first` to `first + limit` of one generation, in order; raises StoreBusyError."""


class ToolChooser(Protocol):
    def choose(self, question: str, seen: Sequence[Passage], rounds: Sequence[ToolRound], most: int) -> Chosen:
        """What a model asks to have looked up next, `most` calls or a few more: its first search found the `seen`.

        No calls where it needs nothing, where it cannot be asked, and where the answer is to stop or its time is short.
        """
