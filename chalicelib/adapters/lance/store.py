"""The passage store: LanceDB on S3, one database per owner.

Rows are only ever added under a generation that the document registry gave to one writer, and deleted by document and
generation. So nothing here has to upsert: LanceDB's `merge_insert` doubles rows when two write at once.

Writes go to S3. Searches read a copy on this function's disk (`disk_cache.py`), and the registry tells whether it is
still the newest version (`versions.py`). Large tables are searched on S3, by index, until they are copied too.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import lancedb
import pyarrow as pa
from lancedb.expr import col, lit

from chalicelib.adapters.lance.disk_cache import DiskCache
from chalicelib.adapters.lance.downloads import TableFiles
from chalicelib.adapters.lance.maintenance import TableMaintenance
from chalicelib.adapters.lance.open_table import DamagedTableError, OpenTable, open_table
from chalicelib.adapters.lance.reading import PassageView, of_document
from chalicelib.adapters.lance.rows import RowStream, schema_of, table_name
from chalicelib.adapters.lance.small_tables import SmallTables
from chalicelib.adapters.lance.tables import PassageTables
from chalicelib.adapters.lance.versions import AskForChange, NewestVersions
from chalicelib.errors import GrailError, StoreBusyError
from chalicelib.models import PassageBatch, StoredPassage

log = logging.getLogger(__name__)

DAMAGED = "A passage table is damaged"  # The template counts the log lines that say this.
COPY_INDEX_CACHE_BYTES = 128 * 1024 * 1024
COPY_METADATA_CACHE_BYTES = 16 * 1024 * 1024
WAITED_FOR = 128 * 1024 * 1024  # Bytes that a function on AWS fetches in about a second and a half.


@dataclass(frozen=True)
class CacheSpace:
    """Where tables may be cached: their files on S3, a folder, and at most `limit` bytes of it.

    A search waits for the local copy if at most `largest` bytes are missing. With `last_change`, S3 is not asked when
    nothing changed (`NewestVersions`). `damaged` is told the owner of a table that cannot be read.
    """

    files: TableFiles
    folder: Path
    limit: int
    largest: int = WAITED_FOR
    last_change: Callable[[str], str | None] | None = None
    damaged: Callable[[str], None] | None = None


class LancePassages:
    """`root` holds the owners' databases (`s3://bucket` or a folder); model and size name the table.

    Without `space` each search opens the table in `root`, which suits a folder. All methods raise StoreBusyError.
    """

    def __init__(self, root: str, model: str, dimensions: int, space: CacheSpace | None = None) -> None:
        self._tables = PassageTables(root, table_name(model, dimensions), schema_of(dimensions))
        self._cache: DiskCache[OpenTable] | None = None
        self._space = space
        self._small_tables = SmallTables()
        if space is not None:
            self._newest = NewestVersions(space.files, space.last_change)
            self._cache = DiskCache(space.files, _open_copy, space.folder, limit=space.limit, largest=space.largest)

    def add(
        self,
        owner_id: str,
        document_id: str,
        generation: int,
        batches: Iterable[PassageBatch],
        about: str = "",
        names: str = "",
    ) -> None:
        """One commit, with one batch in memory at a time. Raises what `batches` raises, or UnstorableError.

        Full text also finds each chunk by the words of `about` and of its headings, and the first one by those of
        `names`. LanceDB settles conflicts between appends by itself.
        """
        schema = self._tables.schema
        stream = RowStream(document_id, generation, batches, (about, names), schema)
        reader = pa.RecordBatchReader.from_batches(schema, iter(stream))
        try:
            with self._watched(owner_id):
                self._tables.write(self._tables.find_or_create(owner_id), "add", reader)
        except GrailError:
            if stream.error is not None:  # LanceDB raised it as an error of its own.
                raise stream.error from None
            raise

    @contextmanager
    def snapshot(self, owner_id: str) -> Iterator[PassageView]:
        if self._cache is None:
            yield PassageView(self._tables.as_of(owner_id, None), self._small_tables)
            return
        table_path = self._table_path(owner_id)
        with self._watched(owner_id), ExitStack() as pinned:
            table = self._newest_table(owner_id, table_path, pinned)
            yield PassageView(table, self._small_tables, lost=partial(self._newest.forget, table_path))

    @contextmanager
    def cached_snapshot(self, owner_id: str, ask: AskForChange | None = None) -> Iterator[PassageView]:
        table_path = self._table_path(owner_id)
        with self._watched(owner_id), self._cache.last(table_path) if self._cache else nullcontext() as last:
            if last is None:
                with self.snapshot(owner_id) as view:
                    yield view
                return
            version, copy = last
            table = copy if copy is not None else self._tables.as_of(owner_id, version)
            newest = self._newest.find_in_background(owner_id, table_path, ask() if ask else None)
            yield PassageView(
                table, self._small_tables, lambda: newest() == version, partial(self._newest.forget, table_path)
            )

    def warm(self, owner_id: str) -> None:
        """Fetch what the owner's next search reads."""
        with self.snapshot(owner_id) as view:
            view.search_vector([1.0] * self._tables.schema.field("vector").type.list_size, 1, None)
            view.search_text("a", 1, None)

    def wait_for_copies(self) -> None:
        """Wait until no table is being copied any more."""
        if self._cache:
            self._cache.wait()

    def read(self, owner_id: str, document_id: str, generation: int, first: int, limit: int) -> list[StoredPassage]:
        with self.snapshot(owner_id) as view:
            return view.read(document_id, generation, first, limit)

    def clean(self, owner_id: str, document_id: str, *, live: int, newest: int) -> int:
        where = (col("generation") <= lit(newest)) & (col("generation") != lit(live))
        with self._watched(owner_id):
            return self._tables.delete(owner_id, of_document(document_id) & where)

    def remove(self, owner_id: str, document_id: str, generation: int) -> None:
        self._tables.delete(owner_id, of_document(document_id) & (col("generation") == lit(generation)))

    def stored_generations(self, owner_id: str) -> dict[tuple[str, int], int]:
        """How many rows each document has under each generation."""
        table = self._tables.find(owner_id)
        if table is None:
            return {}
        counts: dict[tuple[str, int], int] = {}
        for row in self._tables.rows(lambda: table.search().select(["document_id", "generation"]).limit(None)):
            key = (row["document_id"], row["generation"])
            counts[key] = counts.get(key, 0) + 1
        return counts

    def repair(self, owner_id: str) -> int:
        """Go back to the newest version that can be read; returns how many versions were dropped.

        Rows that were added since are lost, and rows that were deleted since are back.
        """
        assert self._space is not None  # noqa: S101
        table_path, dropped = self._table_path(owner_id), 0
        while version := self._space.files.newest(table_path):
            try:
                with self.snapshot(owner_id) as view:
                    view.search_text("a", 1, None)
                break
            except DamagedTableError:
                self._space.files.delete_manifest(table_path, version)
                self._newest.forget(table_path)
                self._tables.forget()
                dropped += 1
        return dropped

    @contextmanager
    def _watched(self, owner_id: str) -> Iterator[None]:
        """Have upkeep told of a table that is damaged."""
        try:
            yield
        except DamagedTableError:
            log.error(DAMAGED, extra={"owner": owner_id})
            if self._space and self._space.damaged:
                self._space.damaged(owner_id)
            raise

    def maintain(
        self, owner_id: str, keep_versions: timedelta, *, rewrite: bool = False, settle: bool = False
    ) -> Iterator[None]:
        """Compact, index what is new, and drop versions older than `keep_versions`, one step after the other.

        `rewrite` writes the files anew, so that deleted rows are in no file of the newest version. `settle` brings the
        table into the form of one that was built at once: for a table to which nothing is being added.
        """
        return TableMaintenance(self._tables).steps(owner_id, keep_versions, rewrite=rewrite, settle=settle)

    def _table_path(self, owner_id: str) -> str:
        return f"{owner_id}/{self._tables.name}.lance"

    def _newest_table(
        self, owner_id: str, table_path: str, pinned: ExitStack, *, again: bool = True
    ) -> OpenTable | None:
        """The copy of the newest version, kept while `pinned` is open, or the table on S3; None if there is none."""
        assert self._cache is not None  # noqa: S101
        version = self._newest.find(owner_id, table_path)
        if version is None:
            return None
        try:
            copy = pinned.enter_context(self._cache.use(table_path, version))
        except StoreBusyError:  # Upkeep may have dropped that version since S3 was asked.
            self._newest.forget(table_path)
            if not again:
                raise
            return self._newest_table(owner_id, table_path, pinned, again=False)
        return copy if copy is not None else self._tables.as_of(owner_id, version)


def _open_copy(folder: Path) -> OpenTable:
    """With LanceDB caches of its own, which end with the copy."""
    session = lancedb.Session(COPY_INDEX_CACHE_BYTES, COPY_METADATA_CACHE_BYTES)
    return open_table(str(folder.parent), folder.stem, session)
