"""Retries of one call leave those of another alone."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from tenacity import RetryCallState, stop_after_attempt, wait_none

from chalicelib.adapters.retrying import RetryPolicy

CALLERS = 8


def test_retry_policy_gives_each_call_its_own_statistics() -> None:
    all_waiting = threading.Barrier(CALLERS)
    statistics: list[dict[str, object]] = []

    def note(state: RetryCallState) -> None:
        statistics.append(state.retry_object.statistics)
        all_waiting.wait(timeout=30)

    @RetryPolicy(stop=stop_after_attempt(2), wait=wait_none(), before_sleep=note)
    def call(failures: list[ConnectionError]) -> str:
        if failures:
            raise failures.pop()
        return "answered"

    with ThreadPoolExecutor(CALLERS) as pool:
        assert set(pool.map(call, [[ConnectionError()] for _ in range(CALLERS)])) == {"answered"}
    assert len({id(mapping) for mapping in statistics}) == CALLERS


def test_retry_policy_raises_the_last_error_unchanged() -> None:
    @RetryPolicy(stop=stop_after_attempt(3), wait=wait_none())
    def call() -> None:
        errors.append(ConnectionError(f"attempt {len(errors) + 1}"))
        raise errors[-1]

    errors: list[ConnectionError] = []
    with pytest.raises(ConnectionError, match="attempt 3"):
        call()
    assert len(errors) == 3
