"""How an answer ends: stopped, broken, cut off, counted."""

import threading
from collections.abc import Sequence
from typing import Any

import pytest

from chalicelib.errors import ConnectionGoneError, ModelBusyError, ModelInterruptedError, StoreBusyError
from chalicelib.models import (
    ChatEvent,
    DoneEvent,
    FailedEvent,
    Message,
    MessageRef,
    StreamState,
    Usage,
)
from chalicelib.rag.answers.lifecycle import HEARTBEAT, Transition
from chalicelib.rag.search.ranking import Query
from chalicelib.rag.search.search import SearchResult
from tests.support.fakes import FakeChat
from tests.support.stores import Chats
from tests.unit.answers.making import Book, Heard, OneSource, answering, asked, run


def test_stop_ends_the_answer_and_the_model_call(chats: Chats) -> None:
    answer = asked(chats, "Tell me all.")
    chat = FakeChat("word " * 2000, silent_after=1)
    heard = Heard(on_delta=lambda: chats.answers.request_stop("o", answer.id))
    heard, stored = run(chats, chat, answer, heard)
    assert (stored.status, stored.text) == ("stopped", "word ")
    assert isinstance(heard.events[-1], DoneEvent)
    chat.go_on.set()
    assert chat.closed.wait(10)


def test_stop_ends_an_answer_while_the_model_is_silent(chats: Chats) -> None:
    answer = asked(chats, "Tell me all.")
    chat = FakeChat("word " * 5, silent_after=0)
    stop = threading.Timer(0.3, chats.answers.request_stop, ("o", answer.id))
    stop.start()
    _, stored = run(chats, chat, answer)
    chat.go_on.set()
    assert (stored.status, stored.text) == ("stopped", "")


@pytest.mark.parametrize("error", [ModelInterruptedError(), ModelBusyError()])
def test_broken_answer_keeps_its_text(chats: Chats, error: Exception) -> None:
    heard, stored = run(chats, FakeChat("Half an", error), asked(chats, "How many?"))
    assert stored.status == "failed"
    assert stored.text == "Half an"
    assert stored.error is not None
    assert stored.error.retryable
    ends = [event for event in heard.events if isinstance(event, DoneEvent | FailedEvent)]
    assert len(ends) == 1


def test_unexpected_error_fails_the_answer_and_is_raised(chats: Chats) -> None:
    class Broken(OneSource):
        def search(self, owner_id: str, query: Query) -> SearchResult:
            raise ZeroDivisionError

    answer = asked(chats, "How many?")
    heard = Heard()
    worker = answering(chats, Broken(), FakeChat(), heard, Book())
    with pytest.raises(ZeroDivisionError):
        worker.run("o", answer.id, "worker", lambda: 100.0)
    assert chats.conversations.message("o", answer.id).status == "failed"
    assert isinstance(heard.events[-1], FailedEvent)


