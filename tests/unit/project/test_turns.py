"""Whose turn it is on the laptop, where more calls wait than it has processes for."""

import threading
from collections.abc import Callable

from cloud.laptop.turns import Turns

WAIT_SECONDS = 30.0


class Calls:
    """Calls of one function, begun one after the other, each in a thread; each runs until it is told to end."""

    def __init__(self, most: int) -> None:
        self._turns = Turns(most)
        self._changed = threading.Condition()
        self.begun: list[str] = []
        self._ends: dict[str, threading.Event] = {}
        self._threads: list[threading.Thread] = []

    def come(self, name: str, owner: str = "", *, urgent: bool = True) -> None:
        """Returns when the call runs or waits."""
        self._ends[name] = threading.Event()
        before = self._present()
        thread = threading.Thread(target=self._call, args=(name, owner, urgent))
        self._threads.append(thread)
        thread.start()
        self._until(lambda: self._present() > before)

    def end(self, name: str, *, begins: int) -> None:
        """End a call; returns when `begins` calls have begun in all."""
        self._ends[name].set()
        self._until(lambda: len(self.begun) == begins)

    def end_all(self) -> None:
        for end in self._ends.values():
            end.set()
        for thread in self._threads:
            thread.join(WAIT_SECONDS)

    def _call(self, name: str, owner: str, urgent: bool) -> None:
        with self._turns.turn(owner, urgent=urgent):
            with self._changed:
                self.begun.append(name)
                self._changed.notify_all()
            assert self._ends[name].wait(WAIT_SECONDS)

    def _present(self) -> int:
        return len(self._turns.waiting) + len(self.begun)

    def _until(self, done: Callable[[], bool]) -> None:
        with self._changed:
            while not done():
                self._changed.wait(0.01)


def test_calls_run_in_the_order_of_their_coming() -> None:
    calls = Calls(most=1)
    for name in ("a", "b", "c"):
        calls.come(name, owner=name)
    calls.end("a", begins=2)
    calls.come("d", owner="d")
    calls.end("b", begins=3)
    calls.end("c", begins=4)
    calls.end_all()
    assert calls.begun == ["a", "b", "c", "d"]


def test_an_owner_with_calls_running_waits_for_others() -> None:
    calls = Calls(most=2)
    for name in ("many 1", "many 2", "many 3"):
        calls.come(name, owner="many")
    calls.come("single", owner="single")
    calls.end("many 1", begins=3)
    calls.end_all()
    assert calls.begun[:3] == ["many 1", "many 2", "single"]


def test_what_nobody_waits_for_runs_last_and_alone() -> None:
    calls = Calls(most=3)
    calls.come("copy 1", owner="a", urgent=False)
    calls.come("copy 2", owner="b", urgent=False)
    calls.come("answer 1", owner="c")
    calls.come("answer 2", owner="d")
    calls.come("answer 3", owner="e")
    assert calls.begun == ["copy 1", "answer 1", "answer 2"]
    calls.end("copy 1", begins=4)
    assert calls.begun[3] == "answer 3"
    calls.end("answer 1", begins=5)
    calls.end_all()
    assert calls.begun[4] == "copy 2"


def test_a_call_that_fails_gives_its_turn_on() -> None:
    turns = Turns(1)
    for _ in range(2):
        try:
            with turns.turn():
                raise OSError
        except OSError:
            continue
    assert turns.waiting == []
