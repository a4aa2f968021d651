"""What keeps documents from standing still: the sweep of every minute, and the jobs that only clean up.

A document that is not at rest carries the time at which the sweeper looks at it. So nothing depends on a message alone:
a lost message or a killed worker costs time and nothing else.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import batched

from chalicelib.errors import DocumentError, StoreBusyError
from chalicelib.models import Document, DocumentRef, IngestJob, TidyJob
from chalicelib.rag.documents import messages
from chalicelib.rag.documents.failures import failure_of, reason_of
from chalicelib.rag.documents.ingest import gave_up
from chalicelib.rag.documents.library import accept
from chalicelib.rag.documents.lifecycle import (
    ARRIVAL_SECONDS,
    FUNCTION_SECONDS,
    GIVE_UP,
    LONGEST_PAUSE,
    MAINTENANCE_STEP_SECONDS,
    MAX_ATTEMPTS,
    POSTPONE,
    POSTPONE_PURGE,
    PURGE,
    RELEASE,
    REMAKE,
    REMOVE,
    REQUEUE,
    SETTLE,
    SHORTEST_PAUSE,
    START_SECONDS,
    WORKERS_ENDED_SECONDS,
)
from chalicelib.rag.documents.notify import tell
from chalicelib.rag.documents.roles import (
    Collections,
    DocumentFeed,
    JobQueue,
    MaintenanceRecords,
    PassageWriter,
    SweptRegistry,
    UploadedFiles,
)
from chalicelib.rag.one_by_one import ASIDE_SECONDS, one_by_one

log = logging.getLogger(__name__)

KEEP_VERSIONS = timedelta(seconds=WORKERS_ENDED_SECONDS)  # A search that reads an older version has ended by then.
EVERY_GENERATION = 2**31 - 1
READ_AT_ONCE = 100  # Due documents that one request reads.


@dataclass(frozen=True)
class Upkeep:
    """`passages` is called for only where rows are touched, since the store is slow to load."""

    registry: SweptRegistry
    maintenance: MaintenanceRecords
    files: UploadedFiles
    queue: JobQueue
    feed: DocumentFeed
    passages: Callable[[], PassageWriter]
    collections: Collections
    now: Callable[[], float] = time.time

    # The sweep

    def sweep(self, more: Callable[[], bool] = lambda: True) -> int:
        """Move on whatever stands still, while there is `more` time; returns how many documents were looked at.

        What goes wrong with one document does not keep the others waiting.
        """
        due = self.registry.due(int(self.now()))
        return one_by_one(
            (found for refs in batched(due, READ_AT_ONCE, strict=False) for found in self.registry.find_each(refs)),
            lambda found: self._move(*found[0], found[1]()),
            lambda found: self.registry.set_aside(*found[0], ASIDE_SECONDS),
            lambda found: {"document": found[0][1]},
            more,
        )

    def sweep_tables(self, more: Callable[[], bool] = lambda: True) -> int:
        """Have owners' tables maintained whose time has come; returns how many there were."""
        return one_by_one(
            self.maintenance.due(int(self.now())),
            self._have_maintained,
            self.maintenance.sent,
            lambda owner_id: {"owner": owner_id},
            more,
        )

    def _have_maintained(self, owner_id: str) -> None:
        self.queue.send(TidyJob(owner_id))
        self.maintenance.sent(owner_id)

    def _move_on(self, owner_id: str, document_id: str) -> None:
        self._move(owner_id, document_id, self.registry.find(owner_id, document_id))

    def _move(self, owner_id: str, document_id: str, document: Document | None) -> None:
        if document is None:
            if self.registry.apply(DocumentRef(owner_id, document_id), POSTPONE_PURGE):
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
        file = self.files.stored(document)
        if file is not None:
            accept(self.registry, self.feed, self.queue, document, file)
        elif (left := document.since + ARRIVAL_SECONDS - int(self.now())) > 0:
            self._postpone(document, min(self._pause(document), left), messages.NOT_ARRIVED)
        else:
            error = DocumentError("upload_missing", "The file never arrived. Please upload it again.")
            self._give_up(document, error)

    def _resume(self, document: Document) -> None:
        """Its message was lost, its pause is over, or its worker was killed."""
        if document.lease_token and document.attempts >= MAX_ATTEMPTS:
            self._give_up(document, gave_up(document))
        elif document.status != "queued" or document.lease_token:
            note = messages.BROKE_OFF if document.lease_token else document.note
            transition = RELEASE if document.status == "queued" else REQUEUE
            if queued := self.registry.apply(document, transition, note=note or messages.IN_LINE):
                tell(self.feed, queued)
                self.queue.send(IngestJob(document.owner_id, document.id))
        elif self.now() - document.since > START_SECONDS:
            self._give_up(document, DocumentError("not_started", "The file could not be processed in a day."))
        else:
            self._send(document, document.note or messages.IN_LINE)

    def _send(self, document: Document, note: str | None) -> None:
        """Once more, and again after a pause that grows: a long queue must not be made longer by copies."""
        self.queue.send(IngestJob(document.owner_id, document.id))
        self._postpone(document, self._pause(document), note)

    def _postpone(self, document: Document, seconds: int, note: str | None) -> None:
        seen = self.registry.apply(document, POSTPONE, after=seconds, note=note)
        if seen is not None and seen.note != document.note:
            tell(self.feed, seen)

    def _give_up(self, document: Document, error: DocumentError) -> None:
        if reason_of(error.code).for_operator:
            self.queue.dead_letter(IngestJob(document.owner_id, document.id, revive=document.generation))
        if failed := self.registry.apply(document, GIVE_UP, failure=failure_of(error)):
            tell(self.feed, failed)

    def _pause(self, document: Document) -> int:
        return int(min(max(self.now() - document.since, SHORTEST_PAUSE), LONGEST_PAUSE))

    # Jobs that clean up

    def clean(self, document: Document) -> None:
        """Settle a ready or failed document: nothing of other attempts, versions or workers is left.

        Rows up to the newest generation that are not live can never become so: no worker holds the lease. Before all
        workers have ended for sure it is too early, and the message a stray one.
        """
        if self.now() - document.since < WORKERS_ENDED_SECONDS:
            return
        rows = self.passages().clean(
            document.owner_id, document.id, live=document.live_generation, newest=document.generation
        )
        if document.status == "ready":
            self.files.delete_outdated(document)
        if rows:
            self.maintenance.rows_changed(document.owner_id, deleted=True)
        self.registry.apply(document, SETTLE)

    def finish_deletion(self, document: Document) -> None:
        """Remove a document that the person deleted. The sweeper later purges what a last worker has left behind."""
        self._remove(document.owner_id, document.id)
        self.collections.forget(document.owner_id, document.id)
        self.registry.apply(document, REMOVE)

    def purge(self, owner_id: str, document_id: str) -> None:
        """Remove what is left of a deleted document, and then its record."""
        self._remove(owner_id, document_id)
        self.registry.apply(DocumentRef(owner_id, document_id), PURGE)

    def _remove(self, owner_id: str, document_id: str) -> None:
        """Its rows, and soon the files that hold its text, and its uploads."""
        if self.passages().clean(owner_id, document_id, live=0, newest=EVERY_GENERATION):
            self.maintenance.rows_changed(owner_id, deleted=True)
        self.files.delete_all(owner_id, document_id)

    def tidy(self, owner_id: str, seconds_left: Callable[[], float] = lambda: float(FUNCTION_SECONDS)) -> None:
        """Maintain an owner's table, step by step while there is time; what is left goes on later."""
        lease = self.maintenance.begin(owner_id)
        if lease is None:
            log.info("Nothing to do: another worker maintains this table")
            return
        done = False
        try:
            if lease.damaged:
                self._repair(owner_id)
            rewrite, settle = lease.deletes > 0, not lease.commits
            for _ in self.passages().maintain(owner_id, KEEP_VERSIONS, rewrite=rewrite, settle=settle):
                if seconds_left() < MAINTENANCE_STEP_SECONDS:
                    return
            done = True
        except StoreBusyError as error:
            log.warning("Maintenance goes on later", exc_info=error)
        finally:
            self.maintenance.end(lease, done=done)

    def _repair(self, owner_id: str) -> None:
        """Bring a damaged table back to what the registry says: what lost its rows is made anew from its file."""
        passages = self.passages()
        dropped = passages.repair(owner_id)
        rows = passages.stored_generations(owner_id)
        documents = list(self.registry.all(owner_id))
        for document in documents:
            stored = rows.get((document.id, document.live_generation), 0)
            if document.status == "ready" and stored != document.passages and self.registry.apply(document, REMAKE):
                self.queue.send(IngestJob(owner_id, document.id))
        for document_id in {document_id for document_id, _ in rows}:
            if self.registry.find(owner_id, document_id) is None:
                passages.clean(owner_id, document_id, live=0, newest=EVERY_GENERATION)
        self.maintenance.rows_changed(owner_id, deleted=True)
        self.maintenance.repaired(owner_id)
        log.error("A passage table was repaired", extra={"owner": owner_id, "dropped": dropped})
