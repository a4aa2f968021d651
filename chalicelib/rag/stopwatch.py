"""How long each step of a search took."""

import time


class Clock:
    """Milliseconds of each lap, and of all."""

    def __init__(self) -> None:
        self._began = self._last = time.monotonic()
        self._laps: dict[str, int] = {}

    def lap(self, name: str) -> None:
        now = time.monotonic()
        self._laps[name] = _ms(now - self._last)
        self._last = now

    def done(self) -> dict[str, int]:
        return self._laps | {"total": _ms(time.monotonic() - self._began)}


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
