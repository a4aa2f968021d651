"""Conditions that several threads build at once on one DynamoDB resource stay apart."""

from typing import Any

import pytest
from boto3.dynamodb.conditions import Attr, ConditionBase, Equals

from chalicelib.adapters.dynamo.client import ConditionLostError, dynamo_errors, dynamo_resource


def overtaken_equals(table: Any, field: str, value: str) -> ConditionBase:
    """A comparison in whose middle another call goes through the same resource, as another thread's may."""

    class Overtaken(Equals):
        def get_expression(self) -> Any:
            table.get_item(Key={"id": "other"})
            return super().get_expression()

    return Overtaken(Attr(field), value)


@pytest.mark.parametrize("holder", ["me", "another"])
def test_a_condition_is_whole_when_another_call_overtakes_it(aws: dict[str, str], holder: str) -> None:
    table = dynamo_resource(region_name="us-east-1").Table(aws["CONNECTIONS_TABLE"])
    table.put_item(Item={"id": "one", "holder": holder, "status": "open"})
    condition = Attr("holder").eq("me") & overtaken_equals(table, "status", "open")
    if holder == "me":
        table.delete_item(Key={"id": "one"}, ConditionExpression=condition)
        assert "Item" not in table.get_item(Key={"id": "one"})
        return
    with pytest.raises(ConditionLostError), dynamo_errors():
        table.delete_item(Key={"id": "one"}, ConditionExpression=condition)
