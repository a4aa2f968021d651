"""Making an answer: what is stored, what is sent, and how it ends."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from chalicelib.adapters.conversations import DynamoConversations
from chalicelib.errors import ModelBusyError, ModelInterruptedError
from chalicelib.models import (
    ChatEvent,
    Conversation,
    DeltaEvent,
    DoneEvent,
    FailedEvent,
    Message,
    Passage,
    SourcesEvent,
    StageEvent,
    Usage,
    new_id,
    timestamp,
)
from chalicelib.rag.answering import Answering
from chalicelib.rag.retrieving import Found, Query
from tests.fakes import FakeChat

SOURCE = Passage("p1", "d1", "zoo.txt", 0, None, (), 0, 38, "The zoo of Lund keeps four red pandas.", 1.0)


@dataclass
class OneSource:
    """Finds the same passage for every question."""

    queries: list[Query] = field(default_factory=list)

    def search(self, owner_id: str, query: Query) -> Found:
        self.queries.append(query)
        return Found((SOURCE,), "enough", {"total": 1})


@dataclass
class Heard:
    """A listener that hears everything; `on_delta` is called at the first delta."""

    events: list[ChatEvent] = field(default_factory=list)
    on_delta: Any = None

    def send_event(self, connections: Sequence[str], event: ChatEvent) -> int:
        self.events.append(event)
        if isinstance(event, DeltaEvent) and self.on_delta:
            self.on_delta()
            self.on_delta = None
        return len(connections)


class NoMeter:
    def add_embedded(self, owner_id: str, model: str, tokens: int) -> None: ...
    def add_answer(self, owner_id: str, usage: Usage) -> None: ...


@pytest.fixture
def conversations(aws: dict[str, str], dynamo: Any) -> DynamoConversations:
    return DynamoConversations(dynamo, aws["CONVERSATIONS_TABLE"], aws["MESSAGES_TABLE"])


def asked(conversations: DynamoConversations, text: str, conversation_id: str | None = None) -> Message:
    now = timestamp()
    conversation = Conversation(conversation_id or new_id(), "o", "Zoo", now, now)
    user_id, answer_id = sorted((new_id(), new_id()))
    user = Message(user_id, conversation.id, "o", "user", text, "complete", now)
    answer = Message(
        answer_id,
        conversation.id,
        "o",
        "assistant",
        "",
        "streaming",
        now,
        model="m",
        reply_to=user.id,
        request_id=new_id(),
    )
    conversations.ask(conversation, user, answer, "connection", {"text": text})
    return answer


def run(
    conversations: DynamoConversations, chat: FakeChat, answer: Message, heard: Heard | None = None
) -> tuple[Heard, Message]:
    heard = heard or Heard()
    answering = Answering(conversations, OneSource(), chat, heard, NoMeter())  # type: ignore[arg-type]
    answering.run("o", answer.id, "worker", lambda: 100.0)
    return heard, conversations.message("o", answer.id)


def test_what_is_stored_is_what_was_sent(conversations: DynamoConversations) -> None:
    chat = FakeChat("The zoo of Lund keeps four red pandas. [1] More is not known. [7]")
    heard, stored = run(conversations, chat, asked(conversations, "How many red pandas?"))
    deltas = "".join(event.text for event in heard.events if isinstance(event, DeltaEvent))
    assert stored.text == deltas == "The zoo of Lund keeps four red pandas. [1] More is not known. "
    assert [event.seq for event in heard.events] == list(range(1, len(heard.events) + 1))
    assert [event.stage for event in heard.events if isinstance(event, StageEvent)] == [
        "searching",
        "reading",
        "writing",
    ]
    sources = next(event for event in heard.events if isinstance(event, SourcesEvent))
    assert sources.passages == (SOURCE,)
    assert isinstance(heard.events[-1], DoneEvent)
    assert (stored.status, stored.usage.output_tokens, len(stored.citations)) == ("complete", 14, 1)
    assert stored.citations[0].verified


def test_an_answer_is_made_once(conversations: DynamoConversations) -> None:
    answer = asked(conversations, "How many?")
    chat = FakeChat()
    run(conversations, chat, answer)
    again, _ = run(conversations, chat, answer)
    assert again.events == []
    assert len(chat.calls) == 1


def test_stop_ends_the_answer_and_the_model_call(conversations: DynamoConversations) -> None:
    answer = asked(conversations, "Tell me all.")
    chat = FakeChat("word " * 2000, silent_after=3)
    heard = Heard(on_delta=lambda: conversations.request_stop("o", answer.id))
    heard, stored = run(conversations, chat, answer, heard)
    assert (stored.status, stored.text) == ("stopped", "word word word ")
    assert isinstance(heard.events[-1], DoneEvent)
    chat.go_on.set()
    assert chat.closed.wait(10)


def test_a_silent_model_can_be_stopped(conversations: DynamoConversations) -> None:
    answer = asked(conversations, "Tell me all.")
    chat = FakeChat("word " * 5, silent_after=0)
    stop = threading.Timer(0.3, conversations.request_stop, ("o", answer.id))
    stop.start()
    _, stored = run(conversations, chat, answer)
    chat.go_on.set()
    assert (stored.status, stored.text) == ("stopped", "")


@pytest.mark.parametrize("error", [ModelInterruptedError(), ModelBusyError()])
def test_a_broken_answer_keeps_what_it_had(conversations: DynamoConversations, error: Exception) -> None:
    heard, stored = run(conversations, FakeChat("Half an", error), asked(conversations, "How many?"))
    assert stored.status == "failed"
    assert stored.text == "Half an"
    assert stored.error is not None
    assert stored.error.retryable
    ends = [event for event in heard.events if isinstance(event, DoneEvent | FailedEvent)]
    assert len(ends) == 1


def test_a_fault_of_our_own_is_told_and_raised(conversations: DynamoConversations) -> None:
    class Broken(OneSource):
        def search(self, owner_id: str, query: Query) -> Found:
            raise ZeroDivisionError

    answer = asked(conversations, "How many?")
    heard = Heard()
    answering = Answering(conversations, Broken(), FakeChat(), heard, NoMeter())  # type: ignore[arg-type]
    with pytest.raises(ZeroDivisionError):
        answering.run("o", answer.id, "worker", lambda: 100.0)
    assert conversations.message("o", answer.id).status == "failed"
    assert isinstance(heard.events[-1], FailedEvent)


def test_a_follow_up_is_condensed_with_what_was_said(conversations: DynamoConversations) -> None:
    first = asked(conversations, "How many red pandas are there?")
    run(conversations, FakeChat("Four. [1]"), first)
    chat = FakeChat("What is the oldest red panda called?")
    run(conversations, chat, asked(conversations, "And the oldest?", first.conversation_id))
    (_, system, turns), (_, _, answer_turns) = chat.calls
    assert system.startswith("Task: condense")
    assert [turn.text for turn in turns] == ["How many red pandas are there?", "Four. [1]", "And the oldest?"]
    assert "And the oldest?" in answer_turns[-1].text


def test_with_nobody_listening_the_answer_ends(
    conversations: DynamoConversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.rag.answering.LISTENER_SECONDS", 0.0)

    class Nobody(Heard):
        def send_event(self, connections: Sequence[str], event: ChatEvent) -> int:
            return 0

    chat = FakeChat("word " * 3000, silent_after=5)
    _, stored = run(conversations, chat, asked(conversations, "Tell me all."), Nobody())
    chat.go_on.set()
    assert stored.status == "stopped"


def test_an_answer_cut_by_time_is_not_called_complete(conversations: DynamoConversations) -> None:
    answer = asked(conversations, "Tell me all.")
    chat = FakeChat("word " * 50, silent_after=3)
    answering = Answering(conversations, OneSource(), chat, Heard(), NoMeter())  # type: ignore[arg-type]
    answering.run("o", answer.id, "worker", lambda: 1.0)
    chat.go_on.set()
    stored = conversations.message("o", answer.id)
    assert stored.status == "failed"
    assert stored.error is not None
    assert stored.error.retryable
