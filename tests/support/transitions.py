"""Cases of every transition: a stored record, a request for a change, and what makes a guard fail."""

from typing import Any, get_args

from chalicelib.models import Document, DocumentStatus, Failure, OutlineEntry, Partial, Profile, Progress
from chalicelib.rag.change import Check
from chalicelib.rag.documents.lifecycle import TRANSITIONS, WORKERS_ENDED_SECONDS
from chalicelib.rag.documents.transition import DELETED, Request, Transition

NOW = 1_800_000_000
STATES = (*get_args(DocumentStatus), "deleted")

STORED: dict[str, Any] = {
    "owner_id": "owner",
    "id": "document",
    "filename": "a.txt",
    "content_type": "text/plain",
    "size": 3,
    "created_at": "2027-01-15T07:00:00.000Z",
    "updated_at": "2027-01-15T07:00:00.000Z",
    "version": 2,
    "generation": 3,
    "revision": 7,
    "sequencer": "5",
    "etag": "old",
    "since": NOW - WORKERS_ENDED_SECONDS,
}
LEASED: dict[str, Any] = {"lease_token": "worker", "lease_until": NOW + 50}
VALUES: dict[str, Any] = {
    "filename": "b.txt",
    "tags": ("b",),
    "size": 9,
    "address": "https://example.org/b",
    "sequencer": "6",
    "etag": "new",
    "failure": Failure("unreadable", "It is damaged.", retryable=False),
    "lease_token": "worker",
    "status": "embedding",
    "progress": Progress(1, 2),
    "pages": 4,
    "attempts": 0,
    "note": "It waits.",
    "waiting_since": NOW - 10,
    "passages": 5,
    "partial": Partial("pages", 4, 9, "page"),
    "tokens": 6,
    "language": "en",
    "profile": Profile("report", "Tides", ("Ines Holt",), outline=(OutlineEntry("One", 1, 0, 1),)),
    "live_generation": 3,
    "live_version": 2,
    "ready_at": "2027-01-15T08:00:00.000Z",
}
# Transition, a stored field, and a value of it with which the transition is refused.
SPOILED: list[tuple[str, str, Any]] = [
    ("replace", "version", 3),
    ("retry", "revision", 8),
    ("restart", "revision", 8),
    ("requeue_dead", "generation", 4),
    ("rebuild", "revision", 8),
    ("remake", "revision", 8),
    ("purge", "since", NOW - WORKERS_ENDED_SECONDS + 1),
    ("settle", "revision", 8),
    ("claim", "lease_until", NOW),
]
SPOILED += [
    (name, field, value)
    for name in ("upload", "upload_again", "lose_file")
    for field, value in (("version", 3), ("sequencer", "6"), ("sequencer", "7"))
]
SPOILED += [("upload", "status", "deleting"), ("upload_again", "etag", "other")]
SPOILED += [
    (name, field, value)
    for name in ("heartbeat", "progress", "achieve", "accept_file", "hand_over", "wait", "publish", "fail")
    for field, value in (("lease_token", "another"), ("generation", 4))
]
SPOILED += [
    (name, field, value)
    for name in ("requeue", "release", "give_up", "postpone", "lose_live_file")
    for field, value in (("revision", 8), ("lease_until", NOW))
]


def record_in(transition: Transition, state: str) -> dict[str, Any]:
    """A stored record in a state, such that the guards of the transition hold."""
    record: dict[str, Any] = {**STORED, "status": "deleting" if state == "deleted" else state}
    if state == "deleted":
        record[DELETED] = True
    if needs_lease(transition):
        record |= LEASED
    if transition.name == "upload_again":
        record["etag"] = VALUES["etag"]
    return record


def needs_lease(transition: Transition) -> bool:
    return transition.by == "worker" and transition.name != "claim"


def request_for(transition: Transition) -> Request:
    """The transition asked for by somebody who has seen the stored record, at NOW."""
    leased = LEASED if needs_lease(transition) else {}
    document = Document(status="queued", **STORED | leased)
    return Request(document, NOW, {name: VALUES[name] for name in transition.takes})


def is_allowed(transition: Transition, record: dict[str, Any]) -> bool:
    """Whether the transition's conditions hold of a record, as DynamoDB reads conditions."""
    conditions = transition.change(request_for(transition)).conditions
    return all(any(_holds(check, record) for check in any_of) for any_of in conditions)


def _holds(check: Check, record: dict[str, Any]) -> bool:
    if check.operator in ("exists", "not_exists"):
        return (check.field in record) == (check.operator == "exists")
    if check.field not in record:
        return check.operator == "ne"
    stored, operand = record[check.field], check.operand
    comparisons = {
        "eq": stored == operand,
        "ne": stored != operand,
        "is_in": check.operator == "is_in" and stored in operand,
    }
    if check.operator in comparisons:
        return bool(comparisons[check.operator])
    return bool(stored < operand if check.operator == "lt" else stored <= operand)


def named(name: str) -> Transition:
    return next(transition for transition in TRANSITIONS if transition.name == name)