def test_answer_without_listeners_ends(chats: Chats, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.rag.answers.stream.LISTENER_SECONDS", 0.0)

    class Nobody(Heard):
        def send_events(self, connection_id: str, events: Sequence[ChatEvent]) -> int:
            raise ConnectionGoneError("Gone.")

    chat = FakeChat("word " * 3000, silent_after=5)
    _, stored = run(chats, chat, asked(chats, "Tell me all."), Nobody())
    chat.go_on.set()
    assert stored.status == "stopped"


def test_answer_that_never_had_a_listener_goes_on(chats: Chats, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program reads it once it is stored."""
    monkeypatch.setattr("chalicelib.rag.answers.stream.LISTENER_SECONDS", 0.0)
    heard, stored = run(chats, FakeChat("word " * 3000), asked(chats, "Tell me all.", connection_id=None))
    assert (stored.status, heard.events) == ("complete", [])


def test_answer_cut_by_time_fails(chats: Chats) -> None:
    answer = asked(chats, "Tell me all.")
    chat = FakeChat("word " * 50, silent_after=3)
    worker = answering(chats, OneSource(), chat, Heard(), Book())
    worker.run("o", answer.id, "worker", lambda: 1.0)
    chat.go_on.set()
    stored = chats.conversations.message("o", answer.id)
    assert stored.status == "failed"
    assert stored.error is not None
    assert stored.error.retryable


@pytest.mark.parametrize("lines", ["Half an", ""])
def test_failed_answer_is_counted_by_estimate(chats: Chats, lines: str) -> None:
    book = Book()
    answer = asked(chats, "How many?")
    chat = FakeChat(lines, ModelInterruptedError())
    answering(chats, OneSource(), chat, Heard(), book).run("o", answer.id, "w", lambda: 100.0)
    (counted,) = book.answers
    assert counted.input_tokens > 0
    assert counted.output_tokens == len(lines.split())
    assert chats.conversations.message("o", answer.id).usage == counted


@pytest.mark.parametrize("error", [None, ModelInterruptedError()])
def test_answer_is_counted_before_its_end_is_stored(chats: Chats, error: Exception | None) -> None:
    """Killed between the two, the day's usage is never less than what is stored of answers. And it is counted once."""
    statuses: list[str] = []

    class Looking(Book):
        def add_answer(self, owner_id: str, usage: Usage, client: str | None = None) -> None:
            super().add_answer(owner_id, usage)
            statuses.append(chats.conversations.message("o", answer.id).status)
            raise StoreBusyError("The store did not answer.")

    answer, book = asked(chats, "How many?"), Looking()
    chat = FakeChat("Four. [1]", error) if error else FakeChat("Four. [1]")
    answering(chats, OneSource(), chat, Heard(), book).run("o", answer.id, "w", lambda: 100.0)
    assert (statuses, len(book.answers)) == (["streaming"], 1)
    assert chats.conversations.message("o", answer.id).status == ("failed" if error else "complete")


def test_stopped_answer_counts_the_rewriting_too(chats: Chats) -> None:
    first = asked(chats, "How many red pandas are there?")
    run(chats, FakeChat("Four. [1]"), first)
    answer = asked(chats, "And the oldest?", first.conversation_id)
    book, chat = Book(), FakeChat("word " * 50, silent_after=3)
    heard = Heard(on_delta=lambda: chats.answers.request_stop("o", answer.id))
    # The first call, which condenses, is not silent: it has its words at once.
    chat.answer = lambda system, turns: "What?" if system.startswith("Task") else "word " * 50  # type: ignore[method-assign]
    answering(chats, OneSource(), chat, heard, book).run("o", answer.id, "w", lambda: 100.0)
    stored = chats.conversations.message("o", answer.id)
    assert (stored.status, book.answers) == ("stopped", [stored.usage])
    assert stored.usage.input_tokens > 100
    # How many of the three words had come when it was stopped is a matter of time.
    assert stored.text.strip()
    assert stored.usage.output_tokens == 1 + len(stored.text.split())


def test_answer_renews_its_lease_while_the_model_is_silent(chats: Chats, monkeypatch: pytest.MonkeyPatch) -> None:
    """It keeps its lease for as long as it waits, though nothing comes that could be saved."""
    chat, kept, apply = FakeChat(silent_after=0), [], chats.answers.apply

    def apply_and_count(answer: Message | MessageRef, transition: Transition, **values: Any) -> StreamState | None:
        state = apply(answer, transition, **values)
        if transition is HEARTBEAT:
            kept.append(answer.id)
            if len(kept) == 3:
                chat.go_on.set()
        return state

    monkeypatch.setattr(chats.answers, "apply", apply_and_count)
    answer = asked(chats, "How many?")
    worker = answering(chats, OneSource(), chat, Heard(), Book(), heartbeat_seconds=0.001)
    worker.run("o", answer.id, "worker", lambda: 100.0)
    assert kept[:3] == [answer.id] * 3
    assert chats.conversations.message("o", answer.id).status == "complete"
