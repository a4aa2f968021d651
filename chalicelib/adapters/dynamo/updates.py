"""One conditional UpdateItem, from what it sets, removes and adds to, and its condition."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, ConditionBase, ConditionExpressionBuilder

from chalicelib.adapters.dynamo.client import ConditionLostError, Item, dynamo_errors, from_item, to_item
from chalicelib.rag.change import AnyOf, Check

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
    adds: Mapping[str, Any] | None = None,
    before: bool = False,
) -> Item | None:
    """The item as it is afterwards; None if the condition is lost. `defaults` are set where a field is missing.

    `adds` are added to numbers and to sets. With `before` the item as it was, empty where there was none.
    """
    written = _written(sets, defaults or {}, removes, adds or {})
    optional: dict[str, Any] = {} if condition is None else {"ConditionExpression": condition}
    try:
        with dynamo_errors():
            answer = table.update_item(Key=key, ReturnValues="ALL_OLD" if before else "ALL_NEW", **written, **optional)
    except ConditionLostError:
        return None
    return from_item(answer.get("Attributes", {}))  # type: ignore[no-any-return]


def entry(
    table: "Table",
    key: Item,
    sets: Mapping[str, Any],
    condition: ConditionBase | None,
    removes: Sequence[str] = (),
    adds: Mapping[str, Any] | None = None,
) -> Item:
    """The same as the part of a transaction, which takes a condition as text alone."""
    part = {"TableName": table.name, "Key": key, **_written(sets, {}, removes, adds or {})}
    if condition is not None:
        text, names, values = ConditionExpressionBuilder().build_expression(condition)
        part["ConditionExpression"] = text
        part["ExpressionAttributeNames"] |= names
        part["ExpressionAttributeValues"] = part.get("ExpressionAttributeValues", {}) | values
    return {"Update": part}


def check(table: "Table", key: Item, condition: ConditionBase) -> Item:
    """The part of a transaction that writes nothing, and ends it where the item does not meet the condition."""
    text, names, values = ConditionExpressionBuilder().build_expression(condition)
    part: Item = {"TableName": table.name, "Key": key, "ConditionExpression": text, "ExpressionAttributeNames": names}
    return {"ConditionCheck": part | ({"ExpressionAttributeValues": values} if values else {})}


def _written(
    sets: Mapping[str, Any], defaults: Mapping[str, Any], removes: Sequence[str], adds: Mapping[str, Any]
) -> Item:
    set_words = [f"#{name} = :{name}" for name in sets]
    set_words += [f"#{name} = if_not_exists(#{name}, :{name})" for name in defaults]
    clauses = {
        "SET": set_words,
        "REMOVE": [f"#{name}" for name in removes],
        "ADD": [f"#{name} :{name}" for name in adds],
    }
    expression = " ".join(f"{verb} {', '.join(words)}" for verb, words in clauses.items() if words)
    values = {**sets, **defaults, **adds}
    written: Item = {
        "UpdateExpression": expression,
        "ExpressionAttributeNames": {f"#{name}": name for name in (*values, *removes)},
    }
    if values:
        written["ExpressionAttributeValues"] = {f":{name}": to_item(value) for name, value in values.items()}
    return written


def condition_of(conditions: Sequence[AnyOf]) -> ConditionBase:
    """All of the conditions, of each any one."""
    return reduce(and_, (reduce(or_, map(_comparison, any_of)) for any_of in conditions))


def _comparison(check: Check) -> ConditionBase:
    compare = getattr(Attr(check.field), check.operator)
    if check.operator in ("exists", "not_exists"):
        return compare()  # type: ignore[no-any-return]
    return compare(list(check.operand) if check.operator == "is_in" else check.operand)  # type: ignore[no-any-return]
