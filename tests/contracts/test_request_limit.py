"""The cap on all requests of an owner: over all functions together, at a twentieth of a write for each request."""

from typing import Any

from chalicelib.adapters.dynamo.rate_limits import DynamoRateLimits
from chalicelib.adapters.dynamo.request_limit import STEP, RequestLimit
from chalicelib.errors import RateLimitedError
from tests.support.clock import Clock

CAP, FUNCTIONS = 100, 3


class Counted:
    """A table's client, and how many calls went to it."""

    def __init__(self, dynamo: Any) -> None:
        self.calls = 0
        dynamo.meta.client.meta.events.register("before-call.dynamodb.*", self._count)

    def _count(self, **_: object) -> None:
        self.calls += 1


def functions(dynamo: Any, table: str, clock: Clock, many: int) -> list[RequestLimit]:
    """Functions that run beside each other, with memories of their own."""
    return [RequestLimit(DynamoRateLimits(dynamo, table, {"requests": CAP}, now=clock), now=clock) for _ in range(many)]


def served(limit: RequestLimit, owner: str, times: int) -> int:
    """How many of so many requests are let through."""
    passed = 0
    for _ in range(times):
        try:
            limit.count(owner)
        except RateLimitedError:
            continue
        passed += 1
    return passed


def test_flood_over_many_functions_stops_near_the_cap(dynamo: Any, aws: dict[str, str], clock: Clock) -> None:
    limits = functions(dynamo, aws["EDGE_TABLE"], clock, FUNCTIONS)
    passed = sum(served(limits[turn % FUNCTIONS], "flood", 1) for turn in range(10 * CAP))
    assert CAP <= passed <= CAP + FUNCTIONS * STEP
    assert served(limits[0], "another owner", CAP // 2) == CAP // 2
    clock.seconds += 60
    assert served(limits[0], "flood", STEP) == STEP


def test_counting_costs_a_twentieth_of_a_write(dynamo: Any, aws: dict[str, str], clock: Clock) -> None:
    (limit,), counted = functions(dynamo, aws["EDGE_TABLE"], clock, 1), Counted(dynamo)
    assert served(limit, "owner", STEP - 1) == STEP - 1
    assert counted.calls == 0
    served(limit, "owner", 2 * CAP)
    assert counted.calls == CAP // STEP + 1, "Once it is refused, nothing is asked any more."


def test_memory_holds_one_minute(dynamo: Any, aws: dict[str, str], clock: Clock) -> None:
    (limit,) = functions(dynamo, aws["EDGE_TABLE"], clock, 1)
    for number in range(500):
        limit.count(f"owner {number}")
    clock.seconds += 60
    limit.count("owner")
    assert len(limit._seen) == 1
