"""The stand-in of DynamoDB looks at a condition and writes in one step, as DynamoDB does."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from boto3.dynamodb.conditions import Attr
from botocore.exceptions import ClientError
from moto.dynamodb.models.table import Table


def test_of_two_conditional_deletes_one_succeeds(
    aws: dict[str, str], dynamo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each waits, before it goes on with what it read, for the other to have read too."""
    table = dynamo.Table(aws["TICKETS_TABLE"])
    table.put_item(Item={"digest": "d", "expires_at": 1})
    both = threading.Barrier(2)
    read = Table.get_item

    def read_together(*arguments: Any, **named: Any) -> Any:
        item = read(*arguments, **named)
        with suppress(threading.BrokenBarrierError):
            both.wait(0.5)
        return item

    def delete(_: int) -> bool:
        try:
            table.delete_item(Key={"digest": "d"}, ConditionExpression=Attr("expires_at").gte(0))
        except ClientError as error:
            assert error.response["Error"]["Code"] == "ConditionalCheckFailedException"
            return False
        return True

    monkeypatch.setattr(Table, "get_item", read_together)
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(delete, range(2))) == [False, True]
