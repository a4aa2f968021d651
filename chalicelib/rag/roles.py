"""What the product needs of the outside, as small protocols. The adapters satisfy them; mypy proves it."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from chalicelib.models import (
    Chunk,
    Conversation,
    Document,
    DocumentStatus,
    Embeddings,
    ExtractedSlice,
    Failure,
    Heading,
    Message,
    ModelEvent,
    Passage,
    StoredPassage,
    Turn,
    Usage,
)


class Extractor(Protocol):
    def extract(
        self,
        path: Path,
        filename: str,
        cursor: str | None = None,
        offset: int = 0,
        headings_before: tuple[Heading, ...] = (),
    ) -> ExtractedSlice:
        """The next slice of a file's text; raises DocumentError when the file cannot be read."""


class Embedder(Protocol):
    @property
    def model(self) -> str: ...
    @property
    def dimensions(self) -> int: ...
    @property
    def batch_size(self) -> int: ...

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        """At most `batch_size` texts; raises ModelBusyError (try again) or ModelError."""

    def embed_query(self, text: str) -> list[float]:
        """One vector; raises as embed_passages does."""


class ChatModel(Protocol):
    def stream(self, model: str, system: str, turns: Sequence[Turn], max_tokens: int) -> Iterator[ModelEvent]:
        """Text as it is made, then one ModelEnd. Closing the iterator ends the call.

        Raises ModelBusyError, ModelInterruptedError or ModelError.
        """


class PassageStore(Protocol):
    """The passages of every owner; each owner's live apart from all others'."""

    def add(
        self,
        owner_id: str,
        document_id: str,
        generation: int,
        chunks: Sequence[Chunk],
        vectors: Sequence[Sequence[float]],
    ) -> None:
        """Store one generation of a document, all in one commit."""

    def search_vector(
        self, owner_id: str, vector: Sequence[float], k: int, document_ids: Sequence[str] | None
    ) -> list[StoredPassage]: ...

    def search_text(
        self, owner_id: str, query: str, k: int, document_ids: Sequence[str] | None
    ) -> list[StoredPassage]: ...

    def read(self, owner_id: str, document_id: str, generation: int, first: int, limit: int) -> list[StoredPassage]:
        """Passages `first` to `first + limit` of one generation, in order."""

    def delete_generations(self, owner_id: str, document_id: str, keep: int | None) -> None:
        """Delete a document's rows of every generation but `keep`; all of them when it is None."""

    def untidy(self, owner_id: str) -> bool:
        """Whether so much is unindexed or scattered that searches suffer."""

    def delete_generation(self, owner_id: str, document_id: str, generation: int) -> None: ...


class DocumentReader(Protocol):
    def get_many(self, owner_id: str, ids: Sequence[str]) -> dict[str, Document]:
        """Those of the ids that the owner has."""

    def all(self, owner_id: str) -> Iterator[Document]:
        """Every document of the owner, newest first."""


class DocumentLeases(Protocol):
    """The registry's record of who works on a document. It alone decides; the passage store cannot."""

    def claim(self, owner_id: str, document_id: str, token: str) -> Document | None:
        """Take the document for `token` under a new generation; None if it is not to be had."""

    def renew(
        self,
        document: Document,
        status: DocumentStatus,
        *,
        done: int = 0,
        total: int = 0,
        pages: int | None = None,
    ) -> Document:
        """Store progress and keep the lease; raises LeaseLostError."""

    def hand_on(self, document: Document) -> None:
        """Give the lease up so that another message goes on; raises LeaseLostError."""

    def publish(
        self, document: Document, *, pages: int | None, passages: int, tokens: int, language: str | None
    ) -> Document:
        """Make the document's generation the one that is seen; raises LeaseLostError."""

    def fail(self, document: Document, failure: Failure) -> Document:
        """End as failed; raises LeaseLostError."""


class Files(Protocol):
    """Uploaded files, and the parts that ingestion stages between its steps."""

    def download(self, document: Document) -> AbstractContextManager[Path]:
        """The uploaded file on the local disk while the context lasts; raises DocumentError if it is gone."""

    def read_part(self, document: Document, name: str) -> bytes | None: ...
    def write_part(self, document: Document, name: str, data: bytes) -> None: ...
    def part_names(self, document: Document) -> set[str]: ...
    def delete_parts(self, document: Document) -> None: ...


class DocumentFeed(Protocol):
    def tell(self, document: Document) -> None:
        """Push a document's state to all sockets of its owner."""


class UsageMeter(Protocol):
    def add_embedded(self, owner_id: str, model: str, tokens: int) -> None: ...
    def add_answer(self, owner_id: str, usage: Usage) -> None: ...


class MessageStore(Protocol):
    """Conversations and their messages."""

    def conversation(self, owner_id: str, conversation_id: str) -> Conversation: ...
    def message_with_request(self, owner_id: str, message_id: str) -> tuple[Message, dict[str, Any]]:
        """A message, and what was asked for (`text`, `document_ids`, `tags`); raises MessageNotFoundError."""

    def history(self, owner_id: str, conversation_id: str) -> list[Message]:
        """The conversation's messages, oldest first."""

    def begin(self, owner_id: str, message_id: str, worker: str) -> bool:
        """Take a streaming message to answer it; False when another worker has it or it has ended."""

    def save_sources(self, owner_id: str, message_id: str, sources: Sequence[Passage]) -> None: ...

    def flush(self, message: Message) -> "StreamState":
        """Save a streaming message as it stands; tells who listens and whether to stop."""

    def finish(self, message: Message) -> tuple[str, ...]:
        """Save a message's end; returns the connections that listen."""

    def rename(self, owner_id: str, conversation_id: str, title: str) -> Conversation: ...


class StreamState(Protocol):
    @property
    def connections(self) -> tuple[str, ...]: ...
    @property
    def stop_requested(self) -> bool: ...
