"""Making an answer: what is stored, what is sent, and how it ends."""

import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from chalicelib import wire
from chalicelib.adapters.conversations import DynamoConversations
from chalicelib.errors import ConnectionGoneError, ModelBusyError, ModelError, ModelInterruptedError, StoreBusyError
from chalicelib.models import (
    ChatEvent,
    Conversation,
    DayUsage,
    DeltaEvent,
    DoneEvent,
    Evidence,
    FailedEvent,
    Message,
    Passage,
    QuotePart,
    SourcesEvent,
    StageEvent,
    Turn,
    Usage,
    new_id,
    timestamp,
)
from chalicelib.rag.answering import Answering
from chalicelib.rag.budget import Caps
from chalicelib.rag.events import events_of
from chalicelib.rag.prompting import SYSTEM, WEAK
from chalicelib.rag.refusing import SENTENCES
from chalicelib.rag.retrieving import Found, Query
from tests.fakes import FakeCall, FakeChat

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

    def send_events(self, connection_id: str, events: Sequence[ChatEvent]) -> int:
        self.events += events
        if self.on_delta and any(isinstance(event, DeltaEvent) for event in events):
            self.on_delta()
            self.on_delta = None
        return len(events)


@dataclass
class Book:
    """What is counted, and what was used before."""

    before: DayUsage = field(default_factory=lambda: DayUsage("2026-01-01"))
    answers: list[Usage] = field(default_factory=list)

    def add_embedded(self, owner_id: str, model: str, tokens: int) -> None: ...

    def add_search(self, owner_id: str, embedded_tokens: int, reranked: int) -> None: ...

    def add_answer(self, owner_id: str, usage: Usage) -> None:
        self.answers.append(usage)

    def today(self, owner_id: str) -> DayUsage:
        return self.before


CAPS = Caps(daily_questions=100, daily_price_usd=1.0)


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
    answering = Answering(conversations, OneSource(), chat, heard, Book(), CAPS)  # type: ignore[arg-type]
    answering.run("o", answer.id, "worker", lambda: 100.0)
    return heard, conversations.message("o", answer.id)


def test_who_comes_in_the_middle_is_told_what_the_others_were(conversations: DynamoConversations) -> None:
    """What is stored while an answer streams tells its events, evidence included."""
    answer = asked(conversations, "How many red pandas?")
    told: list[ChatEvent] = []
    heard = Heard(on_delta=lambda: told.extend(events_of(conversations.message("o", answer.id))))
    run(conversations, FakeChat(), answer, heard)
    assert any(isinstance(event, DeltaEvent) for event in told)
    assert told == heard.events[: len(told)]


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
    answering = Answering(conversations, Broken(), FakeChat(), heard, Book(), CAPS)  # type: ignore[arg-type]
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
    assert [turn.text for turn in turns] == ["How many red pandas are there?", "Four.", "And the oldest?"]
    assert "And the oldest?" in answer_turns[-1].text


