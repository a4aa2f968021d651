"""What the life of a document needs of the outside, as small protocols. The adapters satisfy them; mypy proves it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from chalicelib.models import (
    FIRST_SLICE,
    Document,
    DocumentRef,
    Embeddings,
    ExtractedSlice,
    FileKey,
    IngestJob,
    Job,
    Link,
    MaintenanceLease,
    ModelEvent,
    PassageBatch,
    SliceRequest,
    StoredFile,
    StoredPassage,
    Turn,
    Upload,
    Usage,
)
from chalicelib.rag.documents.transition import Transition


class Extractor(Protocol):
    def extract(self, path: Path, filename: str, request: SliceRequest = FIRST_SLICE) -> ExtractedSlice:
        """A slice of a file's text; raises DocumentError if it cannot be read."""


class PageDrawer(Protocol):
    def picture(self, path: Path, filename: str, page: int) -> bytes:
        """Page `page` (from 1) of a PDF or a picture as a PNG; raises DocumentError if it cannot be drawn."""


class SeeingModel(Protocol):
    """A chat model that sees pictures."""

    def stream(self, model: str, system: str, turns: Sequence[Turn], max_tokens: int) -> Iterator[ModelEvent]:
        """One call; raises ModelBusyError (try again) or ModelError, and so does what comes of it."""


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


class LanguageDetector(Protocol):
    def detect(self, text: str) -> str | None:
        """The text's language (ISO 639-1), None where it cannot be told."""


class PassageWriter(Protocol):
    """The passages of every owner, as ingestion changes them; each owner's apart from all others'."""

    def add(
        self,
        owner_id: str,
        document_id: str,
        generation: int,
        batches: Iterable[PassageBatch],
        about: str = "",
        names: str = "",
    ) -> None:
        """Store one generation of a document, all in one commit. Takes one batch at a time.

        By the words of `about`, too, the search by words finds its passages, by those of `names` its first one; they
        are never shown.
        """

    def clean(self, owner_id: str, document_id: str, *, live: int, newest: int) -> int:
        """Delete a document's rows of all generations up to `newest` but `live`; returns how many there were."""

    def remove(self, owner_id: str, document_id: str, generation: int) -> None:
        """Delete the rows of one generation."""

    def stored_generations(self, owner_id: str) -> dict[tuple[str, int], int]:
        """How many rows there are, by document and generation."""

    def repair(self, owner_id: str) -> int:
        """Go back to the newest version of the owner's table that can be read; returns how many were dropped."""

    def maintain(self, owner_id: str, keep_versions: timedelta, *, rewrite: bool, settle: bool) -> Iterator[None]:
        """Maintain the owner's table, step by step."""


class PassageTable(PassageWriter, Protocol):
    """The passages of one embedding model."""

    def read(self, owner_id: str, document_id: str, generation: int, first: int, limit: int) -> list[StoredPassage]:
        """Passages `first` to `first + limit` of one generation, in order."""


class PassageTables(Protocol):
    """The tables of all embedding models that an owner has."""

    @property
    def current(self) -> PassageTable: ...
    def others(self, owner_id: str) -> Sequence[PassageTable]: ...
    def drop_others(self, owner_id: str) -> int:
        """Drop the owner's tables of other models; returns how many there were."""


class Registry(Protocol):
    """The record of every document. It alone decides who works on one; the passage store cannot."""

    def get(self, owner_id: str, document_id: str) -> Document:
        """Raises DocumentNotFoundError."""

    def find(self, owner_id: str, document_id: str) -> Document | None:
        """None where there is no such document; raises UnreadableRowError where its row cannot be read."""

    def get_many(self, owner_id: str, ids: Sequence[str]) -> dict[str, Document]:
        """Those of the ids that the owner has and whose rows can be read."""

    def create(self, document: Document) -> Document: ...
    def apply(
        self, document: Document | DocumentRef, transition: Transition, *, after: int | None = None, **values: Any
    ) -> Document | None:
        """The document after a transition of lifecycle.py; None if it has moved on and the transition is refused."""


