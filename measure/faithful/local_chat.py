"""A model of this machine in the product's role of a chat model, with all that it was asked."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from chalicelib.models import ModelEnd, ModelEvent, TextPart, Turn, Usage
from chalicelib.rag.aggregates import extraction
from chalicelib.rag.answers.prompts import SYSTEM
from chalicelib.rag.routes import noting
from cloud.bedrock.chat import base

READINGS = (extraction.SYSTEM, noting.SYSTEM)
NOTHING_FOUND = '{"records": [], "points": []}'  # What no model of this machine could do better.


@dataclass(frozen=True)
class ModelTraits:
    """What the product asks of a model before it makes a prompt: the tokens of prompt and answer together, whether it
    only quotes, and US dollars for a million tokens of a prompt.
    """

    context: int = 128_000
    only_quotes: bool = True
    input_price: float = 0.0


QUOTING = ModelTraits()


@dataclass(frozen=True)
class Request:
    """What a model was sent, and what it wrote."""

    system: str
    turns: tuple[Turn, ...]
    written: str


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
    """A model of this machine in the product's role of a chat model; `requests` keeps what it was asked, `timings` how
    long it took. Where `writes` is not empty, it answers with these pieces. `traits`: what the product takes it for.
    """

    model: base.ChatModel
    writes: Sequence[str] = ()
    timings: list[Timing] = field(default_factory=list)
    traits: ModelTraits = QUOTING
    requests: list[Request] = field(default_factory=list)

    @property
    def sent(self) -> list[str]:
        """The texts of all turns that it was sent."""
        return [turn.text for request in self.requests for turn in request.turns]

    def stream(self, model: str, system: str, turns: Sequence[Turn], max_tokens: int) -> Call:
        if self.writes and system == SYSTEM:
            self.requests.append(Request(system, tuple(turns), "".join(self.writes)))
            return Call(self.writes)
        if system in READINGS:
            self.requests.append(Request(system, tuple(turns), NOTHING_FOUND))
            return Call([NOTHING_FOUND])
        asked = tuple(base.Turn(turn.role, turn.text) for turn in turns)
        pieces, timing = asyncio.run(_pieces(self.model, base.ChatRequest(model, system, asked, max_tokens)))
        self.timings.append(timing)
        self.requests.append(Request(system, tuple(turns), "".join(pieces)))
        return Call(pieces)

    def stream_calls(self, *_: object) -> Call:
        raise NotImplementedError

    def takes_tools(self, _model: str) -> bool:
        return False

    def context_tokens(self, _model: str) -> int:
        return self.traits.context

    def only_quotes(self, _model: str) -> bool:
        return self.traits.only_quotes

    def price(self, _model: str, input_tokens: int, _output: int = 0) -> float:
        return self.traits.input_price * input_tokens / 1_000_000

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
