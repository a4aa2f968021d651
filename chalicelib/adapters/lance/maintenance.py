"""Keeping a passage table in the form in which a search is quick, step by step."""

from array import array
from collections.abc import Iterator
from datetime import timedelta

import pyarrow as pa
from lancedb.index import Bitmap, BTree, IvfSq

from chalicelib.adapters.lance.reading import of_document
from chalicelib.adapters.lance.rows import RowStream
from chalicelib.adapters.lance.tables import PassageTables, again_on_conflict
from chalicelib.models import Chunk, PassageBatch

# Below this many rows a full scan is as fast as an index. The index of vectors (IVF-SQ) compares 8-bit vectors in a few
# partitions; a search compares the best again by their full vectors.
INDEXED_ROWS = 4_000
INDICES = {"vector": IvfSq(distance_type="cosine"), "id": BTree(), "document_id": Bitmap()}
SEGMENTS = 8  # Segments of the index of vectors while passages are added.
ROWS_A_SEGMENT = 50_000  # Rows for which a large table may have one more segment: building its index is slow.
# Document id of a row that belongs to no document. LanceDB rewrites a file when it merges it with another, or when a
# tenth of it is deleted. The row is added to be merged with, so that a small deletion leaves the files too.
MARK = "#mark"


class TableMaintenance:
    def __init__(self, tables: PassageTables) -> None:
        self._tables = tables

    def steps(self, owner_id: str, keep_versions: timedelta, *, rewrite: bool, settle: bool) -> Iterator[None]:
        """The steps of `LancePassages.maintain`."""
        if self._tables.find(owner_id) is None:
            return
        if rewrite:
            self._tables.delete(owner_id, of_document(MARK))
            self._mark(owner_id)
            self._optimize(owner_id, keep_versions)  # LanceDB merges only files that are indexed alike.
            yield
        self._optimize(owner_id, keep_versions)
        yield
        if rewrite:
            self._tables.delete(owner_id, of_document(MARK))
        for column in self._unindexed(owner_id):
            self._index(owner_id, column)
            yield
        if self._is_scattered(owner_id, 1 if settle else SEGMENTS):
            self._index(owner_id, "vector")
            yield
            self._optimize(owner_id, keep_versions)
            yield

    def _mark(self, owner_id: str) -> None:
        schema = self._tables.schema
        chunk = Chunk(ordinal=0, start=0, end=0, text="", page=None, heading=(), embedding_text="", tokens=0)
        vector = array("f", [1.0] * schema.field("vector").type.list_size)
        stream = RowStream(MARK, 0, [PassageBatch((chunk,), vector.tobytes())], ("", ""), schema)
        reader = pa.RecordBatchReader.from_batches(schema, iter(stream))
        self._tables.write(self._tables.find_or_create(owner_id), "add", reader)

    @again_on_conflict
    def _optimize(self, owner_id: str, keep_versions: timedelta) -> None:
        self._tables.write(self._tables.get(owner_id), "optimize", cleanup_older_than=keep_versions)

    @again_on_conflict
    def _index(self, owner_id: str, column: str) -> None:
        self._tables.write(self._tables.get(owner_id), "create_index", column, config=INDICES[column])

    def _unindexed(self, owner_id: str) -> list[str]:
        table = self._tables.get(owner_id)
        missing = INDICES.keys() - {index.columns[0] for index in table.list_indices()}
        return sorted(missing) if missing and table.count_rows() >= INDEXED_ROWS else []

    def _is_scattered(self, owner_id: str, limit: int) -> bool:
        """Whether the index of vectors has too many segments.

        LanceDB adds one with each `optimize`, merges none, and does not merge files of different segments.
        """
        table = self._tables.get(owner_id)
        segments = [index.num_segments or 1 for index in table.list_indices() if index.columns == ["vector"]]
        return max(segments, default=0) > max(limit, table.count_rows() // ROWS_A_SEGMENT)
