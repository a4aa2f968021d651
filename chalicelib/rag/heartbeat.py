"""Keeps a lease alive while a step takes long: a read of a minute, a commit of 100,000 rows, a busy model.

A lease is short (a document's 90 s, an answer's 60), so that what a killed function held is soon free; a step may well
take longer than that. Stored progress alone would let it run out in the middle of such a step, and two workers would
pay for the same chunks, or an answer would be ended that is being made.
"""

import logging
import threading
from types import TracebackType
from typing import Protocol, Self

from chalicelib.errors import GrailError, LeaseLostError

log = logging.getLogger(__name__)

BEAT_SECONDS = 25.0  # Two beats may fail before a lease of 90 s runs out.


class Held(Protocol):
    @property
    def id(self) -> str: ...


class Lease[T: Held](Protocol):
    def beat(self, held: T, /) -> None: ...


class Heartbeat[T: Held]:
    """Renews the lease of `held` every `seconds` while the context lasts, from a thread of its own."""

    def __init__(self, lease: Lease[T], held: T, seconds: float = BEAT_SECONDS) -> None:
        self._lease = lease
        self._held = held
        self._seconds = seconds
        self._ended = threading.Event()
        self._lost = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="heartbeat")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        # Joined, since a beat in flight when the function is frozen would end in whatever the next call does.
        self._ended.set()
        self._thread.join()

    def check(self) -> None:
        """Raises LeaseLostError once a beat has found that another worker has taken over."""
        if self._lost.is_set():
            raise LeaseLostError("Another worker has taken over this document.")

    def _run(self) -> None:
        while not self._ended.wait(self._seconds):
            try:
                self._lease.beat(self._held)
            except LeaseLostError:
                self._lost.set()
                return
            except GrailError as error:
                log.warning("A beat was missed", exc_info=error, extra={"held": self._held.id})
