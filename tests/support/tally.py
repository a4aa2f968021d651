"""What the suites count over all their tests, printed after the last one.

With pytest-xdist each worker counts its own tests. The workers send their counts to the process that prints.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest


@dataclass
class Tally:
    """Cases that ran and cases that went wrong, by name. `wrong` is the word for the second number."""

    title: str
    wrong: str
    ran: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)

    def count(self, name: str, well: bool, times: int = 1) -> None:
        self.ran[name] += times
        if not well:
            self.failed[name] += times

    def line(self) -> str:
        parts = ", ".join(f"{name} {count}" for name, count in sorted(self.ran.items()))
        return f"{self.title}: {self.ran.total()} ran, {self.failed.total()} {self.wrong} ({parts})"


FAULTS = Tally("Faults", "fell short")
ATTACKS = Tally("Attacks", "let in")
INJECTED = Tally("Injected faults", "lost data")
FUZZED = Tally("Generated inputs", "crashed")
TALLIES = (FAULTS, ATTACKS, INJECTED, FUZZED)
NOTES: list[str] = []


class Report:
    """The pytest plugin that gathers and prints the tallies."""

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["tallies"] = [(dict(tally.ran), dict(tally.failed)) for tally in TALLIES]
            output["notes"] = NOTES

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """`node` is a worker of pytest-xdist that has ended; one that crashed has sent nothing."""
        output = getattr(node, "workeroutput", {})
        for tally, (ran, failed) in zip(TALLIES, output.get("tallies", ()), strict=False):
            tally.ran.update(ran)
            tally.failed.update(failed)
        NOTES.extend(output.get("notes", ()))

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        for line in [*(tally.line() for tally in TALLIES if tally.ran), *NOTES]:
            terminalreporter.write_line(line)
