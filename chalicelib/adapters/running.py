"""How many answers are being made for an owner: an item beside the messages that names them.

It is written in the transaction that stores a question, so that of several at once no more get in than may. An answer
is not taken out when it ends: whoever finds the item full takes out those that have ended, so that no worker that is
killed can leave a place taken.
"""

from typing import TYPE_CHECKING, Any

from chalicelib.adapters.dynamo import Item, border, from_item, get_many

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

ITEM_ID = "running"


class RunningAnswers:
    """`most` answers of an owner at once, in the table of messages."""

    def __init__(self, dynamo: "DynamoDBServiceResource", messages: str, most: int) -> None:
        self._dynamo = dynamo
        self._table = dynamo.Table(messages)
        self._most = most

    def entry(self, owner_id: str, message_id: str) -> Item:
        """The part of a transaction that takes a place; its condition is lost when all are taken."""
        return {
            "Update": {
                "TableName": self._table.name,
                "Key": _key(owner_id),
                "UpdateExpression": "ADD answers :answer",
                "ConditionExpression": "attribute_not_exists(answers) OR size(answers) < :most",
                "ExpressionAttributeValues": {":answer": {message_id}, ":most": self._most},
            }
        }

    def make_room(self, owner_id: str) -> bool:
        """Take out the answers that have ended; False if as many as may are still being made."""
        with border():
            item = from_item(self._table.get_item(Key=_key(owner_id), ConsistentRead=True).get("Item", {}))
        known: set[str] = item.get("answers", set())
        keys: list[Item] = [{"owner_id": owner_id, "id": each} for each in sorted(known)]
        messages = get_many(self._dynamo, self._table.name, keys)
        ended = known - {each["id"] for each in messages if each["status"] == "streaming"}
        if ended:
            with border():
                self._table.update_item(
                    Key=_key(owner_id),
                    UpdateExpression="DELETE answers :ended",
                    ExpressionAttributeValues={":ended": ended},
                )
        return len(known) - len(ended) < self._most


def _key(owner_id: str) -> dict[str, Any]:
    return {"owner_id": owner_id, "id": ITEM_ID}
