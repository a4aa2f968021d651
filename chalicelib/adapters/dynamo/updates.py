"""One conditional UpdateItem, from what it sets, removes and adds to, and its condition."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, ConditionBase

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
) -> Item | None:
    """The item as it is afterwards; None if the condition is lost. `defaults` are set where a field is missing.

    `adds` are added to numbers and to sets.
    """
    defaults, adds = defaults or {}, adds or {}
    set_words = [f"#{name} = :{name}" for name in sets]
    set_words += [f"#{name} = if_not_exists(#{name}, :{name})" for name in defaults]
    clauses = {
        "SET": set_words,
        "REMOVE": [f"#{name}" for name in removes],
        "ADD": [f"#{name} :{name}" for name in adds],
    }
    expression = " ".join(f"{verb} {', '.join(words)}" for verb, words in clauses.items() if words)
    values = {**sets, **defaults, **adds}
    optional: dict[str, Any] = {} if condition is None else {"ConditionExpression": condition}
    if values:
        optional["ExpressionAttributeValues"] = {f":{name}": to_item(value) for name, value in values.items()}
    try:
        with dynamo_errors():
            answer = table.update_item(
                Key=key,
                UpdateExpression=expression,
                ExpressionAttributeNames={f"#{name}": name for name in (*values, *removes)},
                ReturnValues="ALL_NEW",
                **optional,
            )
    except ConditionLostError:
        return None
    return from_item(answer["Attributes"])  # type: ignore[no-any-return]


def condition_of(conditions: Sequence[AnyOf]) -> ConditionBase:
    """All of the conditions, of each any one."""
    return reduce(and_, (reduce(or_, map(_comparison, any_of)) for any_of in conditions))


def _comparison(check: Check) -> ConditionBase:
    compare = getattr(Attr(check.field), check.operator)
    if check.operator in ("exists", "not_exists"):
        return compare()  # type: ignore[no-any-return]
    return compare(list(check.operand) if check.operator == "is_in" else check.operand)  # type: ignore[no-any-return]
