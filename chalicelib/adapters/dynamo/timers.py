"""Timers: when the sweeper looks at an item. The index `open` of a table has the items with a timer, by their time."""

import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Attr, Key

from chalicelib.adapters.dynamo.client import Item, count_all, dynamo_errors, query_all
from chalicelib.adapters.dynamo.updates import update

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table


@dataclass(frozen=True)
class Timers:
    """The timers of one kind of item.

    `shards` are its partitions of the index, so that no one of them takes every write. `prefix` begins their names.
    """

    shards: int
    prefix: str = ""

    def shard(self, name: str) -> str:
        return f"{self.prefix}{zlib.crc32(name.encode()) % self.shards}"

    def fields(self, name: str, wake: int | None) -> Item:
        """The fields by which the sweeper looks at an item at `wake` (Unix seconds); None leaves them as they are."""
        return {} if wake is None else {"open": self.shard(name), "check_at": wake}

    def due(self, table: "Table", before: int) -> Iterator[Item]:
        """The keys of the items whose time is before `before` (Unix seconds), those that wait longest first.

        The shards take turns: who stops in the middle has not left one of them out. The index may lag a little behind
        the table: what it names is to be read anew.
        """
        waiting = deque(query_all(table, **self._query(shard, before)) for shard in range(self.shards))
        while waiting:
            items = waiting.popleft()
            if (item := next(items, None)) is not None:
                yield item
                waiting.append(items)

    def count(self, table: "Table", before: int, most: int | None = None) -> int:
        """How many items' time is before `before` (Unix seconds); with `most` one request a shard, for so many in all.

        So what it costs is bounded, however long the backlog is.
        """
        if most is None:
            return sum(count_all(table, **self._query(shard, before)) for shard in range(self.shards))
        bound = max(1, most // self.shards)
        with dynamo_errors():
            pages = [
                table.query(**self._query(shard, before), Limit=bound, Select="COUNT") for shard in range(self.shards)
            ]
        return sum(page["Count"] for page in pages)

    def _query(self, shard: int, before: int) -> Item:
        condition = Key("open").eq(f"{self.prefix}{shard}") & Key("check_at").lt(before)
        return {"IndexName": "open", "KeyConditionExpression": condition}

    def set_aside(self, table: "Table", key: Item, wake: int) -> None:
        """Look at an item that has a timer only at `wake` (Unix seconds), whatever else is in it."""
        update(table, key, {"check_at": wake}, condition=Attr("open").exists())
