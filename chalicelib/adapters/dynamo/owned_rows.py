"""An owner's rows in each table: counted, and purged.

A purge goes on while there is time, and begins where it stopped, because what is gone is not listed any more.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import batched
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, Key

from chalicelib.adapters.dynamo.accounts import ROW
from chalicelib.adapters.dynamo.client import Item, dynamo_errors, query_all, scan_all

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

ROWS_AT_ONCE = 250

type More = Callable[[], bool]


@dataclass(frozen=True)
class OwnedRows:
    """Rows whose partition key is the owner, or one of `prefixes` and the owner; `sort` is the other part of the key.

    The row that says that an account has ended is no belonging. Rows that are `shut` keep out who has an old token;
    only the last purge removes them.
    """

    name: str
    table: "Table"
    sort: str = "id"
    prefixes: tuple[str, ...] = ("",)

    def count(self, owner_id: str) -> int:
        return sum(1 for key in self._keys(owner_id) if "shut" not in key)

    def purge(self, owner_id: str, more: More, *, last: bool = False) -> bool:
        """Whether nothing is left."""
        keys = (key for key in self._keys(owner_id) if last or "shut" not in key)
        return _deleted(self.table, ("owner_id", self.sort), keys, more)

    def _keys(self, owner_id: str) -> Iterator[Item]:
        names = {"#sort": self.sort, "#shut": "shut"}
        for prefix in self.prefixes:
            rows = query_all(
                self.table,
                KeyConditionExpression=Key("owner_id").eq(prefix + owner_id),
                ProjectionExpression="owner_id, #sort, #shut",
                ExpressionAttributeNames=names,
                ConsistentRead=True,
            )
            yield from (row for row in rows if row[self.sort] != ROW)


@dataclass(frozen=True)
class NamingRows:
    """Rows of a table by another key, which name the owner in a field or in the key. All of them run out by themselves.

    Reads the whole table, which holds what is open at the moment and counters of some hours.
    """

    name: str
    table: "Table"
    key: str = "id"

    def count(self, owner_id: str) -> int:
        return sum(1 for key in self._keys(owner_id) if "shut" not in key)

    def purge(self, owner_id: str, more: More, *, last: bool = False) -> bool:
        """Whether nothing is left."""
        keys = (key for key in self._keys(owner_id) if last or "shut" not in key)
        return _deleted(self.table, (self.key,), keys, more)

    def _keys(self, owner_id: str) -> Iterator[Item]:
        return scan_all(
            self.table,
            FilterExpression=Attr("owner_id").eq(owner_id) | Attr(self.key).contains(f"#{owner_id}"),
            ProjectionExpression="#key, #shut",
            ExpressionAttributeNames={"#key": self.key, "#shut": "shut"},
            ConsistentRead=True,
        )


def _deleted(table: "Table", names: tuple[str, ...], rows: Iterable[Item], more: More) -> bool:
    """Whether all of the rows were deleted while there was time."""
    for batch in batched(rows, ROWS_AT_ONCE, strict=False):
        if not more():
            return False
        with dynamo_errors(), table.batch_writer() as writer:
            for row in batch:
                key: dict[str, Any] = {name: row[name] for name in names}
                writer.delete_item(Key=key)
    return True
