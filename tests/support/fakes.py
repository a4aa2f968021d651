"""Fakes of the models, and of nothing else. Each passes the contract suite of its role."""

import hashlib
import math
import re
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from chalicelib.errors import ModelBusyError
from chalicelib.models import (
    Embeddings,
    MarkerPart,
    ModelEnd,
    ModelEvent,
    QuotePart,
    TextPart,
    Tool,
    ToolCall,
    Turn,
    Usage,
)


class FakeEmbedder:
    """Vectors in which texts that share words are near; counts what it was asked for."""

    model = "fake.words"
    dimensions = 64
    batch_size = 8
    max_tokens = 8192

    def __init__(self) -> None:
        self.embedded: list[str] = []
        self.fail_with: list[Exception] = []
        self._lock = threading.Lock()

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        with self._lock:
            if self.fail_with:
                raise self.fail_with.pop(0)
            self.embedded += texts
        return Embeddings(vectors=[self.embed_query(text) for text in texts], tokens=sum(map(len, texts)) // 4)

    def embed_query(self, text: str) -> list[float]:
        vector = [1e-6] * self.dimensions
        for word in re.findall(r"\w+", text.casefold()):
            vector[int(hashlib.sha256(word.encode()).hexdigest(), 16) % self.dimensions] += 1.0
        length = math.sqrt(sum(number * number for number in vector))
        return [number / length for number in vector]


class FakeChat:
    """Says its lines word by word, then ends; `error` is raised after them in place of an end.

    After `silent_after` words it says nothing until `go_on` is set or the call is closed. `quotes` are what it says by
    itself that it rests on, after its lines. `reason` is why it ends; models in `busy` are throttled.
    """

    def __init__(
        self,
        lines: str = "The answer is in the sources. [1]",
        error: Exception | None = None,
        silent_after: int | None = None,
        quotes: Sequence[QuotePart] = (),
        reason: str = "end_turn",
        busy: Sequence[str] = (),
        context: int = 128_000,
    ) -> None:
        self.context = context
        self.lines = lines
        self.reason = reason
        self.busy = busy
        self.silent_after = silent_after
        self.error = error
        self.quotes = quotes
        self.calls: list[tuple[str, str, Sequence[Turn]]] = []
        self.closed = threading.Event()
        self.go_on = threading.Event()

    def stream(self, model: str, system: str, turns: Sequence[Turn], max_tokens: int) -> "FakeCall":
        self.calls.append((model, system, turns))
        cites = bool(self.quotes and turns[-1].search_results)
        return FakeCall(self, self.answer(system, turns), max_tokens, busy=model in self.busy, cites=cites)

    def stream_calls(
        self, model: str, system: str, turns: Sequence[Turn], tools: Sequence[Tool], max_tokens: int
    ) -> "FakeRound":
        raise AssertionError("This model takes no tools.")

    def takes_tools(self, model: str) -> bool:
        return False

    def answer(self, system: str, turns: Sequence[Turn]) -> str:
        return self.lines

    def context_tokens(self, model: str) -> int:
        return self.context

    def only_quotes(self, model: str) -> bool:
        return False

    def price(self, model: str, input_tokens: int, output_tokens: int = 0) -> float:
        return 0.0

    def cites_itself(self, model: str) -> bool:
        return bool(self.quotes)

    def estimate(self, model: str, system: str, turns: Sequence[Turn], written: str) -> Usage:
        return Usage(input_tokens=sum(len(turn.text) for turn in turns) // 4, output_tokens=len(written.split()))


class FakeToolChat(FakeChat):
    """Calls the tools of its `rounds`, one after the other, then none; and says its lines as a FakeChat does.

    A round that is an error is raised. `rounds_asked` are the turns and the tools of each round.
    """

    def __init__(self, *rounds: Sequence[ToolCall] | BaseException, lines: str = "It is in the sources. [1]") -> None:
        super().__init__(lines)
        self.rounds = list(rounds)
        self.rounds_asked: list[tuple[Sequence[Turn], Sequence[Tool]]] = []

    def takes_tools(self, model: str) -> bool:
        return True

    def stream_calls(
        self, model: str, system: str, turns: Sequence[Turn], tools: Sequence[Tool], max_tokens: int
    ) -> "FakeRound":
        self.rounds_asked.append((turns, tools))
        calls = self.rounds.pop(0) if self.rounds else ()
        if isinstance(calls, BaseException) and not isinstance(calls, Exception):
            raise calls  # The function is killed: at once, not in the thread that reads the stream.
        return FakeRound(calls)


class FakeRound:
    """One round of a FakeToolChat; closing it ends it."""

    def __init__(self, calls: Sequence[ToolCall] | BaseException) -> None:
        self._events = self._run(calls)
        self._closed = False

    def __iter__(self) -> Iterator[ModelEvent]:
        return self

    def __next__(self) -> ModelEvent:
        return next(self._events)

    def close(self) -> None:
        self._closed = True

    def _run(self, calls: Sequence[ToolCall] | BaseException) -> Iterator[ModelEvent]:
        if isinstance(calls, BaseException):
            raise calls
        for call in calls:
            if self._closed:
                return
            yield call
        if not calls:
            yield TextPart("enough")
        if not self._closed:
            yield ModelEnd("tool_use" if calls else "end_turn", Usage(50, 10, 0.01))


class FakeCall:
    """One call of a FakeChat; closing it ends it, also while it is silent."""

    def __init__(
        self, chat: FakeChat, answer: str, max_tokens: int, *, busy: bool = False, cites: bool = False
    ) -> None:
        self._chat = chat
        self._busy = busy
        self._cites = cites
        self._closed = threading.Event()
        self._events = self._run(re.findall(r"\S+\s*", answer)[:max_tokens])

    def __iter__(self) -> Iterator[ModelEvent]:
        return self

    def __next__(self) -> ModelEvent:
        return next(self._events)

    def close(self) -> None:
        self._closed.set()
        self._chat.closed.set()
        self._chat.go_on.set()

    def _run(self, words: Sequence[str]) -> Iterator[ModelEvent]:
        chat = self._chat
        if self._busy:
            raise ModelBusyError
        for index, word in enumerate(words):
            if index == chat.silent_after:
                chat.go_on.wait(30)
            if self._closed.is_set():
                return
            yield TextPart(word)
        yield from chat.quotes
        if self._cites:
            yield MarkerPart(tuple(dict.fromkeys(quote.n for quote in chat.quotes)))
        if chat.error:
            raise chat.error
        yield ModelEnd(chat.reason, Usage(input_tokens=100, output_tokens=len(words), price_usd=0.001))


class Silent:
    """Takes every call and does nothing: for roles that a test does not look at."""

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **kwargs: None
