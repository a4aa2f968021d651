"""Counting an owner's questions of a day, each within the transaction that takes it.

So of many at once exactly as many are let in as fit, and one that is refused, for whatever reason, counts nothing.
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.dynamo import Item, border, from_item
from chalicelib.models import Caps, DayUsage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource


class DailyQuestions:
    """In the table of usage. A day is YYYY-MM-DD."""

    def __init__(self, dynamo: "DynamoDBServiceResource", usage: str, caps: Caps) -> None:
        self._table = dynamo.Table(usage)
        self._caps = caps

    def entry(self, owner_id: str, day: str) -> Item:
        """The part of a transaction that counts one question; its condition is lost when the day is used up."""
        condition = (
            "(attribute_not_exists(questions) OR questions < :questions) AND "
            "(attribute_not_exists(price_usd) OR price_usd < :price)"
        )
        values = {
            ":one": 1,
            ":questions": self._caps.daily_questions,
            ":price": Decimal(repr(self._caps.daily_price_usd)),
        }
        update = {
            "TableName": self._table.name,
            "Key": _key(owner_id, day),
            "UpdateExpression": "ADD questions :one",
            "ConditionExpression": condition,
            "ExpressionAttributeValues": values,
        }
        return {"Update": update}

    def check(self, owner_id: str, day: str) -> None:
        """Raises BudgetExceededError when the day is used up."""
        with border():
            item = from_item(self._table.get_item(Key=_key(owner_id, day), ConsistentRead=True).get("Item", {}))
        used = {name: item[name] for name in ("questions", "price_usd") if name in item}
        self._caps.check(DayUsage(day, **used))


def _key(owner_id: str, day: str) -> dict[str, Any]:
    return {"owner_id": owner_id, "day": day}
