"""The numbered steps of the work: every call of a store, queue or model. A test may inject a fault at any of them."""

from collections.abc import Callable
from functools import partial
from typing import Any

from chalicelib.rag.documents.transition import Transition


class Killed(BaseException):
    """kill -9: no handler of the product catches it."""


class Steps:
    """Counts the calls of watched objects, and injects faults where a test wants them."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.before: dict[int, Callable[[], None]] = {}
        self.after: dict[int, Callable[[], None]] = {}
        self.instead: dict[str, Callable[[partial[Any]], object]] = {}
        self.on = False

    def watch[T](self, target: T, name: str) -> T:
        return _Watched(self, target, name)  # type: ignore[return-value]

    def replace(self, name: str, action: Callable[[partial[Any]], object]) -> None:
        """From now on `action` is done at every step of this name; it is given the call, to make it or not."""
        self.instead[name] = action

    def call(self, name: str, method: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if name in self.instead:
            return self.instead[name](partial(method, *args, **kwargs))
        if not self.on:
            return method(*args, **kwargs)
        number = len(self.names)
        self.names.append(name)
        self._inject(self.before, number)
        result = method(*args, **kwargs)
        self._inject(self.after, number)
        return result

    def _inject(self, faults: dict[int, Callable[[], None]], number: int) -> None:
        fault = faults.pop(number, None)
        if fault is not None:
            self.on = False
            fault()


class _Watched:
    def __init__(self, steps: Steps, target: Any, name: str) -> None:
        self._steps, self._target, self._name = steps, target, name

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._target, name)
        if not callable(method):
            return method
        return lambda *args, **kwargs: self._steps.call(f"{self._name}.{_action(name, args)}", method, *args, **kwargs)


def _action(method: str, args: tuple[Any, ...]) -> str:
    """The method's name, or that of the transition that it applies."""
    return next((value.name for value in args if isinstance(value, Transition)), method)
