"""Keeps a lease alive while a step takes long: a read of a minute, a commit of 100,000 rows, a busy model.

A lease is short (a document's 90 s, an answer's 60), so that the work of a killed function soon goes on; a step may
well take longer. Stored progress alone would let the lease run out in the middle of such a step. Then two workers would
pay for the same chunks, or an answer would be ended that is being made.
"""

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from chalicelib.errors import GrailError, LeaseLostError

log = logging.getLogger(__name__)


class Heartbeat:
    """Calls `renew` every `seconds` while the context lasts, from a thread of its own; `id` is for the log.

    `renew` prolongs the lease and raises LeaseLostError when another worker has it.
    """

    def __init__(self, renew: Callable[[], object], seconds: float, id: str) -> None:
        self._renew = renew
        self._seconds = seconds
        self._id = id
        self._ended = threading.Event()
        self._lost = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="heartbeat")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        # Joined, since a request in flight when the function is frozen would end in whatever the next call does.
        self._ended.set()
        self._thread.join()

    def check(self) -> None:
        """Raises LeaseLostError once a heartbeat has learned that another worker has taken over."""
        if self._lost.is_set():
            raise LeaseLostError("Another worker has taken over this document.")

    def _run(self) -> None:
        while not self._ended.wait(self._seconds):
            try:
                self._renew()
            except LeaseLostError:
                self._lost.set()
                return
            except GrailError as error:
                log.warning("A heartbeat was missed", exc_info=error, extra={"leased": self._id})
