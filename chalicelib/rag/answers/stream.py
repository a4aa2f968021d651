"""An answer on its way: stored as it grows, told to whoever listens, and the thread that reads the model."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from chalicelib.errors import ConnectionGoneError, GrailError, ModelInterruptedError
from chalicelib.models import (
    ChatEvent,
    Evidence,
    Failure,
    Message,
    MessageStatus,
    ModelEvent,
    Notice,
    Passage,
    QuotePart,
    Stage,
    Usage,
)
from chalicelib.rag.answers.events import events_of
from chalicelib.rag.citations.cite import cite
from chalicelib.rag.roles import MessageStore, ModelStream

log = logging.getLogger(__name__)

FLUSH_SECONDS = 0.08  # Text is sent by so much time, not by token.
SLOWEST_FLUSH_SECONDS = 1.3  # Where a socket takes no more, flushes come further apart, up to this.
STOP_CHECK_SECONDS = 0.5  # While the model is silent, so often it is looked whether to stop.
LISTENER_SECONDS = 60.0  # With nobody listening for so long, the answer ends with what there is.
DELTA_CHARACTERS = 4_000  # Of at most 6 bytes each as JSON: a frame has 32 KB.
LAST_TRIES = 5  # To tell the end to a socket that is too busy for it; after that the client has to resume.


class Listeners(Protocol):
    def send_events(self, connection_id: str, events: Sequence[ChatEvent]) -> int:
        """In order, up to the first that cannot be delivered now; how many were. Raises ConnectionGoneError."""


@dataclass
class AnswerStream:
    """The message while it grows: what is added is stored, then sent to whoever listens, in numbered events.

    `count` is told what the answer cost before it is stored as ended: killed in between, it counts too much, not less.
    """

    messages: MessageStore
    listeners: Listeners
    message: Message
    count: Callable[[Usage], None]
    stopped: bool = False
    _counted: bool = False
    _pending: str = ""
    _quotes: list[QuotePart] = field(default_factory=list)
    _told: int = 0  # Events there were at the last flush: who listens since then was told them by `resume`.
    _sent: dict[str, int] = field(default_factory=dict)  # By connection.
    _gone: set[str] = field(default_factory=set)
    _pace: float = FLUSH_SECONDS
    _flushed_at: float = field(default_factory=time.monotonic)
    _heard_at: float = field(default_factory=time.monotonic)
    _began_at: float = field(default_factory=time.monotonic)

    @property
    def begun(self) -> bool:
        """Whether there is any text."""
        return bool(self.text)

    @property
    def text(self) -> str:
        """All that was written so far."""
        return self.message.text + self._pending

    def answer_by(self, model: str) -> None:
        """Another model than the one that was asked for makes the answer."""
        self.message = replace(self.message, model=model)

    def stage(self, stage: Stage) -> None:
        self.message = replace(self.message, stages=(*self.message.stages, stage))
        self._flush()

    def sources(self, passages: Sequence[Passage], evidence: Evidence) -> None:
        self.message = replace(self.message, sources=tuple(passages), evidence=evidence)
        self.messages.save_sources(self.message.owner_id, self.message.id, self.message.sources)
        self.stage("writing")

    def time(self, name: str, milliseconds: int) -> None:
        self.message = replace(self.message, timings_ms={**self.message.timings_ms, name: milliseconds})

    def spend(self, usage: Usage) -> None:
        """A model call has cost this, whatever becomes of the answer."""
        self.message = replace(self.message, usage=self.message.usage + usage)

    def add(self, text: str) -> None:
        self._pending += text

    def quote(self, part: QuotePart) -> None:
        self._quotes.append(part)

    def flush_if_due(self) -> bool:
        """Save and send what has come, if it is time; the first words at once. True if the answer is to stop."""
        waited = time.monotonic() - self._flushed_at
        first = bool(self._pending) and not self.message.text
        if first or waited >= (self._pace if self._pending else STOP_CHECK_SECONDS):
            self._flush()
        return self.stopped

    def finish(self, notice: Notice | None = None) -> None:
        self._take_pending()
        self.time("total", round((time.monotonic() - self._began_at) * 1000))
        citations = cite(self.message.text, self.message.sources, self._quotes)
        status: MessageStatus = "stopped" if self.stopped else "complete"
        self._end(replace(self.message, citations=citations, status=status, notice=notice))

    def fail(self, failure: Failure) -> None:
        """What was written stays; nothing can follow it."""
        self._take_pending()
        self._end(replace(self.message, status="failed", error=failure))

    def _end(self, message: Message) -> None:
        self.message = message
        if not self._counted:  # An end that could not be stored is followed by another one.
            self._counted = True
            self.count(message.usage)
        state = self.messages.finish(message)
        for _ in range(LAST_TRIES):
            if self._tell(state.connections):
                break
            time.sleep(self._pace)

    def _flush(self) -> None:
        self._take_pending()
        self._flushed_at = time.monotonic()
        state = self.messages.flush(self.message, self._told_to_all)
        in_time = self._tell(state.connections)
        self._pace = max(FLUSH_SECONDS, self._pace / 2) if in_time else min(SLOWEST_FLUSH_SECONDS, self._pace * 2)
        deserted = time.monotonic() - self._heard_at > LISTENER_SECONDS
        self.stopped = self.stopped or state.stop_requested or deserted

    @property
    def _told_to_all(self) -> int:
        return min((self._sent[each] for each in self._sent if each not in self._gone), default=self._told)

    def _take_pending(self) -> None:
        before, text = len(self.message.text), self.message.text + self._pending
        ends = [min(start + DELTA_CHARACTERS, len(text)) for start in range(before, len(text), DELTA_CHARACTERS)]
        self.message = replace(self.message, text=text, delta_ends=(*self.message.delta_ends, *ends))
        self._pending = ""

    def _tell(self, connections: Sequence[str]) -> bool:
        """To each connection what it has not been told; False if one of them could not take it now."""
        events = list(events_of(self.message))
        delivered = [self._tell_one(each, events) for each in connections if each not in self._gone]
        self._told = len(events)
        return all(delivered)

    def _tell_one(self, connection_id: str, events: Sequence[ChatEvent]) -> bool:
        sent = self._sent.get(connection_id, self._told)
        try:
            reached = self.listeners.send_events(connection_id, events[sent:])
        except ConnectionGoneError:
            self._gone.add(connection_id)
            return True
        self._sent[connection_id] = sent + reached
        if reached or sent == len(events):
            self._heard_at = time.monotonic()
        return sent + reached == len(events)


class Pump:
    """Reads a model's stream in a thread, so that a silent model keeps nobody from stopping the answer."""

    def __init__(self, stream: ModelStream) -> None:
        self._stream = stream
        self._queue: queue.Queue[ModelEvent | Exception | None] = queue.Queue()
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
        """End the model call, if it has not ended."""
        self._stream.close()

    def _read(self) -> None:
        try:
            for event in self._stream:
                self._queue.put(event)
            self._queue.put(None)
        except GrailError as error:
            self._queue.put(error)
        except Exception:
            # The thread's outermost edge: whatever it was, it has to reach the thread that waits.
            log.exception("The model's stream broke")
            self._queue.put(ModelInterruptedError())
