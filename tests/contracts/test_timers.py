"""Which items the sweeper looks at first, in DynamoDB's index of timers."""

from itertools import islice
from typing import Any

from chalicelib.adapters.dynamo.timers import Timers

TIMERS = Timers(shards=4)


def test_no_shard_is_left_out(aws: dict[str, str], dynamo: Any) -> None:
    """A sweep that ends early has looked at each shard, and in each at what waits longest."""
    table = dynamo.Table(aws["DOCUMENTS_TABLE"])
    for shard in range(4):
        for number in range(5):
            key = {"owner_id": f"owner-{shard}", "id": str(number)}
            table.put_item(Item=key | {"open": str(shard), "check_at": 100 - number})
    first = [(item["owner_id"], item["id"]) for item in islice(TIMERS.due(table, 1000), 8)]
    assert first == [(f"owner-{shard}", str(number)) for number in (4, 3) for shard in range(4)]
    assert len(list(TIMERS.due(table, 1000))) == TIMERS.count(table, 1000) == 20
    assert TIMERS.count(table, 97) == len(list(TIMERS.due(table, 97))) == 4