class SweptRegistry(Registry, Protocol):
    """The registry as the sweeper sees it."""

    def due(self, now: int) -> Iterator[tuple[str, str]]:
        """Owner and id of every document that should have moved on by `now` (Unix seconds)."""

    def find_each(
        self, refs: Sequence[tuple[str, str]]
    ) -> Iterator[tuple[tuple[str, str], Callable[[], Document | None]]]:
        """Documents by owner and id, read together; each is given by a function that acts as `find` does."""

    def all(self, owner_id: str) -> Iterator[Document]: ...
    def set_aside(self, owner_id: str, document_id: str, seconds: int) -> None:
        """Look at a document that stops its reader only `seconds` later."""


class MaintenanceRecords(Protocol):
    """When each owner's table changed and is to be maintained."""

    def rows_changed(self, owner_id: str, *, deleted: bool = False) -> None:
        """Passages were added or deleted: searches see them from here on, and the table is to be maintained."""

    def due(self, now: int) -> Iterator[str]: ...
    def sent(self, owner_id: str) -> None: ...
    def begin(self, owner_id: str) -> MaintenanceLease | None: ...
    def repaired(self, owner_id: str) -> None: ...
    def end(self, lease: MaintenanceLease, *, done: bool) -> None: ...


class StagedParts(Protocol):
    """The parts that ingestion stages between its steps."""

    def read_part(self, document: Document, name: str) -> bytes | None: ...
    def write_part(self, document: Document, name: str, data: bytes) -> None: ...
    def write_part_once(self, document: Document, name: str, data: bytes) -> bool:
        """Write a part unless there is one; False if there was."""

    def part_names(self, document: Document) -> set[str]: ...


class UploadedFiles(Protocol):
    """The files that people upload, one for each version of a document."""

    def presign_upload(self, document: Document) -> Upload: ...
    def write_file(self, document: Document, content: bytes) -> None: ...
    def presign_download(self, document: Document, *, shared: bool = False) -> Link: ...
    def stored(self, document: Document) -> StoredFile | None:
        """The uploaded file, or None while there is none."""

    def delete_file(self, key: FileKey) -> None: ...
    def delete_all(self, owner_id: str, document_id: str) -> None:
        """Purge every upload of a document, and everything staged."""

    def delete_outdated(self, document: Document) -> None:
        """Delete what is staged for this upload and all before it, and the files before it."""


class IngestedFiles(StagedParts, Protocol):
    """Files as an attempt reads them, and the parts that it stages."""

    def stored(self, document: Document) -> StoredFile | None:
        """The uploaded file, or None while there is none."""

    def download(self, document: Document) -> AbstractContextManager[Path]:
        """The uploaded file on the local disk while the context lasts.

        Raises DocumentError without it, and FileChangedError if it is not the one with the document's ETag.
        """

    def delete_outdated(self, document: Document) -> None:
        """Delete what is staged for this upload and all before it, and the files before it."""


class Collections(Protocol):
    def forget(self, owner_id: str, document_id: str) -> None:
        """Take a document that is being deleted out of all collections; it cannot be put into one any more."""


class JobQueue(Protocol):
    def send(self, job: Job, delay_seconds: int = 0) -> None: ...
    def dead_letter(self, job: IngestJob) -> None:
        """Lay a job that failed for good into the dead-letter queue."""


class DocumentFeed(Protocol):
    def tell(self, document: Document) -> None:
        """Push a document's state to all sockets of its owner."""


class UploadLimit(Protocol):
    def seconds_to_wait(self, owner_id: str) -> int:
        """Count one more upload; 0 where its work may begin, else after how many seconds it may."""


class UsageMeter(Protocol):
    def check_price(self, owner_id: str) -> None:
        """Whether a model may be called that costs; raises BudgetExceededError when the day's price is used up."""

    def add_embedded(self, owner_id: str, model: str, tokens: int) -> None: ...
    def add_transcribed(self, owner_id: str, usage: Usage) -> None: ...
