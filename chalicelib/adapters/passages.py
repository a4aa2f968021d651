"""The passage store: LanceDB on S3, one database per owner.

Rows are only ever added under a generation that the document registry handed out to one writer, and deleted by
document and generation. So nothing here has to upsert: LanceDB's `merge_insert` doubles rows when two write at once.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import lancedb
import pyarrow as pa
from lancedb.expr import Expr, col, lit
from lancedb.index import FTS
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from chalicelib.errors import GrailError, StoreBusyError
from chalicelib.models import PassageBatch, Place, StoredPassage

if TYPE_CHECKING:
    from lancedb.table import Table

# Words as they stand: stemming and stop words are English and cost other languages recall (docs/decisions).
TEXT_INDEX = FTS(stem=False, remove_stop_words=False, ascii_folding=False)
INDEX_CACHE_BYTES = 256 * 1024 * 1024
METADATA_CACHE_BYTES = 64 * 1024 * 1024
COLUMNS = ["id", "document_id", "generation", "ordinal", "page", "heading", "start", "end", "text"]
UNINDEXED_ROWS = 200
VERSIONS_BETWEEN = 20  # Each commit is a version and, mostly, a file more to read.
OPEN_TABLES = 64  # Handles kept; each holds little until it is used.


class UnstorableError(GrailError):
    """LanceDB refuses the rows themselves, such as a vector that is no number. Trying again does not help."""

    code = "unstorable"


again_on_conflict = retry(
    retry=retry_if_exception_type(StoreBusyError),
    wait=wait_random_exponential(multiplier=0.05, max=2),
    stop=stop_after_attempt(10),
    reraise=True,
)


class LancePassages:
    """`root` is where the owners' databases lie (`s3://bucket` or a folder); model and size name the table."""

    def __init__(self, root: str, model: str, dimensions: int) -> None:
        self._root = root.rstrip("/")
        self._name = table_name(model, dimensions)
        self._schema = _schema(dimensions)
        self._session = lancedb.Session(INDEX_CACHE_BYTES, METADATA_CACHE_BYTES)
        self._open = lru_cache(maxsize=OPEN_TABLES)(self._open_table)

    def add(self, owner_id: str, document_id: str, generation: int, batches: Iterable[PassageBatch]) -> None:
        """One commit, of which one batch is in memory at a time. What `batches` raises is raised here.

        An append meets no conflict that LanceDB does not settle by itself.
        """
        stream = _Stream(document_id, generation, batches, self._schema)
        reader = pa.RecordBatchReader.from_batches(self._schema, iter(stream))
        try:
            self._write(self._made(owner_id), "add", reader)
        except GrailError:
            if stream.error is not None:  # Through LanceDB it comes back as an error of its own.
                raise stream.error from None
            raise

    def search_vector(
        self, owner_id: str, vector: Sequence[float], k: int, document_ids: Sequence[str] | None
    ) -> list[StoredPassage]:
        """The `k` nearest by cosine; score is the similarity, 1 at best."""
        table = self._existing(owner_id)
        if table is None:
            return []
        query: Any = table.search(list(vector), vector_column_name="vector")
        query = query.distance_type("cosine")
        return [_passage(row, 1 - row["_distance"]) for row in self._run(query, k, document_ids, "_distance")]

    def search_text(self, owner_id: str, query: str, k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        """The `k` best by BM25; score is BM25's."""
        table = self._existing(owner_id)
        words = _words(query)
        if table is None or not words:
            return []
        search = table.search(words, query_type="fts", fts_columns="text")
        return [_passage(row, row["_score"]) for row in self._run(search, k, document_ids, "_score")]

    def read(self, owner_id: str, document_id: str, generation: int, first: int, limit: int) -> list[StoredPassage]:
        table = self._existing(owner_id)
        if table is None:
            return []
        wanted = (col("ordinal") >= lit(first)) & (col("ordinal") < lit(first + limit))
        where = _of(document_id) & (col("generation") == lit(generation)) & wanted
        rows = self._rows(table.search().where(where).select(COLUMNS).limit(limit))
        return sorted((_passage(row, 0.0) for row in rows), key=lambda passage: passage.ordinal)

    def at(self, owner_id: str, places: Sequence[Place]) -> list[StoredPassage]:
        table = self._existing(owner_id)
        if table is None or not places:
            return []
        ids = col("id").isin([row_id(*place) for place in places])
        where = ids & col("document_id").isin(sorted({document_id for document_id, *_ in places}))
        rows = self._rows(table.search().where(where).select(COLUMNS).limit(len(places)))
        return [_passage(row, 0.0) for row in rows]

    def clean(self, owner_id: str, document_id: str, *, live: int, newest: int) -> int:
        """Delete a document's rows of all generations up to `newest` but `live`; returns how many there were."""
        where = (col("generation") <= lit(newest)) & (col("generation") != lit(live))
        return self._delete(owner_id, _of(document_id) & where)

    def remove(self, owner_id: str, document_id: str, generation: int) -> None:
        """Delete the rows of one generation."""
        self._delete(owner_id, _of(document_id) & (col("generation") == lit(generation)))

    def stored_generations(self, owner_id: str) -> dict[tuple[str, int], int]:
        """How many rows each document has under each generation."""
        table = self._existing(owner_id)
        if table is None:
            return {}
        counts: dict[tuple[str, int], int] = {}
        for row in self._rows(table.search().select(["document_id", "generation"]).limit(None)):
            key = (row["document_id"], row["generation"])
            counts[key] = counts.get(key, 0) + 1
        return counts

    def untidy(self, owner_id: str) -> bool:
        table = self._existing(owner_id)
        if table is None:
            return False
        unindexed = [index.num_unindexed_rows or 0 for index in table.list_indices()]
        return max(unindexed, default=0) > UNINDEXED_ROWS or table.version % VERSIONS_BETWEEN == 0

    @again_on_conflict
    def optimize(self, owner_id: str, keep_versions: timedelta) -> None:
        """Compact, index what is new, and drop versions older than `keep_versions`, deleted text with them."""
        table = self._existing(owner_id)
        if table is not None:
            self._write(table, "optimize", cleanup_older_than=keep_versions)

    # How

    def _made(self, owner_id: str) -> "Table":
        table = self._existing(owner_id)
        return table if table is not None else self._create(owner_id)

    @again_on_conflict
    def _create(self, owner_id: str) -> "Table":
        """Create table and text index. Of several at once one creates, the others find both there."""
        try:
            table: Table = self._database(owner_id).create_table(self._name, schema=self._schema, exist_ok=True)
            if not table.list_indices():
                table.create_index("text", config=TEXT_INDEX)
        except (RuntimeError, OSError, ValueError) as error:
            raise StoreBusyError("The passage store is busy. Please try again.") from error
        self._open.cache_clear()
        return table

    def _existing(self, owner_id: str) -> "Table | None":
        try:
            return self._open(owner_id)
        except ValueError:  # What LanceDB raises for a table that is not there.
            return None
        except (RuntimeError, OSError) as error:
            raise StoreBusyError("The passage store did not answer. Please try again.") from error

    def _open_table(self, owner_id: str) -> "Table":
        table: Table = self._database(owner_id).open_table(self._name)
        return table

    def _database(self, owner_id: str) -> Any:
        # Each read looks for a newer version first: without it an open table stays as it was for ever.
        return lancedb.connect(
            f"{self._root}/{owner_id}", read_consistency_interval=timedelta(0), session=self._session
        )

    @again_on_conflict
    def _delete(self, owner_id: str, where: Expr) -> int:
        """How many rows were deleted. Looks first: a delete of nothing is a new version all the same."""
        table = self._existing(owner_id)
        if table is None or not self._rows(table.search().where(where).select(["generation"]).limit(1)):
            return 0
        deleted: int = self._write(table, "delete", where).num_deleted_rows
        return deleted

    def _write(self, table: "Table", method: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(table, method)(*args, **kwargs)
        except (RuntimeError, OSError) as error:
            raise StoreBusyError("The passage store is busy. Please try again.") from error
        except ValueError as error:
            raise UnstorableError("The passages could not be stored.") from error

    def _run(self, query: Any, k: int, document_ids: Sequence[str] | None, score: str) -> list[dict[str, Any]]:
        if document_ids is not None:
            query = query.where(col("document_id").isin(list(document_ids)), prefilter=True)
        return self._rows(query.select([*COLUMNS, score]).limit(k))

    def _rows(self, query: Any) -> list[dict[str, Any]]:
        try:
            rows: list[dict[str, Any]] = query.to_list()
        except (RuntimeError, OSError) as error:
            raise StoreBusyError("The passage store did not answer. Please try again.") from error
        return rows


def table_name(model: str, dimensions: int) -> str:
    """A table holds the vectors of one model only."""
    return f"passages_{re.sub(r'[^A-Za-z0-9]+', '_', model)}_{dimensions}"


def _schema(dimensions: int) -> pa.Schema:
    return pa.schema(
        [
            pa.field("id", pa.string(), nullable=False),
            pa.field("document_id", pa.string(), nullable=False),
            pa.field("generation", pa.int32(), nullable=False),
            pa.field("ordinal", pa.int32(), nullable=False),
            pa.field("page", pa.int32()),
            pa.field("heading", pa.list_(pa.string())),
            pa.field("start", pa.int64(), nullable=False),
            pa.field("end", pa.int64(), nullable=False),
            pa.field("text", pa.string(), nullable=False),
            pa.field("vector", pa.list_(pa.float32(), dimensions), nullable=False),
        ]
    )


def row_id(document_id: str, generation: int, ordinal: int) -> str:
    return f"{document_id}.{generation}.{ordinal}"


def _of(document_id: str) -> Expr:
    return col("document_id") == lit(document_id)


def _words(query: str) -> str:
    """The query's words alone: what is left has no meaning in any query syntax."""
    return " ".join(re.findall(r"\w+", query))


class _Stream:
    """Batches as LanceDB's rows; remembers what broke it."""

    def __init__(self, document_id: str, generation: int, batches: Iterable[PassageBatch], schema: pa.Schema) -> None:
        self._document_id = document_id
        self._generation = generation
        self._batches = batches
        self._schema = schema
        self.error: BaseException | None = None

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        try:
            for batch in self._batches:
                if batch.chunks:
                    yield self._rows(batch)
        except BaseException as error:
            self.error = error
            raise

    def _rows(self, batch: PassageBatch) -> pa.RecordBatch:
        chunks = batch.chunks
        dimensions = self._schema.field("vector").type.list_size
        if len(batch.vectors) != 4 * dimensions * len(chunks):
            raise UnstorableError("The passages could not be stored.")
        floats = pa.Array.from_buffers(pa.float32(), dimensions * len(chunks), [None, pa.py_buffer(batch.vectors)])
        columns: dict[str, list[Any]] = {
            "id": [row_id(self._document_id, self._generation, chunk.ordinal) for chunk in chunks],
            "document_id": [self._document_id] * len(chunks),
            "generation": [self._generation] * len(chunks),
            "ordinal": [chunk.ordinal for chunk in chunks],
            "page": [chunk.page for chunk in chunks],
            "heading": [list(chunk.heading) for chunk in chunks],
            "start": [chunk.start for chunk in chunks],
            "end": [chunk.end for chunk in chunks],
            "text": [chunk.text for chunk in chunks],
        }
        arrays = [pa.array(values, type=self._schema.field(name).type) for name, values in columns.items()]
        vectors = pa.FixedSizeListArray.from_arrays(floats, dimensions)
        return pa.RecordBatch.from_arrays([*arrays, vectors], schema=self._schema)


def _passage(row: dict[str, Any], score: float) -> StoredPassage:
    return StoredPassage(
        id=row["id"],
        document_id=row["document_id"],
        generation=row["generation"],
        ordinal=row["ordinal"],
        page=row["page"],
        heading=tuple(row["heading"] or ()),
        start=row["start"],
        end=row["end"],
        text=row["text"],
        score=score,
    )
