"""Slots of an owner for what may be open at once: the names of their holders, as a set in one item.

Taking a slot is one conditional write, so concurrent callers cannot exceed the limit. Nobody returns a slot: a caller
that finds none free reclaims those whose holder is no longer in use. So nothing that is killed keeps a slot.

The slots of an account that has ended are shut: the same write then takes none, without reading whether it has.
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
from chalicelib.errors import AccountEndedError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

IDLE_SECONDS = 24 * 3600  # The item of an owner who takes no slot for so long expires.


@dataclass(frozen=True)
class Slots:
    """`key` is the key of an owner's item; `in_use` returns which of the given holders still need their slots."""

    table: "Table"
    key: Callable[[str], Item]
    in_use: Callable[[str, set[str]], set[str]]

    def entry(self, owner_id: str, holder: str, most: int) -> Item:
        """The part of a transaction that takes one of `most` slots; its condition fails when all are taken."""
        return {"Update": {"TableName": self.table.name, **self._taking(owner_id, holder, most)}}

    def take(self, owner_id: str, holder: str, most: int) -> bool:
        """Take one of `most` slots; False if all are taken."""
        return self._update(self._taking(owner_id, holder, most))

    def holders(self, owner_id: str) -> set[str]:
        """Raises AccountEndedError where the slots are shut."""
        with dynamo_errors():
            item = self.table.get_item(Key=self.key(owner_id), ConsistentRead=True).get("Item", {})
        if "shut" in item:
            raise AccountEndedError
        return _places(item)

    @again_when_taken
    def shut(self, owner_id: str) -> set[str]:
        """From here on nobody takes a slot; returns who holds one. As long as the owner's last token is good."""
        with dynamo_errors():
            answer = self.table.update_item(
                Key=self.key(owner_id),
                UpdateExpression="SET shut = :yes, #ttl = :ttl",
                ExpressionAttributeNames={"#ttl": "ttl"},
                ExpressionAttributeValues={":yes": True, ":ttl": int(time.time()) + IDLE_SECONDS},
                ReturnValues="ALL_NEW",
            )
        return _places(answer["Attributes"])

    def reopen(self, owner_id: str) -> None:
        condition = "attribute_exists(shut)"
        self._update({"Key": self.key(owner_id), "UpdateExpression": "REMOVE shut", "ConditionExpression": condition})

    def reclaim(self, owner_id: str) -> int:
        """Free the slots whose holders are no longer in use; returns how many slots are still taken."""
        self._reset_odd(owner_id)
        holders = self.holders(owner_id)
        used = self.in_use(owner_id, holders)
        if unused := holders - used:
            self._update(
                {
                    "Key": self.key(owner_id),
                    "UpdateExpression": "DELETE places :unused",
                    "ExpressionAttributeValues": {":unused": unused},
                }
            )
        return len(used)

    def _taking(self, owner_id: str, holder: str, most: int) -> Item:
        return {
            "Key": self.key(owner_id),
            "UpdateExpression": "ADD places :one SET #ttl = :ttl",
            "ConditionExpression": "attribute_not_exists(shut) AND (attribute_not_exists(places) OR "
            "(attribute_type(places, :names) AND size(places) < :most))",
            "ExpressionAttributeNames": {"#ttl": "ttl"},
            "ExpressionAttributeValues": {
                ":one": {holder},
                ":most": most,
                ":names": "SS",
                ":ttl": int(time.time()) + IDLE_SECONDS,
            },
        }

    def _reset_odd(self, owner_id: str) -> None:
        """Free all slots where what is stored is no set of names: nobody could take or free one."""
        self._update(
            {
                "Key": self.key(owner_id),
                "UpdateExpression": "REMOVE places",
                "ConditionExpression": "attribute_exists(places) AND NOT attribute_type(places, :names)",
                "ExpressionAttributeValues": {":names": "SS"},
            }
        )

    @again_when_taken
    def _update(self, update: dict[str, Any]) -> bool:
        try:
            with dynamo_errors():
                self.table.update_item(**update)
        except ConditionLostError:
            return False
        return True


def _places(item: Any) -> set[str]:
    places = from_item(item).get("places", ())
    return set(places) if isinstance(places, set) else set()
