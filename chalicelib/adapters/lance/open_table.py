"""A table opened for reading, in one of its versions.

Reading goes through LanceDB's asynchronous interface, in an event loop of its own: the synchronous one asks for the
schema several times a query, each time from thread to thread (docs/performance.md).
"""

import asyncio
import re
import threading
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import lancedb

from chalicelib.errors import StoreBusyError

if TYPE_CHECKING:
    import pyarrow as pa
    from lancedb.query import AsyncQuery
    from lancedb.table import AsyncTable

ROW_ID = "_rowid"
NO_ANSWER = "The passage store did not answer. Please try again."
# What LanceDB says of bytes that it cannot understand, and not of a store that does not answer.
_DAMAGE = re.compile(r"panicked|decode|[Mm]agic|too small|corrupt|Invalid range")

_LOOP = asyncio.new_event_loop()
threading.Thread(target=_LOOP.run_forever, name="open-tables", daemon=True).start()


type Row = dict[str, Any]


class Ranking(NamedTuple):
    """A search that has a score for each row, in a column of its own."""

    query: Any
    score: str


@dataclass(frozen=True, eq=False)
class OpenTable:
    """`columns` and `count`, of rows, are those of this version, which stays the same however the table changes."""

    columns: tuple[str, ...]
    count: int
    _table: "AsyncTable"

    def query(self) -> "AsyncQuery":
        return self._table.query()

    def rows(self, query: Any) -> list[Row]:
        """The rows of a query of this table. Raises StoreBusyError where it cannot be read."""
        with read_errors():
            rows: list[Row] = _wait_for(query.to_list())
        return rows

    def arrow(self, query: Any) -> "pa.Table":
        """As `rows`, in Arrow's columns."""
        with read_errors():
            table: pa.Table = _wait_for(query.to_arrow())
        return table

    def ranked(self, rankings: Sequence[Ranking], columns: Sequence[str]) -> list[list[Row]]:
        """The rows of several searches at once, each best first with its score; those of all are read together."""
        with read_errors():
            return _wait_for(_ranked(self._table, rankings, columns))


def open_table(database: str, name: str, session: lancedb.Session) -> OpenTable:
    """The table as it is now. Raises the errors of LanceDB: ValueError if there is none, RuntimeError or OSError."""
    return _wait_for(_open(database, name, session))


async def _ranked(table: "AsyncTable", rankings: Sequence[Ranking], columns: Sequence[str]) -> list[list[Row]]:
    if len(rankings) == 1:  # Nothing to be shared: one plan is faster than two.
        [(query, score)] = rankings
        return [await query.select([*columns, score]).to_list()]
    queries = [ranking.query.with_row_id().select([ranking.score]).to_arrow() for ranking in rankings]
    found = [
        list_.select([ROW_ID, ranking.score]).to_pylist()
        for list_, ranking in zip(await asyncio.gather(*queries), rankings, strict=True)
    ]
    ids = list({row[ROW_ID]: None for list_ in found for row in list_})
    taken = await table.take_row_ids(ids).with_row_id().select(list(columns)).to_list() if ids else []
    rows = {row[ROW_ID]: row for row in taken}
    return [[{**rows[row[ROW_ID]], **row} for row in list_] for list_ in found]


class DamagedTableError(StoreBusyError):
    """What S3 gives is no version of a table. It is busy until upkeep has repaired it."""


@contextmanager
def read_errors() -> Iterator[None]:
    """The errors of LanceDB while it reads, as StoreBusyError."""
    try:
        yield
    except Exception as error:
        if not is_of_lance(error):
            raise
        if _DAMAGE.search(str(error)):
            raise DamagedTableError(NO_ANSWER) from error
        raise no_answer() from error


def is_of_lance(error: Exception) -> bool:
    """Whether LanceDB could not do what it was asked. A panic in it has a class that cannot be imported."""
    return isinstance(error, RuntimeError | OSError) or type(error).__name__ == "RustPanic"


def no_answer() -> StoreBusyError:
    return StoreBusyError(NO_ANSWER)


async def _open(database: str, name: str, session: lancedb.Session) -> OpenTable:
    table = await (await lancedb.connect_async(database, session=session)).open_table(name)
    schema = await table.schema()
    return OpenTable(tuple(schema.names), await table.count_rows(), table)


def _wait_for[T](work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run_coroutine_threadsafe(work, _LOOP).result()
