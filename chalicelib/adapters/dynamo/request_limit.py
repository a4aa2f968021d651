"""A generous cap on all that an owner asks for in a minute, at a twentieth of a write for each request.

A function counts in memory, and adds to the owner's row at each `STEP`-th request of a minute. So a person who works is
hardly ever written down, and a flood finds its end wherever it comes in: each function lets through at most `STEP` more
than the cap. Once the row is full, the function refuses the owner until the minute is over, without asking again.
"""

import time
from collections.abc import Callable

from chalicelib.adapters.dynamo.rate_limits import SENTENCES, DynamoRateLimits
from chalicelib.errors import RateLimitedError

STEP = 20
SECONDS = 60


class RequestLimit:
    """`now` gives Unix seconds."""

    def __init__(self, limits: DynamoRateLimits, now: Callable[[], float] = time.time) -> None:
        self._limits = limits
        self._now = now
        self._minute = 0
        self._seen: dict[str, int] = {}
        self._full: set[str] = set()

    def count(self, owner_id: str) -> None:
        """Count one more request; raises RateLimitedError beyond the cap."""
        self._begin_minute()
        if owner_id not in self._full:
            seen = self._seen[owner_id] = self._seen.get(owner_id, 0) + 1
            if seen % STEP or self._limits.has_room(owner_id, "requests", STEP):
                return
            self._full.add(owner_id)
        raise RateLimitedError(SENTENCES["requests"])

    def _begin_minute(self) -> None:
        """What was seen of earlier minutes is dropped, so memory holds the owners of one minute."""
        minute = int(self._now()) // SECONDS
        if minute != self._minute:
            self._minute = minute
            self._seen.clear()
            self._full.clear()
