"""The event edge: records of S3 and SQS, the schedule, and the call that starts an answer."""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import unquote_plus

import msgspec

from chalicelib.api.http import decode
from chalicelib.errors import InvalidRequestError
from chalicelib.models import IngestJob
from chalicelib.wiring import services

log = logging.getLogger(__name__)

KEEP_VERSIONS = timedelta(minutes=10)  # A query that reads an older version is long over by then.

SecondsLeft = Callable[[], float]


class Ingest(msgspec.Struct, tag_field="kind", tag="ingest"):
    owner_id: str
    document_id: str


class Tidy(msgspec.Struct, tag_field="kind", tag="tidy"):
    owner_id: str


Job = Ingest | Tidy


class Answer(msgspec.Struct):
    owner_id: str
    message_id: str


def files_changed(event: Mapping[str, Any]) -> None:
    """S3 tells of objects: at least once, in any order, several at a time, and once with a test and no records."""
    for record in event.get("Records", []):
        key = unquote_plus(record["s3"]["object"]["key"])
        place = services().files.place_of_key(key)
        if place is None:
            log.warning("An object that is no upload was ignored")
            continue
        owner_id, document_id, version = place
        thing = record["s3"]["object"]
        if record["eventName"].startswith("ObjectCreated"):
            services().library.uploaded(
                owner_id,
                document_id,
                version,
                sequencer=thing.get("sequencer", "0"),
                etag=thing.get("eTag", "").strip('"'),
                size=int(thing.get("size", 0)),
            )


def ingest(body: str, seconds_left: SecondsLeft) -> None:
    """Do what a queue message asks: work on a document, finish its deletion, or tidy an owner's passages."""
    try:
        job: Job = decode(body, Job)  # type: ignore[arg-type]
    except InvalidRequestError:
        log.error("A queue message that is no job was dropped")  # Tried again it would fail the same way.
        return
    if isinstance(job, Tidy):
        services().passages.optimize(job.owner_id, KEEP_VERSIONS)
    else:
        _work_on(job, seconds_left)


def _work_on(job: Ingest, seconds_left: SecondsLeft) -> None:
    documents = services().documents.get_many(job.owner_id, [job.document_id])
    document = documents.get(job.document_id)
    if document is None:
        log.info("The document is gone", extra={"document": job.document_id})
    elif document.status == "deleting":
        services().library.finish_deletion(job.owner_id, job.document_id)
    else:
        services().ingesting.run(IngestJob(job.owner_id, job.document_id), seconds_left)


def answer(event: Mapping[str, Any], request_id: str, seconds_left: SecondsLeft) -> None:
    wanted = msgspec.convert(event, Answer)
    services().answering.run(wanted.owner_id, wanted.message_id, request_id, seconds_left)


def upkeep() -> None:
    """Every minute: move on documents that stand still."""
    looked_at = services().library.sweep(int(time.time()))
    if looked_at:
        log.info("Looked at %d documents that stood still", looked_at)
