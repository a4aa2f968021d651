"""What the product needs of the outside, as small protocols. The adapters satisfy them; mypy proves it."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from chalicelib.models import (
    Document,
    DocumentStatus,
    Embeddings,
    ExtractedSlice,
    Failure,
    Heading,
    IngestJob,
    Job,
    PassageBatch,
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
    @property
    def max_tokens(self) -> int:
        """How many tokens one text may have."""

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        """At most `batch_size` texts, one call; raises ModelBusyError (try again) or ModelError."""

    def embed_query(self, text: str) -> list[float]:
        """One vector. Waits for a busy model a while; raises as embed_passages does."""


class LanguageDetector(Protocol):
    def detect(self, text: str) -> str | None:
        """The text's language (ISO 639-1), None where it cannot be told."""


class PassageWriter(Protocol):
    """The passages of every owner, as documents add and delete them."""

    def add(
        self, owner_id: str, document_id: str, generation: int, batches: Iterable[PassageBatch], about: str = ""
    ) -> None:
        """Store one generation of a document, all in one commit. Takes one batch at a time.

        By the words of `about`, too, the search by words finds its passages; they are never shown.
        """

    def clean(self, owner_id: str, document_id: str, *, live: int, newest: int) -> int:
        """Delete a document's rows of all generations up to `newest` but `live`; returns how many there were."""

    def remove(self, owner_id: str, document_id: str, generation: int) -> None:
        """Delete the rows of one generation."""


class DocumentLeases(Protocol):
    """The registry's record of who works on a document. It alone decides; the passage store cannot.

    All but `get`, `rows_changed`, `claim` and `revive` raise LeaseLostError once another has taken over.
    """

    def get(self, owner_id: str, document_id: str) -> Document:
        """Raises DocumentNotFoundError."""

    def rows_changed(self, owner_id: str, *, deleted: bool = False) -> None:
        """Passages were added or deleted: searches see them from here on, and the owner's table is to be tidied."""

    def claim(self, owner_id: str, document_id: str, token: str) -> Document | None:
        """Take the document for `token` under a new generation; None if it is not to be had."""

    def revive(self, owner_id: str, document_id: str, generation: int) -> Document | None:
        """Queue a failed document again if its generation is still the one that failed."""

    def beat(self, document: Document) -> None:
        """Prolong the lease."""

    def renew(
        self,
        document: Document,
        status: DocumentStatus,
        *,
        done: int = 0,
        total: int = 0,
        pages: int | None = None,
        achieved: bool = False,
    ) -> Document:
        """Store progress and prolong the lease. `achieved`: something is staged that need not be done again."""

    def adopt(self, document: Document, etag: str, size: int) -> Document:
        """Go on with the file that is there now in place of the one S3 told of."""

    def hand_on(self, document: Document, *, achieved: bool, by_message: bool) -> Document:
        """End the lease for another to go on: at once by a message, or else when the sweeper comes by."""

    def wait(self, document: Document, seconds: int, note: str, *, by_message: bool) -> Document:
        """End the lease and rest for `seconds`. `note` tells the person why. It does not count as a try."""

    def publish(
        self,
        document: Document,
        *,
        pages: int | None,
        passages: int,
        tokens: int,
        language: str | None,
        note: str | None,
    ) -> Document:
        """Make the document's generation the one that is seen. `note` tells what of the file could not be read."""

    def fail(self, document: Document, failure: Failure) -> Document:
        """End as failed."""


class Files(Protocol):
    """Uploaded files, and the parts that ingestion stages between its steps."""

    def exists(self, document: Document) -> tuple[str, int] | None:
        """ETag and size of the uploaded file, or None while there is none."""

    def download(self, document: Document) -> AbstractContextManager[Path]:
        """The uploaded file on the local disk while the context lasts.

        Raises DocumentError if it is gone, and FileChangedError if it is not the one with the document's ETag.
        """

    def read_part(self, document: Document, name: str) -> bytes | None: ...
    def write_part(self, document: Document, name: str, data: bytes) -> None: ...
    def write_part_once(self, document: Document, name: str, data: bytes) -> bool:
        """Write a part unless it is there; False if it was."""

    def part_names(self, document: Document) -> set[str]: ...
    def delete_outdated(self, document: Document) -> None:
        """Delete what is staged for this upload and all before it, and the files before it."""


class JobQueue(Protocol):
    def send(self, job: Job, delay_seconds: int = 0) -> None: ...
    def bury(self, job: IngestJob) -> None:
        """Lay a job that failed for good into the dead-letter queue."""


class DocumentFeed(Protocol):
    def tell(self, document: Document) -> None:
        """Push a document's state to all sockets of its owner."""


class UsageMeter(Protocol):
    def check_price(self, owner_id: str) -> None:
        """Whether a model may be called that costs; raises BudgetExceededError when the day's price is used up."""

    def add_embedded(self, owner_id: str, model: str, tokens: int) -> None: ...
    def add_answer(self, owner_id: str, usage: Usage) -> None: ...


class UsageBook(UsageMeter, Protocol):
    def add_search(self, owner_id: str, embedded_tokens: int, reranked: int) -> None:
        """A question's tokens, and how many texts were reranked for it."""
