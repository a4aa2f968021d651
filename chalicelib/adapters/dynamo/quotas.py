"""What each owner keeps, counted by the transaction that changes it: one item an owner, in the documents' table.

The item's key has the owner's maintenance record beside it (maintenance.py), and is no owner's. A document says in
`counted` how many bytes it counts, so what it counted is taken back exactly, and documents of before there were quotas
take back nothing.
"""

from dataclasses import asdict
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Attr

from chalicelib.adapters.dynamo.client import Item, dynamo_errors, from_item, transact
from chalicelib.adapters.dynamo.maintenance import key_of_owner
from chalicelib.adapters.dynamo.stored import nested
from chalicelib.adapters.dynamo.updates import entry, update
from chalicelib.models import Quota, Stored
from chalicelib.rag.change import Recount

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

STORED = "stored"  # The item's id.


class StoredCounts:
    def __init__(self, dynamo: "DynamoDBServiceResource", table: str, quota: Quota) -> None:
        self._dynamo = dynamo
        self._table = dynamo.Table(table)
        self.quota = quota

    def of(self, owner_id: str) -> Stored:
        """What counts now; nothing where no item says so."""
        with dynamo_errors():
            item = self._table.get_item(Key=_key(owner_id), ConsistentRead=True).get("Item", {})
        return nested(Stored, from_item(item)) or Stored()

    def write(self, owner_id: str, write: Item, recount: Recount, *, bounded: bool = True) -> bool:
        """Write and count, all or nothing; False if the condition of `write` is lost.

        Raises QuotaExceededError, unless it is not `bounded`.
        """
        return self.add(owner_id, write, more_of(recount), bounded=bounded)

    def add(self, owner_id: str, write: Item, more: Stored, *, bounded: bool = True) -> bool:
        """The same, where it is known what the write adds or takes away."""
        grows = bounded and any(count > 0 for count in asdict(more).values())
        if grows:
            self.quota.check(Stored(), more)
        if transact(self._dynamo, [write, self.entry(owner_id, more, bounded=grows)]):
            return True
        if grows:
            self.quota.check(self.of(owner_id), more)
        return False

    def correct(self, owner_id: str, more: Stored) -> None:
        """Count so much more, or less, than was counted: what a check has found."""
        update(self._table, _key(owner_id), {}, adds=asdict(more))

    def entry(self, owner_id: str, more: Stored, *, bounded: bool = False) -> Item:
        """The part of a transaction that counts; its condition is lost where there is no room."""
        adds, caps = asdict(more), asdict(self.quota)
        rooms = [
            Attr(name).not_exists() | Attr(name).lte(caps[name] - count)
            for name, count in adds.items()
            if bounded and count > 0
        ]
        return entry(self._table, _key(owner_id), {}, reduce(and_, rooms) if rooms else None, adds=adds)


def more_of(recount: Recount) -> Stored:
    """What a change adds to its owner's count."""
    before, after = recount
    return Stored((after is not None) - (before is not None), (after or 0) - (before or 0))


def _key(owner_id: str) -> Item:
    return {**key_of_owner(owner_id), "id": STORED}
