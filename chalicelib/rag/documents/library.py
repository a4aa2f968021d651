"""What a person does with documents: add, replace, describe, retry, delete."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

from chalicelib.errors import (
    ConflictError,
    DocumentNotFoundError,
    InvalidRequestError,
    TooLargeError,
    UnsupportedTypeError,
)
from chalicelib.models import Document, Failure, IngestJob, Job, Link, Upload, new_id, timestamp
from chalicelib.rag.documents.notify import tell
from chalicelib.rag.roles import DocumentFeed
from chalicelib.rag.text.cleaning import clean_name, clean_tags


class Registry(Protocol):
    def create(self, document: Document) -> Document: ...
    def get(self, owner_id: str, document_id: str) -> Document: ...
    def describe(
        self, owner_id: str, document_id: str, filename: str | None, tags: Sequence[str] | None
    ) -> Document: ...
    def new_version(self, owner_id: str, document_id: str, size: int) -> Document: ...
    def retry(self, owner_id: str, document_id: str) -> Document: ...
    def mark_deleting(self, owner_id: str, document_id: str) -> Document: ...
    def uploaded(
        self, owner_id: str, document_id: str, version: int, *, sequencer: str, etag: str, size: int
    ) -> Document | None: ...
    def file_removed(
        self, owner_id: str, document_id: str, version: int, *, sequencer: str, failure: Failure
    ) -> Document | None: ...


class Uploads(Protocol):
    def presign_upload(self, document: Document) -> Upload: ...
    def presign_download(self, document: Document) -> Link: ...
    def delete_file(self, owner_id: str, document_id: str, version: int) -> None: ...


class Jobs(Protocol):
    def send(self, job: Job, delay_seconds: int = 0) -> None: ...


@dataclass(frozen=True)
class Library:
    """`content_types` maps each supported file ending (lower case, no dot) to its content type; sizes are bytes."""

    registry: Registry
    uploads: Uploads
    jobs: Jobs
    feed: DocumentFeed
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
        tell(self.feed, document)
        return document, self.uploads.presign_upload(document)

    def replace(self, owner_id: str, document_id: str, size: int) -> tuple[Document, Upload]:
        self._check_size(size)
        document = self.registry.new_version(owner_id, document_id, size)
        tell(self.feed, document)
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
        tell(self.feed, document)
        return document

    def retry(self, owner_id: str, document_id: str) -> Document:
        document = self.registry.retry(owner_id, document_id)
        tell(self.feed, document)
        self.jobs.send(IngestJob(owner_id, document_id))
        return document

    def delete(self, owner_id: str, document_id: str) -> None:
        """Searches no longer show it from here on; its text and file are removed by the worker."""
        document = self.registry.mark_deleting(owner_id, document_id)
        tell(self.feed, document)
        self.jobs.send(IngestJob(owner_id, document_id))

    def content(self, owner_id: str, document_id: str) -> Link:
        """The file that the searched passages are of; while none are, the one that was uploaded.

        Raises ConflictError when there is none yet.
        """
        document = self.registry.get(owner_id, document_id)
        if not document.live_version and document.status == "uploading":
            raise ConflictError("The file has not arrived yet.")
        return self.uploads.presign_download(document)

    def uploaded(self, owner_id: str, document_id: str, version: int, *, sequencer: str, etag: str, size: int) -> None:
        """S3 has the file. Old news and duplicates change nothing; a file that nothing belongs to is removed.

        The form has held it to its size already. Were that ever to fail, no file too large to read is begun.
        """
        if size > self.max_bytes:
            self.uploads.delete_file(owner_id, document_id, version)
            failure = Failure("too_large", self._too_large(), retryable=False)
            self._fail(owner_id, document_id, version, sequencer, failure)
            return
        document = self.registry.uploaded(owner_id, document_id, version, sequencer=sequencer, etag=etag, size=size)
        if document is not None:
            tell(self.feed, document)  # Before the worker can tell of its first step.
            self.jobs.send(IngestJob(owner_id, document_id))
            return
        try:
            unwanted = version < self.registry.get(owner_id, document_id).live_version
        except DocumentNotFoundError:
            unwanted = True
        if unwanted:  # A form is good for an hour, longer than the document or its version may be.
            self.uploads.delete_file(owner_id, document_id, version)

    def file_removed(self, owner_id: str, document_id: str, version: int, *, sequencer: str) -> None:
        """S3 has the file no more, and it was not the product that removed it."""
        failure = Failure("file_gone", "The file was removed from the store. Please upload it again.", retryable=False)
        self._fail(owner_id, document_id, version, sequencer, failure)

    def _fail(self, owner_id: str, document_id: str, version: int, sequencer: str, failure: Failure) -> None:
        document = self.registry.file_removed(owner_id, document_id, version, sequencer=sequencer, failure=failure)
        if document is not None:
            tell(self.feed, document)

    def _too_large(self) -> str:
        return f"The file is too large: at most {self.max_bytes // (1024 * 1024)} MB can be read."

    def _check_size(self, size: int) -> None:
        if size <= 0:
            raise InvalidRequestError("The file is empty.")
        if size > self.max_bytes:
            raise TooLargeError(self._too_large())
