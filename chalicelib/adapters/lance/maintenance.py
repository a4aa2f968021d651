"""Keeping a passage table in the form in which it is searched quickly, step by step."""

from array import array
from collections.abc import Iterator
from datetime import timedelta

import pyarrow as pa
from lancedb.index import Bitmap, BTree, IvfSq

from chalicelib.adapters.lance.reading import of_document
from chalicelib.adapters.lance.rows import RowStream
from chalicelib.adapters.lance.tables import PassageTables, again_on_conflict
from chalicelib.models import Chunk, PassageBatch

# Below so many rows comparing all of them is as quick. Vectors are compared as bytes, in groups of which a search reads
# some, and the best by their whole vectors.
INDEXED_ROWS = 4_000
INDICES = {"vector": IvfSq(distance_type="cosine"), "id": BTree(), "document_id": Bitmap()}
SEGMENTS = 8  # Parts of the index of vectors, while passages are added.
ROWS_A_SEGMENT = 50_000  # A large table may have more: building its index takes its time.
# LanceDB writes a file anew when it joins it with another, or when a tenth of it is deleted. So that a small deletion
# goes from the files too, a row that no document has is added, to be joined with.
MARK = "#mark"


class TableTidying:
    def __init__(self, tables: PassageTables) -> None:
        self._tables = tables

    def steps(self, owner_id: str, keep_versions: timedelta, *, rewrite: bool, settle: bool) -> Iterator[None]:
        """What `LancePassages.tidy` says."""
        if self._tables.existing(owner_id) is None:
            return
        if rewrite:
            self._tables.delete(owner_id, of_document(MARK))
            self._mark(owner_id)
            self._optimize(owner_id, keep_versions)  # LanceDB merges only what is indexed alike.
            yield
        self._optimize(owner_id, keep_versions)
        yield
        if rewrite:
            self._tables.delete(owner_id, of_document(MARK))
        for column in self._unindexed(owner_id):
            self._index(owner_id, column)
            yield
        if self._scattered(owner_id, 1 if settle else SEGMENTS):
            self._index(owner_id, "vector")
            yield
            self._optimize(owner_id, keep_versions)
            yield

    def _mark(self, owner_id: str) -> None:
        schema = self._tables.schema
        chunk = Chunk(ordinal=0, start=0, end=0, text="", page=None, heading=(), embedding_text="", tokens=0)
        vector = array("f", [1.0] * schema.field("vector").type.list_size)
        stream = RowStream(MARK, 0, [PassageBatch((chunk,), vector.tobytes())], "", schema)
        reader = pa.RecordBatchReader.from_batches(schema, iter(stream))
        self._tables.write(self._tables.made(owner_id), "add", reader)

    @again_on_conflict
    def _optimize(self, owner_id: str, keep_versions: timedelta) -> None:
        self._tables.write(self._tables.there(owner_id), "optimize", cleanup_older_than=keep_versions)

    @again_on_conflict
    def _index(self, owner_id: str, column: str) -> None:
        self._tables.write(self._tables.there(owner_id), "create_index", column, config=INDICES[column])

    def _unindexed(self, owner_id: str) -> list[str]:
        table = self._tables.there(owner_id)
        missing = INDICES.keys() - {index.columns[0] for index in table.list_indices()}
        return sorted(missing) if missing and table.count_rows() >= INDEXED_ROWS else []

    def _scattered(self, owner_id: str, limit: int) -> bool:
        """Whether the index of vectors is in too many parts. LanceDB adds one with each `optimize`, merges none, and
        does not join files that different parts are of."""
        table = self._tables.there(owner_id)
        parts = [index.num_segments or 1 for index in table.list_indices() if index.columns == ["vector"]]
        return max(parts, default=0) > max(limit, table.count_rows() // ROWS_A_SEGMENT)
