"""What keeps documents from standing still: the sweep of every minute, and the jobs that only clean up.

A document that is not at rest carries the time at which the sweeper is to look at it. So nothing that must be done
depends on a message alone: one that is lost, or a worker that is killed, costs time and nothing else.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from chalicelib.errors import GrailError, StoreBusyError
from chalicelib.models import Document, Failure, IngestJob, Tidying, TidyJob
from chalicelib.rag.documents import messages
from chalicelib.rag.documents.ingest import MAX_ATTEMPTS, gave_up
from chalicelib.rag.documents.notify import tell
from chalicelib.rag.roles import DocumentFeed, JobQueue, PassageWriter

log = logging.getLogger(__name__)

ARRIVAL_SECONDS = 3600 + 600  # A form can be used for an hour, and a slow line takes its time.
SHORTEST_PAUSE, LONGEST_PAUSE = 60, 3600
START_SECONDS = 24 * 3600  # A document that no function could begin by then has failed.
KEEP_VERSIONS = timedelta(seconds=600)  # A search that reads an older version is long over by then.
LAST_LOOK_SECONDS = 720  # A deleted document is looked for once more, when its last worker is gone.
TIDY_SECONDS = 120.0  # No step of tidying is begun with less time left.
WORKER_SECONDS = 600  # By then every worker that began before is gone: a function lives 300 s at most.
EVERY_GENERATION = 2**31 - 1


class Registry(Protocol):
    def get_many(self, owner_id: str, ids: Sequence[str]) -> dict[str, Document]: ...
    def due(self, now: int) -> Iterator[tuple[str, str]]: ...
    def uploaded(
        self, owner_id: str, document_id: str, version: int, *, sequencer: str, etag: str, size: int
    ) -> Document | None: ...
    def requeue(self, document: Document, note: str) -> Document | None: ...
    def give_up(self, document: Document, failure: Failure) -> Document | None: ...
    def look_again(self, document: Document, seconds: int, note: str | None) -> Document | None: ...
    def rest(self, document: Document) -> None: ...
    def remove(self, owner_id: str, document_id: str, seconds: int) -> None: ...
    def look_again_at_gone(self, owner_id: str, document_id: str, seconds: int) -> bool: ...
    def forget(self, owner_id: str, document_id: str, since: int) -> None: ...
    def rows_changed(self, owner_id: str, *, deleted: bool = False) -> None: ...
    def tidying_due(self, now: int) -> Iterator[str]: ...
    def tidying_sent(self, owner_id: str) -> None: ...
    def begin_tidying(self, owner_id: str) -> Tidying | None: ...
    def end_tidying(self, tidying: Tidying, *, done: bool) -> None: ...


class Uploads(Protocol):
    def exists(self, document: Document) -> tuple[str, int] | None: ...
    def delete_all(self, owner_id: str, document_id: str) -> None: ...
    def delete_outdated(self, document: Document) -> None: ...


class Tables(PassageWriter, Protocol):
    def tidy(self, owner_id: str, keep_versions: timedelta, *, rewrite: bool, settle: bool) -> Iterator[None]: ...


@dataclass(frozen=True)
class Upkeep:
    """`passages` is called for only where rows are touched, since the store is slow to load."""

    registry: Registry
    uploads: Uploads
    queue: JobQueue
    feed: DocumentFeed
    passages: Callable[[], Tables]
    now: Callable[[], float] = time.time

    # The sweep

    def sweep(self) -> int:
        """Move on whatever stands still; returns how many documents were looked at.

        What goes wrong with one document does not keep the others waiting.
        """
        looked_at = 0
        for owner_id, document_id in self.registry.due(int(self.now())):
            looked_at += 1
            try:
                self._move_on(owner_id, document_id)
            except GrailError as error:
                log.warning("A document could not be moved on", exc_info=error, extra={"document": document_id})
        for owner_id in self.registry.tidying_due(int(self.now())):
            self.queue.send(TidyJob(owner_id))
            self.registry.tidying_sent(owner_id)
        return looked_at

    def _move_on(self, owner_id: str, document_id: str) -> None:
        document = self.registry.get_many(owner_id, [document_id]).get(document_id)
        if document is None:
            if self.registry.look_again_at_gone(owner_id, document_id, LONGEST_PAUSE):
                self.queue.send(IngestJob(owner_id, document_id))
            return
        if document.lease_until >= self.now():
            return  # The index lags behind the table.
        match document.status:
            case "uploading":
                self._find_upload(document)
            case "deleting" | "ready" | "failed":
                self._send(document, None)
            case _:
                self._resume(document)

    def _find_upload(self, document: Document) -> None:
        """The event is late or lost, or the file has not come, or never will."""
        there = self.uploads.exists(document)
        if there is not None:
            etag, size = there
            self._found(document, etag, size)
        elif (left := document.since + ARRIVAL_SECONDS - int(self.now())) > 0:
            self._look_again(document, min(self._pause(document), left), messages.NOT_ARRIVED)
        else:
            self._give_up(document, Failure("upload_missing", "The file never arrived. Please upload it again.", False))

    def _found(self, document: Document, etag: str, size: int) -> None:
        found = self.registry.uploaded(
            document.owner_id, document.id, document.version, sequencer="0", etag=etag, size=size
        )
        if found is not None:
            tell(self.feed, found)
            self.queue.send(IngestJob(document.owner_id, document.id))

    def _resume(self, document: Document) -> None:
        """Its message was lost, its pause is over, or its worker is gone."""
        if document.lease_token and document.attempts >= MAX_ATTEMPTS:
            error = gave_up(document)
            self._bury(document, Failure(error.code, str(error), error.retryable))
        elif document.status != "queued" or document.lease_token:
            note = messages.BROKE_OFF if document.lease_token else document.note
            if moved := self.registry.requeue(document, note or messages.IN_LINE):
                tell(self.feed, moved)
                self.queue.send(IngestJob(document.owner_id, document.id))
        elif self.now() - document.since > START_SECONDS:
            self._bury(document, Failure("not_started", "The file could not be processed in a day.", True))
        else:
            self._send(document, document.note or messages.IN_LINE)

    def _send(self, document: Document, note: str | None) -> None:
        """Once more, and again after a pause that grows: a long queue must not be made longer by copies."""
        self.queue.send(IngestJob(document.owner_id, document.id))
        self._look_again(document, self._pause(document), note)

    def _look_again(self, document: Document, seconds: int, note: str | None) -> None:
        seen = self.registry.look_again(document, seconds, note)
        if seen is not None and seen.note != document.note:
            tell(self.feed, seen)

    def _bury(self, document: Document, failure: Failure) -> None:
        self.queue.bury(IngestJob(document.owner_id, document.id, revive=document.generation))
        self._give_up(document, failure)

    def _give_up(self, document: Document, failure: Failure) -> None:
        if failed := self.registry.give_up(document, failure):
            tell(self.feed, failed)

    def _pause(self, document: Document) -> int:
        return int(min(max(self.now() - document.since, SHORTEST_PAUSE), LONGEST_PAUSE))

    # Jobs that clean up

    def clean(self, document: Document) -> None:
        """Bring a ready or failed document to rest: nothing of other tries, versions or workers is left.

        Rows up to the newest generation that are not live can never be made so: no lease is held. Before all workers
        are gone for sure it is too early, and the message a stray one.
        """
        if self.now() - document.since < WORKER_SECONDS:
            return
        rows = self.passages().clean(
            document.owner_id, document.id, live=document.live_generation, newest=document.generation
        )
        if document.status == "ready":
            self.uploads.delete_outdated(document)
        if rows:
            self.registry.rows_changed(document.owner_id, deleted=True)
        self.registry.rest(document)

    def finish_deletion(self, document: Document) -> None:
        """Remove a document that the person deleted. The sweeper's look later takes what a last worker left behind."""
        self._remove(document.owner_id, document.id)
        self.registry.remove(document.owner_id, document.id, LAST_LOOK_SECONDS)

    def purge(self, owner_id: str, document_id: str) -> None:
        """Remove what is left of a document that is gone."""
        self._remove(owner_id, document_id)
        self.registry.forget(owner_id, document_id, int(self.now()) - WORKER_SECONDS)

    def _remove(self, owner_id: str, document_id: str) -> None:
        """Its rows, and soon the files that hold its text, and its uploads."""
        if self.passages().clean(owner_id, document_id, live=0, newest=EVERY_GENERATION):
            self.registry.rows_changed(owner_id, deleted=True)
        self.uploads.delete_all(owner_id, document_id)

    def tidy(self, owner_id: str, seconds_left: Callable[[], float] = lambda: 300.0) -> None:
        """Bring an owner's table into order, step by step while there is time; what is left goes on later."""
        tidying = self.registry.begin_tidying(owner_id)
        if tidying is None:
            log.info("Nothing to do: another worker tidies this table")
            return
        done = False
        try:
            rewrite, settle = tidying.deletes > 0, not tidying.commits
            for _ in self.passages().tidy(owner_id, KEEP_VERSIONS, rewrite=rewrite, settle=settle):
                if seconds_left() < TIDY_SECONDS:
                    return
            done = True
        except StoreBusyError as error:
            log.warning("Tidying goes on later", exc_info=error)
        finally:
            self.registry.end_tidying(tidying, done=done)
