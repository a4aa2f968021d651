"""What the document registry promises, on moto's DynamoDB: every transition, order, leases, deletion, lists."""

from dataclasses import asdict, is_dataclass, replace
from typing import Any

import pytest

from chalicelib.adapters.dynamo.client import to_item
from chalicelib.adapters.dynamo.documents import DynamoDocuments
from chalicelib.errors import ConflictError, DocumentNotFoundError, LeaseLostError
from chalicelib.models import Document, DocumentRef, Failure, FileKey, StoredFile, new_id, timestamp
from chalicelib.rag.documents import lease
from chalicelib.rag.documents.library import Library, accept
from chalicelib.rag.documents.lifecycle import (
    ACHIEVE,
    CLAIM,
    DELETE,
    DESCRIBE,
    FAIL,
    GIVE_UP,
    HAND_OVER,
    HEARTBEAT,
    LEASE_SECONDS,
    LONGEST_PAUSE,
    POSTPONE,
    POSTPONE_PURGE,
    PROGRESS,
    PUBLISH,
    PURGE,
    PURGE_SECONDS,
    RELEASE,
    REMOVE,
    REPLACE,
    REQUEUE,
    REQUEUE_DEAD,
    SETTLE,
    TRANSITIONS,
    UPLOAD,
    WAIT,
    WORKERS_ENDED_SECONDS,
)
from chalicelib.rag.documents.transition import DELETED, Transition
from tests.support.fakes import Silent
from tests.support.transitions import NOW, STATES, is_allowed, record_in, request_for

OWNER = "owner"
FAILURE = Failure("unreadable", "It is damaged.", retryable=False)
KEY = {"owner_id": OWNER, "id": "document"}


class Clock:
    seconds = float(NOW)

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def registry(dynamo: Any, aws: dict[str, str], clock: Clock) -> DynamoDocuments:
    return DynamoDocuments(dynamo, aws["DOCUMENTS_TABLE"], now=clock)


@pytest.fixture
def library(registry: DynamoDocuments) -> Library:
    silent = Silent()
    return Library(registry, silent, silent, silent, content_types={"txt": "text/plain"}, max_bytes=10)


def new(registry: DynamoDocuments, **more: Any) -> Document:
    now = timestamp()
    document = Document(OWNER, new_id(), "a.txt", "text/plain", 3, "uploading", now, now)
    return registry.create(replace(document, **more))


def upload(registry: DynamoDocuments, document: Document, **more: Any) -> Document | None:
    """What S3 says of the document's file."""
    file = replace(StoredFile(FileKey(OWNER, document.id, document.version), "e", 3, "5"), **more)
    ref = DocumentRef(OWNER, document.id, file.key.version)
    return registry.apply(ref, UPLOAD, sequencer=file.order, etag=file.etag, size=file.size)


def queued(registry: DynamoDocuments) -> Document:
    uploaded = upload(registry, new(registry))
    assert uploaded is not None
    return uploaded


def claim(registry: DynamoDocuments, document: Document, token: str) -> Document | None:
    return registry.apply(document, CLAIM, lease_token=token)


def claimed(registry: DynamoDocuments) -> Document:
    document = claim(registry, queued(registry), new_id())
    assert document is not None
    return document


def applied(
    registry: DynamoDocuments, document: Document | DocumentRef, transition: Transition, **how: Any
) -> Document:
    changed = registry.apply(document, transition, **how)
    assert changed is not None
    return changed


def publish(registry: DynamoDocuments, document: Document, **values: Any) -> Document:
    live = {"live_generation": document.generation, "live_version": document.version}
    return applied(registry, document, PUBLISH, passages=1, tokens=1, ready_at=timestamp(), **live, **values)


# Every transition


@pytest.mark.parametrize("transition", [each for each in TRANSITIONS if each.sources], ids=lambda each: each.name)
def test_registry_applies_a_transition_where_the_table_allows_it(
    registry: DynamoDocuments, dynamo: Any, aws: dict[str, str], transition: Transition
) -> None:
    table, request = dynamo.Table(aws["DOCUMENTS_TABLE"]), request_for(transition)
    for state in STATES:
        before = record_in(transition, state)
        table.put_item(Item=to_item(before | {"open": "0"}))
        registry.apply(request.document, transition, **request.values)
        after = table.get_item(Key=KEY).get("Item")
        if not is_allowed(transition, before):
            assert after is not None, state
            assert after["revision"] == before["revision"], state
        elif transition.purges:
            assert after is None, state
        else:
            assert after is not None, state
            check_change(before, after, transition)


