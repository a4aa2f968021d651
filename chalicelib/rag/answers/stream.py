"""An answer on its way: stored as it grows, sent to all listeners; and the thread that reads the model.

It is flushed after `seconds_to_flush` (lifecycle.py), later while a socket is too busy.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from operator import not_

from tenacity import Retrying, retry_if_result, stop_after_attempt, wait_fixed

from chalicelib.errors import ConnectionGoneError, GrailError, ModelInterruptedError
from chalicelib.models import (
    MARKER,
    ChatEvent,
    Evidence,
    Failure,
    Message,
    MessageStatus,
    ModelEvent,
    Notice,
    Passage,
    PriceEstimate,
    QuotePart,
    RouteName,
    Stage,
    Step,
    StreamState,
    Usage,
)
from chalicelib.rag.answers.events import events_of
from chalicelib.rag.answers.lifecycle import (
    FINISH,
    FLUSH,
    FLUSH_SECONDS,
    LISTENER_SECONDS,
    SLOWEST_FLUSH_SECONDS,
    seconds_to_flush,
)
from chalicelib.rag.answers.roles import AnswerStore, Listeners, ModelStream
from chalicelib.rag.citations.cite import cite
from chalicelib.rag.citations.markers import Marked, markers_at

log = logging.getLogger(__name__)

DELTA_CHARACTERS = 4_000  # The longest delta: a character has up to 6 bytes as JSON, and a frame has 32 KB.
STEP_CHARACTERS = 300  # Of what a step tells: it is stored with each flush.
LAST_ATTEMPTS = 5  # Attempts to deliver the end to a busy socket; after them the client has to resume.

ENDED = StreamState((), stop_requested=True)


@dataclass
class AnswerStream:
    """The message while it grows: what is added is stored, then sent to all listeners, in numbered events.

    `count` gets the answer's usage before the end is stored: a function killed in between counts too much, not too
    little.
    """

    answers: AnswerStore
    listeners: Listeners
    message: Message
    count: Callable[[Usage], None]
    stopped: bool = False
    _counted: bool = False
    _pending: str = ""
    _markers: list[int] = field(default_factory=list)
    _quotes: list[QuotePart] = field(default_factory=list)
    _flushed: int = 0  # Events at the last flush: `resume` has sent them to a connection that is new since then.
    _sent: dict[str, int] = field(default_factory=dict)  # Events by connection.
    _dead: set[str] = field(default_factory=set)
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
        """The text so far."""
        return self.message.text + self._pending

    @property
    def cited(self) -> frozenset[int]:
        """The numbers of the sources that the text so far cites."""
        return frozenset(int(marker[1]) for marker in markers_at(self.text, self._markers))

    def switch_to(self, model: str) -> None:
        """Another model than the chosen one makes the answer."""
        self.message = replace(self.message, model=model)

    def stage(self, stage: Stage) -> None:
        self.message = replace(self.message, stages=(*self.message.stages, stage))
        self._flush()

    def step(self, route: RouteName, detail: str) -> None:
        """What is done beyond one search: another look into the documents, told as a stage of its own."""
        step = Step(len(self.message.stages), route, detail[:STEP_CHARACTERS])
        self.message = replace(self.message, steps=(*self.message.steps, step))
        self.stage("searching")

    def sources(self, passages: Sequence[Passage], evidence: Evidence) -> None:
        self.message = self.message.resting_on(passages, evidence)
        self.answers.save_sources(self.message)
        self.stage("writing")

    def time(self, name: str, milliseconds: int) -> None:
        self.message = replace(self.message, timings_ms={**self.message.timings_ms, name: milliseconds})

    def spend(self, usage: Usage) -> None:
        """A model call has cost this, whatever becomes of the answer."""
        self.message = replace(self.message, usage=self.message.usage + usage)

    def add(self, piece: Marked) -> None:
        """What follows of the answer, with its markers."""
        self._markers += [len(self.text) + at for at in piece.markers]
        self._pending += piece.text

    def quote(self, part: QuotePart) -> None:
        self._quotes.append(part)

    def flush_if_due(self) -> bool:
        """Save and send what was added, if it is time; the first words at once. True if the answer is to stop."""
        waited = time.monotonic() - self._flushed_at
        first = bool(self._pending) and not self.message.text
        if first or waited >= seconds_to_flush(self._pace, self.message.text, pending=bool(self._pending)):
            self._flush()
        return self.stopped

    def is_stopped(self) -> bool:
        """Whether the answer is to stop, by what is stored now."""
        self._flush()
        return self.stopped

    def finish(self, notice: Notice | None = None, estimate: PriceEstimate | None = None) -> None:
        """`estimate` is the price that the person is asked to accept, where nothing was answered."""
        self._take_pending()
        self.time("total", round((time.monotonic() - self._began_at) * 1000))
        citations = cite(self.message.text, self._markers, self.message.sources, self._quotes)
        status: MessageStatus = "stopped" if self.stopped else "complete"
        self._end(replace(self.message, citations=citations, status=status, notice=notice, estimate=estimate))

    def fail(self, failure: Failure) -> None:
        """End with the text so far; nothing can follow it."""
        self._take_pending()
        self._end(replace(self.message, status="failed", error=failure))

    def _end(self, message: Message) -> None:
        self.message = message
        if not self._counted:  # Where an end could not be stored, another one follows.
            self._counted = True
            self.count(message.usage)
        state = self.answers.apply(message, FINISH) or ENDED
        until_delivered = Retrying(
            retry=retry_if_result(not_),
            wait=wait_fixed(self._pace),
            stop=stop_after_attempt(LAST_ATTEMPTS),
            retry_error_callback=lambda _: None,
        )
        until_delivered(self._deliver, state.connections)

    def _flush(self) -> None:
        self._take_pending()
        self._flushed_at = time.monotonic()
        state = self.answers.apply(self.message, FLUSH, told=self._delivered_to_all) or ENDED
        in_time = self._deliver(state.connections)
        self._pace = max(FLUSH_SECONDS, self._pace / 2) if in_time else min(SLOWEST_FLUSH_SECONDS, self._pace * 2)
        deserted = bool(state.connections) and time.monotonic() - self._heard_at > LISTENER_SECONDS
        self.stopped = self.stopped or state.stop_requested or deserted

    @property
    def _delivered_to_all(self) -> int:
        return min(
            (sent for connection, sent in self._sent.items() if connection not in self._dead), default=self._flushed
        )

    def _take_pending(self) -> None:
        before, text = len(self.message.text), self.message.text + self._pending
        ends = [min(start + DELTA_CHARACTERS, len(text)) for start in range(before, len(text), DELTA_CHARACTERS)]
        cited = set(self._markers)
        brackets = tuple(marker.start() for marker in MARKER.finditer(text) if marker.start() not in cited)
        self.message = replace(self.message, text=text, brackets=brackets, delta_ends=(*self.message.delta_ends, *ends))
        self._pending = ""

    def _deliver(self, connections: Sequence[str]) -> bool:
        """Send each connection the events that it lacks; False if one of them is too busy for all of them."""
        events = list(events_of(self.message))
        delivered = [self._deliver_to(connection, events) for connection in connections if connection not in self._dead]
        self._flushed = len(events)
        return all(delivered)

    def _deliver_to(self, connection_id: str, events: Sequence[ChatEvent]) -> bool:
        sent = self._sent.get(connection_id, self._flushed)
        try:
            reached = self.listeners.send_events(connection_id, events[sent:])
        except ConnectionGoneError:
            self._dead.add(connection_id)
            return True
        self._sent[connection_id] = sent + reached
        if reached or sent == len(events):
            self._heard_at = time.monotonic()
        return sent + reached == len(events)


class Pump:
    """Reads a model's stream in a thread, so that an answer can be stopped while the model is silent."""

    def __init__(self, stream: ModelStream) -> None:
        self._stream = stream
        self._queue: queue.Queue[ModelEvent | Exception | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True, name="model-stream").start()

    def events(self, every: float) -> Iterator[ModelEvent | None]:
        """The stream's events, and None after every `every` seconds without one; raises the stream's error."""
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
            # The thread's outermost edge: the thread that waits must learn of every error.
            log.exception("The model's stream broke")
            self._queue.put(ModelInterruptedError())
