"""The passage store: LanceDB on S3, one database per owner.

Rows are only ever added under a generation that the document registry handed out to one writer, and deleted by
document and generation. So nothing here has to upsert: LanceDB's `merge_insert` doubles rows when two write at once.

Writing goes to S3. Searching reads a copy on this function's disk (`local_copies.py`): one listing tells whether it is
still the newest version. Large tables are searched where they are, by index.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lancedb
import pyarrow as pa
from lancedb.expr import Expr, col, lit
from lancedb.index import FTS, Bitmap, BTree, IvfSq
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from chalicelib.adapters.local_copies import LocalCopies
from chalicelib.adapters.passage_reading import PassageView, columns_of, of_document, rows_of
from chalicelib.adapters.passage_rows import LEAD, RowStream, UnstorableError, schema_of, table_name
from chalicelib.adapters.table_files import TableFiles, Version
from chalicelib.errors import GrailError, StoreBusyError
from chalicelib.models import Chunk, PassageBatch, Place, StoredPassage

if TYPE_CHECKING:
    from lancedb.table import Table

# ICU finds words in scripts without blanks too. The stems are English and leave other languages nearly as they were;
# folded accents would cost Vietnamese a lot (docs/decisions/0007-retrieval.md).
TEXT_INDEX = FTS(base_tokenizer="icu/split", stem=True, remove_stop_words=False, ascii_folding=False)
# Below so many rows comparing all of them is as quick. Vectors are compared as bytes, in groups of which a search reads
# some, and the best by their whole vectors.
INDEXED_ROWS = 4_000
INDICES = {"vector": IvfSq(distance_type="cosine"), "id": BTree(), "document_id": Bitmap()}
SEGMENTS = 8  # Parts of the index of vectors, while passages are added.
ROWS_A_SEGMENT = 50_000  # A large table may have more: building its index takes its time.
INDEX_CACHE_BYTES = 256 * 1024 * 1024
METADATA_CACHE_BYTES = 64 * 1024 * 1024
COPY_INDEX_CACHE_BYTES = 128 * 1024 * 1024
COPY_METADATA_CACHE_BYTES = 16 * 1024 * 1024
LARGEST_COPY = 128 * 1024 * 1024  # Fetched in about a second and a half by a function on AWS.
# LanceDB writes a file anew when it joins it with another, or when a tenth of it is deleted. So that a small deletion
# goes from the files too, a row that no document has is added, to be joined with.
MARK = "#mark"
OPEN_TABLES = 64  # Handles kept; each holds little until it is used.


@dataclass(frozen=True)
class CopySpace:
    """Where tables may be copied to: the S3 they are on, a folder, how many bytes of it, and how large a table."""

    files: TableFiles
    folder: Path
    limit: int
    largest: int = LARGEST_COPY


again_on_conflict = retry(
    retry=retry_if_exception_type(StoreBusyError),
    wait=wait_random_exponential(multiplier=0.05, max=2),
    stop=stop_after_attempt(10),
    reraise=True,
)


class LancePassages:
    """`root` is where the owners' databases lie (`s3://bucket` or a folder); model and size name the table.

    Without `space` each search opens the table where it is, which suits a folder.
    """

    def __init__(self, root: str, model: str, dimensions: int, space: CopySpace | None = None) -> None:
        self._root = root.rstrip("/")
        self._name = table_name(model, dimensions)
        self._schema = schema_of(dimensions)
        self._session = lancedb.Session(INDEX_CACHE_BYTES, METADATA_CACHE_BYTES)
        self._open = lru_cache(maxsize=OPEN_TABLES)(self._open_table)
        self._open_version = lru_cache(maxsize=OPEN_TABLES)(self._open_table_at)
        self._files = space.files if space else None
        self._copies = (
            LocalCopies(space.files, _open_copy, space.folder, limit=space.limit, largest=space.largest)
            if space
            else None
        )

    def add(
        self, owner_id: str, document_id: str, generation: int, batches: Iterable[PassageBatch], about: str = ""
    ) -> None:
        """One commit, of which one batch is in memory at a time. What `batches` raises is raised here.

        By the words of `about` and of its headings, too, full text finds each chunk.

        An append meets no conflict that LanceDB does not settle by itself.
        """
        stream = RowStream(document_id, generation, batches, about, self._schema)
        reader = pa.RecordBatchReader.from_batches(self._schema, iter(stream))
        try:
            self._write(self._made(owner_id), "add", reader)
        except GrailError:
            if stream.error is not None:  # Through LanceDB it comes back as an error of its own.
                raise stream.error from None
            raise

    @contextmanager
    def snapshot(self, owner_id: str) -> Iterator[PassageView]:
        """The owner's passages as they are now, unchanged while the context lasts. One request if nothing is new."""
        if self._copies is None or self._files is None:
            yield PassageView(self._opened(owner_id, None))
            return
        place = f"{owner_id}/{self._name}.lance"
        version = self._files.newest(place)
        if version is None:
            yield PassageView(None)
            return
        with self._copies.use(place, version) as copy:
            yield PassageView(copy if copy is not None else self._opened(owner_id, version))

    @contextmanager
    def glance(self, owner_id: str) -> Iterator[PassageView]:
        """The owner's passages as they were last seen here; what is newest is asked for meanwhile."""
        place = f"{owner_id}/{self._name}.lance"
        with self._copies.last(place) if self._copies else nullcontext() as last:
            if last is None or self._files is None:
                with self.snapshot(owner_id) as view:
                    yield view
                return
            newest = self._files.ask_newest(place)
            version, copy = last
            table = copy if copy is not None else self._opened(owner_id, version)
            yield PassageView(table, lambda: newest() == version)

    def warm(self, owner_id: str) -> None:
        """Fetch what the owner's next search reads."""
        with self.snapshot(owner_id) as view:
            view.search_vector([1.0] * self._schema.field("vector").type.list_size, 1, None)
            view.search_text("a", 1, None)

    def search_vector(
        self, owner_id: str, vector: Sequence[float], k: int, document_ids: Sequence[str] | None
    ) -> list[StoredPassage]:
        """The `k` nearest by cosine; score is the similarity, 1 at best."""
        with self.snapshot(owner_id) as view:
            return view.search_vector(vector, k, document_ids)

    def search_text(self, owner_id: str, query: str, k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        """The `k` best by BM25; score is BM25's."""
        with self.snapshot(owner_id) as view:
            return view.search_text(query, k, document_ids)

    def read(self, owner_id: str, document_id: str, generation: int, first: int, limit: int) -> list[StoredPassage]:
        with self.snapshot(owner_id) as view:
            return view.read(document_id, generation, first, limit)

    def at(self, owner_id: str, places: Sequence[Place]) -> list[StoredPassage]:
        """Those of the chunks that there are, in any order."""
        with self.snapshot(owner_id) as view:
            return view.at(places)

    def clean(self, owner_id: str, document_id: str, *, live: int, newest: int) -> int:
        """Delete a document's rows of all generations up to `newest` but `live`; returns how many there were."""
        where = (col("generation") <= lit(newest)) & (col("generation") != lit(live))
        return self._delete(owner_id, of_document(document_id) & where)

    def remove(self, owner_id: str, document_id: str, generation: int) -> None:
        """Delete the rows of one generation."""
        self._delete(owner_id, of_document(document_id) & (col("generation") == lit(generation)))

    def stored_generations(self, owner_id: str) -> dict[tuple[str, int], int]:
        """How many rows each document has under each generation."""
        table = self._existing(owner_id)
        if table is None:
            return {}
        counts: dict[tuple[str, int], int] = {}
        for row in self._rows(lambda: table.search().select(["document_id", "generation"]).limit(None)):
            key = (row["document_id"], row["generation"])
            counts[key] = counts.get(key, 0) + 1
        return counts

    def tidy(
        self, owner_id: str, keep_versions: timedelta, *, rewrite: bool = False, settle: bool = False
    ) -> Iterator[None]:
        """Compact, index what is new, and drop versions older than `keep_versions`, one step after the other.

        With `rewrite` the files are written anew, so that what was deleted is not in the newest ones any more. With
        `settle` the table is brought into the form of one built at once: for when nothing comes any more.
        """
        if self._existing(owner_id) is None:
            return
        if rewrite:
            self._delete(owner_id, of_document(MARK))
            self.add(owner_id, MARK, 0, [_mark(self._schema)])
            self._optimize(owner_id, keep_versions)  # LanceDB merges only what is indexed alike.
            yield
        self._optimize(owner_id, keep_versions)
        yield
        if rewrite:
            self._delete(owner_id, of_document(MARK))
        for column in self._unindexed(owner_id):
            self._index(owner_id, column)
            yield
        if self._scattered(owner_id, 1 if settle else SEGMENTS):
            self._index(owner_id, "vector")
            yield
            self._optimize(owner_id, keep_versions)
            yield

    @again_on_conflict
    def _optimize(self, owner_id: str, keep_versions: timedelta) -> None:
        self._write(self._there(owner_id), "optimize", cleanup_older_than=keep_versions)

    @again_on_conflict
    def _index(self, owner_id: str, column: str) -> None:
        self._write(self._there(owner_id), "create_index", column, config=INDICES[column])

    def _unindexed(self, owner_id: str) -> list[str]:
        table = self._there(owner_id)
        missing = INDICES.keys() - {index.columns[0] for index in table.list_indices()}
        return sorted(missing) if missing and table.count_rows() >= INDEXED_ROWS else []

    def _scattered(self, owner_id: str, limit: int) -> bool:
        """Whether the index of vectors is in too many parts. LanceDB adds one with each `optimize`, merges none, and
        does not join files that different parts are of."""
        table = self._there(owner_id)
        parts = [index.num_segments or 1 for index in table.list_indices() if index.columns == ["vector"]]
        return max(parts, default=0) > max(limit, table.count_rows() // ROWS_A_SEGMENT)

    # How

    def _made(self, owner_id: str) -> "Table":
        table = self._existing(owner_id)
        if table is None:
            return self._create(owner_id)
        if LEAD.name not in self._columns(table):
            self._with_lead(owner_id)
        return table

    @again_on_conflict
    def _with_lead(self, owner_id: str) -> None:
        """Give a table that is older than the column `lead` that column. Its rows have none, and stay as they are."""
        table = self._there(owner_id)
        if LEAD.name not in self._columns(table):
            self._write(table, "add_columns", LEAD)

    def _columns(self, table: "Table") -> list[str]:
        try:
            return columns_of(table)
        except StoreBusyError:
            self._open.cache_clear()
            raise

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

    def _there(self, owner_id: str) -> "Table":
        table = self._existing(owner_id)
        if table is None:
            raise StoreBusyError("The passage store did not answer. Please try again.")
        return table

    def _existing(self, owner_id: str) -> "Table | None":
        try:
            return self._open(owner_id)
        except ValueError:  # What LanceDB raises for a table that is not there.
            return None
        except (RuntimeError, OSError) as error:
            raise StoreBusyError("The passage store did not answer. Please try again.") from error

    def _opened(self, owner_id: str, version: Version | None) -> "Table | None":
        """The table where it is, at its newest version, or at least at the one that is named."""
        try:
            return self._open_table_at(owner_id, None) if version is None else self._open_version(owner_id, version)
        except ValueError:
            return None
        except (RuntimeError, OSError) as error:
            raise StoreBusyError("The passage store did not answer. Please try again.") from error

    def _open_table_at(self, owner_id: str, _: Version | None) -> "Table":
        database = lancedb.connect(f"{self._root}/{owner_id}", session=self._session)
        table: Table = database.open_table(self._name)
        return table

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
        if table is None or not self._rows(lambda: table.search().where(where).select(["generation"]).limit(1)):
            return 0
        deleted: int = self._write(table, "delete", where).num_deleted_rows
        return deleted

    def _write(self, table: "Table", method: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(table, method)(*args, **kwargs)
        except (RuntimeError, OSError) as error:
            self._open.cache_clear()  # A handle of a table that was lost never finds the one made in its place.
            raise StoreBusyError("The passage store is busy. Please try again.") from error
        except ValueError as error:
            raise UnstorableError("The passages could not be stored.") from error

    def _rows(self, query: Callable[[], Any]) -> list[dict[str, Any]]:
        try:
            return rows_of(query())
        except (StoreBusyError, RuntimeError, OSError) as error:  # Building a query reads the schema already.
            self._open.cache_clear()
            raise StoreBusyError("The passage store did not answer. Please try again.") from error


def _mark(schema: pa.Schema) -> PassageBatch:
    chunk = Chunk(ordinal=0, start=0, end=0, text="", page=None, heading=(), embedding_text="", tokens=0)
    return PassageBatch((chunk,), array("f", [1.0] * schema.field("vector").type.list_size).tobytes())


def _open_copy(folder: Path) -> "Table":
    """With caches of its own, so that nothing of a copy is held once it is gone."""
    session = lancedb.Session(COPY_INDEX_CACHE_BYTES, COPY_METADATA_CACHE_BYTES)
    table: Table = lancedb.connect(folder.parent, session=session).open_table(folder.stem)
    return table
