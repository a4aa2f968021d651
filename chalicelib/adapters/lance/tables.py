"""Owners' passage tables on S3 or in a folder: opening, creating and changing them, and LanceDB's errors as ours."""

from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import lancedb
import pyarrow as pa
from lancedb.expr import Expr
from lancedb.index import FTS
from tenacity import retry_if_exception_type, stop_after_attempt, wait_random_exponential

from chalicelib.adapters.lance.downloads import Version
from chalicelib.adapters.lance.open_table import OpenTable, is_of_lance, no_answer, open_table, read_errors
from chalicelib.adapters.lance.rows import ADDED
from chalicelib.adapters.retrying import RetryPolicy
from chalicelib.errors import StoreBusyError, UnstorableError

if TYPE_CHECKING:
    from lancedb.table import Table

# ICU also splits scripts without blanks into words. The stems are English and leave other languages nearly unchanged;
# ASCII folding would cost Vietnamese a lot (docs/decisions/0007-retrieval.md).
TEXT_INDEX = FTS(base_tokenizer="icu/split", stem=True, remove_stop_words=False, ascii_folding=False)
INDEX_CACHE_BYTES = 256 * 1024 * 1024
METADATA_CACHE_BYTES = 64 * 1024 * 1024
OPEN_TABLES = 64  # Table handles kept; each holds little until it is used.

again_on_conflict = RetryPolicy(
    retry=retry_if_exception_type(StoreBusyError),
    wait=wait_random_exponential(multiplier=0.05, max=2),
    stop=stop_after_attempt(10),
)


class PassageTables:
    """The tables called `name` in the owners' databases below `root` (`s3://bucket` or a folder).

    All methods raise StoreBusyError.
    """

    def __init__(self, root: str, name: str, schema: pa.Schema) -> None:
        self._root = root.rstrip("/")
        self.name = name
        self.schema = schema
        self._session = lancedb.Session(INDEX_CACHE_BYTES, METADATA_CACHE_BYTES)
        self._open = lru_cache(maxsize=OPEN_TABLES)(self._open_newest)
        self._open_version = lru_cache(maxsize=OPEN_TABLES)(self._open_once)

    def find(self, owner_id: str) -> "Table | None":
        """The table, whose every use reads the newest version; None where the owner has none."""
        with read_errors():
            try:
                return self._open(owner_id)
            except ValueError:  # LanceDB's error for a missing table.
                return None

    def get(self, owner_id: str) -> "Table":
        """The table; raises StoreBusyError where the owner has none."""
        table = self.find(owner_id)
        if table is None:
            raise no_answer()
        return table

    def find_or_create(self, owner_id: str) -> "Table":
        """The table with every column that rows have today."""
        table = self.find(owner_id)
        if table is None:
            return self._create(owner_id)
        if self._missing(table):
            self._add_columns(owner_id)
        return table

    def as_of(self, owner_id: str, version: Version | None) -> OpenTable | None:
        """The table as it is now, unchanged in this handle; with a `version`, as it was then or later."""
        with read_errors():
            try:
                return self._open_once(owner_id, None) if version is None else self._open_version(owner_id, version)
            except ValueError:
                return None

    @again_on_conflict
    def delete(self, owner_id: str, where: Expr) -> int:
        """Returns the number of deleted rows. Looks first: LanceDB makes a version of a delete of nothing too."""
        table = self.find(owner_id)
        if table is None or not self.rows(lambda: table.search().where(where).select(["generation"]).limit(1)):
            return 0
        deleted: int = self.write(table, "delete", where).num_deleted_rows
        return deleted

    def write(self, table: "Table", method: str, *args: Any, **kwargs: Any) -> Any:
        """Call one of the table's methods that change it. Raises StoreBusyError on a conflict, or UnstorableError."""
        try:
            return getattr(table, method)(*args, **kwargs)
        except ValueError as error:
            raise UnstorableError("The passages could not be stored.") from error
        except Exception as error:
            if not is_of_lance(error):
                raise
            self._open.cache_clear()  # A handle of a deleted table never finds the one that was created after it.
            raise StoreBusyError("The passage store is busy. Please try again.") from error

    def rows(self, query: Callable[[], Any]) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._read(lambda: query().to_list())
        return rows

    def forget(self) -> None:
        """Open every table anew."""
        self._open.cache_clear()
        self._open_version.cache_clear()

    # How

    @again_on_conflict
    def _create(self, owner_id: str) -> "Table":
        """Create table and text index. Of concurrent callers one creates them, the others use them."""
        try:
            table: Table = self._database(owner_id).create_table(self.name, schema=self.schema, exist_ok=True)
            if not table.list_indices():
                table.create_index("text", config=TEXT_INDEX)
        except (RuntimeError, OSError, ValueError) as error:
            raise StoreBusyError("The passage store is busy. Please try again.") from error
        self._open.cache_clear()
        return table

    @again_on_conflict
    def _add_columns(self, owner_id: str) -> None:
        """Add the columns to a table that was made before there were such. Its rows stay as they are."""
        table = self.get(owner_id)
        for field in self._missing(table):
            self.write(table, "add_columns", field)

    def _missing(self, table: "Table") -> list[pa.Field]:
        names = self._columns(table)
        return [field for field in ADDED if field.name not in names]

    def _columns(self, table: "Table") -> list[str]:
        names: list[str] = self._read(lambda: table.schema.names)
        return names

    def _read(self, read: Callable[[], Any]) -> Any:
        try:
            with read_errors():
                return read()
        except StoreBusyError:
            self._open.cache_clear()
            raise

    def _open_newest(self, owner_id: str) -> "Table":
        table: Table = self._database(owner_id).open_table(self.name)
        return table

    def _open_once(self, owner_id: str, _: Version | None) -> OpenTable:
        return open_table(f"{self._root}/{owner_id}", self.name, self._session)

    def _database(self, owner_id: str) -> Any:
        # Each read looks for a newer version first: without the interval an open table never changes.
        return lancedb.connect(
            f"{self._root}/{owner_id}", read_consistency_interval=timedelta(0), session=self._session
        )