def test_with_nobody_listening_the_answer_ends(
    conversations: DynamoConversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.rag.streaming.LISTENER_SECONDS", 0.0)

    class Nobody(Heard):
        def send_events(self, connection_id: str, events: Sequence[ChatEvent]) -> int:
            raise ConnectionGoneError("Gone.")

    chat = FakeChat("word " * 3000, silent_after=5)
    _, stored = run(conversations, chat, asked(conversations, "Tell me all."), Nobody())
    chat.go_on.set()
    assert stored.status == "stopped"


def test_an_answer_cut_by_time_is_not_called_complete(conversations: DynamoConversations) -> None:
    answer = asked(conversations, "Tell me all.")
    chat = FakeChat("word " * 50, silent_after=3)
    answering = Answering(conversations, OneSource(), chat, Heard(), Book(), CAPS)  # type: ignore[arg-type]
    answering.run("o", answer.id, "worker", lambda: 1.0)
    chat.go_on.set()
    stored = conversations.message("o", answer.id)
    assert stored.status == "failed"
    assert stored.error is not None
    assert stored.error.retryable


def test_a_question_that_stands_alone_is_searched_for_as_it_is(conversations: DynamoConversations) -> None:
    first = asked(conversations, "How many red pandas are there?")
    run(conversations, FakeChat("Four. [1]"), first)
    chat = FakeChat("Mei is the oldest. [1]")
    question = "Which red panda of the zoo in Lund is the oldest?"
    run(conversations, chat, asked(conversations, question, first.conversation_id))
    assert len(chat.calls) == 1


def test_where_nothing_is_found_no_model_is_asked(conversations: DynamoConversations) -> None:
    class Nothing(OneSource):
        def search(self, owner_id: str, query: Query) -> Found:
            return Found((), "none", {"total": 1})

    chat, heard = FakeChat(), Heard()
    answer = asked(conversations, "Ai thắng cúp ở Bồ Đào Nha?")
    Answering(conversations, Nothing(), chat, heard, Book(), CAPS).run("o", answer.id, "w", lambda: 100.0)  # type: ignore[arg-type]
    stored = conversations.message("o", answer.id)
    assert chat.calls == []
    assert (stored.text, stored.status, stored.evidence) == (SENTENCES["vi"], "complete", "none")
    assert stored.citations == ()
    sources = next(event for event in heard.events if isinstance(event, SourcesEvent))
    assert sources.evidence == "none"


@pytest.mark.parametrize(("evidence", "told"), [("enough", False), ("weak", True), ("none", True)])
def test_the_model_is_told_of_weak_evidence(conversations: DynamoConversations, evidence: Evidence, told: bool) -> None:
    class Weighed(OneSource):
        def search(self, owner_id: str, query: Query) -> Found:
            return Found((SOURCE,), evidence, {"total": 1})

    chat, answer = FakeChat(), asked(conversations, "How many?")
    Answering(conversations, Weighed(), chat, Heard(), Book(), CAPS).run("o", answer.id, "w", lambda: 100.0)  # type: ignore[arg-type]
    ((_, system, turns),) = chat.calls
    assert (WEAK in turns[-1].text) == told
    assert system == SYSTEM
    assert conversations.message("o", answer.id).evidence == evidence


@pytest.mark.parametrize(
    "before", [DayUsage("2026-01-01", questions=101), DayUsage("2026-01-01", questions=1, price_usd=1.0)]
)
def test_a_used_up_budget_is_told_before_any_model_call(conversations: DynamoConversations, before: DayUsage) -> None:
    chat, heard = FakeChat(), Heard()
    answer = asked(conversations, "How many?")
    Answering(conversations, OneSource(), chat, heard, Book(before), CAPS).run("o", answer.id, "w", lambda: 100.0)  # type: ignore[arg-type]
    end = heard.events[-1]
    assert isinstance(end, FailedEvent)
    assert end.error.code == "budget_exceeded"
    assert chat.calls == []


@pytest.mark.parametrize("lines", ["Half an", ""])
def test_a_failed_answer_is_counted_by_estimate(conversations: DynamoConversations, lines: str) -> None:
    book = Book()
    answer = asked(conversations, "How many?")
    chat = FakeChat(lines, ModelInterruptedError())
    Answering(conversations, OneSource(), chat, Heard(), book, CAPS).run("o", answer.id, "w", lambda: 100.0)  # type: ignore[arg-type]
    (counted,) = book.answers
    assert counted.input_tokens > 0
    assert counted.output_tokens == len(lines.split())
    assert conversations.message("o", answer.id).usage == counted


@pytest.mark.parametrize("error", [None, ModelInterruptedError()])
def test_an_answer_is_counted_before_it_is_stored_as_ended(
    conversations: DynamoConversations, error: Exception | None
) -> None:
    """Killed between the two, the day's usage is never less than what is stored of answers. And it is counted once."""
    statuses: list[str] = []

    class Looking(Book):
        def add_answer(self, owner_id: str, usage: Usage) -> None:
            super().add_answer(owner_id, usage)
            statuses.append(conversations.message("o", answer.id).status)
            raise StoreBusyError("The store did not answer.")

    answer, book = asked(conversations, "How many?"), Looking()
    chat = FakeChat("Four. [1]", error) if error else FakeChat("Four. [1]")
    Answering(conversations, OneSource(), chat, Heard(), book, CAPS).run("o", answer.id, "w", lambda: 100.0)  # type: ignore[arg-type]
    assert (statuses, len(book.answers)) == (["streaming"], 1)
    assert conversations.message("o", answer.id).status == ("failed" if error else "complete")


def test_a_stopped_answer_is_counted_with_what_condensing_took(conversations: DynamoConversations) -> None:
    first = asked(conversations, "How many red pandas are there?")
    run(conversations, FakeChat("Four. [1]"), first)
    answer = asked(conversations, "And the oldest?", first.conversation_id)
    book, chat = Book(), FakeChat("word " * 50, silent_after=3)
    heard = Heard(on_delta=lambda: conversations.request_stop("o", answer.id))
    # The first call, which condenses, is not silent: it has its words at once.
    chat.answer = lambda system, turns: "What?" if system.startswith("Task") else "word " * 50  # type: ignore[method-assign]
    Answering(conversations, OneSource(), chat, heard, book, CAPS).run("o", answer.id, "w", lambda: 100.0)  # type: ignore[arg-type]
    stored = conversations.message("o", answer.id)
    assert (stored.status, book.answers) == ("stopped", [stored.usage])
    assert stored.usage.input_tokens > 100
    # How many of the three words had come when it was stopped is a matter of time.
    assert stored.text.strip()
    assert stored.usage.output_tokens == 1 + len(stored.text.split())


def test_a_socket_that_is_too_busy_gets_all_of_it_later_and_in_order(conversations: DynamoConversations) -> None:
    class Busy(Heard):
        calls = 0

        def send_events(self, connection_id: str, events: Sequence[ChatEvent]) -> int:
            """Every second call delivers nothing, and the others one event less than all."""
            self.calls += 1
            taken = list(events)[: 0 if self.calls % 2 else max(1, len(events) - 1)]
            self.events += taken
            return len(taken)

    heard, stored = run(conversations, FakeChat("The zoo keeps four. [1]"), asked(conversations, "How many?"), Busy())
    assert [event.seq for event in heard.events] == list(range(1, len(heard.events) + 1))
    assert isinstance(heard.events[-1], DoneEvent)
    assert "".join(event.text for event in heard.events if isinstance(event, DeltaEvent)) == stored.text


def test_who_begins_to_listen_is_told_on_from_there(conversations: DynamoConversations) -> None:
    """What came before is told by `resume`; the worker goes on with what comes after."""
    told: dict[str, list[ChatEvent]] = defaultdict(list)
    answer = asked(conversations, "How many?")
    replayed: list[ChatEvent] = []

    class Two(Heard):
        def send_events(self, connection_id: str, events: Sequence[ChatEvent]) -> int:
            told[connection_id] += events
            if not replayed and any(isinstance(event, DeltaEvent) for event in events):
                replayed.extend(events_of(conversations.listen("o", answer.id, "second")))
                chat.go_on.set()
            return len(events)

    chat = FakeChat("word " * 400, silent_after=200)
    run(conversations, chat, answer, Two())
    assert [event.seq for event in (*replayed, *told["second"])] == [event.seq for event in told["connection"]]
    assert replayed
    assert told["second"]


def test_a_burst_of_text_is_told_in_frames_that_fit(conversations: DynamoConversations) -> None:
    chat = FakeChat("\x00" * 30_000)
    heard, stored = run(conversations, chat, asked(conversations, "How many?"))
    assert len(stored.text) == 30_000
    assert all(len(wire.encode(wire.event(event))) < wire.FRAME_BYTES for event in heard.events)


def test_the_largest_answer_can_be_stored(conversations: DynamoConversations) -> None:
    """DynamoDB takes rows of 400 KB."""
    chat = FakeChat("Voi oị hunts mice at night \u00ea\u1ec7 [1]. " * 680)
    _, stored = run(conversations, chat, asked(conversations, "How many?"))
    assert stored.status == "complete"
    assert len(stored.citations) == 300
    assert stored.citations[7].quote == SOURCE.text


def test_the_models_own_quotes_are_used(conversations: DynamoConversations) -> None:
    quote = "The zoo of Lund keeps four red pandas."
    chat = FakeChat("Lund keeps four red pandas. [1]", quotes=[QuotePart(1, quote)])
    _, stored = run(conversations, chat, asked(conversations, "How many?"))
    ((_, system, turns),) = chat.calls
    assert "search results" in system
    assert turns[-1].search_results[0].texts == (quote,)
    assert "<source" not in turns[-1].text
    assert stored.citations[0].quote == quote


def test_a_model_that_takes_no_search_results_is_asked_without(conversations: DynamoConversations) -> None:
    class Refusing(FakeChat):
        def stream(self, model: str, system: str, turns: Sequence[Turn], max_tokens: int) -> FakeCall:
            made = super().stream(model, system, turns, max_tokens)
            if turns[-1].search_results:
                raise ModelError("The model did not accept the request.")
            return made

    chat = Refusing("Lund keeps four red pandas. [1]", quotes=[QuotePart(1, "x")])
    _, stored = run(conversations, chat, asked(conversations, "How many?"))
    assert stored.status == "complete"
    assert "<source" in chat.calls[1][2][-1].text
