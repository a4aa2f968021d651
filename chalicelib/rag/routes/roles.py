"""What the routes need of the outside, as small protocols. Search and store satisfy them; mypy proves it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from chalicelib.models import Document, KeyPoints, Passage, StoredPassage, Turn
from chalicelib.rag.routes.rounds import Chosen, ToolRound
from chalicelib.rag.routes.work import Permission, Work
from chalicelib.rag.search.ranking import Query
from chalicelib.rag.search.search import SearchResult


class PassageFinder(Protocol):
    def search(self, owner_id: str, query: Query) -> SearchResult:
        """The passages that fit the query, best first, and how well they do."""


class StoredChunks(Protocol):
    def read(self, owner_id: str, document_id: str, generation: int, first: int, limit: int) -> Sequence[StoredPassage]:
        """Chunks `first` to `first + limit` of one generation, in order; raises StoreBusyError."""


class KeyPointStore(Protocol):
    """What models have noted of long documents, of the version that is live. It goes with the document."""

    def key_points(self, document: Document) -> KeyPoints:
        """Without parts where none were kept; raises StoreBusyError."""

    def save_key_points(self, document: Document, points: KeyPoints) -> None:
        """In place of those before; raises StoreBusyError."""


class ToolChooser(Protocol):
    def choose(self, question: str, seen: Sequence[Passage], rounds: Sequence[ToolRound], most: int) -> Chosen:
        """What a model asks to have looked up next, `most` calls or a few more: its first search found the `seen`.

        No calls where it needs nothing, where it cannot be asked, and where the answer is to stop or its time is short.
        """


class BatchReader(Protocol):
    """A model that reads more than one prompt holds, in many calls side by side."""

    def permits(self, work: Work) -> Permission:
        """Whether the work may be done for this answer; raises BudgetExceededError where the day has less left."""

    def read(
        self, system: str, prompts: Sequence[Sequence[Turn]], heard: Callable[[int], None]
    ) -> Sequence[str | None]:
        """The reply to each prompt; None for one that was not read: stopped, out of time or money, or broken twice.

        `heard` is told how many have been read. Raises ModelBusyError or ModelError where this answer has nothing yet
        and could read nothing.
        """
