"""Coroutines in tests that are none themselves."""

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

import anyio


def run_apart[T](use: Callable[[], Awaitable[T]]) -> T:
    """Run it in a thread of its own: Playwright, once a test has used it, keeps a loop in that of the tests."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(anyio.run, use).result()
