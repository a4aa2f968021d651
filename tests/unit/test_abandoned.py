"""An answer that nobody makes any more ends as failed."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from chalicelib.adapters.conversations import DynamoConversations
from chalicelib.adapters.questions import WAITING_SECONDS
from chalicelib.models import ChatEvent, FailedEvent
from chalicelib.rag.abandoned import Abandoned
from tests.stores import conversations_in
from tests.unit.answers import asked


@dataclass
class Heard:
    told: list[tuple[str, ChatEvent]] = field(default_factory=list)

    def send_events(self, connection_id: str, events: Sequence[ChatEvent]) -> int:
        self.told += [(connection_id, event) for event in events]
        return len(events)


@pytest.fixture
def conversations(aws: dict[str, str], dynamo: Any) -> DynamoConversations:
    return conversations_in(dynamo, aws)


def later() -> float:
    return time.time() + WAITING_SECONDS + 1


def test_f7_a_killed_function_leaves_a_failed_answer_with_what_it_had(conversations: DynamoConversations) -> None:
    answer = asked(conversations, "Why?")
    assert conversations.begin("o", answer.id, "worker")
    conversations.flush(replace(answer, text="Because", delta_ends=(7,), stages=("searching", "reading", "writing")))
    heard = Heard()
    assert Abandoned(conversations, heard).sweep() == 0
    assert Abandoned(conversations, heard, later).sweep() == 1
    ended = conversations.message("o", answer.id)
    assert (ended.status, ended.text) == ("failed", "Because")
    assert ended.error
    assert ended.error.retryable
    ((connection_id, event),) = heard.told
    assert connection_id == "connection"
    assert isinstance(event, FailedEvent)
    assert event.seq == 6  # After three stages, the sources and one delta.
    assert Abandoned(conversations, heard, later).sweep() == 0
    assert not conversations.begin("o", answer.id, "another worker")


def test_an_answer_that_has_ended_is_left_alone(conversations: DynamoConversations) -> None:
    answer = asked(conversations, "Why?")
    conversations.finish(replace(answer, status="complete", text="So."))
    assert Abandoned(conversations, Heard(), later).sweep() == 0
    assert conversations.message("o", answer.id).status == "complete"


def test_one_deleted_meanwhile_is_passed_over(conversations: DynamoConversations) -> None:
    gone, kept = asked(conversations, "Why?"), asked(conversations, "Why not?")
    due = list(conversations.due(int(later())))
    conversations.delete("o", gone.conversation_id)
    conversations.due = lambda now: iter(due)  # type: ignore[method-assign]
    assert Abandoned(conversations, Heard(), later).sweep() == 1
    assert conversations.message("o", kept.id).status == "failed"
