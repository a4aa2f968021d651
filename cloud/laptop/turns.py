"""Whose turn it is to run, where more calls of a function wait than the laptop has processes for.

A semaphore would not do: a call that comes just when another ends overtakes those that have waited for long.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class _Call:
    owner: str
    urgent: bool
    begin: threading.Event = field(default_factory=threading.Event)


class Turns:
    """At most `most` calls at once, of which at most one that is not urgent.

    An urgent call comes before others, then a call of the owner who has fewest running, then the one that came first.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self.waiting: list[_Call] = []  # In the order of their coming.
        self._running: list[_Call] = []

    @contextmanager
    def turn(self, owner: str = "", *, urgent: bool = True) -> Iterator[None]:
        """Waits for its turn, which lasts as long as the context."""
        call = _Call(owner, urgent)
        with self._lock:
            self.waiting.append(call)
            self._admit()
        call.begin.wait()
        try:
            yield
        finally:
            with self._lock:
                self._running.remove(call)
                self._admit()

    def _admit(self) -> None:
        while len(self._running) < self._most and (call := self._next()):
            self.waiting.remove(call)
            self._running.append(call)
            call.begin.set()

    def _next(self) -> _Call | None:
        owners = Counter(call.owner for call in self._running)
        one_in_background = any(not call.urgent for call in self._running)
        allowed = (call for call in self.waiting if call.urgent or not one_in_background)
        return min(allowed, key=lambda call: (not call.urgent, owners[call.owner]), default=None)
