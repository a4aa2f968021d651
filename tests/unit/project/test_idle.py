"""Functions' processes that have nothing to do end; what a person would wait for stays for longest."""

import time
from types import SimpleNamespace
from typing import Any

import pytest
from ministack.core import lambda_runtime

from cloud.laptop import idle


def worker(function: str, idle_seconds: float, *, in_use: bool = False) -> Any:
    name = f"grail-local-{function}"
    return SimpleNamespace(func_name=name, in_use=in_use, last_used=time.time() - idle_seconds)


@pytest.fixture
def killed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    ended: list[Any] = []
    monkeypatch.setattr(lambda_runtime, "kill_workers", ended.extend)
    return ended


def test_idle_processes_end_and_busy_ones_stay(monkeypatch: pytest.MonkeyPatch, killed: list[Any]) -> None:
    busy, used, unused = (
        worker("embed", 1_000, in_use=True),
        worker("embed", 1),
        worker("embed", idle.USUAL_SECONDS + 1),
    )
    monkeypatch.setattr(lambda_runtime, "_workers", {"embed": [busy, used, unused]})
    assert idle.end_idle() == 1
    assert killed == [unused]
    assert lambda_runtime._workers == {"embed": [busy, used]}


def test_what_a_person_waits_for_stays_longer(monkeypatch: pytest.MonkeyPatch, killed: list[Any]) -> None:
    answering, reading = worker("answer", 2 * idle.USUAL_SECONDS), worker("embed", 2 * idle.USUAL_SECONDS)
    monkeypatch.setattr(lambda_runtime, "_workers", {"answer": [answering], "embed": [reading]})
    idle.end_idle()
    assert killed == [reading]
    assert list(lambda_runtime._workers) == ["answer"]


def test_upkeep_does_not_stay_between_two_calls(monkeypatch: pytest.MonkeyPatch, killed: list[Any]) -> None:
    monkeypatch.setattr(lambda_runtime, "_workers", {"upkeep": [worker("upkeep", 30)]})
    assert idle.end_idle() == 1
    assert len(killed) == 1
    assert lambda_runtime._workers == {}
