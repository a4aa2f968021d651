"""The minute's upkeep: what people wait for comes first, and no chore takes the time of another."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.api import keeping_active, records
from chalicelib.models import Document
from chalicelib.rag.documents.sweep import READ_AT_ONCE, Upkeep

DUE = 10_000


@dataclass
class Stage:
    """Each thing that is done takes a second of the function's time. One owner has ten thousand due documents."""

    seconds: int = 300
    done: list[str] = field(default_factory=list)
    read: list[int] = field(default_factory=list)

    def step(self, name: str) -> None:
        self.seconds -= 1
        self.done.append(name)

    # The registry

    def due(self, _: int) -> Iterator[tuple[str, str]]:
        return (("greedy", f"document-{number}") for number in range(DUE))

    def find_each(self, refs: Sequence[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], Callable[[], Document]]]:
        self.read.append(len(refs))
        for owner, name in refs:
            yield (owner, name), partial(Document, owner, name, "a.txt", "text/plain", 1, "ready", "", "")

    def apply(self, *_: object, **__: object) -> None:
        self.step("document")

    def count_due(self, _: int) -> int:
        return DUE - self.done.count("document")

    # What else there is to be done

    def work(self, name: str, count: int) -> Callable[[Callable[[], bool]], int]:
        def work(more: Callable[[], bool]) -> int:
            for _ in range(count):
                if more():
                    self.step(name)
            return count

        return work

    @property
    def services(self) -> Any:
        nothing: Any = None
        queue: Any = SimpleNamespace(send=lambda _: None)
        registry: Any = self
        tables: Any = SimpleNamespace(
            due=lambda _: iter(["owner"] * 3), sent=lambda _: self.step("table"), count_due=lambda _: 0
        )
        sessions = self.work("session", 4)
        return SimpleNamespace(
            upkeep=Upkeep(registry, tables, nothing, queue, nothing, nothing, nothing),
            accounts=SimpleNamespace(
                admission=SimpleNamespace(sweep=lambda _: 0), sweep=SimpleNamespace(run=lambda _: 0)
            ),
            sources=SimpleNamespace(sweeping=SimpleNamespace(sweep=lambda _: 0)),
            abandoned=SimpleNamespace(sweep=self.work("answer", 5)),
            adapters=SimpleNamespace(
                sockets=SimpleNamespace(end_sessions=lambda _, more: sessions(more)),
                answers=tables,
                documents=self,
                maintenance=tables,
                sources=tables,
                functions=SimpleNamespace(call_each=lambda _: 0),
                stage_records=SimpleNamespace(upkeep_ended=lambda _: None),
            ),
        )


def test_ten_thousand_due_documents_delay_no_session_or_answer(caplog: pytest.LogCaptureFixture) -> None:
    stage = Stage()
    with caplog.at_level(logging.INFO):
        records.upkeep(stage.services, lambda: float(stage.seconds))
    assert stage.done[:9] == ["session"] * 4 + ["answer"] * 5
    assert stage.done[-3:] == ["table"] * 3
    assert stage.done.count("document") == 24
    assert stage.read == [READ_AT_ONCE]
    assert stage.seconds > 300 - 60, "it is over before the next minute's begins"
    left = [record.__dict__["left"] for record in caplog.records if record.message == "Upkeep goes on in a minute"]
    assert left == [DUE - 24]
    assert "Upkeep done" in caplog.messages


def test_all_chores_together_fit_into_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "is_due", lambda _: True)
    chores: list[records.Chore] = []

    def note(chore: records.Chore, _: object) -> bool:
        chores.append(chore)
        return True

    monkeypatch.setattr(records, "_done", note)
    records.upkeep(Stage().services, lambda: 300.0)
    assert len(chores) == 8
    assert sum(chore.seconds for chore in chores) < 60
    assert keeping_active.KEEP_ACTIVE
