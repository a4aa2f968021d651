"""A conversation in this process: the product's `Answering` over stores in memory, with a model of this machine."""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib.models import (
    ChatEvent,
    Message,
    MessageRef,
    ModelEnd,
    ModelEvent,
    Question,
    StreamState,
    Summary,
    TextPart,
    Turn,
    Usage,
    new_id,
    timestamp,
)
from chalicelib.rag.answers.answer import Answering
from chalicelib.rag.answers.lifecycle import Transition
from chalicelib.rag.answers.prompts import SYSTEM
from cloud.bedrock.chat import base
from measure.chunking.embedding import CachedEmbedder
from measure.retrieval.grail import OWNER, IndexedDocuments

NO_HEARTBEAT = 3600.0  # Seconds
SECONDS = 300.0  # Time that a function has for an answer.


class Call:
    """A model's text in pieces, then the end."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self._events: Iterator[ModelEvent] = iter((*map(TextPart, pieces), ModelEnd("end_turn", Usage())))

    def __iter__(self) -> Iterator[ModelEvent]:
        return self

    def __next__(self) -> ModelEvent:
        return next(self._events)

    def close(self) -> None: ...


@dataclass(frozen=True)
class Timing:
    """Seconds from the call of a model to the first and the last of its words; `words` are those written."""

    first: float
    whole: float
    words: int


@dataclass
class LocalChat:
    """A model of this machine in the product's role of a chat model; `sent` keeps what it was asked, `timings` how long
    it took. Where `writes` is not empty, it answers with these pieces.
    """

    model: base.ChatModel
    writes: Sequence[str] = ()
    sent: list[str] = field(default_factory=list)
    timings: list[Timing] = field(default_factory=list)

    def stream(self, model: str, system: str, turns: Sequence[Turn], max_tokens: int) -> Call:
        self.sent += [turn.text for turn in turns]
        if self.writes and system == SYSTEM:
            return Call(self.writes)
        asked = tuple(base.Turn(turn.role, turn.text) for turn in turns)
        pieces, timing = asyncio.run(_pieces(self.model, base.ChatRequest(model, system, asked, max_tokens)))
        self.timings.append(timing)
        return Call(pieces)

    def context_tokens(self, _model: str) -> int:
        return 128_000

    def only_quotes(self, _model: str) -> bool:
        return True

    def input_price(self, _model: str) -> float:
        return 0.0

    def cites_itself(self, _model: str) -> bool:
        return False

    def estimate(self, *_: object) -> Usage:
        return Usage()


async def _pieces(model: base.ChatModel, request: base.ChatRequest) -> tuple[list[str], Timing]:
    began, first, pieces = time.monotonic(), None, list[str]()
    async for part in model.reply(request):
        if isinstance(part, base.Delta):
            first = first or time.monotonic() - began
            pieces.append(part.text)
    whole = time.monotonic() - began
    return pieces, Timing(first or whole, whole, len("".join(pieces).split()))


@dataclass
class Conversation:
    """The messages of one conversation, in order, and nobody who listens."""

    messages: dict[str, Message] = field(default_factory=dict)

    def get(self, _owner_id: str, message_id: str) -> tuple[Message, Question]:
        answer = self.messages[message_id]
        return answer, Question(answer.id, self.messages[answer.reply_to or ""].text)

    def due(self, _now: int) -> Iterator[MessageRef]:
        return iter(())

    def apply(self, answer: Message | MessageRef, transition: Transition, **values: Any) -> StreamState:  # noqa: ARG002
        if isinstance(answer, Message):
            self.messages[answer.id] = answer
        return StreamState((), stop_requested=False)

    def save_sources(self, answer: Message) -> None: ...

    def history(self, _owner_id: str, _conversation_id: str) -> list[Message]:
        return [message for message in self.messages.values() if message.status == "complete"]

    def summary(self, *_: object) -> Summary | None:
        return None

    def save_summary(self, *_: object) -> None: ...

    def send_events(self, _connection_id: str, events: Sequence[ChatEvent]) -> int:
        return len(events)


class Free:
    """Counts nothing and forbids nothing."""

    def check_price(self, _owner_id: str) -> None: ...
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
        conversation, chat = Conversation(), LocalChat(self.model, writes, timings=self.timings)
        answering = Answering(
            conversation,
            conversation,
            self._documents.gathering,
            chat,
            conversation,
            Free(),
            heartbeat_seconds=NO_HEARTBEAT,
        )
        answer = None
        for text in turns:
            chat.sent.clear()
            answer = _answer(answering, conversation, text)
        if answer is None:
            raise ValueError("A case has at least one turn.")
        return answer, chat.sent


def _answer(answering: Answering, conversation: Conversation, text: str) -> Message:
    ids = sorted((new_id(), new_id()))
    question = Message(ids[0], "conversation", OWNER, "user", text, "complete", timestamp())
    to_come = replace(
        question, id=ids[1], role="assistant", text="", status="streaming", reply_to=ids[0], model="local"
    )
    conversation.messages |= {question.id: question, to_come.id: to_come}
    answering.run(OWNER, to_come.id, "measure", lambda: SECONDS)
    return conversation.messages[to_come.id]
