"""How an answer ends: whole, cut short with a notice, empty, or made by the fallback model."""

import pytest

from chalicelib.adapters.dynamo.conversations import DynamoConversations
from chalicelib.errors import UnusableModelError
from chalicelib.models import DoneEvent, FailedEvent, Message
from chalicelib.rag.answers.answer import Answering
from chalicelib.rag.answers.prompts import REWRITE
from tests.support.fakes import FakeChat
from tests.unit.answers.making import Book, Heard, OneSource, asked, run

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
def test_an_answer_cut_short_carries_a_notice(conversations: DynamoConversations, reason: str, code: str) -> None:
    heard, stored = run(conversations, FakeChat(LINES, reason=reason), asked(conversations, "How many?"))
    assert stored.status == "complete"
    assert stored.notice is not None
    assert (stored.notice.code, stored.notice.message[-1]) == (code, ".")
    done = heard.events[-1]
    assert isinstance(done, DoneEvent)
    assert done.message.notice == stored.notice


@pytest.mark.parametrize("reason", ["end_turn", "stop_sequence"])
def test_a_whole_answer_carries_no_notice(conversations: DynamoConversations, reason: str) -> None:
    _, stored = run(conversations, FakeChat(LINES, reason=reason), asked(conversations, "How many?"))
    assert (stored.status, stored.notice) == ("complete", None)


@pytest.mark.parametrize("lines", ["", "  \n ", "[9]"])
@pytest.mark.parametrize("reason", ["end_turn", "max_tokens", "content_filtered", "guardrail_intervened", "refusal"])
def test_an_empty_answer_fails_and_can_be_retried(conversations: DynamoConversations, lines: str, reason: str) -> None:
    heard, stored = run(conversations, FakeChat(lines, reason=reason), asked(conversations, "How many?"))
    assert stored.status == "failed"
    assert stored.error is not None
    assert (stored.error.code, stored.error.retryable) == ("answer_empty", True)
    assert isinstance(heard.events[-1], FailedEvent)
    assert stored.usage.price_usd == pytest.approx(0.001)


def ask(conversations: DynamoConversations, chat: FakeChat, fallback: str | None) -> tuple[Message, Book]:
    answer, book = asked(conversations, "How many?"), Book()
    answering = Answering(conversations, OneSource(), chat, Heard(), book, fallback)  # type: ignore[arg-type]
    answering.run("o", answer.id, "worker", lambda: 100.0)
    return conversations.message("o", answer.id), book


def test_the_fallback_answers_where_the_model_is_busy(conversations: DynamoConversations) -> None:
    chat = FakeChat(LINES, busy=["m"])
    stored, book = ask(conversations, chat, "other")
    assert (stored.status, stored.model, stored.text) == ("complete", "other", LINES)
    assert [model for model, _, _ in chat.calls] == ["m", "other"]
    assert [usage.price_usd for usage in book.answers] == [0.001]


@pytest.mark.parametrize("fallback", [None, "m"])
def test_a_busy_model_without_a_fallback_fails(conversations: DynamoConversations, fallback: str | None) -> None:
    stored, book = ask(conversations, FakeChat(LINES, busy=["m"]), fallback)
    assert stored.error is not None
    assert (stored.status, stored.error.code, stored.error.retryable) == ("failed", "model_busy", True)
    assert [usage.price_usd for usage in book.answers] == [0.0]


def test_a_busy_fallback_fails(conversations: DynamoConversations) -> None:
    chat = FakeChat(LINES, busy=["m", "other"])
    stored, _ = ask(conversations, chat, "other")
    assert (stored.status, stored.model, len(chat.calls)) == ("failed", "other", 2)


def test_a_guardrail_does_not_change_what_is_searched(conversations: DynamoConversations) -> None:
    first = asked(conversations, "How many red pandas does the zoo keep?")
    run(conversations, FakeChat(LINES), first)
    chat = FakeChat("I cannot talk about that.", reason="guardrail_intervened")
    second, sources = asked(conversations, "And when?", first.conversation_id), OneSource()
    Answering(conversations, sources, chat, Heard(), Book()).run("o", second.id, "w", lambda: 100.0)  # type: ignore[arg-type]
    assert chat.calls[0][1] == REWRITE
    assert [query.text for query in sources.queries] == ["And when?"]


def test_a_blocked_exchange_is_not_told_to_the_model(conversations: DynamoConversations) -> None:
    first = asked(conversations, "What is forbidden?")
    run(conversations, FakeChat("I cannot talk about that.", reason="guardrail_intervened"), first)
    chat = FakeChat(LINES)
    run(conversations, chat, asked(conversations, "How many red pandas are there?", first.conversation_id))
    told = [turn.text for _, _, turns in chat.calls for turn in turns]
    assert not [text for text in told if "forbidden" in text or "cannot talk" in text]


def test_a_stopped_answer_carries_no_notice(conversations: DynamoConversations) -> None:
    answer, heard = asked(conversations, "How many?"), Heard()
    heard.on_delta = lambda: conversations.request_stop("o", answer.id)
    _, stored = run(conversations, FakeChat(LINES, silent_after=3, reason="max_tokens"), answer, heard)
    assert (stored.status, stored.notice) == ("stopped", None)


def test_an_unusable_model_fails_with_its_sentence(conversations: DynamoConversations) -> None:
    class Unknown(FakeChat):
        def cites_itself(self, model: str) -> bool:
            raise UnusableModelError(f"{model} is not a chat model of the catalogue.")

    _, stored = run(conversations, Unknown(LINES), asked(conversations, "How many?"))
    assert stored.error is not None
    assert (stored.status, stored.error.code) == ("failed", "model_not_usable")
    assert stored.error.message == "m is not a chat model of the catalogue."
