"""When an owner's table is maintained, and by whom: the records of it, on moto."""

from typing import Any

import pytest

from chalicelib.adapters.dynamo.documents import DynamoDocuments
from chalicelib.adapters.dynamo.maintenance import DynamoMaintenance
from chalicelib.rag.documents.lifecycle import (
    MAINTENANCE_AGAIN_SECONDS,
    MAINTENANCE_COMMITS,
    MAINTENANCE_LEASE_SECONDS,
    MAINTENANCE_LOST_SECONDS,
    PURGE_SECONDS,
)
from tests.support.clock import Clock


@pytest.fixture
def records(dynamo: Any, aws: dict[str, str], clock: Clock) -> DynamoMaintenance:
    return DynamoMaintenance(dynamo, aws["DOCUMENTS_TABLE"], now=clock)


def due(records: DynamoMaintenance, clock: Clock) -> list[str]:
    return list(records.due(int(clock())))


def test_table_with_many_commits_is_maintained_at_once(records: DynamoMaintenance, clock: Clock) -> None:
    records.rows_changed("few")
    for _ in range(MAINTENANCE_COMMITS):
        records.rows_changed("many")
    assert due(records, clock) == ["many"]
    clock.seconds += PURGE_SECONDS
    assert sorted(due(records, clock)) == ["few", "many"]


def test_maintenance_of_nobody_leaves_no_row(records: DynamoMaintenance, clock: Clock) -> None:
    assert records.begin("nobody") is None
    clock.seconds += 10_000
    assert due(records, clock) == []


def test_table_with_a_deletion_is_maintained_at_once(records: DynamoMaintenance, clock: Clock) -> None:
    records.rows_changed("owner", deleted=True)
    assert due(records, clock) == ["owner"]
    lease = records.begin("owner")
    assert lease is not None
    assert (lease.commits, lease.deletes) == (1, 1)


def test_table_is_maintained_by_one_worker_at_a_time(records: DynamoMaintenance, clock: Clock) -> None:
    records.rows_changed("owner")
    first = records.begin("owner")
    assert first is not None
    assert records.begin("owner") is None
    clock.seconds += MAINTENANCE_LEASE_SECONDS + 1  # Killed.
    assert due(records, clock) == ["owner"]
    second = records.begin("owner")
    assert second is not None
    records.end(first, done=True)  # The late one changes nothing.
    assert records.begin("owner") is None
    records.end(second, done=True)
    assert records.begin("owner") is not None


def test_maintenance_comes_twice_and_then_settles(records: DynamoMaintenance, clock: Clock) -> None:
    for _ in range(MAINTENANCE_COMMITS):
        records.rows_changed("owner")
    for left in (MAINTENANCE_COMMITS, 0):
        assert due(records, clock) == ["owner"]
        lease = records.begin("owner")
        assert lease is not None
        assert lease.commits == left
        records.end(lease, done=True)
        assert due(records, clock) == []
        clock.seconds += PURGE_SECONDS
    assert due(records, clock) == []


def test_changes_during_maintenance_are_due_afterwards(records: DynamoMaintenance, clock: Clock) -> None:
    records.rows_changed("owner")
    lease = records.begin("owner")
    assert lease is not None
    records.rows_changed("owner", deleted=True)
    records.end(lease, done=True)
    clock.seconds += PURGE_SECONDS
    assert due(records, clock) == ["owner"]
    again = records.begin("owner")
    assert again is not None
    assert (again.commits, again.deletes) == (1, 1)


def test_unfinished_maintenance_goes_on_soon(records: DynamoMaintenance, clock: Clock) -> None:
    records.rows_changed("owner", deleted=True)
    lease = records.begin("owner")
    assert lease is not None
    records.end(lease, done=False)
    clock.seconds += MAINTENANCE_AGAIN_SECONDS
    assert due(records, clock) == ["owner"]
    again = records.begin("owner")
    assert again is not None
    assert again.deletes == 1


def test_lost_maintenance_message_is_sent_again(records: DynamoMaintenance, clock: Clock) -> None:
    records.rows_changed("owner", deleted=True)
    records.sent("owner")
    assert due(records, clock) == []
    clock.seconds += MAINTENANCE_LOST_SECONDS
    assert due(records, clock) == ["owner"]


def test_records_of_maintenance_are_no_documents(
    records: DynamoMaintenance, dynamo: Any, aws: dict[str, str], clock: Clock
) -> None:
    registry = DynamoDocuments(dynamo, aws["DOCUMENTS_TABLE"], now=clock)
    records.rows_changed("owner", deleted=True)
    assert list(registry.all("owner")) == []
    assert registry.list_page("owner", 10, None).items == ()
    assert list(registry.due(int(clock()) + 10_000)) == []