def check_change(before: dict[str, Any], after: dict[str, Any], transition: Transition) -> None:
    """What is stored afterwards is what the table says."""
    change = transition.change(request_for(transition))
    for name, value in change.sets.items():
        assert after[name] == to_item(asdict(value) if is_dataclass(value) else value), name  # type: ignore[arg-type]
    assert not after.keys() & change.clears
    for name, count in {**change.adds, "revision": 1}.items():
        assert after.get(name, 0) == before.get(name, 0) + count, name
    assert after["updated_at"] == "2027-01-15T08:00:00.000Z"
    if change.wake is not None:
        assert after["check_at"] == change.wake
    assert ("open" in after) != ("open" in change.clears)


# Reading


def test_created_document_is_read_by_its_owner_alone(registry: DynamoDocuments) -> None:
    document = new(registry, tags=("a", "b"))
    assert registry.get(OWNER, document.id) == document
    assert registry.get_many(OWNER, [document.id, document.id, "none"]) == {document.id: document}
    with pytest.raises(DocumentNotFoundError):
        registry.get("another", document.id)


def test_list_follows_its_pages(registry: DynamoDocuments) -> None:
    ids = [new(registry).id for _ in range(5)]
    first = registry.list_page(OWNER, 3, None)
    second = registry.list_page(OWNER, 3, first.next_position)
    assert [document.id for document in (*first.items, *second.items)] == ids[::-1]
    assert second.next_position is None
    assert [document.id for document in registry.all(OWNER)] == ids[::-1]
    assert registry.list_page("another", 3, first.next_position).items == ()


@pytest.mark.parametrize(("kept", "deleted"), [(3, 7), (5, 7), (0, 7), (10, 0)])
def test_page_is_full_though_documents_were_deleted(registry: DynamoDocuments, kept: int, deleted: int) -> None:
    """The newest are deleted, and their records are kept a while."""
    ids = [new(registry).id for _ in range(kept)]
    for _ in range(deleted):
        applied(registry, applied(registry, new(registry), DELETE), REMOVE)
    pages, after = [], None
    while True:
        page = registry.list_page(OWNER, 2, after)
        pages.append([document.id for document in page.items])
        after = page.next_position
        if after is None:
            break
    assert [id_ for page in pages for id_ in page] == ids[::-1]
    assert all(len(page) == 2 for page in pages[:-1])
    assert pages[-1] or not kept


def test_more_documents_than_one_request_takes_are_read(registry: DynamoDocuments) -> None:
    ids = [new(registry).id for _ in range(120)]
    assert set(registry.get_many(OWNER, ids)) == set(ids)


# Events of S3


@pytest.mark.parametrize(
    ("sequencer", "etag", "version", "taken"),
    [
        ("5", "other", 1, False),  # The same event again.
        ("4", "other", 1, False),  # Older.
        ("05", "other", 1, False),  # The same number, written longer.
        ("6", "e", 1, False),  # Newer, but the same content.
        ("6", "other", 1, True),
        ("A0", "other", 1, True),  # Longer is larger: compared as numbers.
        ("a0", "other", 1, True),
        ("6", "other", 2, False),  # Of no upload that was asked for.
    ],
)
def test_events_are_taken_in_order(
    registry: DynamoDocuments, sequencer: str, etag: str, version: int, taken: bool
) -> None:
    document = queued(registry)
    key = FileKey(OWNER, document.id, version)
    assert (upload(registry, document, key=key, sequencer=sequencer, etag=etag) is not None) == taken


def test_event_of_the_same_content_counts_in_the_order(registry: DynamoDocuments) -> None:
    document, silent = queued(registry), Silent()
    file = StoredFile(FileKey(OWNER, document.id, 1), "e", 3, "9")
    assert not accept(registry, silent, silent, file)
    assert not accept(registry, silent, silent, replace(file, etag="between", sequencer="7"))
    assert accept(registry, silent, silent, replace(file, etag="later", sequencer="A"))


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


# What a person does


