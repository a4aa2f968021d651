"""What the document registry promises, on moto's DynamoDB: order, leases, deletion, lists."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.adapters.dynamo.documents import DynamoDocuments
from chalicelib.adapters.dynamo.leases import LEASE_SECONDS
from chalicelib.errors import ConflictError, DocumentNotFoundError, LeaseLostError
from chalicelib.models import Document, Failure, new_id, timestamp

OWNER = "owner"
FAILURE = Failure("unreadable", "It is damaged.", retryable=False)


class Clock:
    seconds = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def registry(dynamo: Any, aws: dict[str, str], clock: Clock) -> DynamoDocuments:
    return DynamoDocuments(dynamo, aws["DOCUMENTS_TABLE"], now=clock)


def new(registry: DynamoDocuments, **more: Any) -> Document:
    now = timestamp()
    document = Document(
        owner_id=OWNER,
        id=new_id(),
        filename="a.txt",
        content_type="text/plain",
        size=3,
        status="uploading",
        created_at=now,
        updated_at=now,
    )
    return registry.create(replace(document, **more))


def queued(registry: DynamoDocuments) -> Document:
    document = new(registry)
    uploaded = registry.uploaded(OWNER, document.id, 1, sequencer="5", etag="e", size=3)
    assert uploaded is not None
    return uploaded


def claimed(registry: DynamoDocuments) -> Document:
    document = registry.claim(OWNER, queued(registry).id, new_id())
    assert document is not None
    return document


def test_what_was_stored_is_read(registry: DynamoDocuments) -> None:
    document = new(registry, tags=("a", "b"))
    assert registry.get(OWNER, document.id) == document
    assert registry.get_many(OWNER, [document.id, document.id, "none"]) == {document.id: document}
    with pytest.raises(DocumentNotFoundError):
        registry.get("another", document.id)


def test_lists_follow_their_pages(registry: DynamoDocuments) -> None:
    ids = [new(registry).id for _ in range(5)]
    first = registry.list_page(OWNER, 3, None)
    second = registry.list_page(OWNER, 3, first.next_place)
    assert [each.id for each in (*first.items, *second.items)] == ids[::-1]
    assert [each.id for each in registry.all(OWNER)] == ids[::-1]
    assert registry.list_page("another", 3, first.next_place).items == ()


def test_more_than_a_hundred_are_read_at_once(registry: DynamoDocuments) -> None:
    ids = [new(registry).id for _ in range(120)]
    assert set(registry.get_many(OWNER, ids)) == set(ids)


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
    changed = registry.uploaded(OWNER, document.id, version, sequencer=sequencer, etag=etag, size=3)
    assert (changed is not None) == taken


def test_one_of_many_claims_wins(registry: DynamoDocuments) -> None:
    document = queued(registry)
    claims = [registry.claim(OWNER, document.id, f"worker {number}") for number in range(5)]
    won = [each for each in claims if each is not None]
    assert [(each.lease_token, each.generation, each.attempts) for each in won] == [("worker 0", 1, 1)]


def test_a_claim_whose_answer_was_lost_is_found_again(registry: DynamoDocuments) -> None:
    document = queued(registry)
    first = registry.claim(OWNER, document.id, "worker")
    again = registry.claim(OWNER, document.id, "worker")
    assert first == again


def test_a_lease_ends_and_the_next_holder_fences_the_first_off(registry: DynamoDocuments, clock: Clock) -> None:
    first = claimed(registry)
    clock.seconds += LEASE_SECONDS - 1
    registry.beat(first)
    clock.seconds += LEASE_SECONDS - 1
    assert registry.claim(OWNER, first.id, "another") is None
    clock.seconds += 2
    second = registry.claim(OWNER, first.id, "another")
    assert second is not None
    assert second.generation == first.generation + 1
    for change in (
        lambda: registry.beat(first),
        lambda: registry.renew(first, "embedding"),
        lambda: registry.hand_on(first, achieved=True, by_message=True),
        lambda: registry.wait(first, 10, "Busy.", by_message=True),
        lambda: registry.publish(first, pages=1, passages=1, tokens=1, language=None, note=None),
        lambda: registry.fail(first, FAILURE),
        lambda: registry.adopt(first, "x", 1),
    ):
        with pytest.raises(LeaseLostError):
            change()
    assert registry.get(OWNER, first.id) == second


def test_tries_count_unless_something_was_achieved(registry: DynamoDocuments) -> None:
    document = claimed(registry)
    assert registry.hand_on(document, achieved=False, by_message=True).attempts == 1
    again = registry.claim(OWNER, document.id, "b")
    assert again is not None
    assert again.attempts == 2
    assert registry.renew(again, "embedding", achieved=True).attempts == 1
    assert registry.hand_on(again, achieved=True, by_message=True).attempts == 0


def test_waiting_is_no_try_and_is_told(registry: DynamoDocuments, clock: Clock) -> None:
    document = claimed(registry)
    waiting = registry.wait(document, 60, "Busy.", by_message=False)
    assert (waiting.attempts, waiting.waits, waiting.note) == (0, 1, "Busy.")
    assert waiting.waiting_since == clock()
    again = registry.claim(OWNER, document.id, "b")
    assert again is not None
    assert (again.note, again.waits) == (None, 1)  # Worked on it waits no more, whatever comes of it.
    working = registry.renew(again, "embedding", achieved=True)
    assert (working.note, working.waits, working.waiting_since) == (None, 0, 0)


def test_published_is_live_and_looked_at_once_more(registry: DynamoDocuments, clock: Clock) -> None:
    document = claimed(registry)
    ready = registry.publish(document, pages=2, passages=3, tokens=4, language="vi", note="Page 2 is a picture.")
    assert (ready.status, ready.live_generation, ready.live_version) == ("ready", 1, 1)
    assert (ready.pages, ready.passages, ready.tokens, ready.language) == (2, 3, 4, "vi")
    assert (ready.lease_token, ready.note) == (None, "Page 2 is a picture.")
    assert list(registry.due(int(clock()) + 599)) == []
    assert list(registry.due(int(clock()) + 601)) == [(OWNER, ready.id)]
    registry.rest(ready)
    assert list(registry.due(int(clock()) + 10**6)) == []


def test_a_new_version_takes_the_lease_and_leaves_what_is_live(registry: DynamoDocuments) -> None:
    document = claimed(registry)
    registry.publish(document, pages=None, passages=1, tokens=1, language=None, note=None)
    replaced = registry.new_version(OWNER, document.id, 7)
    assert (replaced.version, replaced.status, replaced.size) == (2, "uploading", 7)
    assert (replaced.live_generation, replaced.live_version) == (1, 1)
    assert registry.uploaded(OWNER, document.id, 1, sequencer="FF", etag="late", size=3) is None


def test_deleting_ends_everything_else(registry: DynamoDocuments) -> None:
    document = claimed(registry)
    registry.mark_deleting(OWNER, document.id)
    registry.mark_deleting(OWNER, document.id)
    with pytest.raises(LeaseLostError):
        registry.renew(document, "embedding")
    with pytest.raises(ConflictError):
        registry.new_version(OWNER, document.id, 3)
    with pytest.raises(ConflictError):
        registry.retry(OWNER, document.id)
    assert registry.uploaded(OWNER, document.id, 1, sequencer="F", etag="new", size=3) is None
    assert registry.claim(OWNER, document.id, "b") is None
    registry.remove(OWNER, document.id, 10)
    registry.remove(OWNER, document.id, 10)
    changes: list[Callable[[], object]] = [
        lambda: registry.get(OWNER, document.id),
        lambda: registry.mark_deleting(OWNER, document.id),
        lambda: registry.describe(OWNER, document.id, "b.txt", None),
        lambda: registry.new_version(OWNER, document.id, 3),
        lambda: registry.retry(OWNER, document.id),
    ]
    for change in changes:
        with pytest.raises(DocumentNotFoundError):
            change()


def test_what_is_gone_is_seen_by_the_sweeper_alone(registry: DynamoDocuments, clock: Clock) -> None:
    document = queued(registry)
    registry.mark_deleting(OWNER, document.id)
    registry.remove(OWNER, document.id, 700)
    assert registry.get_many(OWNER, [document.id]) == {}
    assert registry.list_page(OWNER, 10, None).items == ()
    assert list(registry.all(OWNER)) == []
    assert registry.uploaded(OWNER, document.id, 1, sequencer="FF", etag="late", size=3) is None
    assert registry.claim(OWNER, document.id, "b") is None
    begun = int(clock())
    assert list(registry.due(begun + 700)) == []
    assert list(registry.due(begun + 701)) == [(OWNER, document.id)]
    assert registry.look_again_at_gone(OWNER, document.id, 3600)
    registry.forget(OWNER, document.id, begun - 1)
    assert list(registry.due(begun + 3601)) == [(OWNER, document.id)]
    registry.forget(OWNER, document.id, begun)
    assert list(registry.due(begun + 10**6)) == []
    assert not registry.look_again_at_gone(OWNER, document.id, 3600)


def test_only_what_is_being_deleted_is_removed(registry: DynamoDocuments) -> None:
    document = queued(registry)
    registry.remove(OWNER, document.id, 10)
    registry.forget(OWNER, document.id, 2**31)
    assert registry.get(OWNER, document.id) == document


def test_retry_begins_anew_what_cannot_succeed_as_it_is(registry: DynamoDocuments) -> None:
    document = registry.fail(claimed(registry), FAILURE)
    again = registry.retry(OWNER, document.id)
    assert (again.status, again.failure, again.attempts, again.restarts) == ("queued", None, 0, 1)
    busy = registry.claim(OWNER, document.id, "b")
    assert busy is not None
    registry.fail(busy, replace(FAILURE, retryable=True))
    assert registry.retry(OWNER, document.id).restarts == 1


def test_revived_is_only_what_still_is_as_it_failed(registry: DynamoDocuments) -> None:
    document = registry.fail(claimed(registry), FAILURE)
    assert registry.revive(OWNER, document.id, document.generation + 1) is None
    assert registry.revive(OWNER, document.id, document.generation) is not None
    assert registry.revive(OWNER, document.id, document.generation) is None


def test_the_sweeper_touches_nothing_that_has_moved(registry: DynamoDocuments, clock: Clock) -> None:
    seen = queued(registry)
    held = registry.claim(OWNER, seen.id, "b")
    assert held is not None
    for document in (seen, held):  # Seen before the claim; and a lease that still runs.
        assert registry.requeue(document, "It goes on.") is None
        assert registry.give_up(document, FAILURE) is None
        assert registry.look_again(document, 10**6, "Wait.") is None
    assert registry.get(OWNER, seen.id) == held
    clock.seconds += LEASE_SECONDS + 1
    moved = registry.requeue(held, "It goes on.")
    assert moved is not None
    assert (moved.status, moved.lease_token, moved.note) == ("queued", None, "It goes on.")
    seen_again = registry.look_again(moved, 10**6, "Wait.")
    assert seen_again is not None
    assert seen_again.note == "Wait."
    assert registry.look_again(seen_again, 10**6, None).note == "Wait."  # type: ignore[union-attr]


def test_describing_changes_nothing_else(registry: DynamoDocuments) -> None:
    document = claimed(registry)
    described = registry.describe(OWNER, document.id, "b.txt", ["x"])
    assert (described.filename, described.tags, described.lease_token) == ("b.txt", ("x",), document.lease_token)
    assert registry.describe(OWNER, document.id, None, None).filename == "b.txt"
    assert registry.renew(document, "embedding").filename == "b.txt"
    with pytest.raises(DocumentNotFoundError):
        registry.describe(OWNER, "none", "c.txt", None)
