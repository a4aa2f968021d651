"""Long work on whole accounts, such as their deletion: a row for each, with a lease and the time of the next look.

The rows lie in the documents' table, whose index the sweeper reads anyway. Their key, `account#<owner>`, is no owner's.
"""

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Literal

from boto3.dynamodb.conditions import Attr

from chalicelib.adapters.dynamo.client import ConditionLostError, Item, dynamo_errors, from_item, to_item
from chalicelib.adapters.dynamo.stored import read
from chalicelib.adapters.dynamo.timers import Timers
from chalicelib.adapters.dynamo.updates import update
from chalicelib.models import AccountTask, AccountWork, new_id

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

TIMERS = Timers(shards=1, prefix="account")  # Accounts end seldom, and each shard is a read a minute of an idle stage.
PREFIX = "account#"
LEASE_SECONDS = 330  # Longer than a function lives.
SENT_SECONDS = 120  # A message that nobody has taken by then is sent again.
LEASE = ("lease_token", "lease_until")
ENDED = ("ready", "failed")  # Steps of a task that only waits to be removed; a new one takes its place.


class DynamoAccountTasks:
    """`now` gives the time in Unix seconds."""

    def __init__(self, dynamo: "DynamoDBServiceResource", table: str, now: Callable[[], float] = time.time) -> None:
        self._table = dynamo.Table(table)
        self._clock = now

    def begin(
        self,
        owner_id: str,
        work: AccountWork,
        *,
        username: str | None = None,
        asked_by: Literal["person", "operator"] = "person",
        **fields: Any,
    ) -> AccountTask | None:
        """A new task, due at once; None where there is one already that goes on. One that has ended gives way."""
        now = self._now()
        item: Item = {**_key(owner_id, work), "step": "first", "began_at": now, "asked_by": asked_by, **fields}
        item |= TIMERS.fields(owner_id, now) | ({} if username is None else {"username": username})
        try:
            with dynamo_errors():
                condition = Attr("id").not_exists() | Attr("step").is_in(list(ENDED))
                self._table.put_item(Item=to_item(item), ConditionExpression=condition)
        except ConditionLostError:
            return None
        return _task(item)

    def find(self, owner_id: str, work: AccountWork) -> AccountTask | None:
        with dynamo_errors():
            item = self._table.get_item(Key=_key(owner_id, work), ConsistentRead=True).get("Item")
        return _task(from_item(item)) if item else None

    def claim(self, owner_id: str, work: AccountWork) -> AccountTask | None:
        """The task, leased; None where there is none, or another worker has it."""
        now = self._now()
        free = Attr("id").exists() & (Attr("lease_until").not_exists() | Attr("lease_until").lt(now))
        until = now + LEASE_SECONDS
        fields = {"lease_token": new_id(), "lease_until": until, **TIMERS.fields(owner_id, until)}
        item = update(self._table, _key(owner_id, work), fields, condition=free, adds={"attempts": 1})
        return None if item is None else _task(item)

    def save(self, task: AccountTask, wake: int | None = None, **fields: Any) -> AccountTask | None:
        """Keep the lease and what was achieved; with `wake` (Unix seconds) let go of it until then.

        None where the lease is another's.
        """
        timer, removes = ({}, ()) if wake is None else (TIMERS.fields(task.owner_id, wake), LEASE)
        item = update(
            self._table,
            _key(task.owner_id, task.work),
            {**fields, **timer, "saved_at": self._now()},
            condition=Attr("lease_token").eq(task.lease_token),
            removes=removes,
        )
        return None if item is None else _task(item)

    def remove(self, task: AccountTask) -> None:
        with dynamo_errors():
            self._table.delete_item(Key=_key(task.owner_id, task.work))

    def drop(self, owner_id: str, work: AccountWork) -> None:
        """Remove a task, whoever works on it: the worker finds that its lease is lost."""
        with dynamo_errors():
            self._table.delete_item(Key=_key(owner_id, work))

    def due(self, now: int) -> Iterator[tuple[str, AccountWork]]:
        """Owner and work of every task whose time has come by `now` (Unix seconds)."""
        for item in TIMERS.due(self._table, now + 1):
            yield str(item["owner_id"]).removeprefix(PREFIX), item["id"]

    def sent(self, owner_id: str, work: AccountWork) -> None:
        """A message is on its way."""
        TIMERS.set_aside(self._table, _key(owner_id, work), self._now() + SENT_SECONDS)

    def set_aside(self, owner_id: str, work: AccountWork, seconds: int) -> None:
        TIMERS.set_aside(self._table, _key(owner_id, work), self._now() + seconds)

    def _now(self) -> int:
        return int(self._clock())


def _key(owner_id: str, work: AccountWork) -> Item:
    return {"owner_id": f"{PREFIX}{owner_id}", "id": work}


def _task(item: Item) -> AccountTask:
    return read(AccountTask, {**item, "owner_id": item["owner_id"].removeprefix(PREFIX), "work": item["id"]})
