"""How an answer ends: stopped, broken, cut off, counted."""

import threading
from collections.abc import Sequence

import pytest

from chalicelib.adapters.dynamo.conversations import DynamoConversations
from chalicelib.errors import ConnectionGoneError, ModelBusyError, ModelInterruptedError, StoreBusyError
from chalicelib.models import (
    ChatEvent,
    DoneEvent,
    FailedEvent,
    Message,
    Usage,
)
from chalicelib.rag.answers.answer import Answering
from chalicelib.rag.search.ranking import Query
from chalicelib.rag.search.search import SearchResult
from tests.support.fakes import FakeChat
from tests.unit.answers.making import Book, Heard, OneSource, asked, run


def test_stop_ends_the_answer_and_the_model_call(conversations: DynamoConversations) -> None:
    answer = asked(conversations, "Tell me all.")
    chat = FakeChat("word " * 2000, silent_after=1)
    heard = Heard(on_delta=lambda: conversations.request_stop("o", answer.id))
    heard, stored = run(conversations, chat, answer, heard)
    assert (stored.status, stored.text) == ("stopped", "word ")
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
        def search(self, owner_id: str, query: Query) -> SearchResult:
            raise ZeroDivisionError

    answer = asked(conversations, "How many?")
    heard = Heard()
    answering = Answering(conversations, Broken(), FakeChat(), heard, Book())  # type: ignore[arg-type]
    with pytest.raises(ZeroDivisionError):
        answering.run("o", answer.id, "worker", lambda: 100.0)
    assert conversations.message("o", answer.id).status == "failed"
    assert isinstance(heard.events[-1], FailedEvent)


def test_with_nobody_listening_the_answer_ends(
    conversations: DynamoConversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.rag.answers.stream.LISTENER_SECONDS", 0.0)

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
    answering = Answering(conversations, OneSource(), chat, Heard(), Book())  # type: ignore[arg-type]
    answering.run("o", answer.id, "worker", lambda: 1.0)
    chat.go_on.set()
    stored = conversations.message("o", answer.id)
    assert stored.status == "failed"
    assert stored.error is not None
    assert stored.error.retryable


@pytest.mark.parametrize("lines", ["Half an", ""])
def test_a_failed_answer_is_counted_by_estimate(conversations: DynamoConversations, lines: str) -> None:
    book = Book()
    answer = asked(conversations, "How many?")
    chat = FakeChat(lines, ModelInterruptedError())
    Answering(conversations, OneSource(), chat, Heard(), book).run("o", answer.id, "w", lambda: 100.0)  # type: ignore[arg-type]
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
    Answering(conversations, OneSource(), chat, Heard(), book).run("o", answer.id, "w", lambda: 100.0)  # type: ignore[arg-type]
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
    Answering(conversations, OneSource(), chat, heard, book).run("o", answer.id, "w", lambda: 100.0)  # type: ignore[arg-type]
    stored = conversations.message("o", answer.id)
    assert (stored.status, book.answers) == ("stopped", [stored.usage])
    assert stored.usage.input_tokens > 100
    # How many of the three words had come when it was stopped is a matter of time.
    assert stored.text.strip()
    assert stored.usage.output_tokens == 1 + len(stored.text.split())


def test_an_answer_whose_model_is_silent_says_that_it_is_there(
    conversations: DynamoConversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It keeps its lease for as long as it waits, though nothing comes that could be saved."""
    chat, kept, beat = FakeChat(silent_after=0), [], conversations.beat

    def beat_and_look(message: Message) -> None:
        beat(message)
        kept.append(message.id)
        if len(kept) == 3:
            chat.go_on.set()

    monkeypatch.setattr(conversations, "beat", beat_and_look)
    answer = asked(conversations, "How many?")
    answering = Answering(conversations, OneSource(), chat, Heard(), Book(), beat_seconds=0.001)  # type: ignore[arg-type]
    answering.run("o", answer.id, "worker", lambda: 100.0)
    assert kept[:3] == [answer.id] * 3
    assert conversations.message("o", answer.id).status == "complete"
