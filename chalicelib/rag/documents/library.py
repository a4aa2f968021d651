"""What a person does with documents: add, replace, describe, retry, delete."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from chalicelib.errors import (
    ConflictError,
    DocumentError,
    DocumentNotFoundError,
    InvalidRequestError,
    QuotaExceededError,
    TooLargeError,
    UnsupportedTypeError,
)
from chalicelib.models import Document, DocumentRef, IngestJob, Link, StoredFile, Upload, new_id, timestamp
from chalicelib.rag.documents.failures import failure_of, reason_of
from chalicelib.rag.documents.lifecycle import (
    DELETE,
    DESCRIBE,
    LOSE_FILE,
    REPLACE,
    RESTART,
    RETRY,
    UPLOAD,
    UPLOAD_AGAIN,
)
from chalicelib.rag.documents.messages import UPLOADED_TOO_OFTEN
from chalicelib.rag.documents.notify import tell
from chalicelib.rag.documents.roles import DocumentFeed, JobQueue, Registry, UploadedFiles, UploadLimit
from chalicelib.rag.text.cleaning import clean_folder, clean_name, clean_tags

PLAIN = (".txt", ".md")  # Endings of files that are nothing but text.


@dataclass(frozen=True)
class Library:
    """`content_types` maps each supported file ending (lower case, no dot) to its content type; sizes are bytes."""

    registry: Registry
    files: UploadedFiles
    queue: JobQueue
    feed: DocumentFeed
    uploads: UploadLimit
    content_types: Mapping[str, str]
    max_bytes: int
    save_as: Mapping[str, str] = field(default_factory=dict)
    """The ending to save a file as whose own is not supported."""

    packed: frozenset[str] = frozenset()
    """Endings of files that hold other files."""

    def add(
        self,
        owner_id: str,
        filename: str,
        size: int,
        tags: Sequence[str] = (),
        folder: str | None = None,
        added_by: str | None = None,
    ) -> tuple[Document, Upload]:
        """Register a document, which another than the owner may add, and sign its upload. Raises a sentence."""
        document = self._register(owner_id, filename, size, tags, folder, added_by)
        return document, self.files.presign_upload(document)

    def add_text(self, owner_id: str, filename: str, text: str, tags: Sequence[str] = ()) -> Document:
        """Register a document and store its text, which may be plain or Markdown."""
        if not clean_name(filename).lower().endswith(PLAIN):
            raise InvalidRequestError(f"The name of a text ends in {' or '.join(PLAIN)}.")
        content = text.encode(errors="replace")
        document = self._register(owner_id, filename, len(content), tags, None)
        self.files.write_file(document, content)
        return document

    def _register(
        self,
        owner_id: str,
        filename: str,
        size: int,
        tags: Sequence[str],
        folder: str | None,
        added_by: str | None = None,
    ) -> Document:
        name = clean_name(filename)
        ending = PurePosixPath(name).suffix.lower().removeprefix(".")
        if ending not in self.content_types:
            raise UnsupportedTypeError(f"Files of the type “.{ending}” cannot be read yet.{self._way_out(ending)}")
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
            folder=clean_folder(folder or "") or None,
            added_by=added_by,
        )
        self.registry.create(document)
        tell(self.feed, document)
        return document

    def replace(self, owner_id: str, document_id: str, size: int) -> tuple[Document, Upload]:
        """Await another upload under the same id. What is live stays so until the new version is ready.

        Raises ConflictError when the document is being deleted, or replaced at the same time.
        """
        self._check_size(size)
        before = self.registry.get(owner_id, document_id)
        document = self.registry.apply(before, REPLACE, size=size)
        if document is None:
            raise ConflictError("The document is not in a state that allows this.")
        tell(self.feed, document)
        return document, self.files.presign_upload(document)

    def describe(self, owner_id: str, document_id: str, filename: str | None, tags: Sequence[str] | None) -> Document:
        """A new name keeps the old one's ending: the ending says how the file is read."""
        name = clean_name(filename) if filename is not None else None
        if name is not None:
            before = self.registry.get(owner_id, document_id).filename
            if PurePosixPath(name).suffix.lower() != PurePosixPath(before).suffix.lower():
                raise InvalidRequestError("The file's ending cannot be changed.")
        cleaned = clean_tags(tags) if tags is not None else None
        document = self.registry.apply(DocumentRef(owner_id, document_id), DESCRIBE, filename=name, tags=cleaned)
        if document is None:
            raise DocumentNotFoundError
        tell(self.feed, document)
        return document

    def retry(self, owner_id: str, document_id: str) -> Document:
        """Queue a failed document again; raises ConflictError unless it has failed."""
        before = self.registry.get(owner_id, document_id)
        failure = before.failure
        anew = failure is None or not failure.retryable or reason_of(failure.code).anew
        document = self.registry.apply(before, RESTART if anew else RETRY)
        if document is None:
            raise ConflictError("The document has not failed.")
        self._begin(document)
        return document

    def delete(self, owner_id: str, document_id: str) -> None:
        """Searches no longer show it from here on; its text and file are removed by the worker.

        Done again it changes nothing and starts no work. Raises DocumentNotFoundError.
        """
        while (before := self.registry.get(owner_id, document_id)).status != "deleting":
            if document := self.registry.apply(before, DELETE):  # Else its count has changed: it is read again.
                self._begin(document)
                return

    def _begin(self, document: Document) -> None:
        tell(self.feed, document)
        self.queue.send(IngestJob(document.owner_id, document.id))

    def content(self, document: Document, reader: str) -> Link:
        """The file that the searched passages come from; without any, the uploaded one.

        A link of a `reader` who is not the owner is short, for it outlives the right. Raises ConflictError before the
        file has arrived.
        """
        if not document.live_version and document.status == "uploading":
            raise ConflictError("The file has not arrived yet.")
        return self.files.presign_download(document, shared=reader != document.owner_id)

    def uploaded(self, file: StoredFile) -> None:
        """S3 has the file. Old news and duplicates change nothing; a file that belongs to no document is removed.

        The form has limited its size already. Should that ever fail, no work begins on a file that is too large.
        """
        owner_id, document_id, version = file.key
        if file.size > self.max_bytes:
            self.files.delete_file(file.key)
            self._fail(file, DocumentError("too_large", self._too_large()))
            return
        document = self.registry.find(owner_id, document_id)
        if document is None or version < document.live_version:
            # A form is good for an hour, longer than the document or its version may be.
            self.files.delete_file(file.key)
        elif is_news(document, file):
            self._accept(document, file)

    def _accept(self, document: Document, file: StoredFile) -> None:
        """A form that is used again brings work that nobody has counted yet."""
        waits = 0
        if document.status != "uploading" and document.etag != file.etag:
            waits = self.uploads.seconds_to_wait(document.owner_id)
        try:
            accept(self.registry, self.feed, self.queue, document, file, waits)
        except QuotaExceededError as error:  # It was given up, and there is no room for it any more.
            self.files.delete_file(file.key)
            self._fail(file, DocumentError("quota_exceeded", str(error)))

    def file_removed(self, file: StoredFile) -> None:
        """S3 has the file no more, and it was not the product that removed it."""
        self._fail(file, DocumentError("file_gone", "The file was removed from the store. Please upload it again."))

    def _fail(self, file: StoredFile, error: DocumentError) -> None:
        owner_id, document_id, version = file.key
        ref = DocumentRef(owner_id, document_id, version)
        document = self.registry.apply(ref, LOSE_FILE, sequencer=file.order, failure=failure_of(error))
        if document is not None:
            tell(self.feed, document)

    def _too_large(self) -> str:
        return f"The file is too large: at most {self.max_bytes // (1024 * 1024)} MB can be read."

    def _way_out(self, ending: str) -> str:
        if ending in self.packed:
            return " Please unpack it and upload the folder: each file in it becomes a document."
        return f" Please save it as .{self.save_as[ending]} and upload that." if ending in self.save_as else ""

    def _check_size(self, size: int) -> None:
        if size <= 0:
            raise InvalidRequestError("The file is empty.")
        if size > self.max_bytes:
            raise TooLargeError(self._too_large())


def is_news(document: Document, file: StoredFile) -> bool:
    """Whether a file is of the newest version, and S3's event newer than the last one."""
    return document.version == file.key.version and file.order > (document.sequencer or "")


def accept(
    registry: Registry, feed: DocumentFeed, queue: JobQueue, document: Document, file: StoredFile, waits: int = 0
) -> bool:
    """Queue the document that a file belongs to; False if the file is old news or a duplicate.

    With `waits` the sweeper begins its work after so many seconds. Raises QuotaExceededError.
    """
    values: dict[str, Any] = {"sequencer": file.order, "etag": file.etag, "size": file.size}
    if waits:
        values |= {"after": waits, "note": UPLOADED_TOO_OFTEN}
    queued = registry.apply(document, UPLOAD, **values)
    if queued is None:
        ref = DocumentRef(document.owner_id, document.id, file.key.version)
        registry.apply(ref, UPLOAD_AGAIN, sequencer=file.order, etag=file.etag)
        return False
    tell(feed, queued)  # Before the worker can tell of its first step.
    if not waits:
        queue.send(IngestJob(document.owner_id, document.id))
    return True
