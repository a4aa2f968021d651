"""What the DynamoDB registries share: the errors of boto3, numbers and lists."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import boto3
from boto3.dynamodb.transform import TransformationInjector
from tenacity import (
    Retrying,
    retry_if_exception_type,
    retry_if_result,
    stop_after_attempt,
    stop_after_delay,
    wait_random_exponential,
)

from chalicelib.adapters.descriptions import read_quickly
from chalicelib.adapters.errors import REFUSALS, translate
from chalicelib.adapters.retrying import RetryPolicy
from chalicelib.errors import StoreBusyError, StoreRefusedError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource, Table

Item = dict[str, Any]

TAKEN_SECONDS = 15  # So long a write that meets others' transactions is tried; a socket's function has 29 s.
BATCH_GET_KEYS = 100  # BatchGetItem takes at most 100 keys.


class ConditionLostError(Exception):
    """A conditional write met another state than it asked for. Never leaves the adapters."""


class TakenError(StoreBusyError):
    """Another transaction is writing one of the items. Over in a moment."""


again_when_taken = RetryPolicy(
    retry=retry_if_exception_type(TakenError),
    wait=wait_random_exponential(multiplier=0.02, max=1),
    stop=stop_after_delay(TAKEN_SECONDS),
)


# A transaction names the reasons for its end in its message.
dynamo_errors = partial(
    translate,
    (r"^ConditionalCheckFailedException:|^TransactionCanceledException:.*ConditionalCheckFailed", ConditionLostError),
    (
        r"^TransactionConflictException:|^TransactionCanceledException:.*TransactionConflict",
        lambda: TakenError("The store is busy. Please try again."),
    ),
    (REFUSALS, StoreRefusedError),
    (Exception, lambda: StoreBusyError("The store did not answer. Please try again.")),
)


def dynamo_resource(**options: Any) -> "DynamoDBServiceResource":
    """A resource whose tables threads may share; `options` are those of `boto3.resource`.

    boto3's own numbers the placeholders of all conditions by one counter, which each call sets back. A call of another
    thread in the middle of that gives two comparisons one placeholder: the condition then asks for something else. The
    heartbeat of a worker is such a thread.
    """
    read_quickly()
    dynamo = boto3.resource("dynamodb", **options)
    events = dynamo.meta.client.meta.events
    events.unregister("before-parameter-build.dynamodb", unique_id="dynamodb-condition-expression")
    events.register_first("before-parameter-build.dynamodb", _build_conditions)
    return dynamo


def _build_conditions(params: Item, model: Any, **_: object) -> None:
    TransformationInjector().inject_condition_expressions(params, model)


def to_item(value: Any) -> Any:
    """Plain values as DynamoDB takes them: floats as Decimal, None left out of maps, tuples as lists."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, dict):
        return {key: to_item(entry) for key, entry in value.items() if entry is not None}
    if isinstance(value, list | tuple):
        return [to_item(entry) for entry in value]
    return value


def from_item(value: Any) -> Any:
    """The way back: whole numbers as int, others as float."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {key: from_item(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [from_item(entry) for entry in value]
    if isinstance(value, set):
        return {from_item(entry) for entry in value}
    return value


def query_all(table: "Table", **query: Any) -> Iterator[Item]:
    """Every item of a query, page after page."""
    return _all_pages(table.query, query)


def count_all(table: "Table", **query: Any) -> int:
    """How many items a query has; none of them is sent."""
    count = 0
    start: Item = {}
    while True:
        with dynamo_errors():
            page = table.query(**query, **start, Select="COUNT")
        count += page["Count"]
        if "LastEvaluatedKey" not in page:
            return count
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def scan_all(table: "Table", **filters: Any) -> Iterator[Item]:
    """Every item of a table, page after page."""
    return _all_pages(table.scan, filters)


def _all_pages(read: Callable[..., Any], request: Item) -> Iterator[Item]:
    start: Item = {}
    while True:
        with dynamo_errors():
            page = read(**{**request, **start})
        for item in page["Items"]:
            yield from_item(item)
        if "LastEvaluatedKey" not in page:
            return
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


@again_when_taken
def transact(dynamo: "DynamoDBServiceResource", writes: Sequence[Item]) -> bool:
    """Write all or nothing; False if a condition was not met. Raises StoreBusyError."""
    try:
        with dynamo_errors():
            dynamo.meta.client.transact_write_items(TransactItems=writes)  # type: ignore[arg-type]
    except ConditionLostError:
        return False
    return True


def get_many(dynamo: "DynamoDBServiceResource", table: str, keys: Sequence[Item]) -> list[Item]:
    """The items of the keys that exist, in no order; keys that DynamoDB left over are asked for again."""
    items: list[Item] = []
    for start in range(0, len(keys), BATCH_GET_KEYS):
        waiting: list[Item] = list(keys[start : start + BATCH_GET_KEYS])

        def ask() -> list[Item]:
            nonlocal waiting
            with dynamo_errors():
                answer = dynamo.batch_get_item(RequestItems={table: {"Keys": waiting, "ConsistentRead": True}})
            items.extend(from_item(item) for item in answer["Responses"].get(table, []))
            left: Item = answer.get("UnprocessedKeys", {})
            waiting = left.get(table, {}).get("Keys", [])
            return waiting

        again = Retrying(
            retry=retry_if_result(bool),
            wait=wait_random_exponential(0.05, 2),
            stop=stop_after_attempt(8),
            retry_error_callback=_still_busy,
        )
        again(ask)
    return items


def _still_busy(_: object) -> None:
    raise StoreBusyError("The store is busy. Please try again.")
