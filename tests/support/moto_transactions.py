"""Moto's DynamoDB: requests one after the other, and transactions that are put back item by item.

DynamoDB looks at a condition and writes in one step, and no read sees a part of a transaction. Moto looks and writes in
two steps and a transaction's items one by one, between which another thread may read and write: of two conditional
deletes of an item both would succeed, and a read would find the first item of a transaction without the second.

For each write of a transaction moto copies the whole table, to put it back if one of them fails: a test that writes a
few hundred items spends most of its time on that. Here the items that a transaction names are kept, and no others.
"""

import copy
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table
from moto.dynamodb.responses import DynamoHandler

_write = DynamoDBBackend.transact_write_items
_one_at_a_time = threading.RLock()


@dataclass(frozen=True)
class Kept:
    """An item of a table as it was; None where there was none."""

    table: Any
    hash_key: Any
    range_key: Any
    item: Any

    def put_back(self) -> None:
        if self.item is None:
            self.table.delete_item(self.hash_key, self.range_key)
        elif self.range_key is None:
            self.table.items[self.hash_key] = self.item
        else:
            self.table.items[self.hash_key][self.range_key] = self.item


def install(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(DynamoHandler, "call_action", _in_turn(DynamoHandler.call_action))
    patch.setattr(DynamoDBBackend, "transact_write_items", _transact)
    patch.setattr(Table, "__deepcopy__", lambda table, memo: table, raising=False)


def _in_turn[**P, T](answer: Callable[P, T]) -> Callable[P, T]:
    def answered(*arguments: P.args, **named: P.kwargs) -> T:
        with _one_at_a_time:
            return answer(*arguments, **named)

    return answered


def _transact(backend: Any, writes: list[dict[str, Any]]) -> None:
    kept = list(_named_items(backend, writes))
    try:
        _write(backend, writes)
    except Exception:
        for item in kept:
            item.put_back()
        raise


def _named_items(backend: Any, writes: list[dict[str, Any]]) -> Iterator[Kept]:
    """What moto itself refuses, such as a table that is not there or a key that is cut short, is left to it."""
    for write in writes:
        parameters = next(iter(write.values()))
        table = backend.tables.get(parameters["TableName"])
        key = parameters.get("Key") or parameters.get("Item")
        if table is None or any(name not in key for name in table.table_key_attrs):
            continue
        hash_key = DynamoType(key[table.hash_key_attr])
        range_key = DynamoType(key[table.range_key_attr]) if table.has_range_key else None
        yield Kept(table, hash_key, range_key, copy.deepcopy(table.get_item(hash_key, range_key)))
