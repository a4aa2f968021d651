"""How an answer ends: whole, cut short with a notice, empty, or made by the fallback model."""

import pytest

from chalicelib.errors import UnusableModelError
from chalicelib.models import DoneEvent, FailedEvent, Message
from chalicelib.rag.answers.prompts import REWRITE
from tests.support.fakes import FakeChat
from tests.support.stores import Chats
from tests.unit.answers.making import Book, Heard, OneSource, answering, asked, run

LINES = "The zoo of Lund keeps four red pandas. [1]"


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("max_tokens", "cut_off"),
        ("model_context_window_exceeded", "cut_off"),
        ("guardrail_intervened", "guardrail"),
        ("content_filtered", "filtered"),
        ("refusal", "filtered"),
        ("malformed_model_output", "incomplete"),
        ("something_new", "incomplete"),
    ],
)
def test_answer_cut_short_carries_a_notice(chats: Chats, reason: str, code: str) -> None:
    heard, stored = run(chats, FakeChat(LINES, reason=reason), asked(chats, "How many?"))
    assert stored.status == "complete"
    assert stored.notice is not None
    assert (stored.notice.code, stored.notice.message[-1]) == (code, ".")
    done = heard.events[-1]
    assert isinstance(done, DoneEvent)
    assert done.message.notice == stored.notice


@pytest.mark.parametrize("reason", ["end_turn", "stop_sequence"])
def test_whole_answer_carries_no_notice(chats: Chats, reason: str) -> None:
    _, stored = run(chats, FakeChat(LINES, reason=reason), asked(chats, "How many?"))
    assert (stored.status, stored.notice) == ("complete", None)


@pytest.mark.parametrize("lines", ["", "  \n ", "【9】"])
@pytest.mark.parametrize("reason", ["end_turn", "max_tokens", "content_filtered", "guardrail_intervened", "refusal"])
def test_empty_answer_fails_and_can_be_retried(chats: Chats, lines: str, reason: str) -> None:
    heard, stored = run(chats, FakeChat(lines, reason=reason), asked(chats, "How many?"))
    assert stored.status == "failed"
    assert stored.error is not None
    assert (stored.error.code, stored.error.retryable) == ("answer_empty", True)
    assert isinstance(heard.events[-1], FailedEvent)
    assert stored.usage.price_usd == pytest.approx(0.001)


def ask(chats: Chats, chat: FakeChat, fallback: str | None) -> tuple[Message, Book]:
    answer, book = asked(chats, "How many?"), Book()
    worker = answering(chats, OneSource(), chat, Heard(), book, fallback)
    worker.run("o", answer.id, "worker", lambda: 100.0)
    return chats.conversations.message("o", answer.id), book


def test_fallback_answers_when_the_model_is_busy(chats: Chats) -> None:
    chat = FakeChat(LINES, busy=["m"])
    stored, book = ask(chats, chat, "other")
    assert (stored.status, stored.model, stored.text) == ("complete", "other", LINES)
    assert [model for model, _, _ in chat.calls] == ["m", "other"]
    assert [usage.price_usd for usage in book.answers] == [0.001]


@pytest.mark.parametrize("fallback", [None, "m"])
def test_busy_model_without_a_fallback_fails(chats: Chats, fallback: str | None) -> None:
    stored, book = ask(chats, FakeChat(LINES, busy=["m"]), fallback)
    assert stored.error is not None
    assert (stored.status, stored.error.code, stored.error.retryable) == ("failed", "model_busy", True)
    assert [usage.price_usd for usage in book.answers] == [0.0]


def test_busy_fallback_fails(chats: Chats) -> None:
    chat = FakeChat(LINES, busy=["m", "other"])
    stored, _ = ask(chats, chat, "other")
    assert (stored.status, stored.model, len(chat.calls)) == ("failed", "other", 2)


def test_guardrail_does_not_change_the_query(chats: Chats) -> None:
    first = asked(chats, "How many red pandas does the zoo keep?")
    run(chats, FakeChat(LINES), first)
    chat = FakeChat("I cannot talk about that.", reason="guardrail_intervened")
    second, sources = asked(chats, "And when?", first.conversation_id), OneSource()
    answering(chats, sources, chat, Heard(), Book()).run("o", second.id, "w", lambda: 100.0)
    assert chat.calls[0][1] == REWRITE
    assert [query.text for query in sources.queries] == ["And when?"]


def test_history_leaves_out_a_blocked_exchange(chats: Chats) -> None:
    first = asked(chats, "What is forbidden?")
    run(chats, FakeChat("I cannot talk about that.", reason="guardrail_intervened"), first)
    chat = FakeChat(LINES)
    run(chats, chat, asked(chats, "How many red pandas are there?", first.conversation_id))
    told = [turn.text for _, _, turns in chat.calls for turn in turns]
    assert not [text for text in told if "forbidden" in text or "cannot talk" in text]


def test_stopped_answer_carries_no_notice(chats: Chats) -> None:
    answer, heard = asked(chats, "How many?"), Heard()
    heard.on_delta = lambda: chats.answers.request_stop("o", answer.id)
    _, stored = run(chats, FakeChat(LINES, silent_after=3, reason="max_tokens"), answer, heard)
    assert (stored.status, stored.notice) == ("stopped", None)


def test_unusable_model_fails_with_its_sentence(chats: Chats) -> None:
    class Unknown(FakeChat):
        def cites_itself(self, model: str) -> bool:
            raise UnusableModelError(f"{model} is not a chat model of the catalogue.")

    _, stored = run(chats, Unknown(LINES), asked(chats, "How many?"))
    assert stored.error is not None
    assert (stored.status, stored.error.code) == ("failed", "model_not_usable")
    assert stored.error.message == "m is not a chat model of the catalogue."
