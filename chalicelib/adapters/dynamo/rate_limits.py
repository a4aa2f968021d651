"""How often an owner did something lately, in DynamoDB: one write a count, and rows that run out by themselves."""

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal

from chalicelib.adapters.dynamo.client import dynamo_errors, from_item
from chalicelib.errors import RateLimitedError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

Counted = Literal["tickets", "searches", "uploads"]

# Seconds that are counted together. An upload's form is good for an hour: so many can be in flight at once.
WINDOWS: Mapping[Counted, int] = {"tickets": 60, "searches": 60, "uploads": 3600}
SENTENCES: Mapping[Counted, str] = {
    "tickets": "You open connections too often. Please wait a minute.",
    "searches": "You search too often. Please wait a minute.",
    "uploads": "You have uploaded very many files. Please go on in an hour.",
}


class DynamoCounters:
    """`caps` says how often each thing may be done within its window."""

    def __init__(
        self,
        dynamo: "DynamoDBServiceResource",
        table: str,
        caps: Mapping[Counted, int],
        now: Callable[[], float] = time.time,
    ) -> None:
        self._table = dynamo.Table(table)
        self._caps = caps
        self._now = now

    def count(self, owner_id: str, what: Counted) -> None:
        """Counts one more; raises RateLimitedError beyond the cap."""
        seconds = WINDOWS[what]
        window = int(self._now()) // seconds
        with dynamo_errors():
            answer = self._table.update_item(
                Key={"id": f"{what}#{owner_id}#{window}"},
                UpdateExpression="ADD #times :one SET #ttl = :ttl",
                ExpressionAttributeNames={"#times": "times", "#ttl": "ttl"},
                ExpressionAttributeValues={":one": 1, ":ttl": (window + 2) * seconds},
                ReturnValues="UPDATED_NEW",
            )
        if from_item(answer["Attributes"]["times"]) > self._caps[what]:
            raise RateLimitedError(SENTENCES[what])
