"""What tests of an answer share: what it is made from, who hears it, and what counts it."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.config import Settings
from chalicelib.models import (
    Caps,
    ChatEvent,
    Conversation,
    DayUsage,
    DeltaEvent,
    Document,
    Message,
    Passage,
    Question,
    StoredPassage,
    Usage,
    new_id,
    timestamp,
)
from chalicelib.rag.answers.abandoned import Abandoned
from chalicelib.rag.answers.answer import Answering
from chalicelib.rag.answers.budget import AnswerPrices
from chalicelib.rag.answers.lifecycle import HEARTBEAT_SECONDS, START_SECONDS
from chalicelib.rag.answers.roles import AnswerUsage, ChatModel, Listeners
from chalicelib.rag.answers.scope import Scopes
from chalicelib.rag.routes.gather import Gathering
from chalicelib.rag.routes.roles import PassageFinder
from chalicelib.rag.search.ranking import Query
from chalicelib.rag.search.search import SearchResult
from tests.support.fakes import FakeChat
from tests.support.stores import Chats

SOURCE = Passage("p1", "d1", "zoo.txt", 0, None, (), 0, 38, "The zoo of Lund keeps four red pandas.", 1.0)


@dataclass
class OneSource:
    """Finds the same passage for every question."""

    queries: list[Query] = field(default_factory=list)

    def search(self, owner_id: str, query: Query) -> SearchResult:
        self.queries.append(query)
        return SearchResult((SOURCE,), "enough", {"total": 1})


class NoDocuments:
    """An owner without documents, who asks plain questions all the same."""

    def get_many(self, owner_id: str, ids: Sequence[str]) -> dict[str, Document]:
        return {}

    def all(self, owner_id: str) -> Iterator[Document]:
        return iter(())


class NothingOff:
    def models_off(self) -> frozenset[str]:
        return frozenset()


class NoCollections:
    def documents_of(self, owner_id: str, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        return {}


class NoPassages:
    def read(self, owner_id: str, document_id: str, generation: int, first: int, limit: int) -> list[StoredPassage]:
        return []


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


CAPS = Caps(daily_questions=100, daily_price_usd=1.0, parallel_answers=5)


@dataclass
class Book:
    """What is counted, and what was used before."""

    before: DayUsage = field(default_factory=lambda: DayUsage("2026-01-01"))
    answers: list[Usage] = field(default_factory=list)
    reserved: list[float] = field(default_factory=list)

    def add_embedded(self, owner_id: str, model: str, tokens: int) -> None: ...

    def add_search(self, owner_id: str, embedded_tokens: int, reranked: int, client: str | None = None) -> None: ...

    def add_answer(self, owner_id: str, usage: Usage, client: str | None = None) -> None:
        self.answers.append(usage)

    def check_price(self, owner_id: str, price_usd: float = 0.0) -> None:
        CAPS.check_price(self.before, price_usd)

    def reserve(self, owner_id: str, price_usd: float) -> str:
        self.check_price(owner_id, price_usd)
        self.reserved.append(price_usd)
        return "2026-01-01"

    def release(self, owner_id: str, day: str, price_usd: float) -> None:
        self.reserved.remove(price_usd)


def asked(
    chats: Chats,
    text: str,
    conversation_id: str | None = None,
    *,
    accept_price_usd: float | None = None,
    after: str | None = None,
    connection_id: str | None = "connection",
) -> Message:
    now = timestamp()
    conversation = Conversation(conversation_id or new_id(), "o", "Zoo", now, now)
    user_id, answer_id = sorted((new_id(), new_id()))
    user = Message(user_id, conversation.id, "o", "user", text, "complete", now, after=after)
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
        after=after,
    )
    chats.questions.ask(
        conversation,
        user,
        answer,
        connection_id,
        Question(answer.request_id or "", text, accept_price_usd=accept_price_usd),
    )
    return answer


def answering(
    chats: Chats,
    retriever: PassageFinder,
    chat: ChatModel,
    listeners: Listeners,
    usage: AnswerUsage,
    fallback: str | None = None,
    heartbeat_seconds: float = HEARTBEAT_SECONDS,
) -> Answering:
    sources = Gathering(retriever, NoDocuments(), NoPassages())
    return Answering(
        chats.answers,
        chats.conversations,
        sources,
        chat,
        listeners,
        usage,
        fallback,
        heartbeat_seconds,
        prices=AnswerPrices(Settings.prompt_price_usd, Settings.answer_price_usd, Settings.ask_price_usd),
        scopes=Scopes(NoCollections()),
    )


def run(chats: Chats, chat: FakeChat, answer: Message, heard: Heard | None = None) -> tuple[Heard, Message]:
    heard = heard or Heard()
    answering(chats, OneSource(), chat, heard, Book()).run("o", answer.id, "worker", lambda: 100.0)
    return heard, chats.conversations.message("o", answer.id)


def heard_when_swept(chats: Chats) -> list[ChatEvent]:
    """What listeners are told once upkeep has ended the one answer whose function is no more."""
    heard: list[ChatEvent] = []

    class Sockets:
        def send_events(self, connection_id: str, events: Any) -> int:
            heard.extend(events)
            return len(events)

    assert Abandoned(chats.answers, Sockets(), lambda: time.time() + START_SECONDS + 1).sweep() == 1
    return heard
