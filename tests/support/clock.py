"""Time under a test's control."""

from dataclasses import dataclass


@dataclass
class Clock:
    """Gives the time that a test sets (Unix seconds)."""

    seconds: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds
