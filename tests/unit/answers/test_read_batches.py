"""Answers for which a model reads every passage: what ends them, what they cost, and what is told of them."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from chalicelib.errors import ModelBusyError, ModelError, ModelInterruptedError
from chalicelib.models import ChatEvent, DayUsage, Message, ModelEnd, ModelEvent, StageEvent, Turn
from chalicelib.rag.answers.answer import Answering
from chalicelib.rag.answers.budget import AnswerPrices
from chalicelib.rag.answers.events import events_of
from chalicelib.rag.answers.history import Recalling
from chalicelib.rag.answers.lifecycle import STOP, WRITING_SECONDS
from chalicelib.rag.answers.read_batches import PARALLEL
from chalicelib.rag.answers.scope import Scopes
from chalicelib.rag.routes.gather import Gathering
from tests.support.fakes import FakeCall, FakeChat
from tests.support.stores import Chats
from tests.unit.answers.making import CAPS, Book, Heard, NoCollections, asked, heard_when_swept
from tests.unit.routes.making import Shelf, document
from tests.unit.routes.test_read_records import COUNT, extracted, story

SMALL_CONTEXT = 2_048  # So few tokens that each passage is a batch of its own.


class KilledError(BaseException):
    """The function is no more: nothing it would do at an end is done."""


class Extractor(FakeChat):
    """Finds the people of each prompt. `fault` is asked before each call of a reading, with its number from 1."""

    def __init__(self, fault: Callable[[int], BaseException | None] = lambda _: None, price: float = 0.001) -> None:
        super().__init__("The documents do not say. [1]", context=SMALL_CONTEXT)
        self.fault = fault
        self.usd = price
        self.readings = 0
        self.ended = 0
        self.finds = True
        self._lock = threading.Lock()

    def price(self, model: str, input_tokens: int, output_tokens: int = 0) -> float:
        return self.usd * (input_tokens + output_tokens) / 1_000

    def stream(self, model: str, system: str, turns: Sequence[Turn], max_tokens: int) -> FakeCall:
        if not system.startswith("Task: extract"):
            return super().stream(model, system, turns, max_tokens)
        with self._lock:
            self.readings += 1
            number = self.readings
        error = self.fault(number)
        if error is not None:
            raise error
        return CountedCall(self, self.answer(system, turns), max_tokens, busy=model in self.busy)

    def answer(self, system: str, turns: Sequence[Turn]) -> str:
        if not system.startswith("Task: extract"):
            return self.lines
        return extracted(turns) if self.finds else '{"records": []}'


class CountedCall(FakeCall):
    def __next__(self) -> ModelEvent:
        event = super().__next__()
        if isinstance(event, ModelEnd) and isinstance(self._chat, Extractor):
            self._chat.ended += 1
        return event


@dataclass
class Desk:
    """An answer over eight people in two documents, and what became of it."""

    chats: Chats
    heard: Heard = field(default_factory=Heard)
    book: Book = field(default_factory=Book)
    prices: AnswerPrices = field(default_factory=lambda: AnswerPrices(0.25, 1.0, 1.0))
    fallback: str | None = None
    answer: Message | None = None
    filling: int = 1

    def ask(
        self,
        chat: FakeChat,
        seconds_left: Callable[[], float] = lambda: 100.0,
        text: str = COUNT,
        accept_price_usd: float | None = None,
    ) -> Message:
        self.heard.events.clear()
        self.answer = answer = asked(self.chats, text, accept_price_usd=accept_price_usd)
        stories = [story(number) * self.filling for number in range(8)]
        texts = {"a.txt": stories[:4], "b.txt": stories[4:]}
        shelf = Shelf([document(name, passages=4, tokens=1_500) for name in texts], texts)
        gathering = Gathering(shelf, shelf, shelf)
        answering = Answering(
            self.chats.answers,
            self.chats.conversations,
            gathering,
            chat,
            self.heard,
            self.book,
            self.fallback,
            prices=self.prices,
            scopes=Scopes(NoCollections()),
        )
        answering.run("o", answer.id, "worker", seconds_left)
        return self.stored

    @property
    def stored(self) -> Message:
        assert self.answer is not None
        return self.chats.conversations.message("o", self.answer.id)


@pytest.fixture
def desk(chats: Chats) -> Desk:
    return Desk(chats)


def test_every_person_is_counted_and_cited(desk: Desk) -> None:
    stored = desk.ask(Extractor())
    assert (stored.status, stored.evidence) == ("complete", "enough")
    assert stored.text.startswith("8 ")
    assert "Read 8 of 8 passages in 2 documents." in stored.text
    assert len(stored.citations) == 8
    assert all(citation.verified for citation in stored.citations)
    steps = [event.step for event in desk.heard.events if isinstance(event, StageEvent) and event.step]
    assert [(step.route, step.detail) for step in steps] == [(step.route, step.detail) for step in stored.steps]
    assert steps[0].detail == "a.txt, b.txt"
    assert list(events_of(stored)) == desk.heard.events, "a resume tells what the stream has told"


def test_every_call_is_counted(desk: Desk) -> None:
    chat = Extractor()
    stored = desk.ask(chat)
    assert desk.book.answers == [stored.usage]
    assert chat.readings > 2
    assert stored.usage.price_usd == pytest.approx(chat.readings * 0.001)


def test_a_call_that_broke_is_made_once_more(desk: Desk) -> None:
    chat = Extractor(lambda number: ModelInterruptedError() if number == 2 else None)
    stored = desk.ask(chat)
    assert "Read 8 of 8 passages" in stored.text


def test_a_model_that_fails_in_the_middle_leaves_a_part(desk: Desk) -> None:
    chat = Extractor(lambda number: ModelInterruptedError() if number > 1 else None)
    stored = desk.ask(chat)
    assert stored.status == "complete"
    assert stored.text.startswith("Only a part of the documents could be read")
    assert "of 8 passages" in stored.text
    assert "8 of 8" not in stored.text


@pytest.mark.parametrize("error", [ModelBusyError(), ModelInterruptedError(), ModelError("No.")])
def test_a_model_that_reads_nothing_fails_the_answer(desk: Desk, error: ModelError) -> None:
    stored = desk.ask(Extractor(lambda _: error))
    assert (stored.status, stored.text) == ("failed", "")
    assert stored.error
    assert (stored.error.code, stored.error.retryable) == (error.code, error.retryable)


def test_a_busy_model_gives_way_to_the_fallback(desk: Desk) -> None:
    desk.fallback = "other"
    chat = Extractor()
    chat.busy = ("m",)
    stored = desk.ask(chat)
    assert (stored.status, stored.model) == ("complete", "other")
    assert "Read 8 of 8 passages" in stored.text


def test_a_stop_ends_a_silent_reading(desk: Desk) -> None:
    chat = Extractor()
    chat.silent_after = 1

    class Stopping(Heard):
        def send_events(self, connection_id: str, events: Sequence[ChatEvent]) -> int:
            if any(isinstance(event, StageEvent) and event.step for event in events):
                assert desk.answer is not None
                desk.chats.answers.apply(desk.answer, STOP)
            return super().send_events(connection_id, events)

    desk.heard = Stopping()
    stored = desk.ask(chat)
    assert (stored.status, stored.text) == ("stopped", "")
    assert stored.usage.input_tokens > 0, "what was sent is billed"
    assert chat.readings <= PARALLEL


def test_a_stop_between_two_looks_ends_the_answer(desk: Desk) -> None:
    def stop(number: int) -> None:
        if number == 2:
            assert desk.answer is not None
            desk.chats.answers.apply(desk.answer, STOP)

    chat = Extractor(stop)
    stored = desk.ask(chat)
    assert (stored.status, stored.text) == ("stopped", "")
    assert stored.usage.price_usd >= 0.001


def test_time_that_runs_out_leaves_a_part(desk: Desk) -> None:
    chat = Extractor()
    stored = desk.ask(chat, lambda: 100.0 if not chat.ended else WRITING_SECONDS - 1)
    assert stored.status == "complete"
    assert stored.text.startswith("Only a part")
    assert chat.readings == 1


def test_a_price_that_is_reached_ends_the_reading(desk: Desk) -> None:
    desk.prices = AnswerPrices(0.25, 0.0025, 1.0)
    chat = Extractor(price=0.0)  # It is estimated to cost nothing, and costs more.
    stored = desk.ask(chat)
    assert stored.status == "complete"
    assert stored.usage.price_usd < 0.001 * (3 + PARALLEL)


def test_an_estimate_over_the_cap_reads_nothing(desk: Desk) -> None:
    desk.prices = AnswerPrices(0.25, 0.01, 1.0)
    chat = Extractor(price=1.0)
    stored = desk.ask(chat)
    assert (stored.status, chat.readings) == ("complete", 0)


@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_kill_in_the_reading_ends_as_a_plain_answer_does(desk: Desk, number: int) -> None:
    with pytest.raises(KilledError):
        desk.ask(Extractor(lambda at: KilledError() if at == number else None))
    heard = heard_when_swept(desk.chats)
    stored = desk.stored
    assert stored.status == "failed"
    assert stored.error
    assert stored.error.retryable
    assert heard[-1].seq == desk.heard.events[-1].seq + 1


def test_short_time_reads_nothing_and_says_a_part(desk: Desk) -> None:
    chat = Extractor()
    stored = desk.ask(chat, lambda: WRITING_SECONDS - 1)
    assert (stored.status, chat.readings) == ("complete", 0)
    [(_, _, turns)] = chat.calls
    assert "only a part of the documents" in turns[-1].text


def test_what_is_read_for_is_reserved_and_released(desk: Desk) -> None:
    reserved: list[float] = []
    chat = Extractor(lambda _: reserved.append(sum(desk.book.reserved)))
    desk.ask(chat)
    assert min(reserved) > 0
    assert desk.book.reserved == []


def test_a_day_without_room_reads_nothing(desk: Desk) -> None:
    desk.book = Book(before=DayUsage("2026-01-01", price_usd=CAPS.daily_price_usd - 0.001))
    chat = Extractor()
    stored = desk.ask(chat)
    assert (stored.status, chat.readings) == ("failed", 0)
    assert stored.error
    assert stored.error.code == "budget_exceeded"
    assert "of today's budget is left" in stored.error.message


def asking(desk: Desk, usd: float = 0.004) -> Desk:
    """A desk at which each look may be taken, and all of it may not without asking."""
    desk.prices = AnswerPrices(0.25, 1.0, usd)
    return desk


def test_a_dear_answer_is_asked_about_after_one_look(desk: Desk) -> None:
    chat = Extractor()
    stored = asking(desk).ask(chat)
    assert (stored.status, stored.evidence, stored.sources) == ("complete", None, ())
    assert stored.estimate
    assert (stored.estimate.passages, stored.estimate.documents) == (8, 2)
    assert stored.estimate.price_usd > 0.004
    assert stored.notice
    assert stored.notice.code == "price_to_confirm"
    assert stored.text.startswith("This reads 8 passages (documents: 2) and costs about $0.0")
    assert chat.readings == 1
    assert list(events_of(stored)) == desk.heard.events
    assert desk.book.answers == [stored.usage]


def test_a_look_that_is_dear_itself_is_not_taken(desk: Desk) -> None:
    chat = Extractor()
    stored = asking(desk, 0.0001).ask(chat)
    assert stored.estimate
    assert chat.readings == 0


def test_a_look_without_records_asks_nothing(desk: Desk) -> None:
    chat = Extractor()
    chat.finds = False
    stored = asking(desk).ask(chat)
    assert (stored.status, stored.estimate, chat.readings) == ("complete", None, 1)


def test_an_accepted_price_is_not_asked_again(desk: Desk) -> None:
    first = asking(desk).ask(Extractor())
    assert first.estimate
    again = desk.ask(Extractor(), accept_price_usd=first.estimate.price_usd)
    assert (again.status, again.estimate) == ("complete", None)
    assert "Read 8 of 8 passages" in again.text


def test_more_than_the_accepted_price_is_asked_again(desk: Desk) -> None:
    first = asking(desk).ask(Extractor())
    assert first.estimate
    again = desk.ask(Extractor(), accept_price_usd=first.estimate.price_usd / 2)
    assert again.estimate == first.estimate


def test_nobody_is_asked_for_what_the_day_has_no_room_for(desk: Desk) -> None:
    asking(desk).book = Book(before=DayUsage("2026-01-01", price_usd=CAPS.daily_price_usd - 0.001))
    stored = desk.ask(Extractor())
    assert stored.error
    assert stored.error.code == "budget_exceeded"


def test_an_unanswered_price_is_no_history(desk: Desk) -> None:
    first = asking(desk).ask(Extractor())
    recalling = Recalling(desk.chats.conversations, Extractor())
    later = asked(desk.chats, "And in Graz?", first.conversation_id)
    assert recalling.recall(later)[0] == []


SUMMARIZED = "Summarise a.txt"


def test_a_long_prompt_is_asked_about(desk: Desk) -> None:
    desk.prices = AnswerPrices(1.0, 1.0, 0.002)
    chat = Extractor()
    chat.context = 128_000
    desk.filling = 12
    stored = desk.ask(chat, text=SUMMARIZED)
    assert stored.estimate
    assert stored.estimate.documents == 1
    assert chat.calls == []
    again = desk.ask(chat, text=SUMMARIZED, accept_price_usd=stored.estimate.price_usd)
    assert (again.estimate, len(chat.calls)) == (None, 1)


def test_a_plain_question_is_never_asked_about(desk: Desk) -> None:
    desk.prices = AnswerPrices(1.0, 1.0, 0.0)
    stored = desk.ask(Extractor(), text="How many euros does Hana Ito earn?")
    assert (stored.status, stored.estimate) == ("complete", None)
