"""A transaction on moto, as these suites run it, is whole: all of its writes are stored, or none."""

from typing import Any

import pytest

OWNER = {"owner_id": "owner"}
CHANGE = {"UpdateExpression": "SET questions = :new", "ExpressionAttributeValues": {":new": 2}}


def writes(table: str, *, condition: str) -> list[dict[str, Any]]:
    """Every kind of write; the last has the condition."""
    return [
        {"Update": {"TableName": table, "Key": OWNER | {"day": "changed"}, **CHANGE}},
        {"Delete": {"TableName": table, "Key": OWNER | {"day": "deleted"}}},
        {"Put": {"TableName": table, "Item": OWNER | {"day": "new"}}},
        {"Update": {"TableName": table, "Key": OWNER | {"day": "counted"}, **CHANGE}},
        {
            "Put": {
                "TableName": table,
                "Item": OWNER | {"day": "replaced", "questions": 2},
                "ConditionExpression": condition,
            }
        },
    ]


def stored(table: Any) -> dict[str, Any]:
    return {item["day"]: item.get("questions") for item in table.scan()["Items"]}


@pytest.fixture
def table(dynamo: Any, aws: dict[str, str]) -> Any:
    table = dynamo.Table(aws["USAGE_TABLE"])
    for day in ("changed", "deleted", "replaced", "another"):
        table.put_item(Item=OWNER | {"day": day, "questions": 1})
    return table


def test_failed_transaction_stores_none_of_its_writes(table: Any) -> None:
    client = table.meta.client
    with pytest.raises(client.exceptions.TransactionCanceledException):
        client.transact_write_items(TransactItems=writes(table.name, condition="attribute_not_exists(questions)"))
    assert stored(table) == dict.fromkeys(("changed", "deleted", "replaced", "another"), 1)


def test_transaction_stores_all_of_its_writes(table: Any) -> None:
    table.meta.client.transact_write_items(TransactItems=writes(table.name, condition="questions = questions"))
    assert stored(table) == {"changed": 2, "new": None, "counted": 2, "replaced": 2, "another": 1}


def test_transaction_that_names_an_item_twice_stores_nothing(table: Any) -> None:
    client = table.meta.client
    twice = writes(table.name, condition="questions = questions")[:1] * 2
    with pytest.raises(client.exceptions.ClientError):
        client.transact_write_items(TransactItems=twice)
    assert stored(table) == dict.fromkeys(("changed", "deleted", "replaced", "another"), 1)
