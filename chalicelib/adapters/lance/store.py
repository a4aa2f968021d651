"""The passage store: LanceDB on S3, one database per owner.

Rows are only ever added under a generation that the document registry handed out to one writer, and deleted by
document and generation. So nothing here has to upsert: LanceDB's `merge_insert` doubles rows when two write at once.

Writing goes to S3. Searching reads a copy on this function's disk (`disk_cache.py`), and whether that is still the
newest version the registry tells (`versions.py`). Large tables are searched where they are, by index, until they
are copied too.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import lancedb
import pyarrow as pa
from lancedb.expr import col, lit

from chalicelib.adapters.lance.disk_cache import LocalCopies
from chalicelib.adapters.lance.downloads import TableFiles
from chalicelib.adapters.lance.maintenance import TableTidying
from chalicelib.adapters.lance.open_table import OpenTable, open_table
from chalicelib.adapters.lance.reading import PassageView, of_document
from chalicelib.adapters.lance.rows import RowStream, schema_of, table_name
from chalicelib.adapters.lance.tables import PassageTables
from chalicelib.adapters.lance.versions import NewestVersions
from chalicelib.errors import GrailError, StoreBusyError
from chalicelib.models import PassageBatch, StoredPassage

COPY_INDEX_CACHE_BYTES = 128 * 1024 * 1024
COPY_METADATA_CACHE_BYTES = 16 * 1024 * 1024
WAITED_FOR = 128 * 1024 * 1024  # Fetched in about a second and a half by a function on AWS.


@dataclass(frozen=True)
class CopySpace:
    """Where tables may be copied to: the S3 they are on, a folder, and how many bytes of it.

    A search waits for a copy of which up to `largest` bytes are to be fetched. By the registry's `last_change` S3 need
    not be asked (`NewestVersions`).
    """

    files: TableFiles
    folder: Path
    limit: int
    largest: int = WAITED_FOR
    last_change: Callable[[str], str | None] | None = None


class LancePassages:
    """`root` is where the owners' databases lie (`s3://bucket` or a folder); model and size name the table.

    Without `space` each search opens the table where it is, which suits a folder.
    """

    def __init__(self, root: str, model: str, dimensions: int, space: CopySpace | None = None) -> None:
        self._tables = PassageTables(root, table_name(model, dimensions), schema_of(dimensions))
        self._copies: LocalCopies[OpenTable] | None = None
        if space is not None:
            self._newest = NewestVersions(space.files, space.last_change)
            self._copies = LocalCopies(space.files, _open_copy, space.folder, limit=space.limit, largest=space.largest)

    def add(
        self, owner_id: str, document_id: str, generation: int, batches: Iterable[PassageBatch], about: str = ""
    ) -> None:
        """One commit, of which one batch is in memory at a time. What `batches` raises is raised here.

        By the words of `about` and of its headings, too, full text finds each chunk.

        An append meets no conflict that LanceDB does not settle by itself.
        """
        schema = self._tables.schema
        stream = RowStream(document_id, generation, batches, about, schema)
        reader = pa.RecordBatchReader.from_batches(schema, iter(stream))
        try:
            self._tables.write(self._tables.made(owner_id), "add", reader)
        except GrailError:
            if stream.error is not None:  # Through LanceDB it comes back as an error of its own.
                raise stream.error from None
            raise

    @contextmanager
    def snapshot(self, owner_id: str) -> Iterator[PassageView]:
        """The owner's passages as they are now, unchanged while the context lasts."""
        if self._copies is None:
            yield PassageView(self._tables.as_of(owner_id, None))
            return
        place = self._place(owner_id)
        with ExitStack() as held:
            table = self._newest_table(owner_id, place, held)
            yield PassageView(table, lost=partial(self._newest.forget, place))

    @contextmanager
    def cached_snapshot(self, owner_id: str) -> Iterator[PassageView]:
        """The owner's passages as they were last seen here; what is newest is asked for meanwhile."""
        place = self._place(owner_id)
        with self._copies.last(place) if self._copies else nullcontext() as last:
            if last is None:
                with self.snapshot(owner_id) as view:
                    yield view
                return
            newest = self._newest.ask(owner_id, place)
            version, copy = last
            table = copy if copy is not None else self._tables.as_of(owner_id, version)
            yield PassageView(table, lambda: newest() == version, partial(self._newest.forget, place))

    def warm(self, owner_id: str) -> None:
        """Fetch what the owner's next search reads."""
        with self.snapshot(owner_id) as view:
            view.search_vector([1.0] * self._tables.schema.field("vector").type.list_size, 1, None)
            view.search_text("a", 1, None)

    def settle(self) -> None:
        """Wait until what is being copied is here."""
        if self._copies:
            self._copies.settle()

    def read(self, owner_id: str, document_id: str, generation: int, first: int, limit: int) -> list[StoredPassage]:
        with self.snapshot(owner_id) as view:
            return view.read(document_id, generation, first, limit)

    def clean(self, owner_id: str, document_id: str, *, live: int, newest: int) -> int:
        """Delete a document's rows of all generations up to `newest` but `live`; returns how many there were."""
        where = (col("generation") <= lit(newest)) & (col("generation") != lit(live))
        return self._tables.delete(owner_id, of_document(document_id) & where)

    def remove(self, owner_id: str, document_id: str, generation: int) -> None:
        """Delete the rows of one generation."""
        self._tables.delete(owner_id, of_document(document_id) & (col("generation") == lit(generation)))

    def stored_generations(self, owner_id: str) -> dict[tuple[str, int], int]:
        """How many rows each document has under each generation."""
        table = self._tables.existing(owner_id)
        if table is None:
            return {}
        counts: dict[tuple[str, int], int] = {}
        for row in self._tables.rows(lambda: table.search().select(["document_id", "generation"]).limit(None)):
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
        return TableTidying(self._tables).steps(owner_id, keep_versions, rewrite=rewrite, settle=settle)

    def _place(self, owner_id: str) -> str:
        return f"{owner_id}/{self._tables.name}.lance"

    def _newest_table(self, owner_id: str, place: str, held: ExitStack, *, again: bool = True) -> OpenTable | None:
        """The copy of the newest version, kept by `held`, or the table where it is; None if there is none."""
        assert self._copies is not None  # noqa: S101
        version = self._newest.find(owner_id, place)
        if version is None:
            return None
        try:
            copy = held.enter_context(self._copies.use(place, version))
        except StoreBusyError:  # Upkeep may have dropped that version since S3 was asked.
            self._newest.forget(place)
            if not again:
                raise
            return self._newest_table(owner_id, place, held, again=False)
        return copy if copy is not None else self._tables.as_of(owner_id, version)


def _open_copy(folder: Path) -> OpenTable:
    """With caches of its own, so that nothing of a copy is held once it is gone."""
    session = lancedb.Session(COPY_INDEX_CACHE_BYTES, COPY_METADATA_CACHE_BYTES)
    return open_table(str(folder.parent), folder.stem, session)
