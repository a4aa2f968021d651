"""What DynamoDB promises of a transaction, held to the moto that the other tests run on."""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

import boto3
import pytest
from moto.dynamodb.models import DynamoDBBackend

NAMES = ("first", "second")


def test_a_read_sees_all_of_a_transaction_or_nothing(cloud: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    table = cloud["MESSAGES_TABLE"]
    dynamo = boto3.client("dynamodb")
    keys = [{"owner_id": {"S": "ann"}, "id": {"S": name}} for name in NAMES]
    reads: list[Future[list[str]]] = []
    put = DynamoDBBackend.put_item

    def read() -> list[str]:
        answer = dynamo.batch_get_item(RequestItems={table: {"Keys": keys, "ConsistentRead": True}})
        return sorted(item["id"]["S"] for item in answer["Responses"][table])

    with ThreadPoolExecutor(1) as pool:

        def put_and_read(*arguments: Any, **named: Any) -> Any:
            item = put(*arguments, **named)
            if not reads:
                reads.append(pool.submit(read))
                wait(reads, timeout=0.5)  # A read that does not wait for the transaction ends here.
            return item

        monkeypatch.setattr(DynamoDBBackend, "put_item", put_and_read)
        dynamo.transact_write_items(TransactItems=[{"Put": {"TableName": table, "Item": key}} for key in keys])
        assert reads[0].result() == list(NAMES)
