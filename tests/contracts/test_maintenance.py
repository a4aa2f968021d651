"""When an owner's table is tidied, and by whom: the registry's records, on moto."""

from typing import Any

import pytest

from chalicelib.adapters.dynamo.documents import DynamoDocuments
from chalicelib.adapters.dynamo.maintenance import (
    AGAIN_SECONDS,
    COMMITS,
    LOST_SECONDS,
    PURGE_SECONDS,
    TIDY_SECONDS,
)


class Clock:
    seconds = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def registry(dynamo: Any, aws: dict[str, str], clock: Clock) -> DynamoDocuments:
    return DynamoDocuments(dynamo, aws["DOCUMENTS_TABLE"], now=clock)


def due(registry: DynamoDocuments, clock: Clock) -> list[str]:
    return list(registry.tidying_due(int(clock())))


def test_a_few_commits_wait_and_many_do_not(registry: DynamoDocuments, clock: Clock) -> None:
    registry.rows_changed("few")
    for _ in range(COMMITS):
        registry.rows_changed("many")
    assert due(registry, clock) == ["many"]
    clock.seconds += PURGE_SECONDS
    assert sorted(due(registry, clock)) == ["few", "many"]


def test_a_deletion_does_not_wait(registry: DynamoDocuments, clock: Clock) -> None:
    registry.rows_changed("owner", deleted=True)
    assert due(registry, clock) == ["owner"]
    tidying = registry.begin_tidying("owner")
    assert tidying is not None
    assert (tidying.commits, tidying.deletes) == (1, 1)


def test_one_at_a_time(registry: DynamoDocuments, clock: Clock) -> None:
    registry.rows_changed("owner")
    first = registry.begin_tidying("owner")
    assert first is not None
    assert registry.begin_tidying("owner") is None
    clock.seconds += TIDY_SECONDS + 1  # Killed.
    assert due(registry, clock) == ["owner"]
    second = registry.begin_tidying("owner")
    assert second is not None
    registry.end_tidying(first, done=True)  # The late one changes nothing.
    assert registry.begin_tidying("owner") is None
    registry.end_tidying(second, done=True)
    assert registry.begin_tidying("owner") is not None


def test_old_versions_are_dropped_later_and_then_it_rests(registry: DynamoDocuments, clock: Clock) -> None:
    for _ in range(COMMITS):
        registry.rows_changed("owner")
    for left in (COMMITS, 0):
        assert due(registry, clock) == ["owner"]
        tidying = registry.begin_tidying("owner")
        assert tidying is not None
        assert tidying.commits == left
        registry.end_tidying(tidying, done=True)
        assert due(registry, clock) == []
        clock.seconds += PURGE_SECONDS
    assert due(registry, clock) == []


def test_what_comes_meanwhile_is_not_forgotten(registry: DynamoDocuments, clock: Clock) -> None:
    registry.rows_changed("owner")
    tidying = registry.begin_tidying("owner")
    assert tidying is not None
    registry.rows_changed("owner", deleted=True)
    registry.end_tidying(tidying, done=True)
    clock.seconds += PURGE_SECONDS
    assert due(registry, clock) == ["owner"]
    again = registry.begin_tidying("owner")
    assert again is not None
    assert (again.commits, again.deletes) == (1, 1)


def test_what_was_not_finished_goes_on_soon(registry: DynamoDocuments, clock: Clock) -> None:
    registry.rows_changed("owner", deleted=True)
    tidying = registry.begin_tidying("owner")
    assert tidying is not None
    registry.end_tidying(tidying, done=False)
    clock.seconds += AGAIN_SECONDS
    assert due(registry, clock) == ["owner"]
    again = registry.begin_tidying("owner")
    assert again is not None
    assert again.deletes == 1


def test_a_lost_message_is_sent_again(registry: DynamoDocuments, clock: Clock) -> None:
    registry.rows_changed("owner", deleted=True)
    registry.tidying_sent("owner")
    assert due(registry, clock) == []
    clock.seconds += LOST_SECONDS
    assert due(registry, clock) == ["owner"]


def test_the_owner_sees_nothing_of_it(registry: DynamoDocuments, clock: Clock) -> None:
    registry.rows_changed("owner", deleted=True)
    assert list(registry.all("owner")) == []
    assert registry.list_page("owner", 10, None).items == ()
    assert list(registry.due(int(clock()) + 10_000)) == []
