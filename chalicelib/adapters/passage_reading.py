"""Searching one version of one owner's passages."""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from lancedb.expr import Expr, col, lit

from chalicelib.adapters.passage_rows import COLUMNS, LEAD, passage_of, row_id
from chalicelib.errors import StoreBusyError
from chalicelib.models import Place, StoredPassage

if TYPE_CHECKING:
    from lancedb.table import Table

# Of an index by vectors: how many times as many candidates as wanted are compared by their whole vectors.
REFINED = 2
PROBES = 48  # And in how many of its groups is searched; a million passages have 250 (docs/performance.md).


_SIGNS = re.compile(r"[\x00-/:-@\[-`{-\x7f]+")


class PassageView:
    """What an owner has at one moment; `table` is None where there is nothing. `lost` hears that it cannot be read."""

    def __init__(
        self,
        table: "Table | None",
        is_newest: Callable[[], bool] = lambda: True,
        lost: Callable[[], None] = lambda: None,
    ) -> None:
        self._table = table
        self._is_newest = is_newest
        self._lost = lost
        self._columns = [*COLUMNS, LEAD.name] if table is not None and LEAD.name in columns_of(table) else COLUMNS

    def is_newest(self) -> bool:
        """Whether nothing newer was there when the view was taken. It may have to wait for that to be known."""
        return self._is_newest()

    def search_vector(self, vector: Sequence[float], k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        """The `k` nearest by cosine; score is the similarity, 1 at best."""
        if self._table is None:
            return []
        query: Any = self._table.search(list(vector), vector_column_name="vector")
        query = query.distance_type("cosine").nprobes(PROBES).refine_factor(REFINED)
        return [passage_of(row, 1 - row["_distance"]) for row in self._best(query, k, document_ids, "_distance")]

    def search_text(self, query: str, k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        """The `k` best by BM25; score is BM25's."""
        words = _words(query)
        if self._table is None or not words:
            return []
        search = self._table.search(words, query_type="fts", fts_columns="text")
        return [passage_of(row, row["_score"]) for row in self._best(search, k, document_ids, "_score")]

    def read(self, document_id: str, generation: int, first: int, limit: int) -> list[StoredPassage]:
        """Passages `first` to `first + limit` of one generation, in order."""
        if self._table is None:
            return []
        wanted = (col("ordinal") >= lit(first)) & (col("ordinal") < lit(first + limit))
        where = of_document(document_id) & (col("generation") == lit(generation)) & wanted
        rows = self._rows(self._table.search().where(where).select(self._columns).limit(limit))
        return sorted((passage_of(row, 0.0) for row in rows), key=lambda passage: passage.ordinal)

    def at(self, places: Sequence[Place]) -> list[StoredPassage]:
        """Those of the chunks that there are, in any order."""
        if self._table is None or not places:
            return []
        where = col("id").isin([row_id(*place) for place in places])
        found = self._rows(self._table.search().where(where).select(self._columns).limit(None))
        return [passage_of(row, 0.0) for row in found]

    def _best(self, query: Any, k: int, document_ids: Sequence[str] | None, score: str) -> list[dict[str, Any]]:
        if document_ids is not None:
            query = query.where(col("document_id").isin(list(document_ids)), prefilter=True)
        return self._rows(query.select([*self._columns, score]).limit(k))

    def _rows(self, query: Any) -> list[dict[str, Any]]:
        try:
            return rows_of(query)
        except StoreBusyError:
            self._lost()
            raise


def of_document(document_id: str) -> Expr:
    return col("document_id") == lit(document_id)


def columns_of(table: "Table") -> list[str]:
    """Raises StoreBusyError where the table cannot be read, as when it was lost while it was open."""
    try:
        names: list[str] = table.schema.names
    except (RuntimeError, OSError) as error:
        raise StoreBusyError("The passage store did not answer. Please try again.") from error
    return names


def rows_of(query: Any) -> list[dict[str, Any]]:
    try:
        rows: list[dict[str, Any]] = query.to_list()
    except (RuntimeError, OSError) as error:
        raise StoreBusyError("The passage store did not answer. Please try again.") from error
    return rows


def _words(query: str) -> str:
    """The query without signs: what is left has no meaning in any query syntax. Marks on letters are part of them."""
    return " ".join(_SIGNS.sub(" ", query).split())
