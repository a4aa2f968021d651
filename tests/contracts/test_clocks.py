"""Workers whose clocks are five minutes apart may both begin, and one of them ends it."""

import time
from typing import Any

import pytest

from chalicelib.adapters.dynamo.documents import DynamoDocuments
from chalicelib.models import Document, new_id, timestamp
from chalicelib.rag.documents.lifecycle import CLAIM, PUBLISH, RELEASE, UPLOAD

APART = 300  # Seconds.


def registries(dynamo: Any, table: str, shift: int) -> tuple[DynamoDocuments, DynamoDocuments]:
    """One with the right clock and one whose clock is off by `shift` seconds."""
    return DynamoDocuments(dynamo, table), DynamoDocuments(dynamo, table, lambda: time.time() + shift)


def queued(registry: DynamoDocuments) -> Document:
    now = timestamp()
    document = registry.create(Document("o", new_id(), "a.txt", "text/plain", 9, "uploading", now, now))
    uploaded = registry.apply(document, UPLOAD, sequencer="1", etag="e", size=9)
    assert uploaded is not None
    return uploaded


def publish(registry: DynamoDocuments, document: Document) -> Document | None:
    return registry.apply(document, PUBLISH, passages=1, tokens=1, live_generation=document.generation)


@pytest.mark.parametrize("shift", [-APART, APART])
def test_one_generation_of_two_clocks_is_published(aws: dict[str, str], dynamo: Any, shift: int) -> None:
    right, wrong = registries(dynamo, aws["DOCUMENTS_TABLE"], shift)
    document = queued(right)
    claims = [
        (registry, registry.apply(document, CLAIM, lease_token=token))
        for registry, token in ((right, "r"), (wrong, "w"))
    ]
    holders = [(registry, claimed) for registry, claimed in claims if claimed is not None]
    *overtaken, (last, current) = holders
    for registry, old in overtaken:  # The clock that runs ahead takes over the lease; the first holder learns of it.
        assert publish(registry, old) is None
    assert publish(last, current) is not None
    ready = right.get("o", document.id)
    assert (ready.status, ready.live_generation) == ("ready", current.generation)


@pytest.mark.parametrize("shift", [-APART, APART])
def test_sweeper_with_another_clock_takes_no_work_away(aws: dict[str, str], dynamo: Any, shift: int) -> None:
    """It may send a message too many or come later; who works on a document is decided by the claim alone."""
    right, wrong = registries(dynamo, aws["DOCUMENTS_TABLE"], shift)
    document = queued(right)
    claimed = right.apply(document, CLAIM, lease_token="r")
    assert claimed is not None
    if wrong.apply(claimed, RELEASE, note="It goes on.") is None:
        assert publish(right, claimed) is not None
    else:
        assert publish(right, claimed) is None
        assert right.apply(document, CLAIM, lease_token="next")
    assert right.get("o", document.id).status in ("ready", "queued")
