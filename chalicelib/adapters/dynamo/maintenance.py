"""What changed in owners' tables and when they are to be maintained: one item an owner, in the documents' table.

The item's key, `tidy#<owner>`, is no owner's. The sweeper finds it by the same index as documents. Nothing of LanceDB
is read to know what is due: commits are counted. Nor is S3 read to know whether a copy of a table is still current:
each change has a name of its own.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, ConditionBase

from chalicelib.adapters.dynamo.client import Item, dynamo_errors
from chalicelib.adapters.dynamo.stored import read
from chalicelib.adapters.dynamo.timers import Timers
from chalicelib.adapters.dynamo.updates import update
from chalicelib.models import MaintenanceLease, new_id
from chalicelib.rag.change import TIMER
from chalicelib.rag.documents.lifecycle import (
    LEASE,
    MAINTENANCE_AGAIN_SECONDS,
    MAINTENANCE_COMMITS,
    MAINTENANCE_LEASE_SECONDS,
    MAINTENANCE_LOST_SECONDS,
    PURGE_SECONDS,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

OF_OWNER = "tidy#"  # Before an owner's id it is the key of what is stored about the owner's documents together.
TIMERS = Timers(shards=8, prefix="tidy")


class DynamoMaintenance:
    """When an owner's table last changed, when it is to be maintained, and who does so: one at a time."""

    def __init__(self, dynamo: "DynamoDBServiceResource", table: str, now: Callable[[], float] = time.time) -> None:
        self._table = dynamo.Table(table)
        self._clock = now

    def last_change(self, owner_id: str) -> str | None:
        """The name of the last change; it never comes again. None if there was none."""
        with dynamo_errors():
            answer = self._table.get_item(
                Key=key_of_change(owner_id), ConsistentRead=True, ProjectionExpression="changed"
            )
        return change_of(answer.get("Item", {}))

    def rows_changed(self, owner_id: str, *, deleted: bool = False) -> None:
        """Rows were added, or deleted: then the files are to be rewritten soon, so that their text goes.

        Searches of all functions see what was committed before, from here on.
        """
        now = self._now()
        item = update(
            self._table,
            key_of_change(owner_id),
            {"open": TIMERS.shard(owner_id), "changed": new_id()},
            defaults={"check_at": now + PURGE_SECONDS},
            adds={"commits": 1, "deletes": int(deleted)},
        )
        if item and (deleted or item["commits"] >= MAINTENANCE_COMMITS) and item["check_at"] > now:
            self._wake(owner_id, now, Attr("lease_until").not_exists() & Attr("id").exists())

    def damaged(self, owner_id: str) -> None:
        """The owner's table cannot be read: it is to be repaired now, unless that was said before."""
        update(
            self._table,
            key_of_change(owner_id),
            {"open": TIMERS.shard(owner_id), "check_at": self._now(), "damaged": True},
            condition=Attr("damaged").not_exists(),
        )

    def repaired(self, owner_id: str) -> None:
        """Searches of all functions look at the table anew."""
        update(
            self._table,
            key_of_change(owner_id),
            {"changed": new_id()},
            condition=Attr("id").exists(),
            removes=("damaged",),
        )

    def due(self, now: int) -> Iterator[str]:
        """Owners whose tables are to be maintained by `now` (Unix seconds)."""
        return (str(item["owner_id"]).removeprefix(OF_OWNER) for item in TIMERS.due(self._table, now + 1))

    def count_due(self, now: int, most: int | None = None) -> int:
        return TIMERS.count(self._table, now + 1, most)

    def sent(self, owner_id: str) -> None:
        """A message is on its way."""
        self._wake(owner_id, self._now() + MAINTENANCE_LOST_SECONDS, Attr("id").exists())

    def begin(self, owner_id: str) -> MaintenanceLease | None:
        """None while another worker maintains the table, and for an owner who never had one."""
        now, token = self._now(), new_id()
        until = now + MAINTENANCE_LEASE_SECONDS
        free = Attr("id").exists() & (Attr("lease_until").not_exists() | Attr("lease_until").lt(now))
        fields = {"lease_token": token, "lease_until": until, **TIMERS.fields(owner_id, until)}
        item = update(self._table, key_of_change(owner_id), fields, condition=free)
        return None if item is None else MaintenanceLease(owner_id, token, **asdict(read(_Counts, item)))

    def end(self, lease: MaintenanceLease, *, done: bool) -> None:
        """Done, versions of before are still to be dropped, once; not done, it goes on soon.

        That too is a change: copies of what was before hold what was deleted.
        """
        if not (done and not lease.commits and self._settle(lease)):
            self._release(lease, done=done)

    def _settle(self, lease: MaintenanceLease) -> bool:
        """Nothing is due any more; False if there is something new, or another worker has the lease. The item stays:
        without it the name of the last change would be None once more."""
        condition = Attr("lease_token").eq(lease.token) & (Attr("commits").not_exists() | Attr("commits").eq(0))
        removes = (*TIMER, *LEASE, "commits", "deletes")
        item = update(
            self._table, key_of_change(lease.owner_id), {"changed": new_id()}, condition=condition, removes=removes
        )
        return item is not None

    def _release(self, lease: MaintenanceLease, *, done: bool) -> None:
        """Ends the lease, unless it took too long and another worker has it."""
        check_at = self._now() + (PURGE_SECONDS if done else MAINTENANCE_AGAIN_SECONDS)
        fields = {"check_at": check_at, "changed": new_id()}
        counts = {"commits": -lease.commits, "deletes": -lease.deletes} if done else {}
        holds_lease = Attr("lease_token").eq(lease.token)
        update(self._table, key_of_change(lease.owner_id), fields, condition=holds_lease, removes=LEASE, adds=counts)

    def _wake(self, owner_id: str, when: int, condition: ConditionBase) -> None:
        update(self._table, key_of_change(owner_id), {"check_at": when}, condition=condition)

    def _now(self) -> int:
        return int(self._clock())


@dataclass(frozen=True)
class _Counts:
    commits: int = 0
    deletes: int = 0
    damaged: bool = False


def key_of_owner(owner_id: str) -> Item:
    """The partition of what is stored about an owner's documents together."""
    return {"owner_id": f"{OF_OWNER}{owner_id}"}


def change_of(item: Mapping[str, Any]) -> str | None:
    """The name of the last change that an item at `key_of_change` tells."""
    changed = item.get("changed")
    return None if changed is None else str(changed)


def key_of_change(owner_id: str) -> Item:
    return {**key_of_owner(owner_id), "id": "tidy"}
