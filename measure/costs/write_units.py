"""DynamoDB's write units of every call that a boto3 session makes, by AWS's rules.

No local DynamoDB counts them as AWS does, so this module reads the items before and after each write. A write costs the
larger of the two in units of 1 KB. Each index whose entry changes costs the same, and twice as much when its key
changes. A transaction doubles all of it. Source: AWS, "DynamoDB on-demand capacity mode", "Local secondary indexes" and
"Item sizes and formats". That a transaction doubles index entries too is our reading; it makes the count higher.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import boto3

UNIT_BYTES = 1024
WRITES = ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem")

Item = dict[str, Any]  # As DynamoDB spells it: a type and a value for each attribute.
Write = tuple[str, Item]  # A table's name, and the item's key or the whole item.
Written = tuple[str, Item, Item | None]  # A table's name, the item's key, and the item before.


@dataclass
class WriteUnits:
    """`units` by table and operation. Watches the clients that are made of `session` after `watch`."""

    session: boto3.Session
    endpoint: str | None = None
    units: Counter[str] = field(default_factory=Counter)
    _tables: dict[str, Item] = field(default_factory=dict)

    def watch(self, client: Any) -> None:
        for operation in WRITES:
            client.meta.events.register(f"before-call.dynamodb.{operation}", self._before)
            client.meta.events.register(f"after-call.dynamodb.{operation}", self._after)

    @cached_property
    def _reader(self) -> Any:
        return self.session.client("dynamodb", endpoint_url=self.endpoint)

    def _before(self, params: Item, context: Item, **_: Any) -> None:
        context["written"] = self.before(json.loads(params["body"]))

    def _after(self, model: Any, context: Item, http_response: Any, **_: Any) -> None:
        if http_response.status_code == 200:
            self.after(model.name, context["written"])

    def before(self, body: Item) -> list[Written]:
        """Every item that a call is about to write, as it is now."""
        return [(table, self._key(table, item), self._read(table, item)) for table, item in writes_of(body)]

    def after(self, operation: str, written: list[Written]) -> None:
        """Count a call that succeeded; `written` is what `before` returned."""
        factor = 2 if operation == "TransactWriteItems" else 1
        for table, key, before in written:
            self.units[f"{table} {operation}"] += factor * self._units(table, before, self._read(table, key))

    def _units(self, table: str, before: Item | None, after: Item | None) -> int:
        units = max(_kilobytes(before), _kilobytes(after), 1)
        return units + sum(index_units(index, self._schema(table), before, after) for index in self._indexes(table))

    def _read(self, table: str, item: Item) -> Item | None:
        answer = self._reader.get_item(TableName=table, Key=self._key(table, item), ConsistentRead=True)
        stored: Item | None = answer.get("Item")
        return stored

    def _key(self, table: str, item: Item) -> Item:
        return {name: item[name] for name in self._schema(table)}

    def _schema(self, table: str) -> list[str]:
        return names_of(self._described(table)["KeySchema"])

    def _indexes(self, table: str) -> list[Item]:
        described = self._described(table)
        return [*described.get("LocalSecondaryIndexes", ()), *described.get("GlobalSecondaryIndexes", ())]

    def _described(self, table: str) -> Item:
        if table not in self._tables:
            self._tables[table] = self._reader.describe_table(TableName=table)["Table"]
        return self._tables[table]


def writes_of(body: Item) -> list[Write]:
    """Every item that a call writes."""
    if "RequestItems" in body:
        tables = body["RequestItems"].items()
        requests = [(table, request) for table, requests in tables for request in requests]
        return [(table, write.get("Item") or write["Key"]) for table, request in requests for write in request.values()]
    writes = [write for item in body["TransactItems"] for write in item.values()] if "TransactItems" in body else [body]
    return [(write["TableName"], write.get("Item") or write["Key"]) for write in writes]


def index_units(index: Item, table_key: list[str], before: Item | None, after: Item | None) -> int:
    """Write units of an index when an item changes; 0 if its entry stays as it is."""
    key = [*names_of(index["KeySchema"]), *table_key]
    old, new = _entry(index, key, before), _entry(index, key, after)
    if old == new:
        return 0
    if old and new and any(old[name] != new[name] for name in key):
        return _kilobytes(old) + _kilobytes(new)  # The old entry is deleted, a new one is written.
    return max(_kilobytes(old), _kilobytes(new))


def _entry(index: Item, key: list[str], item: Item | None) -> Item | None:
    if item is None or not all(name in item for name in key):
        return None
    kind = index["Projection"]["ProjectionType"]
    kept = item if kind == "ALL" else [*key, *index["Projection"].get("NonKeyAttributes", ())]
    return {name: item[name] for name in kept if name in item}


def names_of(schema: list[Item]) -> list[str]:
    return [attribute["AttributeName"] for attribute in schema]


def _kilobytes(item: Item | None) -> int:
    return -(-size_of(item) // UNIT_BYTES) if item else 0


def size_of(item: Item) -> int:
    """Bytes of an item, as AWS counts them."""
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def _size(value: Item) -> int:
    ((kind, content),) = value.items()
    if kind == "S":
        return len(str(content).encode())
    if kind == "N":
        digits = str(content).lstrip("-").replace(".", "").strip("0")
        return (len(digits) + 1) // 2 + 1 + str(content).startswith("-")
    if kind == "M":
        return 3 + sum(1 + len(name.encode()) + _size(member) for name, member in content.items())
    if kind == "L":
        return 3 + sum(1 + _size(member) for member in content)
    if kind in ("SS", "NS"):
        return sum(_size({kind[0]: member}) for member in content)
    return 1  # BOOL and NULL.
