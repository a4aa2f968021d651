"""Places of an owner for what may be open at once: the names of those that have one, as a set in one item.

A place is taken by one conditional write, so that of several at once no more get one than may. Nobody gives one back:
who finds none free has those freed that are no longer in use. So nothing that is killed keeps a place.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.dynamo.client import (
    ConditionLostError,
    Item,
    again_when_taken,
    dynamo_errors,
    from_item,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

IDLE_SECONDS = 24 * 3600  # An owner who takes no place for so long leaves no item behind.


@dataclass(frozen=True)
class Places:
    """`key` is where an owner's places are kept, `in_use` tells which of an owner's names still need theirs."""

    table: "Table"
    key: Callable[[str], Item]
    in_use: Callable[[str, set[str]], set[str]]

    def entry(self, owner_id: str, name: str, most: int) -> Item:
        """The part of a transaction that takes one of `most` places; its condition is lost when all are taken."""
        return {"Update": {"TableName": self.table.name, **self._taking(owner_id, name, most)}}

    def take(self, owner_id: str, name: str, most: int) -> bool:
        """Take one of `most` places; False if all are taken."""
        return self._update(self._taking(owner_id, name, most))

    def taken(self, owner_id: str) -> set[str]:
        with dynamo_errors():
            item = self.table.get_item(Key=self.key(owner_id), ConsistentRead=True).get("Item", {})
        return set(from_item(item).get("places", ()))

    def free(self, owner_id: str) -> int:
        """Free the places that are no longer in use; returns how many are."""
        taken = self.taken(owner_id)
        used = self.in_use(owner_id, taken)
        if unused := taken - used:
            self._update(
                {
                    "Key": self.key(owner_id),
                    "UpdateExpression": "DELETE places :unused",
                    "ExpressionAttributeValues": {":unused": unused},
                }
            )
        return len(used)

    def _taking(self, owner_id: str, name: str, most: int) -> Item:
        return {
            "Key": self.key(owner_id),
            "UpdateExpression": "ADD places :one SET #ttl = :ttl",
            "ConditionExpression": "attribute_not_exists(places) OR size(places) < :most",
            "ExpressionAttributeNames": {"#ttl": "ttl"},
            "ExpressionAttributeValues": {
                ":one": {name},
                ":most": most,
                ":ttl": int(time.time()) + IDLE_SECONDS,
            },
        }

    @again_when_taken
    def _update(self, update: dict[str, Any]) -> bool:
        try:
            with dynamo_errors():
                self.table.update_item(**update)
        except ConditionLostError:
            return False
        return True
