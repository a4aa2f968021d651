"""Which caps hold for an owner on a day: during its first days a new account has a smaller allowance.

The owner's oldest row of usage tells its first day. The first question writes that row, in the transaction that takes
the question, so an account cannot use anything and stay new.
"""

from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Key

from chalicelib.adapters.dynamo.client import dynamo_errors
from chalicelib.models import Caps

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

AFTER_DAYS = ":"  # Days begin with a digit, and the row of an account is none.


class OwnerCaps:
    """`usage` is the table that has a row for each owner and day."""

    def __init__(self, usage: "Table", caps: Caps) -> None:
        self._usage = usage
        self._caps = caps

    def of(self, owner_id: str, day: str) -> Caps:
        if self._caps.allowance.days == 0:
            return self._caps
        return self._caps.on(day, self._first_day(owner_id))

    def _first_day(self, owner_id: str) -> str | None:
        with dynamo_errors():
            answer = self._usage.query(
                KeyConditionExpression=Key("owner_id").eq(owner_id) & Key("day").lt(AFTER_DAYS),
                ProjectionExpression="#day",
                ExpressionAttributeNames={"#day": "day"},
                ConsistentRead=True,
                Limit=1,
            )
        return next((str(item["day"]) for item in answer["Items"]), None)
