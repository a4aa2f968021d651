"""REST for admins: documents in trouble by reason, counts of weeks, how the stage stands. No name, no word."""

import time
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec

from chalicelib.api.admin import listing
from chalicelib.api.http import Call
from chalicelib.api.schema import PAGING, Json, route, shape, whole
from chalicelib.errors import InvalidRequestError
from chalicelib.models import timestamp
from chalicelib.models.administration import DocumentInTrouble
from chalicelib.rag.documents.failures import REASONS, UNFORESEEN, reason_of

TEXT: Json = {"type": "string"}
NUMBER: Json = {"type": "integer"}
MOST_BACKLOG = 1_000  # What waits is counted so far.
UNFORESEEN_CODE = "internal"


class Reason(msgspec.Struct):
    reason: Annotated[str, msgspec.Meta(max_length=50)]


@route("GET", "/admin/troubles", gives=shape(items={"type": "array", "items": {"type": "object"}}))
def troubles(call: Call) -> Any:
    """Reasons for which documents have failed, with how many up to 1,000 each."""
    counts = {code: call.adapters.troubles.count(code) for code in (*REASONS, UNFORESEEN_CODE)}
    return {
        "items": [
            {"reason": code, "documents": count, "retryable": reason_of(code).retryable}
            for code, count in counts.items()
            if count
        ]
    }


@route("GET", "/admin/troubles/{reason}", gives=listing({"type": "object"}), query=PAGING)
def in_trouble(call: Call, reason: str) -> Any:
    code = _known(reason)
    page = call.adapters.troubles.page(code, call.number("limit", 50), call.position(f"trouble {code}"))
    return call.listed(f"trouble {code}", [_document(document) for document in page.items], page.next_position)


@route("POST", "/admin/troubles/retry", takes=Reason, gives=shape(retried=NUMBER, skipped=NUMBER, more={}))
def retry(call: Call) -> Any:
    code = _known(call.body(Reason).reason)
    call.adapters.rate_limits.count(call.owner_id, "admin_acts")
    return asdict(call.services.administration.bulk_retry.retry(call.identity, code))


@route(
    "GET",
    "/admin/weeks",
    gives=shape(items={"type": "array", "items": {"type": "object"}}),
    query={"limit": whole(1, 53)},
)
def weeks(call: Call) -> Any:
    return {"items": [asdict(week) for week in call.adapters.stage_records.weeks(call.number("limit", 12))]}


@route("GET", "/admin/health", gives=shape(upkeep={"type": "object"}, backlogs={"type": "object"}, queue={}))
def health(call: Call) -> Any:
    adapters, now = call.adapters, int(time.time())
    upkeep = adapters.stage_records.upkeep()
    return {
        "upkeep": {"at": _time(upkeep.at), "failed": list(upkeep.failed)},
        "backlogs": {
            "documents": adapters.documents.count_due(now, MOST_BACKLOG),
            "answers": adapters.answers.count_due(now, MOST_BACKLOG),
            "tables": adapters.maintenance.count_due(now, MOST_BACKLOG),
        },
        "queue": adapters.ingest_queue.lengths(),
    }


def _known(reason: str) -> str:
    if reason_of(reason) is UNFORESEEN and reason != UNFORESEEN_CODE:
        raise InvalidRequestError("This is no reason for which documents fail.")
    return reason


def _document(document: DocumentInTrouble) -> Json:
    return {**asdict(document), "since": _time(document.since)}


def _time(seconds: int) -> str | None:
    return timestamp(datetime.fromtimestamp(seconds, UTC)) if seconds else None
