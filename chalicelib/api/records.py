"""The event edge: records of S3 and SQS, the schedule, and the call that starts an answer."""

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote_plus

import msgspec

from chalicelib.api.http import decode
from chalicelib.api.keeping_active import KEEP_ACTIVE, MARK, is_due
from chalicelib.errors import InvalidRequestError, StoreBusyError
from chalicelib.models import IngestJob
from chalicelib.wiring import Services, services

log = logging.getLogger(__name__)

SecondsLeft = Callable[[], float]


class Ingest(msgspec.Struct, tag_field="kind", tag="ingest"):
    owner_id: str
    document_id: str
    hops: int = 0
    revive: int | None = None


class Tidy(msgspec.Struct, tag_field="kind", tag="tidy"):
    owner_id: str


Job = Ingest | Tidy


class Answer(msgspec.Struct):
    owner_id: str
    message_id: str


class Warm(msgspec.Struct):
    warm: str  # The owner who is about to ask.


def files_changed(event: Mapping[str, Any]) -> None:
    """S3 tells of objects: at least once, in any order, several at a time, and once with a test and no records."""
    for record in event.get("Records", []):
        thing = record["s3"]["object"]
        place = services().files.place_of_key(unquote_plus(thing["key"]))
        if place is None:
            log.warning("An object that is no upload was ignored")
            continue
        log.info(record["eventName"], extra={"document": place[1]})
        if record["eventName"].startswith("ObjectCreated"):
            services().library.uploaded(
                *place,
                sequencer=thing.get("sequencer", "0"),
                etag=thing.get("eTag", "").strip('"'),
                size=int(thing.get("size", 0)),
            )
        elif record["eventName"].startswith("ObjectRemoved"):
            services().library.file_removed(*place, sequencer=thing.get("sequencer", "0"))


def ingest(body: str, seconds_left: SecondsLeft) -> None:
    """Do what a queue message asks: bring a document to rest, or tidy an owner's passages."""
    try:
        job: Job = decode(body, Job)  # type: ignore[arg-type]
    except InvalidRequestError:
        log.error("A queue message that is no job was dropped")  # Tried again it would fail the same way.
        return
    if isinstance(job, Tidy):
        services().upkeep.tidy(job.owner_id, seconds_left)
    else:
        log.info("A document is worked on", extra={"document": job.document_id})
        work_on(services(), IngestJob(job.owner_id, job.document_id, job.hops, job.revive), seconds_left)


def work_on(services: Services, job: IngestJob, seconds_left: SecondsLeft) -> None:
    """Ingest, clean up or delete, as the document's state asks for."""
    document = services.documents.get_many(job.owner_id, [job.document_id]).get(job.document_id)
    if document is None:
        services.upkeep.purge(job.owner_id, job.document_id)
    elif document.status == "deleting":
        services.upkeep.finish_deletion(document)
    elif document.status in ("ready", "failed") and job.revive is None:
        services.upkeep.clean(document)
    else:
        services.ingesting.run(job, seconds_left)


def answer(event: Mapping[str, Any], request_id: str, seconds_left: SecondsLeft) -> None:
    """Make an answer, or be ready for the question of an owner who has just come."""
    if MARK in event:
        return
    if "warm" in event:
        services().passages.warm(msgspec.convert(event, Warm).warm)
        return
    wanted = msgspec.convert(event, Answer)
    log.info("An answer is made", extra={"answer": wanted.message_id})
    services().answering.run(wanted.owner_id, wanted.message_id, request_id, seconds_left)


def upkeep() -> None:
    """Every minute: move on documents that stand still, end answers nobody makes and sessions that are over.

    What goes wrong with one of these does not keep the others waiting.
    """
    chores: dict[str, Callable[[], int]] = {
        "documents that stood still": services().upkeep.sweep,
        "abandoned answers": services().abandoned.sweep,
        "sessions that were over": lambda: services().sockets.end_sessions(int(time.time())),
    }
    if is_due(time.gmtime()):
        chores["functions that nobody may have called"] = lambda: services().functions.call_each(KEEP_ACTIVE)
    failed = [name for name, chore in chores.items() if not _done(name, chore)]
    if not failed:
        log.info("Upkeep done")  # An alarm waits for this line.


def _done(name: str, chore: Callable[[], int]) -> bool:
    """Whether a chore of upkeep came to its end."""
    try:
        done = chore()
    except StoreBusyError:
        log.exception("Could not look after %s", name)  # In a minute it is tried again.
        return False
    if done:
        log.info("Looked after %d %s", done, name)
    return True
