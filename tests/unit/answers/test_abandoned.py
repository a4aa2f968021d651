"""An answer that nobody makes any more ends as failed."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from chalicelib.models import ChatEvent, FailedEvent
from chalicelib.rag.answers.abandoned import Abandoned
from chalicelib.rag.answers.events import events_of
from chalicelib.rag.answers.lifecycle import BEGIN, FINISH, FLUSH, START_SECONDS
from tests.support.fakes import FakeChat
from tests.support.stores import Chats, chats_in
from tests.unit.answers import making
from tests.unit.answers.making import asked, run


@dataclass
class Heard:
    told: list[tuple[str, ChatEvent]] = field(default_factory=list)

    def send_events(self, connection_id: str, events: Sequence[ChatEvent]) -> int:
        self.told += [(connection_id, event) for event in events]
        return len(events)


@pytest.fixture
def chats(aws: dict[str, str], dynamo: Any) -> Chats:
    return chats_in(dynamo, aws)


def later() -> float:
    return time.time() + START_SECONDS + 1


def test_killed_function_leaves_a_failed_answer_with_its_text(chats: Chats) -> None:
    answer = asked(chats, "Why?")
    assert chats.answers.apply(answer, BEGIN, worker="worker")
    begun = replace(answer, text="Because", delta_ends=(7,), stages=("searching", "reading", "writing"))
    chats.answers.apply(begun, FLUSH, told=3)
    heard = Heard()
    assert Abandoned(chats.answers, heard).sweep() == 0
    assert Abandoned(chats.answers, heard, later).sweep() == 1
    ended = chats.conversations.message("o", answer.id)
    assert (ended.status, ended.text) == ("failed", "Because")
    assert ended.error
    assert ended.error.retryable
    assert {connection_id for connection_id, _ in heard.told} == {"connection"}
    told = [event for _, event in heard.told]
    assert [event.seq for event in told] == [4, 5, 6]  # After searching, reading and the sources.
    assert isinstance(told[-1], FailedEvent)
    assert Abandoned(chats.answers, heard, later).sweep() == 0
    assert not chats.answers.apply(answer, BEGIN, worker="another worker")


class KilledError(BaseException):
    """The function is no more: nothing it would do at an end is done."""


@dataclass
class KillingListener(making.Heard):
    """Ends the function at the n-th time it tells something, before or after it is told."""

    left: int = 0
    after: bool = False

    def send_events(self, connection_id: str, events: Sequence[ChatEvent]) -> int:
        self.left -= 1
        if self.left or self.after:
            super().send_events(connection_id, events)
        if not self.left:
            raise KilledError
        return len(events)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("times", [1, 2, 3, 4])
def test_listener_misses_no_event_of_a_killed_function(chats: Chats, times: int, after: bool) -> None:
    answer, heard = asked(chats, "Why?"), KillingListener(left=times, after=after)
    with pytest.raises(KilledError):
        run(chats, FakeChat("word " * 50, silent_after=3), answer, heard)
    Abandoned(chats.answers, heard, later).sweep()
    told = heard.events
    stored = list(events_of(chats.conversations.message("o", answer.id)))
    assert [frame for at, frame in enumerate(told) if frame not in told[:at]] == stored
    assert isinstance(stored[-1], FailedEvent)


def test_sweep_leaves_an_ended_answer_alone(chats: Chats) -> None:
    answer = asked(chats, "Why?")
    chats.answers.apply(replace(answer, status="complete", text="So."), FINISH)
    assert Abandoned(chats.answers, Heard(), later).sweep() == 0
    assert chats.conversations.message("o", answer.id).status == "complete"


def test_sweep_passes_over_a_deleted_answer(chats: Chats) -> None:
    gone, kept = asked(chats, "Why?"), asked(chats, "Why not?")
    due = list(chats.answers.due(int(later())))
    chats.conversations.delete("o", gone.conversation_id)
    chats.answers.due = lambda now: iter(due)  # type: ignore[method-assign]
    assert Abandoned(chats.answers, Heard(), later).sweep() == 1
    assert chats.conversations.message("o", kept.id).status == "failed"
