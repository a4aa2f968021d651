"""Passages as they lie in the table, vectors and all: taken out as Arrow, and put into another table."""

from collections.abc import Iterable, Iterator

import pyarrow as pa
from lancedb.expr import col, lit

from chalicelib.adapters.lance.reading import of_document
from chalicelib.adapters.lance.rows import schema_of, table_name
from chalicelib.adapters.lance.tables import PassageTables


class PassageArchive:
    """The tables of one model below `root` (`s3://bucket` or a folder). All methods raise StoreBusyError."""

    def __init__(self, root: str, model: str, dimensions: int) -> None:
        self._tables = PassageTables(root, table_name(model, dimensions), schema_of(dimensions))

    @property
    def schema(self) -> pa.Schema:
        return self._tables.schema

    def rows(self, owner_id: str, document_id: str, generation: int) -> pa.Table:
        """A document's passages in their order, with the columns of `schema`."""
        table = self._tables.get(owner_id)
        where = of_document(document_id) & (col("generation") == lit(generation))
        stored = table.search().where(where).limit(None).to_arrow()
        has = set(stored.column_names)
        columns = [
            stored[field.name].cast(field.type) if field.name in has else pa.nulls(len(stored), field.type)
            for field in self.schema
        ]
        return pa.table(columns, schema=self.schema).sort_by("ordinal")

    def add(self, owner_id: str, tables: Iterable[pa.Table]) -> None:
        """All rows in one commit."""

        def batches() -> Iterator[pa.RecordBatch]:
            for table in tables:
                yield from table.cast(self.schema).to_batches()

        reader = pa.RecordBatchReader.from_batches(self.schema, batches())
        self._tables.write(self._tables.find_or_create(owner_id), "add", reader)
