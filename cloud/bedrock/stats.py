"""Counters that tests and a curious person read at `GET /_local/stats`. No text is ever kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Stats:
    """Counts since the start or the last `reset`. Touched from the event loop only, hence without a lock."""

    def __init__(self) -> None:
        self.streams_open = 0
        self.reset()

    def reset(self) -> None:
        """Starts every count anew; streams that are open stay open."""
        self.calls: dict[str, Counter[str]] = defaultdict(Counter)
        self.errors: Counter[str] = Counter()
        self.texts_embedded: Counter[str] = Counter()
        self.streams_finished = 0
        self.streams_ended_by_disconnect = 0
        self.frames_sent = 0
        self.faults_served = 0
        self.billed_usd = 0.0  # Of chat models.
        self.embedding_usd = 0.0

    def bill(self, dollars: float) -> None:
        self.billed_usd += dollars

    def call(self, operation: str, model: str) -> None:
        self.calls[operation][model] += 1

    @contextmanager
    def open_stream(self) -> Iterator[None]:
        """Counts a stream as open, from its first byte to its end of whatever kind."""
        self.streams_open += 1
        try:
            yield
        finally:
            self.streams_open -= 1

    def as_dict(self) -> dict[str, object]:
        return {
            "calls": {operation: dict(models) for operation, models in self.calls.items()},
            "errors": dict(self.errors),
            "texts_embedded": dict(self.texts_embedded),
            "streams_open": self.streams_open,
            "streams_finished": self.streams_finished,
            "streams_ended_by_disconnect": self.streams_ended_by_disconnect,
            "frames_sent": self.frames_sent,
            "faults_served": self.faults_served,
            "billed_usd": self.billed_usd,
            "embedding_usd": self.embedding_usd,
        }
