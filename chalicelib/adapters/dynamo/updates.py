"""One conditional UpdateItem, from what it sets, removes and counts."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import ConditionBase

from chalicelib.adapters.dynamo.client import ConditionLostError, Item, dynamo_errors, from_item, to_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table


def update(
    table: "Table",
    key: Item,
    sets: Mapping[str, Any],
    *,
    condition: ConditionBase | None = None,
    defaults: Mapping[str, Any] | None = None,
    removes: Sequence[str] = (),
    counts: Mapping[str, int] | None = None,
) -> Item | None:
    """The item as it is afterwards; None if the condition is lost. `defaults` are set where a field is missing."""
    defaults, counts = defaults or {}, counts or {}
    words = [f"#{name} = :{name}" for name in sets]
    words += [f"#{name} = if_not_exists(#{name}, :{name})" for name in defaults]
    expression = "SET " + ", ".join(words)
    if removes:
        expression += " REMOVE " + ", ".join(f"#{name}" for name in removes)
    if counts:
        expression += " ADD " + ", ".join(f"#{name} :{name}" for name in counts)
    values = {**sets, **defaults, **counts}
    conditional: Any = {} if condition is None else {"ConditionExpression": condition}
    try:
        with dynamo_errors():
            answer = table.update_item(
                Key=key,
                UpdateExpression=expression,
                ExpressionAttributeNames={f"#{name}": name for name in (*values, *removes)},
                ExpressionAttributeValues={f":{name}": to_item(value) for name, value in values.items()},
                ReturnValues="ALL_NEW",
                **conditional,
            )
    except ConditionLostError:
        return None
    return from_item(answer["Attributes"])  # type: ignore[no-any-return]
