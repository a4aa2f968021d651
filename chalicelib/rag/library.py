"""What a person does with documents: add, replace, describe, retry, delete."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

from chalicelib.errors import InvalidRequestError, TooLargeError, UnsupportedTypeError
from chalicelib.models import Document, Failure, IngestJob, Job, TidyJob, Upload, new_id, timestamp
from chalicelib.rag.roles import DocumentFeed, PassageStore

MAX_NAME_CHARACTERS = 255
MAX_TAGS = 20
MAX_TAG_CHARACTERS = 50
PURGE_SECONDS = 720  # By then the versions that still hold a deleted text are old enough to be purged.


class Registry(Protocol):
    def create(self, document: Document) -> Document: ...
    def get(self, owner_id: str, document_id: str) -> Document: ...
    def describe(
        self, owner_id: str, document_id: str, filename: str | None, tags: Sequence[str] | None
    ) -> Document: ...
    def new_version(self, owner_id: str, document_id: str, size: int) -> Document: ...
    def retry(self, owner_id: str, document_id: str) -> Document: ...
    def mark_deleting(self, owner_id: str, document_id: str) -> Document: ...
    def remove(self, owner_id: str, document_id: str) -> None: ...
    def uploaded(
        self, owner_id: str, document_id: str, version: int, *, sequencer: str, etag: str, size: int
    ) -> Document | None: ...
    def due(self, now: int) -> Iterator[tuple[str, str]]: ...
    def requeue(self, document: Document) -> Document | None: ...
    def give_up(self, document: Document, failure: Failure) -> Document | None: ...


class Uploads(Protocol):
    def presign_upload(self, document: Document) -> Upload: ...
    def delete_all(self, owner_id: str, document_id: str) -> None: ...
    def exists(self, document: Document) -> tuple[str, int] | None: ...


class Jobs(Protocol):
    def send(self, job: Job, delay_seconds: int = 0) -> None: ...


@dataclass(frozen=True)
class Library:
    """`content_types` maps each supported file ending (lower case, no dot) to its content type; sizes are bytes.

    `passages` is called for only when a document's passages are deleted, since the store is slow to load.
    """

    registry: Registry
    uploads: Uploads
    jobs: Jobs
    feed: DocumentFeed
    passages: Callable[[], PassageStore]
    content_types: Mapping[str, str]
    max_bytes: int

    def add(self, owner_id: str, filename: str, size: int, tags: Sequence[str] = ()) -> tuple[Document, Upload]:
        """Register a document and sign its upload; raises a sentence for every name, size or type that will not do."""
        name = clean_name(filename)
        ending = PurePosixPath(name).suffix.lower().removeprefix(".")
        if ending not in self.content_types:
            raise UnsupportedTypeError(f"Files of the type “.{ending}” cannot be read yet.")
        self._check_size(size)
        now = timestamp()
        document = Document(
            owner_id=owner_id,
            id=new_id(),
            filename=name,
            content_type=self.content_types[ending],
            size=size,
            status="uploading",
            created_at=now,
            updated_at=now,
            tags=clean_tags(tags),
        )
        self.registry.create(document)
        self.feed.tell(document)
        return document, self.uploads.presign_upload(document)

    def replace(self, owner_id: str, document_id: str, size: int) -> tuple[Document, Upload]:
        self._check_size(size)
        document = self.registry.new_version(owner_id, document_id, size)
        self.feed.tell(document)
        return document, self.uploads.presign_upload(document)

    def describe(self, owner_id: str, document_id: str, filename: str | None, tags: Sequence[str] | None) -> Document:
        """A new name keeps the old one's ending: the ending says how the file is read."""
        name = clean_name(filename) if filename is not None else None
        if name is not None:
            before = self.registry.get(owner_id, document_id).filename
            if PurePosixPath(name).suffix.lower() != PurePosixPath(before).suffix.lower():
                raise InvalidRequestError("The file's ending cannot be changed.")
        cleaned = clean_tags(tags) if tags is not None else None
        document = self.registry.describe(owner_id, document_id, name, cleaned)
        self.feed.tell(document)
        return document

    def retry(self, owner_id: str, document_id: str) -> Document:
        document = self.registry.retry(owner_id, document_id)
        self.jobs.send(IngestJob(owner_id, document_id))
        self.feed.tell(document)
        return document

    def delete(self, owner_id: str, document_id: str) -> None:
        """Searches no longer show it from here on; its text and file are removed by the worker."""
        document = self.registry.mark_deleting(owner_id, document_id)
        self.jobs.send(IngestJob(owner_id, document_id))
        self.feed.tell(document)

    def finish_deletion(self, owner_id: str, document_id: str) -> None:
        self.passages().delete_generations(owner_id, document_id, keep=None)
        self.uploads.delete_all(owner_id, document_id)
        self.registry.remove(owner_id, document_id)
        self.jobs.send(TidyJob(owner_id), delay_seconds=PURGE_SECONDS)

    def uploaded(self, owner_id: str, document_id: str, version: int, *, sequencer: str, etag: str, size: int) -> None:
        """S3 has the file. Old news and duplicates change nothing."""
        document = self.registry.uploaded(owner_id, document_id, version, sequencer=sequencer, etag=etag, size=size)
        if document is not None:
            self.jobs.send(IngestJob(owner_id, document_id))
            self.feed.tell(document)

    def sweep(self, now: int) -> int:
        """Move on whatever stands still: repeat lost messages, find lost S3 events, end what cannot go on.

        Returns how many documents were looked at.
        """
        looked_at = 0
        for owner_id, document_id in self.registry.due(now):
            looked_at += 1
            document = self.registry.get(owner_id, document_id)
            if document.status == "uploading":
                self._repair_upload(document)
            elif document.status == "deleting":
                self.jobs.send(IngestJob(owner_id, document_id))
            elif moved := self.registry.requeue(document):
                self.jobs.send(IngestJob(owner_id, document_id))
                self.feed.tell(moved)
        return looked_at

    def _repair_upload(self, document: Document) -> None:
        """The event was lost, or the file never came."""
        there = self.uploads.exists(document)
        if there is not None:
            etag, size = there
            self.uploaded(document.owner_id, document.id, document.version, sequencer="0", etag=etag, size=size)
            return
        failure = Failure("upload_missing", "The file never arrived. Please upload it again.", retryable=False)
        if failed := self.registry.give_up(document, failure):
            self.feed.tell(failed)

    def _check_size(self, size: int) -> None:
        if size <= 0:
            raise InvalidRequestError("The file is empty.")
        if size > self.max_bytes:
            raise TooLargeError(f"The file is too large: at most {self.max_bytes // (1024 * 1024)} MB can be read.")


def clean_name(filename: str) -> str:
    """A name to show, never a path: control and direction marks are taken out. Raises InvalidRequestError."""
    name = unicodedata.normalize("NFC", filename).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C").strip()
    if not name.strip(". "):
        raise InvalidRequestError("The file needs a name.")
    if len(name) > MAX_NAME_CHARACTERS:
        raise InvalidRequestError(f"The file's name is too long: at most {MAX_NAME_CHARACTERS} characters.")
    return name


def clean_tags(tags: Sequence[str]) -> tuple[str, ...]:
    """Tags without blanks around them, each once, in order; raises InvalidRequestError."""
    cleaned = tuple(dict.fromkeys(unicodedata.normalize("NFC", tag).strip() for tag in tags))
    if len(cleaned) > MAX_TAGS or any(not 0 < len(tag) <= MAX_TAG_CHARACTERS for tag in cleaned):
        raise InvalidRequestError(f"At most {MAX_TAGS} tags of 1 to {MAX_TAG_CHARACTERS} characters, please.")
    return cleaned
