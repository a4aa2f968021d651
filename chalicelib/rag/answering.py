"""Making one answer: condense, retrieve, prompt, stream, cite. Runs in a function of its own, so that no limit of the
socket cuts it; everything it says is stored before it is sent.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Protocol

from chalicelib.errors import GrailError, ModelInterruptedError
from chalicelib.models import (
    ChatEvent,
    Exchange,
    Failure,
    Message,
    MessageStatus,
    ModelEnd,
    ModelEvent,
    Stage,
    TextPart,
    Turn,
    Usage,
)
from chalicelib.rag.citing import CitationFilter, cite
from chalicelib.rag.events import events_of
from chalicelib.rag.prompting import CONDENSE, SYSTEM, answer_turns, condense_turns
from chalicelib.rag.retrieving import Query, Retrieving
from chalicelib.rag.roles import ChatModel, MessageStore, UsageMeter

log = logging.getLogger(__name__)

FLUSH_SECONDS = 0.08  # Text is sent by so much time, not by token.
STOP_CHECK_SECONDS = 0.5  # While the model is silent, so often it is looked whether to stop.
LISTENER_SECONDS = 60.0  # With nobody listening for so long, the answer ends with what there is.
SPARE_SECONDS = 10.0  # Of the function's time, kept to end an answer in good order.
MAX_TOKENS = 4096
TOO_LONG = "The answer took too long and was cut off. Please ask for less at a time."
SOURCES = 8
SOURCE_TOKENS = 3_200  # Of all sources together: eight chunks, or fewer with their neighbours.


class Listeners(Protocol):
    def send_event(self, connections: Sequence[str], event: ChatEvent) -> int:
        """To all of them; how many got it."""


@dataclass(frozen=True)
class Answering:
    messages: MessageStore
    retrieving: Retrieving
    chat: ChatModel
    listeners: Listeners
    usage: UsageMeter

    def run(self, owner_id: str, message_id: str, worker: str, seconds_left: Callable[[], float]) -> None:
        """Make the answer that `message_id` awaits; does nothing if another worker has it or it has ended."""
        if not self.messages.begin(owner_id, message_id, worker):
            log.info("The answer has ended, or another worker makes it", extra={"answer": message_id})
            return
        message, asked = self.messages.message_with_request(owner_id, message_id)
        stream = AnswerStream(self.messages, self.listeners, message)
        try:
            self._answer(stream, asked, seconds_left)
        except GrailError as error:
            log.warning("The answer failed", exc_info=error, extra={"answer": message_id, "code": error.code})
            stream.fail(Failure(code=error.code, message=str(error), retryable=error.retryable))
        except Exception:
            # The outermost edge of this function: the person must be told before the error goes to the operator.
            stream.fail(Failure("internal", "The answer could not be finished. Please try again.", retryable=True))
            raise
        self.usage.add_answer(owner_id, stream.message.usage)

    def _answer(self, stream: "AnswerStream", asked: dict[str, object], seconds_left: Callable[[], float]) -> None:
        message = stream.message
        stream.stage("searching")
        history = self._history(message)
        question, condensing = self._condense(message, history, str(asked["text"]))
        found = self.retrieving.search(message.owner_id, _query(question, asked))
        stream.time("search", found.timings_ms["total"])
        stream.stage("reading")
        stream.sources(found.passages)
        turns = answer_turns(history, str(asked["text"]), found.passages)
        usage = self._write(stream, turns, seconds_left)
        stream.finish(_sum(condensing, usage))

    def _history(self, message: Message) -> list[Exchange]:
        """What was asked and answered before the question of this answer."""
        messages = self.messages.history(message.owner_id, message.conversation_id)
        answers = {each.reply_to: each for each in messages if each.role == "assistant" and each.text.strip()}
        questions = [each for each in messages if each.role == "user" and each.id < (message.reply_to or "")]
        return [Exchange(each, answers[each.id]) for each in questions if each.id in answers]

    def _condense(self, message: Message, history: Sequence[Exchange], question: str) -> tuple[str, Usage]:
        if not history:
            return question, Usage()
        turns = condense_turns(history, question)
        events = list(self.chat.stream(message.model or "", CONDENSE, turns, 256))
        text = "".join(event.text for event in events if isinstance(event, TextPart)).strip()
        usages = [event.usage for event in events if isinstance(event, ModelEnd)]
        return text or question, _sum(*usages)

    def _write(self, stream: "AnswerStream", turns: Sequence[Turn], seconds_left: Callable[[], float]) -> Usage:
        marks = CitationFilter(len(stream.message.sources))
        began = time.monotonic()
        usage = Usage()
        model = self.chat.stream(stream.message.model or "", SYSTEM, turns, MAX_TOKENS)
        with closing(Pump(model)) as pump:
            for event in pump.events(FLUSH_SECONDS):
                if isinstance(event, TextPart):
                    if not stream.message.timings_ms.get("first_token"):
                        stream.time("first_token", round((time.monotonic() - began) * 1000))
                    stream.add(marks.feed(event.text))
                elif isinstance(event, ModelEnd):
                    usage = event.usage
                if stream.flush_if_due():
                    break
                if seconds_left() < SPARE_SECONDS:
                    raise ModelInterruptedError(TOO_LONG)
        stream.add(marks.end())
        return usage


@dataclass
class AnswerStream:
    """The message while it grows: what is added is stored, then sent to whoever listens, in numbered events."""

    messages: MessageStore
    listeners: Listeners
    message: Message
    _pending: str = ""
    _sent: int = 0
    _flushed_at: float = field(default_factory=time.monotonic)
    _heard_at: float = field(default_factory=time.monotonic)
    _began_at: float = field(default_factory=time.monotonic)
    stopped: bool = False

    def stage(self, stage: Stage) -> None:
        self.message = replace(self.message, stages=(*self.message.stages, stage))
        self._flush()

    def sources(self, passages: Sequence[object]) -> None:
        self.message = replace(self.message, sources=tuple(passages))  # type: ignore[arg-type]
        self.messages.save_sources(self.message.owner_id, self.message.id, self.message.sources)
        self.stage("writing")

    def time(self, name: str, milliseconds: int) -> None:
        self.message = replace(self.message, timings_ms={**self.message.timings_ms, name: milliseconds})

    def add(self, text: str) -> None:
        self._pending += text

    def flush_if_due(self) -> bool:
        """Save and send what has come, if it is time. True if the answer is to stop."""
        waited = time.monotonic() - self._flushed_at
        if waited >= (FLUSH_SECONDS if self._pending else STOP_CHECK_SECONDS):
            self._flush()
        return self.stopped

    def finish(self, usage: Usage) -> None:
        self._take_pending()
        self.time("total", round((time.monotonic() - self._began_at) * 1000))
        citations = cite(self.message.text, self.message.sources)
        status: MessageStatus = "stopped" if self.stopped else "complete"
        self._end(replace(self.message, citations=citations, status=status, usage=usage))

    def fail(self, failure: Failure) -> None:
        """What was written stays; nothing can follow it."""
        self._take_pending()
        self._end(replace(self.message, status="failed", error=failure))

    def _end(self, message: Message) -> None:
        self.message = message
        self._send(self.messages.finish(message))

    def _flush(self) -> None:
        self._take_pending()
        self._flushed_at = time.monotonic()
        state = self.messages.flush(self.message)
        self._send(state.connections)
        deserted = time.monotonic() - self._heard_at > LISTENER_SECONDS
        self.stopped = self.stopped or state.stop_requested or deserted

    def _take_pending(self) -> None:
        if self._pending:
            text = self.message.text + self._pending
            self.message = replace(self.message, text=text, delta_ends=(*self.message.delta_ends, len(text)))
            self._pending = ""

    def _send(self, connections: Sequence[str]) -> None:
        for event in events_of(self.message):
            if event.seq > self._sent:
                self._sent = event.seq
                if self.listeners.send_event(connections, event):
                    self._heard_at = time.monotonic()


class Pump:
    """Reads a model's stream in a thread, so that a silent model keeps nobody from stopping the answer."""

    def __init__(self, stream: Iterator[ModelEvent]) -> None:
        self._stream = stream
        self._queue: queue.Queue[ModelEvent | Exception | None] = queue.Queue()
        self._closed = threading.Event()
        threading.Thread(target=self._read, daemon=True, name="model-stream").start()

    def events(self, every: float) -> Iterator[ModelEvent | None]:
        """The stream's events, and None whenever none came for `every` seconds; raises what the stream raised."""
        while True:
            try:
                event = self._queue.get(timeout=every)
            except queue.Empty:
                yield None
                continue
            if event is None:
                return
            if isinstance(event, Exception):
                raise event
            yield event

    def close(self) -> None:
        """The thread ends the model call at its next event."""
        self._closed.set()

    def _read(self) -> None:
        try:
            with closing(self._stream) as stream:  # type: ignore[type-var]
                for event in stream:
                    if self._closed.is_set():
                        return
                    self._queue.put(event)
            self._queue.put(None)
        except GrailError as error:
            self._queue.put(error)
        except Exception:
            # The thread's outermost edge: whatever it was, it has to reach the thread that waits.
            log.exception("The model's stream broke")
            self._queue.put(ModelInterruptedError())


def _query(question: str, asked: dict[str, object]) -> Query:
    ids, tags = asked.get("document_ids"), asked.get("tags")
    return Query(
        text=question,
        k=SOURCES,
        document_ids=tuple(ids) if isinstance(ids, list) else None,
        tags=tuple(tags) if isinstance(tags, list) else None,
        tokens=SOURCE_TOKENS,
    )


def _sum(*usages: Usage) -> Usage:
    return Usage(
        input_tokens=sum(each.input_tokens for each in usages),
        output_tokens=sum(each.output_tokens for each in usages),
        price_usd=sum(each.price_usd for each in usages),
    )
