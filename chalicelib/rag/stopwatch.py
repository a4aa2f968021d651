"""How long each step of a search took."""

import time
from collections import defaultdict


class Stopwatch:
    """Milliseconds of each lap, added up where several have one name, and of all."""

    def __init__(self) -> None:
        self._start = self._last = time.monotonic()
        self._laps: defaultdict[str, float] = defaultdict(float)

    def lap(self, name: str) -> None:
        """End a lap; the next one begins."""
        now = time.monotonic()
        self._laps[name] += now - self._last
        self._last = now

    def done(self) -> dict[str, int]:
        """The laps so far, and `total` since the start."""
        laps = {**self._laps, "total": time.monotonic() - self._start}
        return {name: round(seconds * 1000) for name, seconds in laps.items()}
