"""The rows of small tables in memory.

To plan a query takes LanceDB some 4 ms of a processor, however few rows there are. To look at each row of a few hundred
takes a fraction of that, so of a small table LanceDB is asked for the scores by words alone (docs/performance.md).
"""

import threading
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from chalicelib.adapters.lance.open_table import ROW_ID, OpenTable
from chalicelib.adapters.lance.part_vectors import products
from chalicelib.adapters.lance.rows import passage_of, row_id, searched_columns_of
from chalicelib.models import ChunkKey, StoredPassage

MOST_ROWS = 1024
MOST_BYTES = 64 * 1024 * 1024  # Of all tables together.
PASSAGE_BYTES = 1024  # What a passage takes beside its text and vectors, about.


class SmallTable:
    """All rows of one version of a table, by its columns of `searched_columns_of`, its vectors and row ids."""

    def __init__(self, rows: pa.Table) -> None:
        vectors = rows["vector"].combine_chunks()
        self._vectors = _unit(vectors.flatten().to_numpy().reshape(len(rows), vectors.type.list_size))
        row_ids, rest = rows[ROW_ID].to_pylist(), rows.drop_columns(["vector", ROW_ID])
        self._passages = [passage_of(row, 0.0) for row in rest.to_pylist()]
        self._by_row = dict(zip(row_ids, self._passages, strict=True))
        self._by_id = {passage.id: passage for passage in self._passages}
        self.documents = frozenset(passage.document_id for passage in self._passages)
        self.bytes = rest.nbytes + self._vectors.nbytes + PASSAGE_BYTES * len(rows)

    def __len__(self) -> int:
        return len(self._passages)

    def nearest(self, vector: Sequence[float], k: int, document_ids: Collection[str] | None) -> list[StoredPassage]:
        """The `k` rows with the highest cosine, as their score."""
        cosines = products(self._vectors, _unit(np.asarray([vector]))[0])
        order = np.argsort(-cosines, kind="stable").tolist()
        if document_ids is not None:
            wanted = frozenset(document_ids)
            order = [at for at in order if self._passages[at].document_id in wanted]
        return [self._passages[at].scored(float(cosines[at])) for at in order[:k]]

    def scored(self, scores: Iterable[tuple[int, float]]) -> list[StoredPassage]:
        """The rows with these ids, each with its score."""
        return [self._by_row[id_].scored(score) for id_, score in scores]

    def at(self, keys: Sequence[ChunkKey]) -> list[StoredPassage]:
        named = (self._by_id.get(row_id(*key)) for key in keys)
        return [passage for passage in named if passage is not None]


class SmallTables:
    """The small tables that were searched last, at most `limit` bytes together; a table leaves with its handle."""

    def __init__(self, limit: int = MOST_BYTES) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._tables: WeakKeyDictionary[OpenTable, SmallTable] = WeakKeyDictionary()

    def __len__(self) -> int:
        return len(self._tables)

    def of(self, table: OpenTable) -> SmallTable | None:
        """None for a table with more than `MOST_ROWS`. Raises StoreBusyError."""
        with self._lock:
            small = self._tables.pop(table, None)
            if small is not None:
                self._tables[table] = small  # The last one is the one used last.
        if small is None and 0 < table.count <= MOST_ROWS:
            small = self._load(table)
        return small

    def _load(self, table: OpenTable) -> SmallTable:
        columns = [*searched_columns_of(table.columns), "vector"]
        small = SmallTable(table.arrow(table.query().with_row_id().select(columns)))
        with self._lock:
            self._tables[table] = small
            while len(self._tables) > 1 and sum(rows.bytes for rows in self._tables.values()) > self._limit:
                self._tables.pop(next(iter(self._tables.keys())))
        return small


def _unit(vectors: NDArray[Any]) -> NDArray[np.float32]:
    """Each row with length 1; a row of zeros stays one."""
    lengths = np.linalg.norm(vectors.astype(np.float32), axis=1, keepdims=True)
    units: NDArray[np.float32] = np.divide(vectors, np.where(lengths > 0, lengths, 1), dtype=np.float32)
    return units
