"""What each owner keeps, counted by the transaction that changes it: one item an owner, in the documents' table.

The item's key has the owner's maintenance record beside it (maintenance.py), and is no owner's. A document says in
`counted` how many bytes it counts, so what it counted is taken back exactly, and documents of before there were quotas
take back nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Attr

from chalicelib.adapters.dynamo.client import Item, dynamo_errors, from_item, get_many, transact
from chalicelib.adapters.dynamo.maintenance import key_of_owner
from chalicelib.adapters.dynamo.stored import nested
from chalicelib.adapters.dynamo.updates import entry, update
from chalicelib.models import Quota, Stored
from chalicelib.models.caps import QuotaChoice
from chalicelib.rag.change import Recount

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

STORED = "stored"  # The item's id.
CHOSEN = "chosen_"  # Begins the fields that say what an admin lets the owner keep.


class StoredCounts:
    def __init__(self, dynamo: "DynamoDBServiceResource", table: str, quota: Quota) -> None:
        self._dynamo = dynamo
        self._table = dynamo.Table(table)
        self.quota = quota

    def of(self, owner_id: str) -> Stored:
        """What counts now; nothing where no item says so."""
        return _stored(self._item(owner_id))

    def quota_of(self, owner_id: str) -> Quota:
        """What this owner may keep: as the settings say, or as an admin chose."""
        return self.quota.chosen(_choice(self._item(owner_id)))

    def of_each(self, owner_ids: Sequence[str]) -> Mapping[str, tuple[Stored, QuotaChoice]]:
        """What each keeps, and what an admin chose for it."""
        items = get_many(self._dynamo, self._table.name, [_key(owner_id) for owner_id in owner_ids])
        by_key = {item["owner_id"]: item for item in items}
        rows = {owner_id: by_key.get(_key(owner_id)["owner_id"], {}) for owner_id in owner_ids}
        return {owner_id: (_stored(row), _choice(row)) for owner_id, row in rows.items()}

    def choose(self, owner_id: str, fields: Mapping[str, int | None]) -> Item | None:
        """The part of a transaction that lets an owner keep so much, by fields of QuotaChoice; None: as the settings
        say. None where there are no fields."""
        sets = {f"{CHOSEN}{name}": value for name, value in fields.items() if value is not None}
        removes = [f"{CHOSEN}{name}" for name, value in fields.items() if value is None]
        return entry(self._table, _key(owner_id), sets, None, removes) if fields else None

    def _item(self, owner_id: str) -> Item:
        with dynamo_errors():
            item = self._table.get_item(Key=_key(owner_id), ConsistentRead=True).get("Item", {})
        return from_item(item)  # type: ignore[no-any-return]

    def write(self, owner_id: str, write: Item, recount: Recount, *, bounded: bool = True) -> bool:
        """Write and count, all or nothing; False if the condition of `write` is lost.

        Raises QuotaExceededError, unless it is not `bounded`.
        """
        return self.add(owner_id, write, more_of(recount), bounded=bounded)

    def add(self, owner_id: str, write: Item, more: Stored, *, bounded: bool = True) -> bool:
        """The same, where it is known what the write adds or takes away."""
        grows = bounded and any(count > 0 for count in asdict(more).values())
        quota = self.quota_of(owner_id) if grows else None
        if quota:
            quota.check(Stored(), more)
        if transact(self._dynamo, [write, self.entry(owner_id, more, quota)]):
            return True
        if quota:
            quota.check(self.of(owner_id), more)
        return False

    def correct(self, owner_id: str, more: Stored) -> None:
        """Count so much more, or less, than was counted: what a check has found."""
        update(self._table, _key(owner_id), {}, adds=asdict(more))

    def entry(self, owner_id: str, more: Stored, quota: Quota | None = None) -> Item:
        """The part of a transaction that counts; its condition is lost where the quota, if any, leaves no room."""
        adds, caps = asdict(more), asdict(quota) if quota else {}
        rooms = [
            Attr(name).not_exists() | Attr(name).lte(caps[name] - count)
            for name, count in adds.items()
            if quota and count > 0
        ]
        return entry(self._table, _key(owner_id), {}, reduce(and_, rooms) if rooms else None, adds=adds)


def more_of(recount: Recount) -> Stored:
    """What a change adds to its owner's count."""
    before, after = recount
    return Stored((after is not None) - (before is not None), (after or 0) - (before or 0))


def _stored(item: Item) -> Stored:
    return nested(Stored, item) or Stored()


def _choice(item: Item) -> QuotaChoice:
    fields = {name.removeprefix(CHOSEN): value for name, value in item.items() if name.startswith(CHOSEN)}
    return nested(QuotaChoice, fields) or QuotaChoice()


def _key(owner_id: str) -> Item:
    return {**key_of_owner(owner_id), "id": STORED}
