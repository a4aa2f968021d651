"""Making an answer: what is searched for, what the model is asked, and what is stored."""

from collections.abc import Sequence

import pytest

from chalicelib.errors import ModelError, StoreBusyError
from chalicelib.models import (
    Conversation,
    DayUsage,
    DeltaEvent,
    DoneEvent,
    Evidence,
    FailedEvent,
    Message,
    Question,
    QuotePart,
    SourcesEvent,
    StageEvent,
    Turn,
    Usage,
    new_id,
    timestamp,
)
from chalicelib.rag.answers.notes import WEAK
from chalicelib.rag.answers.prompts import SYSTEM
from chalicelib.rag.search.ranking import Query
from chalicelib.rag.search.search import SearchResult
from chalicelib.rag.text.languages import REFUSALS
from tests.support.fakes import FakeCall, FakeChat
from tests.support.stores import Chats
from tests.unit.answers.making import SOURCE, Book, Heard, OneSource, answering, asked, run


def test_stored_message_gives_the_events_that_were_sent(chats: Chats) -> None:
    chat = FakeChat("The zoo of Lund keeps four red pandas. [1] More is not known. [7]")
    heard, stored = run(chats, chat, asked(chats, "How many red pandas?"))
    deltas = "".join(event.text for event in heard.events if isinstance(event, DeltaEvent))
    assert stored.text == deltas == "The zoo of Lund keeps four red pandas. [1] More is not known. [7]"
    assert stored.markers == (39,)
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


def test_second_worker_does_not_make_an_answer_again(chats: Chats) -> None:
    answer = asked(chats, "How many?")
    chat = FakeChat()
    run(chats, chat, answer)
    again, _ = run(chats, chat, answer)
    assert again.events == []
    assert len(chat.calls) == 1


def test_follow_up_is_rewritten_with_the_history(chats: Chats) -> None:
    first = asked(chats, "How many red pandas are there?")
    run(chats, FakeChat("Four. [1]"), first)
    chat = FakeChat("What is the oldest red panda called?")
    run(chats, chat, asked(chats, "And the oldest?", first.conversation_id))
    (_, system, turns), (_, _, answer_turns) = chat.calls
    assert system.startswith("Task: condense")
    assert [turn.text for turn in turns] == ["How many red pandas are there?", "Four.", "And the oldest?"]
    assert "And the oldest?" in answer_turns[-1].text


def test_question_that_stands_alone_is_not_rewritten(chats: Chats) -> None:
    first = asked(chats, "How many red pandas are there?")
    run(chats, FakeChat("Four. [1]"), first)
    chat = FakeChat("Mei is the oldest. [1]")
    question = "Which red panda of the zoo in Lund is the oldest?"
    run(chats, chat, asked(chats, question, first.conversation_id))
    assert len(chat.calls) == 1


def test_empty_search_refuses_without_a_model(chats: Chats) -> None:
    class Nothing(OneSource):
        def search(self, owner_id: str, query: Query) -> SearchResult:
            return SearchResult((), "none", {"total": 1})

    chat, heard = FakeChat(), Heard()
    answer = asked(chats, "Ai thắng cúp ở Bồ Đào Nha?")
    answering(chats, Nothing(), chat, heard, Book()).run("o", answer.id, "w", lambda: 100.0)
    stored = chats.conversations.message("o", answer.id)
    assert chat.calls == []
    assert (stored.text, stored.status, stored.evidence) == (REFUSALS["vi"], "complete", "none")
    assert stored.citations == ()
    sources = next(event for event in heard.events if isinstance(event, SourcesEvent))
    assert sources.evidence == "none"


def test_talk_gets_a_reply_without_search_or_model(chats: Chats) -> None:
    class NoSearch(OneSource):
        def search(self, owner_id: str, query: Query) -> SearchResult:
            raise AssertionError("Talk is not searched for.")

    chat, heard, answer = FakeChat(), Heard(), asked(chats, "Danke schön!")
    answering(chats, NoSearch(), chat, heard, Book()).run("o", answer.id, "w", lambda: 100.0)
    stored = chats.conversations.message("o", answer.id)
    assert chat.calls == []
    assert (stored.text, stored.status, stored.evidence, stored.sources) == ("Gern geschehen!", "complete", None, ())
    assert [type(event) for event in heard.events] == [DeltaEvent, DoneEvent]


def test_follow_up_after_thanks_leans_on_the_question(chats: Chats) -> None:
    first = asked(chats, "Wie viele rote Pandas gibt es?")
    run(chats, FakeChat("Vier. [1]"), first)
    run(chats, FakeChat(), asked(chats, "thank you!", first.conversation_id))
    _, unclear = run(chats, FakeChat(), asked(chats, "???", first.conversation_id))
    assert unclear.text.startswith("Was möchten Sie")
    chat = FakeChat("Wie heißt der älteste rote Panda?")
    run(chats, chat, asked(chats, "Und der älteste?", first.conversation_id))
    (_, _, turns), _ = chat.calls
    assert [turn.text for turn in turns] == ["Wie viele rote Pandas gibt es?", "Vier.", "Und der älteste?"]


