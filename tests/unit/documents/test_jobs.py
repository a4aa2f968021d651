"""Jobs on their way: a deploy meets messages that functions of the version before have sent."""

import json
from typing import Any

import msgspec
import pytest

from chalicelib.models import AnswerJob, IngestJob, Job, TidyJob, WarmJob

# As the version before wrote them, and as they are read.
QUEUED: list[tuple[dict[str, Any], Job]] = [
    ({"kind": "ingest", "owner_id": "o", "document_id": "d", "hops": 2, "revive": None}, IngestJob("o", "d", 2)),
    ({"kind": "ingest", "owner_id": "o", "document_id": "d", "hops": 0, "revive": 3}, IngestJob("o", "d", 0, 3)),
    ({"kind": "tidy", "owner_id": "o"}, TidyJob("o")),
]


@pytest.mark.parametrize(("message", "job"), QUEUED)
def test_job_keeps_its_form_on_the_queue(message: dict[str, Any], job: Job) -> None:
    assert msgspec.json.decode(json.dumps(message), type=Job) == job
    assert json.loads(msgspec.json.encode(job)) == message


@pytest.mark.parametrize(
    ("event", "job"),
    [({"owner_id": "o", "message_id": "m"}, AnswerJob("o", "m")), ({"warm": "o"}, WarmJob("o"))],
)
def test_job_keeps_its_form_in_a_call_of_the_function(event: dict[str, str], job: AnswerJob | WarmJob) -> None:
    assert msgspec.convert(event, type(job)) == job
    assert json.loads(msgspec.json.encode(job)) == event


def test_field_that_is_not_known_is_passed_over() -> None:
    message = '{"kind": "ingest", "owner_id": "o", "document_id": "d", "later": 1}'
    assert msgspec.json.decode(message, type=Job) == IngestJob("o", "d")
