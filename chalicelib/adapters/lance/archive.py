"""Passages as they lie in the table, vectors and all: taken out as Arrow, and put into another table."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from lancedb.expr import col, lit

from chalicelib.adapters.lance.reading import of_document
from chalicelib.adapters.lance.rows import schema_of, table_name
from chalicelib.adapters.lance.tables import PassageTables
from chalicelib.models import TakenPassages


class PassageArchive:
    """The tables of one model below `root` (`s3://bucket` or a folder). All methods raise StoreBusyError."""

    def __init__(self, root: str, model: str, dimensions: int) -> None:
        self._tables = PassageTables(root, table_name(model, dimensions), schema_of(dimensions))
        self.embedding: dict[str, Any] = {"model": model, "dimensions": dimensions}

    @property
    def schema(self) -> pa.Schema:
        return self._tables.schema

    def taken(self, owner_id: str, document_id: str, generation: int) -> TakenPassages:
        rows, buffer = self.rows(owner_id, document_id, generation), BytesIO()
        pq.write_table(rows, buffer, compression="zstd")  # type: ignore[no-untyped-call]
        return TakenPassages(len(rows), text_of(rows), buffer.getvalue())

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


def text_of(rows: pa.Table) -> str:
    """The text of a document's passages, each at its place; what stands between them is blank."""
    parts: list[str] = []
    end = 0
    for row in rows.select(["start", "end", "text", "lead"]).to_pylist():
        parts += ["\n" * max(row["start"] - end, 0), row["text"][(row["lead"] or 0) + max(end - row["start"], 0) :]]
        end = max(end, row["end"])
    return "".join(parts)
