"""A conversation in this process: the product's `Answering` over stores in memory, with a model of this machine."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any

from chalicelib.config import Settings
from chalicelib.models import (
    ChatEvent,
    Message,
    MessageRef,
    Question,
    StreamState,
    Summary,
    new_id,
    timestamp,
)
from chalicelib.rag.answers.answer import Answering
from chalicelib.rag.answers.budget import AnswerPrices
from chalicelib.rag.answers.lifecycle import Transition
from chalicelib.rag.answers.scope import Scopes
from chalicelib.rag.search.ranking import Query
from chalicelib.rag.search.search import Retriever, SearchResult
from cloud.bedrock.chat import base
from measure.chunking.embedding import CachedEmbedder
from measure.faithful.local_chat import QUOTING, LocalChat, ModelTraits, Request, Timing
from measure.retrieval.grail import OWNER, IndexedDocuments

NO_HEARTBEAT = 3600.0  # Seconds
SECONDS = 300.0  # Time that a function has for an answer.


@dataclass(frozen=True)
class CountingRetriever(Retriever):
    """The product's search; `queries` are those that it was asked."""

    queries: list[Query] = field(default_factory=list)

    def search(self, owner_id: str, query: Query) -> SearchResult:
        self.queries.append(query)
        return super().search(owner_id, query)


@dataclass(frozen=True)
class Asked:
    """The last answer of a conversation, and what was done for it alone: requests to models, and queries searched for.
    `earlier` are the messages before its question.
    """

    question: str
    answer: Message
    requests: tuple[Request, ...]
    queries: tuple[Query, ...]
    earlier: tuple[Message, ...] = ()


@dataclass
class Conversation:
    """The messages of one conversation, in order, and nobody who listens."""

    messages: dict[str, Message] = field(default_factory=dict)
    document_ids: tuple[str, ...] | None = None

    def get(self, _owner_id: str, message_id: str) -> tuple[Message, Question]:
        answer = self.messages[message_id]
        text = self.messages[answer.reply_to or ""].text
        return answer, Question(answer.id, text, document_ids=self.document_ids)

    def due(self, _now: int) -> Iterator[MessageRef]:
        return iter(())

    def apply(self, answer: Message | MessageRef, transition: Transition, **values: Any) -> StreamState:  # noqa: ARG002
        if isinstance(answer, Message):
            self.messages[answer.id] = answer
        return StreamState((), stop_requested=False)

    def save_sources(self, answer: Message) -> None: ...

    def recent(self, *_: str) -> list[Message]:
        return [message for message in self.messages.values() if message.status == "complete"]

    def summary(self, *_: object) -> Summary | None:
        return None

    def save_summary(self, *_: object) -> None: ...

    def send_events(self, _connection_id: str, events: Sequence[ChatEvent]) -> int:
        return len(events)


class Free:
    """Counts nothing and forbids nothing."""

    def check_price(self, _owner_id: str, _price_usd: float = 0.0) -> None: ...
    def reserve(self, *_: object) -> str:
        return ""

    def documents_of(self, *_: object) -> dict[str, tuple[str, ...]]:
        return {}

    def release(self, *_: object) -> None: ...
    def add_answer(self, *_: object) -> None: ...
    def add_search(self, *_: object) -> None: ...


@dataclass
class Library:
    """Documents in which questions are asked, with the answers made in this process."""

    contents: Mapping[str, bytes]
    embedder: CachedEmbedder
    model: base.ChatModel
    timings: list[Timing] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._documents = IndexedDocuments(self.contents, self.embedder)

    def ask(self, turns: Sequence[str], writes: Sequence[str] = ()) -> tuple[Message, list[str]]:
        """The answer to the last question of a conversation, and what the model was sent for it.

        `writes`: what a model answers, in pieces, in place of the library's.
        """
        asked = self.converse(turns, writes)
        return asked.answer, [turn.text for request in asked.requests for turn in request.turns]

    def converse(
        self,
        turns: Sequence[str],
        writes: Sequence[str] = (),
        selected: Sequence[str] = (),
        traits: ModelTraits = QUOTING,
        last_writes: Sequence[str] = (),
    ) -> Asked:
        """The answer to the last question, with all that it took. `selected`: the names of the files that are asked of,
        all where there are none. `last_writes`: what the model answers to the last question alone. Raises ValueError if
        there are no turns.
        """
        conversation = Conversation(document_ids=self._documents.ids(selected) if selected else None)
        chat = LocalChat(self.model, writes, self.timings, traits)
        searched = self._documents
        retriever = CountingRetriever(searched.registry, self.embedder, searched.store)
        answering = self._answering(conversation, retriever, chat)
        answer: Message | None = None
        earlier: tuple[Message, ...] = ()
        for number, text in enumerate(turns, start=1):
            chat.requests.clear()
            retriever.queries.clear()
            earlier = tuple(conversation.messages.values())
            if number == len(turns) and last_writes:
                chat.writes = last_writes
            answer = _answer(answering, conversation, text)
        if answer is None:
            raise ValueError("A case has at least one turn.")
        return Asked(turns[-1], answer, tuple(chat.requests), tuple(retriever.queries), earlier)

    def _answering(self, conversation: Conversation, retriever: Retriever, chat: LocalChat) -> Answering:
        return Answering(
            conversation,
            conversation,
            replace(self._documents.gathering, finder=retriever),
            chat,
            conversation,
            Free(),
            heartbeat_seconds=NO_HEARTBEAT,
            prices=AnswerPrices(Settings.prompt_price_usd, Settings.answer_price_usd, inf),
            scopes=Scopes(Free()),
        )


def _answer(answering: Answering, conversation: Conversation, text: str) -> Message:
    ids = sorted((new_id(), new_id()))
    question = Message(ids[0], "conversation", OWNER, "user", text, "complete", timestamp())
    to_come = replace(
        question, id=ids[1], role="assistant", text="", status="streaming", reply_to=ids[0], model="local"
    )
    conversation.messages |= {question.id: question, to_come.id: to_come}
    answering.run(OWNER, to_come.id, "measure", lambda: SECONDS)
    return conversation.messages[to_come.id]
