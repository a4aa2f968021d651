"""F15: workers whose clocks are five minutes apart may both begin, and one of them ends it."""

import time
from typing import Any

import pytest

from chalicelib.adapters.dynamo.documents import DynamoDocuments
from chalicelib.errors import LeaseLostError
from chalicelib.models import Document, new_id, timestamp

APART = 300


@pytest.mark.parametrize("shift", [-APART, APART])
def test_f15_one_generation_of_two_clocks_is_published(aws: dict[str, str], dynamo: Any, shift: int) -> None:
    right = DynamoDocuments(dynamo, aws["DOCUMENTS_TABLE"])
    wrong = DynamoDocuments(dynamo, aws["DOCUMENTS_TABLE"], lambda: time.time() + shift)
    now = timestamp()
    document = Document("o", new_id(), "a.txt", "text/plain", 9, "uploading", now, now)
    right.create(document)
    right.uploaded("o", document.id, 1, sequencer="1", etag="e", size=9)
    claimed = [each for each in (right.claim("o", document.id, "r"), wrong.claim("o", document.id, "w")) if each]
    assert claimed
    *overtaken, last = claimed
    holders = {"r": right, "w": wrong}
    for old in overtaken:  # The clock that runs ahead takes the lease for over. The one it was taken from learns of it.
        with pytest.raises(LeaseLostError):
            holders[str(old.lease_token)].publish(old, pages=None, passages=1, tokens=1, language=None, note=None)
    holders[str(last.lease_token)].publish(last, pages=None, passages=1, tokens=1, language=None, note=None)
    ready = right.get("o", document.id)
    assert (ready.status, ready.live_generation) == ("ready", last.generation)


@pytest.mark.parametrize("shift", [-APART, APART])
def test_f15_a_sweeper_by_another_clock_takes_no_work_away(aws: dict[str, str], dynamo: Any, shift: int) -> None:
    """It may send a message too many or come later; who works on a document is decided by the claim alone."""
    right = DynamoDocuments(dynamo, aws["DOCUMENTS_TABLE"])
    wrong = DynamoDocuments(dynamo, aws["DOCUMENTS_TABLE"], lambda: time.time() + shift)
    now = timestamp()
    document = Document("o", new_id(), "a.txt", "text/plain", 9, "uploading", now, now)
    right.create(document)
    right.uploaded("o", document.id, 1, sequencer="1", etag="e", size=9)
    held = right.claim("o", document.id, "r")
    assert held
    requeued = wrong.requeue(held, "It goes on.")
    if requeued is None:
        right.publish(held, pages=None, passages=1, tokens=1, language=None, note=None)
    else:
        with pytest.raises(LeaseLostError):
            right.publish(held, pages=None, passages=1, tokens=1, language=None, note=None)
        assert right.claim("o", document.id, "next")
    assert right.get("o", document.id).status in ("ready", "queued")
