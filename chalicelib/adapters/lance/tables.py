"""Owners' passage tables where they lie: opening, making and changing them, and LanceDB's errors as ours."""

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
from chalicelib.adapters.lance.open_table import OpenTable, open_table
from chalicelib.adapters.lance.rows import LEAD
from chalicelib.adapters.retrying import RetryPolicy
from chalicelib.errors import StoreBusyError, UnstorableError

if TYPE_CHECKING:
    from lancedb.table import Table

# ICU finds words in scripts without blanks too. The stems are English and leave other languages nearly as they were;
# folded accents would cost Vietnamese a lot (docs/decisions/0007-retrieval.md).
TEXT_INDEX = FTS(base_tokenizer="icu/split", stem=True, remove_stop_words=False, ascii_folding=False)
INDEX_CACHE_BYTES = 256 * 1024 * 1024
METADATA_CACHE_BYTES = 64 * 1024 * 1024
OPEN_TABLES = 64  # Handles kept; each holds little until it is used.

again_on_conflict = RetryPolicy(
    retry=retry_if_exception_type(StoreBusyError),
    wait=wait_random_exponential(multiplier=0.05, max=2),
    stop=stop_after_attempt(10),
)


class PassageTables:
    """The tables called `name` in the owners' databases, which lie in `root` (`s3://bucket` or a folder)."""

    def __init__(self, root: str, name: str, schema: pa.Schema) -> None:
        self._root = root.rstrip("/")
        self.name = name
        self.schema = schema
        self._session = lancedb.Session(INDEX_CACHE_BYTES, METADATA_CACHE_BYTES)
        self._open = lru_cache(maxsize=OPEN_TABLES)(self._open_newest)
        self._open_version = lru_cache(maxsize=OPEN_TABLES)(self._open_once)

    def existing(self, owner_id: str) -> "Table | None":
        """The table, which each use looks for in its newest version; None where the owner has none."""
        try:
            return self._open(owner_id)
        except ValueError:  # What LanceDB raises for a table that is not there.
            return None
        except (RuntimeError, OSError) as error:
            raise StoreBusyError("The passage store did not answer. Please try again.") from error

    def there(self, owner_id: str) -> "Table":
        table = self.existing(owner_id)
        if table is None:
            raise StoreBusyError("The passage store did not answer. Please try again.")
        return table

    def made(self, owner_id: str) -> "Table":
        """The table, made if there is none, with every column that rows have today."""
        table = self.existing(owner_id)
        if table is None:
            return self._create(owner_id)
        if LEAD.name not in self._columns(table):
            self._with_lead(owner_id)
        return table

    def as_of(self, owner_id: str, version: Version | None) -> OpenTable | None:
        """The table as it is now, and stays in this handle; if a version is named, as it was at that one or later."""
        try:
            return self._open_once(owner_id, None) if version is None else self._open_version(owner_id, version)
        except ValueError:
            return None
        except (RuntimeError, OSError) as error:
            raise StoreBusyError("The passage store did not answer. Please try again.") from error

    @again_on_conflict
    def delete(self, owner_id: str, where: Expr) -> int:
        """How many rows were deleted. Looks first: a delete of nothing is a new version all the same."""
        table = self.existing(owner_id)
        if table is None or not self.rows(lambda: table.search().where(where).select(["generation"]).limit(1)):
            return 0
        deleted: int = self.write(table, "delete", where).num_deleted_rows
        return deleted

    def write(self, table: "Table", method: str, *args: Any, **kwargs: Any) -> Any:
        """Call one of the table's methods that change it. Raises StoreBusyError on a conflict, or UnstorableError."""
        try:
            return getattr(table, method)(*args, **kwargs)
        except (RuntimeError, OSError) as error:
            self._open.cache_clear()  # A handle of a table that was lost never finds the one made in its place.
            raise StoreBusyError("The passage store is busy. Please try again.") from error
        except ValueError as error:
            raise UnstorableError from error

    def rows(self, query: Callable[[], Any]) -> list[dict[str, Any]]:
        try:
            rows: list[dict[str, Any]] = query().to_list()
        except (RuntimeError, OSError) as error:
            self._open.cache_clear()
            raise StoreBusyError("The passage store did not answer. Please try again.") from error
        return rows

    # How

    @again_on_conflict
    def _create(self, owner_id: str) -> "Table":
        """Create table and text index. Of several at once one creates, the others find both there."""
        try:
            table: Table = self._database(owner_id).create_table(self.name, schema=self.schema, exist_ok=True)
            if not table.list_indices():
                table.create_index("text", config=TEXT_INDEX)
        except (RuntimeError, OSError, ValueError) as error:
            raise StoreBusyError("The passage store is busy. Please try again.") from error
        self._open.cache_clear()
        return table

    @again_on_conflict
    def _with_lead(self, owner_id: str) -> None:
        """Give a table that is older than the column `lead` that column. Its rows have none, and stay as they are."""
        table = self.there(owner_id)
        if LEAD.name not in self._columns(table):
            self.write(table, "add_columns", LEAD)

    def _columns(self, table: "Table") -> list[str]:
        try:
            names: list[str] = table.schema.names
        except (RuntimeError, OSError) as error:
            self._open.cache_clear()
            raise StoreBusyError("The passage store did not answer. Please try again.") from error
        return names

    def _open_newest(self, owner_id: str) -> "Table":
        table: Table = self._database(owner_id).open_table(self.name)
        return table

    def _open_once(self, owner_id: str, _: Version | None) -> OpenTable:
        return open_table(f"{self._root}/{owner_id}", self.name, self._session)

    def _database(self, owner_id: str) -> Any:
        # Each read looks for a newer version first: without it an open table stays as it was for ever.
        return lancedb.connect(
            f"{self._root}/{owner_id}", read_consistency_interval=timedelta(0), session=self._session
        )
