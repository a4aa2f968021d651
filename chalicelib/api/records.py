"""The event edge: records of S3 and SQS, the schedule, and the call that starts an answer.

Each may come several times, and the repeated one starts nothing: an event of S3 has no newer `sequencer`, a message of
the queue finds its document leased or at rest, a call finds its answer leased or ended. A message that fails five times
goes to the dead-letter queue, and three attempts that achieve nothing fail a document (`MAX_ATTEMPTS`). A question that
is sent again has the same `request_id` (rag/answers/ask.py).
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import unquote_plus

import msgspec

from chalicelib.api.http import decode
from chalicelib.api.keeping_active import KEEP_ACTIVE, MARK, is_due
from chalicelib.errors import AccountEndedError, InvalidRequestError, StoreBusyError, UnreadableRowError
from chalicelib.models import AccountJob, AnswerJob, FileKey, IngestJob, Job, SourceJob, StoredFile, TidyJob, WarmJob
from chalicelib.wiring import Services

log = logging.getLogger(__name__)

SecondsLeft = Callable[[], float]

RECORD_MINUTES = 5  # Upkeep keeps a record so often while all goes well.


class S3Object(msgspec.Struct, rename={"etag": "eTag"}):
    key: str
    etag: str = ""
    size: int = 0
    sequencer: Annotated[str, msgspec.Meta(max_length=64)] = "0"


class S3Entity(msgspec.Struct):
    object: S3Object


class S3Record(msgspec.Struct, rename={"event_name": "eventName"}):
    """What Grail reads of a record of S3's events (Amazon S3 user guide, "Event message structure")."""

    event_name: str
    s3: S3Entity


def files_changed(services: Services, event: Mapping[str, Any]) -> None:
    """S3 tells of objects: at least once, in any order, several at a time, and once with a test and no records.

    A record that cannot be read is dropped. One that fails lets the others be taken, and then the event comes again.
    """
    failed: list[Exception] = []
    for record in event.get("Records", []):
        try:
            told = msgspec.convert(record, S3Record)
        except msgspec.ValidationError:
            log.error("A record of S3 that cannot be read was dropped")
            continue
        try:
            _file_changed(services, told)
        except Exception as error:
            log.exception("A record of S3 could not be handled")
            failed.append(error)
    if failed:
        raise ExceptionGroup("Records of S3", failed)


def _file_changed(services: Services, record: S3Record) -> None:
    thing = record.s3.object
    key = FileKey.parse(unquote_plus(thing.key))
    if key is None:
        log.warning("An object that is no upload was ignored")
        return
    log.info(record.event_name, extra={"document": key.document_id})
    file = StoredFile(key, thing.etag.strip('"'), thing.size, thing.sequencer)
    if record.event_name.startswith("ObjectCreated"):
        services.library.uploaded(file)
    elif record.event_name.startswith("ObjectRemoved"):
        services.library.file_removed(file)


def ingest(services: Services, body: str, seconds_left: SecondsLeft) -> None:
    """Do what a queue message asks: bring a document to rest, or maintain an owner's table."""
    try:
        job: Job = decode(body, Job)  # type: ignore[arg-type]
    except InvalidRequestError:
        log.error("A queue message that is no job was dropped")  # Tried again it would fail the same way.
        return
    try:
        if isinstance(job, AccountJob):
            work = services.accounts.export if job.work == "export" else services.accounts.deletion
            work.run(job.owner_id, seconds_left)
        elif isinstance(job, TidyJob):
            services.upkeep.tidy(job.owner_id, seconds_left)
        elif isinstance(job, SourceJob):
            sweep_source(services, job, seconds_left)
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
        try:
            services.accounts.admission.check(job.owner_id)
        except AccountEndedError:
            log.info("Nothing is begun for an account that has ended", extra={"document": job.document_id})
            return
        services.ingesting.run(job, seconds_left)


def sweep_source(services: Services, job: SourceJob, seconds_left: SecondsLeft) -> None:
    """Go on with a source; for an account that has ended nothing is begun."""
    try:
        services.accounts.admission.check(job.owner_id)
    except AccountEndedError:
        log.info("Nothing is begun for an account that has ended", extra={"source": job.source_id})
        return
    services.sources.sweeping.run(job, seconds_left)


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


def upkeep(services: Services, seconds_left: SecondsLeft) -> None:
    """Every minute: end sessions that are over and answers nobody makes, move on documents that stand still.

    What people wait for comes first, and each chore has time of its own, within a minute together: neither much work
    nor an error of one keeps the others waiting.
    """
    adapters, now = services.adapters, int(time.time())
    chores = [
        Chore("sessions that were over", 5, lambda more: adapters.sockets.end_sessions(now, more)),
        Chore("accounts that had ended", 5, services.accounts.admission.sweep),
        Chore("abandoned answers", 10, services.abandoned.sweep, lambda: adapters.answers.count_due(now)),
        Chore("documents that stood still", 24, services.upkeep.sweep, lambda: adapters.documents.count_due(now)),
        Chore("accounts with work under way", 5, services.accounts.sweep.run),
        Chore("sources to be swept", 2, services.sources.sweeping.sweep, lambda: adapters.sources.count_due(now)),
        Chore("tables to be maintained", 5, services.upkeep.sweep_tables, lambda: adapters.maintenance.count_due(now)),
    ]
    if is_due(time.gmtime()):
        chores.append(
            Chore("functions that nobody may have called", 3, lambda _: adapters.functions.call_each(KEEP_ACTIVE))
        )
    failed = [chore.name for chore in chores if not _done(chore, seconds_left)]
    _keep_record(services, failed)
    if not failed:
        log.info("Upkeep done")  # An alarm waits for this line.


def _keep_record(services: Services, failed: Sequence[str]) -> None:
    """For admins: what failed, and every five minutes that upkeep goes on. An idle stage writes no more than that."""
    if failed or time.gmtime().tm_min % RECORD_MINUTES == 0:
        try:
            services.adapters.stage_records.upkeep_ended(failed)
        except StoreBusyError as error:
            log.warning("The record of this pass was not kept", exc_info=error)


@dataclass(frozen=True)
class Chore:
    """`work` has `seconds`, and is told whether there is time for more; `left` counts what it has not come to."""

    name: str
    seconds: float
    work: Callable[[Callable[[], bool]], int]
    left: Callable[[], int] = lambda: 0


def _done(chore: Chore, seconds_left: SecondsLeft) -> bool:
    """Whether a chore of upkeep came to its end, or to that of its time."""
    began = seconds_left()

    def more() -> bool:
        return began - seconds_left() < chore.seconds

    try:
        done = chore.work(more)
        if not more():
            # The template makes a metric of `left`.
            log.warning("Upkeep goes on in a minute", extra={"chore": chore.name, "left": chore.left()})
    except Exception:  # The edge between chores. In a minute it is tried again.
        log.exception("Could not look after %s", chore.name)
        return False
    if done:
        log.info("Looked after %d %s", done, chore.name)
    return True
