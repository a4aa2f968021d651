"""What the document registry promises to a person and to S3: events in order, versions, deletion, retries."""

from dataclasses import replace

import pytest

from chalicelib.adapters.dynamo.documents import DynamoDocuments
from chalicelib.errors import ConflictError, DocumentNotFoundError
from chalicelib.models import DocumentRef, FileKey, StoredFile
from chalicelib.rag.documents.library import Library, accept
from chalicelib.rag.documents.lifecycle import (
    DELETE,
    DESCRIBE,
    FAIL,
    LONGEST_PAUSE,
    POSTPONE_PURGE,
    PROGRESS,
    PURGE,
    PURGE_SECONDS,
    REMOVE,
    REPLACE,
    REQUEUE_DEAD,
    WORKERS_ENDED_SECONDS,
)
from tests.contracts.documents import FAILURE, OWNER, applied, claim, claimed, publish, queued, upload
from tests.support.clock import Clock
from tests.support.fakes import Silent


@pytest.fixture
def library(registry: DynamoDocuments) -> Library:
    silent = Silent()
    return Library(registry, silent, silent, silent, silent, content_types={"txt": "text/plain"}, max_bytes=10)


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
    assert not accept(registry, silent, silent, document, file)
    assert not accept(registry, silent, silent, document, replace(file, etag="between", sequencer="7"))
    assert accept(registry, silent, silent, document, replace(file, etag="later", sequencer="A"))


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