def test_new_version_takes_the_lease_and_keeps_what_is_live(registry: DynamoDocuments) -> None:
    live = publish(registry, claimed(registry))
    replaced = applied(registry, live, REPLACE, size=7)
    assert (replaced.version, replaced.status, replaced.size) == (2, "uploading", 7)
    assert (replaced.live_generation, replaced.live_version) == (1, 1)
    assert upload(registry, live, etag="late", sequencer="FF") is None


def test_deletion_ends_everything_else(registry: DynamoDocuments, library: Library) -> None:
    document = claimed(registry)
    library.delete(OWNER, document.id)
    library.delete(OWNER, document.id)
    assert registry.apply(document, PROGRESS, status="embedding") is None
    with pytest.raises(ConflictError):
        library.replace(OWNER, document.id, 3)
    with pytest.raises(ConflictError):
        library.retry(OWNER, document.id)
    assert upload(registry, document, etag="new", sequencer="F") is None
    assert claim(registry, document, "b") is None
    deleting = registry.get(OWNER, document.id)
    assert registry.apply(deleting, REMOVE) is not None
    assert registry.apply(deleting, REMOVE) is None
    for change in (
        lambda: registry.get(OWNER, document.id),
        lambda: library.delete(OWNER, document.id),
        lambda: library.describe(OWNER, document.id, "b.txt", None),
        lambda: library.replace(OWNER, document.id, 3),
        lambda: library.retry(OWNER, document.id),
    ):
        with pytest.raises(DocumentNotFoundError):
            change()


def test_record_of_a_deleted_document_is_due_and_unseen(registry: DynamoDocuments, clock: Clock) -> None:
    document = applied(registry, queued(registry), DELETE)
    ref = DocumentRef(OWNER, document.id)
    applied(registry, document, REMOVE)
    assert registry.get_many(OWNER, [document.id]) == {}
    assert registry.list_page(OWNER, 10, None).items == ()
    assert list(registry.all(OWNER)) == []
    begun = int(clock())
    assert list(registry.due(begun + PURGE_SECONDS)) == []
    assert list(registry.due(begun + PURGE_SECONDS + 1)) == [(OWNER, document.id)]
    assert registry.apply(ref, POSTPONE_PURGE) is not None
    clock.seconds += WORKERS_ENDED_SECONDS - 1
    registry.apply(ref, PURGE)
    assert list(registry.due(begun + LONGEST_PAUSE + 1)) == [(OWNER, document.id)]
    clock.seconds += 1
    registry.apply(ref, PURGE)
    assert list(registry.due(begun + 10**6)) == []
    assert registry.apply(ref, POSTPONE_PURGE) is None


def test_retry_begins_anew_what_cannot_succeed_as_it_is(registry: DynamoDocuments, library: Library) -> None:
    document = applied(registry, claimed(registry), FAIL, failure=FAILURE)
    again = library.retry(OWNER, document.id)
    assert (again.status, again.failure, again.attempts, again.restarts) == ("queued", None, 0, 1)
    busy = claim(registry, document, "b")
    assert busy is not None
    applied(registry, busy, FAIL, failure=replace(FAILURE, retryable=True))
    assert library.retry(OWNER, document.id).restarts == 1


def test_dead_letter_requeues_what_is_as_it_failed(registry: DynamoDocuments) -> None:
    document = applied(registry, claimed(registry), FAIL, failure=FAILURE)
    for generation, requeued in ((document.generation + 1, False), (document.generation, True)):
        ref = DocumentRef(OWNER, document.id, generation=generation)
        assert (registry.apply(ref, REQUEUE_DEAD) is not None) == requeued
    assert registry.apply(document, REQUEUE_DEAD) is None


def test_description_changes_nothing_else(registry: DynamoDocuments, library: Library) -> None:
    document = claimed(registry)
    described = library.describe(OWNER, document.id, "b.txt", ["x"])
    assert (described.filename, described.tags, described.lease_token) == ("b.txt", ("x",), document.lease_token)
    assert library.describe(OWNER, document.id, None, None).filename == "b.txt"
    assert applied(registry, document, PROGRESS, status="embedding").filename == "b.txt"
    assert registry.apply(DocumentRef(OWNER, "none"), DESCRIBE, filename="c.txt") is None


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


def test_mark_of_a_deleted_document_keeps_its_stored_name() -> None:
    """Tables of earlier versions hold it."""
    assert DELETED == "gone"
