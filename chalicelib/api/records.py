"""The event edge: records of S3 and SQS, the schedule, and the call that starts an answer.

Each may come several times, and the repeated one starts nothing: an event of S3 has no newer `sequencer`, a message of
the queue finds its document leased or at rest, a call finds its answer leased or ended. A message that fails five times
goes to the dead-letter queue, and three attempts that achieve nothing fail a document (`MAX_ATTEMPTS`). A question that
is sent again has the same `request_id` (rag/answers/ask.py).
"""

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote_plus

import msgspec

from chalicelib.api.http import decode
from chalicelib.api.keeping_active import KEEP_ACTIVE, MARK, is_due
from chalicelib.errors import InvalidRequestError, UnreadableRowError
from chalicelib.models import AnswerJob, FileKey, IngestJob, Job, StoredFile, TidyJob, WarmJob
from chalicelib.wiring import Services

log = logging.getLogger(__name__)

SecondsLeft = Callable[[], float]


def files_changed(services: Services, event: Mapping[str, Any]) -> None:
    """S3 tells of objects: at least once, in any order, several at a time, and once with a test and no records."""
    for record in event.get("Records", []):
        thing = record["s3"]["object"]
        key = FileKey.parse(unquote_plus(thing["key"]))
        if key is None:
            log.warning("An object that is no upload was ignored")
            continue
        log.info(record["eventName"], extra={"document": key.document_id})
        etag, size = thing.get("eTag", "").strip('"'), int(thing.get("size", 0))
        file = StoredFile(key, etag, size, thing.get("sequencer", "0"))
        if record["eventName"].startswith("ObjectCreated"):
            services.library.uploaded(file)
        elif record["eventName"].startswith("ObjectRemoved"):
            services.library.file_removed(file)


def ingest(services: Services, body: str, seconds_left: SecondsLeft) -> None:
    """Do what a queue message asks: bring a document to rest, or maintain an owner's table."""
    try:
        job: Job = decode(body, Job)  # type: ignore[arg-type]
    except InvalidRequestError:
        log.error("A queue message that is no job was dropped")  # Tried again it would fail the same way.
        return
    try:
        if isinstance(job, TidyJob):
            services.upkeep.tidy(job.owner_id, seconds_left)
        else:
            log.info("A document is worked on", extra={"document": job.document_id})
            work_on(services, job, seconds_left)
    except UnreadableRowError:
        log.error("A queue message about an unreadable row was dropped")  # Upkeep comes back to the row.


def work_on(services: Services, job: IngestJob, seconds_left: SecondsLeft) -> None:
    """Ingest, clean up or delete, as the document's state asks for."""
    document = services.adapters.documents.find(job.owner_id, job.document_id)
    if document is None:
        services.upkeep.purge(job.owner_id, job.document_id)
    elif document.status == "deleting":
        services.upkeep.finish_deletion(document)
    elif document.status in ("ready", "failed") and job.revive is None:
        services.upkeep.clean(document)
    else:
        services.ingesting.run(job, seconds_left)


def answer(services: Services, event: Mapping[str, Any], request_id: str, seconds_left: SecondsLeft) -> None:
    """Make an answer, or be ready for the question of an owner who has just come."""
    if MARK in event:
        return
    if "warm" in event:
        services.adapters.passages.warm(msgspec.convert(event, WarmJob).warm)
        return
    job = msgspec.convert(event, AnswerJob)
    log.info("An answer is made", extra={"answer": job.message_id})
    services.answering.run(job.owner_id, job.message_id, request_id, seconds_left)


def upkeep(services: Services) -> None:
    """Every minute: move on documents that stand still, end answers nobody makes and sessions that are over.

    What goes wrong with one of these does not keep the others waiting.
    """
    chores: dict[str, Callable[[], int]] = {
        "sessions that were over": lambda: services.adapters.sockets.end_sessions(int(time.time())),
        "abandoned answers": services.abandoned.sweep,
        "documents that stood still": services.upkeep.sweep,
        "tables to be maintained": services.upkeep.sweep_tables,
    }
    if is_due(time.gmtime()):
        chores["functions that nobody may have called"] = lambda: services.adapters.functions.call_each(KEEP_ACTIVE)
    failed = [name for name, chore in chores.items() if not _done(name, chore)]
    if not failed:
        log.info("Upkeep done")  # An alarm waits for this line.


def _done(name: str, chore: Callable[[], int]) -> bool:
    """Whether a chore of upkeep came to its end."""
    try:
        done = chore()
    except Exception:  # The edge between chores. In a minute it is tried again.
        log.exception("Could not look after %s", name)
        return False
    if done:
        log.info("Looked after %d %s", done, name)
    return True