@pytest.mark.parametrize(("evidence", "told"), [("enough", False), ("weak", True), ("none", True)])
def test_prompt_names_weak_evidence(chats: Chats, evidence: Evidence, told: bool) -> None:
    class Weighed(OneSource):
        def search(self, owner_id: str, query: Query) -> SearchResult:
            return SearchResult((SOURCE,), evidence, {"total": 1})

    chat, answer = FakeChat(), asked(chats, "How many?")
    answering(chats, Weighed(), chat, Heard(), Book()).run("o", answer.id, "w", lambda: 100.0)
    ((_, system, turns),) = chat.calls
    assert (WEAK in turns[-1].text) == told
    assert system == SYSTEM
    assert chats.conversations.message("o", answer.id).evidence == evidence


def test_used_up_budget_fails_before_any_model_call(chats: Chats) -> None:
    """The question was let in before others, asked at the same time, had cost anything."""
    before = DayUsage("2026-01-01", questions=1, price_usd=1.0)
    chat, heard = FakeChat(), Heard()
    answer = asked(chats, "How many?")
    answering(chats, OneSource(), chat, heard, Book(before)).run("o", answer.id, "w", lambda: 100.0)
    end = heard.events[-1]
    assert isinstance(end, FailedEvent)
    assert end.error.code == "budget_exceeded"
    assert chat.calls == []


def test_busy_usage_table_does_not_fail_an_answer(chats: Chats) -> None:
    class BusyBook(Book):
        def add_search(self, owner_id: str, embedded_tokens: int, reranked: int, client: str | None = None) -> None:
            raise StoreBusyError("The store is busy. Please try again.")

        def add_answer(self, owner_id: str, usage: Usage, client: str | None = None) -> None:
            raise StoreBusyError("The store is busy. Please try again.")

    answer = asked(chats, "How many?")
    worker = answering(chats, OneSource(), FakeChat("Four. [1]"), Heard(), BusyBook())
    worker.run("o", answer.id, "w", lambda: 100.0)
    ended = chats.conversations.message("o", answer.id)
    assert (ended.status, ended.text) == ("complete", "Four. [1]")


def test_question_is_stored_and_read_back_as_it_was(chats: Chats) -> None:
    now = timestamp()
    conversation = Conversation(new_id(), "o", "Zoo", now, now)
    question = Question(new_id(), "How many?", None, ("d1", "d2"), (), "m", "an-answer")
    answer = Message(new_id(), conversation.id, "o", "assistant", "", "streaming", now, request_id=question.request_id)
    chats.questions.ask(conversation, None, answer, "connection", question)
    assert chats.answers.get("o", answer.id)[1] == question


def test_store_takes_the_largest_answer(chats: Chats) -> None:
    """DynamoDB takes rows of 400 KB."""
    chat = FakeChat("Voi oị hunts mice at night \u00ea\u1ec7 [1]. " * 680)
    _, stored = run(chats, chat, asked(chats, "How many?"))
    assert stored.status == "complete"
    assert len(stored.citations) == 300
    assert stored.citations[7].quote == SOURCE.text


def test_citation_uses_the_quotes_of_the_model(chats: Chats) -> None:
    quote = "The zoo of Lund keeps four red pandas."
    chat = FakeChat("Lund keeps four [1] red pandas.", quotes=[QuotePart(1, quote)])
    _, stored = run(chats, chat, asked(chats, "How many?"))
    ((_, system, turns),) = chat.calls
    assert "search results" in system
    assert turns[-1].search_results[0].texts == (quote,)
    assert "<source-" not in turns[-1].text
    assert (stored.text, stored.markers) == ("Lund keeps four [1] red pandas. [1]", (32,))
    assert [citation.quote for citation in stored.citations] == [quote]


def test_model_that_refuses_search_results_gets_fences(chats: Chats) -> None:
    class Refusing(FakeChat):
        def stream(self, model: str, system: str, turns: Sequence[Turn], max_tokens: int) -> FakeCall:
            made = super().stream(model, system, turns, max_tokens)
            if turns[-1].search_results:
                raise ModelError("The model did not accept the request.")
            return made

    chat = Refusing("Lund keeps four red pandas. [1]", quotes=[QuotePart(1, "x")])
    _, stored = run(chats, chat, asked(chats, "How many?"))
    assert stored.status == "complete"
    assert "<source-" in chat.calls[1][2][-1].text
