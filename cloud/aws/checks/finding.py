"""What a check before the deploy has to say."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ok", "warning", "unknown", "refused"]
MARKS: dict[Verdict, str] = {"ok": "✓", "warning": "!", "unknown": "?", "refused": "✗"}


@dataclass(frozen=True)
class Finding:
    """One sentence about one subject. Only `refused` stops the deploy; its text says what to do next. `unknown` is for
    what the deployer may not ask: it is neither good nor bad."""

    verdict: Verdict
    text: str

    @property
    def stops(self) -> bool:
        return self.verdict == "refused"

    def __str__(self) -> str:
        return f"{MARKS[self.verdict]} {self.text}"
