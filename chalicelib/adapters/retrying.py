"""Retries by tenacity, each call with statistics of its own.

Tenacity's decorator shares them between threads since its issue 519: a thread that begins clears those of one that
waits, and that call ends in a KeyError.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from tenacity import Retrying


class RetryPolicy:
    """A decorator that calls again as tenacity's words say; the last error is raised as it is."""

    def __init__(self, **policy: Any) -> None:
        self._policy = policy

    def __call__[**P, R](self, function: Callable[P, R]) -> Callable[P, R]:
        retry = Retrying(**self._policy, reraise=True)

        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            return retry.copy()(function, *args, **kwargs)

        call.retry = retry  # type: ignore[attr-defined]
        return call
