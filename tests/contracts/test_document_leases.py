"""What the document registry promises to workers and the sweeper: one holder at a time, attempts, waits."""

from typing import Any

import pytest

from chalicelib.adapters.dynamo.documents import DynamoDocuments
from chalicelib.errors import LeaseLostError
from chalicelib.models import Document
from chalicelib.rag.documents import lease
from chalicelib.rag.documents.lifecycle import (
    ACHIEVE,
    CLAIM,
    GIVE_UP,
    HAND_OVER,
    HEARTBEAT,
    LEASE_SECONDS,
    POSTPONE,
    RELEASE,
    REQUEUE,
    SETTLE,
    TRANSITIONS,
    WAIT,
    WORKERS_ENDED_SECONDS,
)
from tests.contracts.documents import FAILURE, OWNER, applied, claim, claimed, publish, queued
from tests.support.clock import Clock
from tests.support.transitions import request_for

# Leases


def test_one_of_many_claims_wins(registry: DynamoDocuments) -> None:
    document = queued(registry)
    claims = [claim(registry, document, f"worker {number}") for number in range(5)]
    won = [document for document in claims if document is not None]
    assert [(winner.lease_token, winner.generation, winner.attempts) for winner in won] == [("worker 0", 1, 1)]


def test_claim_whose_answer_was_lost_meets_its_own_lease(
    registry: DynamoDocuments, monkeypatch: pytest.MonkeyPatch
) -> None:
    """boto3 sends it once more; here the registry does."""
    document, apply = queued(registry), registry.apply

    def twice(*args: Any, **values: Any) -> Document | None:
        apply(*args, **values)
        return apply(*args, **values)

    monkeypatch.setattr(registry, "apply", twice)
    got = lease.claim(registry, OWNER, document.id)
    assert got is not None
    assert (got.generation, got.attempts) == (1, 1)
    assert lease.claim(registry, OWNER, document.id) is None
    assert lease.claim(registry, OWNER, "none") is None


def test_next_holder_fences_the_first_one_off(registry: DynamoDocuments, clock: Clock) -> None:
    first = claimed(registry)
    clock.seconds += LEASE_SECONDS - 1
    applied(registry, first, HEARTBEAT)
    clock.seconds += LEASE_SECONDS - 1
    assert claim(registry, first, "another") is None
    clock.seconds += 2
    second = claim(registry, first, "another")
    assert second is not None
    assert second.generation == first.generation + 1
    for transition in TRANSITIONS:
        if transition.by == "worker" and transition is not CLAIM:
            values = {name: value for name, value in request_for(transition).values.items() if name in transition.takes}
            with pytest.raises(LeaseLostError):
                lease.as_holder(registry, first, transition, after=10, **values)
    assert registry.get(OWNER, first.id) == second


def test_attempts_count_unless_something_was_achieved(registry: DynamoDocuments) -> None:
    document = claimed(registry)
    assert applied(registry, document, HAND_OVER, after=0).attempts == 1
    again = claim(registry, document, "b")
    assert again is not None
    assert again.attempts == 2
    assert applied(registry, again, ACHIEVE, status="embedding").attempts == 1
    assert applied(registry, again, HAND_OVER, after=0, attempts=0).attempts == 0


def test_wait_is_no_attempt_and_says_why(registry: DynamoDocuments, clock: Clock) -> None:
    document = claimed(registry)
    waiting = applied(registry, document, WAIT, after=60, note="Busy.", waiting_since=int(clock()))
    assert (waiting.attempts, waiting.waits, waiting.note) == (0, 1, "Busy.")
    assert waiting.waiting_since == clock()
    again = claim(registry, document, "b")
    assert again is not None
    assert (again.note, again.waits) == (None, 1)  # Worked on it waits no more, whatever comes of it.
    working = applied(registry, again, ACHIEVE, status="embedding")
    assert (working.note, working.waits, working.waiting_since) == (None, 0, 0)


def test_published_document_is_due_once_more(registry: DynamoDocuments, clock: Clock) -> None:
    document = claimed(registry)
    ready = publish(registry, document, pages=2, language="vi", note="Page 2 is a picture.")
    assert (ready.status, ready.live_generation, ready.live_version) == ("ready", 1, 1)
    assert (ready.pages, ready.passages, ready.tokens, ready.language) == (2, 1, 1, "vi")
    assert (ready.lease_token, ready.note) == (None, "Page 2 is a picture.")
    assert list(registry.due(int(clock()) + WORKERS_ENDED_SECONDS - 1)) == []
    assert list(registry.due(int(clock()) + WORKERS_ENDED_SECONDS + 1)) == [(OWNER, ready.id)]
    registry.apply(ready, SETTLE)
    assert list(registry.due(int(clock()) + 10**6)) == []


# What the sweeper does


def test_sweeper_changes_nothing_that_has_moved(registry: DynamoDocuments, clock: Clock) -> None:
    seen = queued(registry)
    leased = claim(registry, seen, "b")
    assert leased is not None
    for document in (seen, leased):  # Seen before the claim; and a lease that still runs.
        assert registry.apply(document, RELEASE, note="It goes on.") is None
        assert registry.apply(document, REQUEUE, note="It goes on.") is None
        assert registry.apply(document, GIVE_UP, failure=FAILURE) is None
        assert registry.apply(document, POSTPONE, after=10**6, note="Wait.") is None
    assert registry.get(OWNER, seen.id) == leased
    clock.seconds += LEASE_SECONDS + 1
    released = applied(registry, leased, RELEASE, note="It goes on.")
    assert (released.status, released.lease_token, released.note) == ("queued", None, "It goes on.")
    assert released.since == leased.since
    postponed = applied(registry, released, POSTPONE, after=10**6, note="Wait.")
    assert postponed.note == "Wait."
    assert applied(registry, postponed, POSTPONE, after=10**6, note=None).note == "Wait."
