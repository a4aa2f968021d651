"""What a chat model takes and returns, free of the wire formats."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

type Role = Literal["user", "assistant"]
type StopReason = Literal[
    "end_turn", "max_tokens", "stop_sequence", "content_filtered", "guardrail_intervened", "tool_use"
]
"""The reasons of Bedrock that this server gives."""


@dataclass(frozen=True)
class Turn:
    """One message of a conversation; its text blocks are joined by a line break."""

    role: Role
    text: str


@dataclass(frozen=True)
class ChatRequest:
    """A checked request. `max_tokens` is the model's own limit where the caller set none.

    `grammar` is what llama.cpp holds an answer to (GBNF), where it is not empty; no caller of Bedrock can set it.
    """

    model: str
    system: str
    turns: tuple[Turn, ...]
    max_tokens: int
    temperature: float | None = None
    top_p: float | None = None
    stop_sequences: tuple[str, ...] = ()
    grammar: str = ""

    @property
    def question(self) -> str:
        """The text of the last user message."""
        return self.turns[-1].text


@dataclass(frozen=True)
class Delta:
    """A piece of the answer; the pieces joined are the answer."""

    text: str


@dataclass(frozen=True)
class Thought:
    """A model's thought before it answers."""

    text: str


@dataclass(frozen=True)
class Cited:
    """The text before this rests on a search result of the request."""

    result: Mapping[str, Any]


@dataclass(frozen=True)
class ToolUse:
    """The model calls a tool; `given` is the JSON of its arguments, as the model writes it."""

    name: str
    given: str


@dataclass(frozen=True)
class Finish:
    """The last part of every answer: why it ended, and how many tokens it took."""

    reason: StopReason
    input_tokens: int
    output_tokens: int


type ChatPart = Delta | Thought | Cited | ToolUse | Finish


class ChatModel(Protocol):
    """Answers as a stream. Closing the stream early stops the work behind it."""

    def reply(self, request: ChatRequest) -> AsyncGenerator[ChatPart]: ...


@dataclass(frozen=True)
class Piece:
    """A delta, or, where `reason` is set, the end of an answer that a limit has cut."""

    text: str
    reason: StopReason | None = None


async def limited(words: AsyncIterator[str], request: ChatRequest) -> AsyncIterator[Piece]:
    """Ends `words` at `max_tokens` (a word counts as one) or before the first stop sequence.

    Only text that may begin a stop sequence waits, so that the stream stays a stream.
    """
    pending_text, sent = "", 0
    async for word in words:
        if sent >= request.max_tokens:
            yield Piece(pending_text, "max_tokens")
            return
        pending_text, sent = pending_text + word, sent + 1
        cut = _first_stop(pending_text, request.stop_sequences)
        if cut is not None:
            yield Piece(pending_text[:cut], "stop_sequence")
            return
        ready = len(pending_text) - _pending(pending_text, request.stop_sequences)
        if ready:
            yield Piece(pending_text[:ready])
            pending_text = pending_text[ready:]
    yield Piece(pending_text, "end_turn")


def _first_stop(text: str, stops: tuple[str, ...]) -> int | None:
    positions = [position for stop in stops if (position := text.find(stop)) >= 0]
    return min(positions, default=None)


def _pending(text: str, stops: tuple[str, ...]) -> int:
    """How many characters at the end of `text` could begin a stop sequence."""
    sizes = (size for stop in stops for size in range(1, len(stop)) if text.endswith(stop[:size]))
    return max(sizes, default=0)
