"""What links need of the outside. All methods raise StoreBusyError."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Protocol

from chalicelib.models import Conversation, Message, Page
from chalicelib.models.links import ConversationLink, CopiedMessage


class CopiedChats(Protocol):
    def conversation(self, owner_id: str, conversation_id: str) -> Conversation:
        """Raises ConversationNotFoundError."""
        ...

    def backwards(self, owner_id: str, conversation_id: str, before: str | None, at_once: int) -> Iterator[Message]:
        """Newest first; `at_once` are read together."""
        ...


class LinkStore(Protocol):
    def new_id(self, owner_id: str) -> str: ...
    def copy(self, owner_id: str, link: ConversationLink, messages: Iterable[CopiedMessage]) -> None: ...
    def add(self, owner_id: str, link: ConversationLink) -> None:
        """From here on it opens its copy. Raises ConflictError where the owner has as many as it may have."""
        ...

    def all(self, owner_id: str) -> list[ConversationLink]: ...
    def remove(self, owner_id: str, links: Sequence[str]) -> None:
        """From here on these open nothing."""
        ...

    def open(self, link_id: str) -> tuple[str, ConversationLink]:
        """Whose copy it opens; raises NotFoundError, always in the same words."""
        ...

    def messages(self, owner_id: str, link: ConversationLink, limit: int, after: str | None) -> Page[CopiedMessage]: ...


class ReadableDocuments(Protocol):
    def __call__(self, person_id: str, document_ids: Collection[str]) -> Collection[str]:
        """Those of the documents that a person may read now."""
        ...
