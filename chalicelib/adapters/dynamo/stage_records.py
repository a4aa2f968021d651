"""What is kept of a stage as a whole, in rows of no owner in the table of usage: counts of weeks, upkeep's passes."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Key

from chalicelib.adapters.dynamo.client import dynamo_errors, from_item
from chalicelib.adapters.dynamo.stored import nested, read, readable
from chalicelib.adapters.dynamo.updates import update
from chalicelib.models.administration import UpkeepRecord, WeekCounts

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

WEEKS = "stage#weeks"
UPKEEP = {"owner_id": "stage#upkeep", "day": "last"}


class DynamoStageRecords:
    """`now` gives the time in Unix seconds."""

    def __init__(self, dynamo: "DynamoDBServiceResource", usage: str, now: Callable[[], float] = time.time) -> None:
        self._table = dynamo.Table(usage)
        self._now = now

    def count(self, moment: str, amounts: Mapping[str, int]) -> None:
        """Add to the week of `moment` (ISO 8601), by fields of WeekCounts. Nothing is written where nothing changes."""
        changed = {name: amount for name, amount in amounts.items() if amount}
        if changed:
            update(self._table, {"owner_id": WEEKS, "day": week_of(date.fromisoformat(moment[:10]))}, {}, adds=changed)

    def weeks(self, number: int) -> list[WeekCounts]:
        """The last weeks in which there was anything, the newest first."""
        first = week_of(datetime.fromtimestamp(self._now(), UTC).date() - timedelta(weeks=number - 1))
        condition = Key("owner_id").eq(WEEKS) & Key("day").gte(first)
        with dynamo_errors():
            items = self._table.query(KeyConditionExpression=condition, ScanIndexForward=False, Limit=number)["Items"]
        return list(readable(map(from_item, items), lambda item: read(WeekCounts, item | {"week": item["day"]})))

    def upkeep_ended(self, failed: Sequence[str]) -> None:
        update(self._table, UPKEEP, {"at": int(self._now()), "failed": list(failed)})

    def upkeep(self) -> UpkeepRecord:
        with dynamo_errors():
            item = self._table.get_item(Key=UPKEEP).get("Item", {})
        return nested(UpkeepRecord, from_item(item)) or UpkeepRecord()


def week_of(day: date) -> str:
    """The week of a day as ISO 8601 has it: weeks sort by their names."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
