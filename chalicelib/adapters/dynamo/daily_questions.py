"""Counting an owner's questions of a day, each within the transaction that takes it.

So concurrent questions cannot exceed the cap, and a refused question counts nothing.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.dynamo.client import Item, dynamo_errors, from_item, to_item
from chalicelib.adapters.dynamo.owner_caps import OwnerCaps
from chalicelib.adapters.dynamo.stored import read
from chalicelib.models import Caps, DayUsage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource


class DailyQuestions:
    """In the table of usage. A day is YYYY-MM-DD."""

    def __init__(self, dynamo: "DynamoDBServiceResource", usage: str, caps: Caps) -> None:
        self._table = dynamo.Table(usage)
        self._caps = OwnerCaps(dynamo, usage, caps)

    def entry(self, owner_id: str, day: str) -> Item:
        """The part of a transaction that counts one question; its condition is lost when the day is used up."""
        caps = self._caps.of(owner_id, day)
        condition, values = below({"questions": caps.daily_questions, "price_usd": caps.daily_price_usd})
        update = {
            "TableName": self._table.name,
            "Key": _key(owner_id, day),
            "UpdateExpression": "ADD questions :one",
            "ConditionExpression": condition,
            "ExpressionAttributeValues": {**values, ":one": 1},
        }
        return {"Update": update}

    def check(self, owner_id: str, day: str) -> None:
        """Raises BudgetExceededError when the day is used up."""
        with dynamo_errors():
            item = from_item(self._table.get_item(Key=_key(owner_id, day), ConsistentRead=True).get("Item", {}))
        self._caps.of(owner_id, day).check(read(DayUsage, {"day": day, **item}))


def below(caps: Mapping[str, float]) -> tuple[str, Item]:
    """The condition that an item is below each of these caps, and its values. A missing field is zero."""
    unused = {name: f"attribute_not_exists({name}) OR " if cap > 0 else "" for name, cap in caps.items()}
    condition = " AND ".join(f"({unused[name]}{name} < :{name})" for name in caps)
    return condition, {f":{name}": to_item(cap) for name, cap in caps.items()}


def _key(owner_id: str, day: str) -> dict[str, Any]:
    return {"owner_id": owner_id, "day": day}
