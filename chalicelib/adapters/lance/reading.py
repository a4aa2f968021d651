"""Searching one version of one owner's passages."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from lancedb.expr import Expr, col, lit
from lancedb.query import BooleanQuery, FullTextOperator, FullTextQuery, MatchQuery, Occur

from chalicelib.adapters.lance.open_table import ROW_ID, OpenTable, Ranking, Row
from chalicelib.adapters.lance.part_vectors import nearest
from chalicelib.adapters.lance.rows import WORDS, columns_of, passage_of, row_id, searched_columns_of
from chalicelib.adapters.lance.small_tables import SmallTable, SmallTables
from chalicelib.errors import StoreBusyError
from chalicelib.models import ChunkKey, StoredPassage

REFINED = 2  # Candidates compared by their full vectors, for each hit of an indexed search.
PROBES = 40  # Partitions of the index that are searched; a million passages have 250 (docs/performance.md).

SIMILAR_LETTERS = 2  # The most that LanceDB takes.
SIMILAR_WORDS = 50  # Words of the index that are tried for one of a query.

_SIGNS = re.compile(r"[\x00-/:-@\[-`{-\x7f]+")


class PassageView:
    """An owner's passages at one moment; `table` is None where there are none. `lost` is called if reading fails."""

    def __init__(
        self,
        table: OpenTable | None,
        small_tables: SmallTables,
        is_newest: Callable[[], bool] = lambda: True,
        lost: Callable[[], None] = lambda: None,
    ) -> None:
        self._table = table
        self._small_tables = small_tables
        self._is_newest = is_newest
        self._lost = lost
        stored = table.columns if table is not None else ()
        self._columns, self._searched = columns_of(stored), searched_columns_of(stored)
        self._of_scans = [WORDS.name] if WORDS.name in stored else []

    def is_newest(self) -> bool:
        return self._is_newest()

    def search_vector(self, vector: Sequence[float], k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        return self.search_both(vector, "", k, document_ids)[0]

    def search_text(self, query: str, k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        return self.search_both((), query, k, document_ids)[1]

    def search_both(
        self, vector: Sequence[float], query: str, k: int, document_ids: Sequence[str] | None
    ) -> tuple[list[StoredPassage], list[StoredPassage]]:
        words, searches = _words(query), list[Ranking]()
        if self._table is None:
            return [], []
        by_words = Ranking(self._table.query().nearest_to_text(words, columns="text"), "_score") if words else None
        if small := self._small_table():
            near = small.nearest(vector, k, document_ids) if len(vector) else []
            return near, self._best_of_small(self._table, small, by_words, k, document_ids) if by_words else []
        if len(vector):
            by_distance = self._table.query().nearest_to(list(vector)).column("vector").distance_type("cosine")
            searches.append(Ranking(by_distance.nprobes(PROBES).refine_factor(REFINED), "_distance"))
        if by_words:
            searches.append(by_words)
        found = self._best(self._table, searches, k, document_ids, self._searched)
        by_vector = [passage_of(row, 1 - row["_distance"]) for row in found[0]] if len(vector) else []
        return by_vector, [passage_of(row, row["_score"]) for row in found[-1]] if words else []

    def by_nearest_part(
        self, vector: Sequence[float], nearest_hits: Sequence[StoredPassage], others: Sequence[StoredPassage]
    ) -> list[StoredPassage]:
        of_parts = {hit.id: hit for hit in (*nearest_hits, *others) if hit.part_vectors}
        scores = nearest(vector, [hit.part_vectors for hit in of_parts.values()])
        rescored = [hit.scored(score) for hit, score in zip(of_parts.values(), scores, strict=True)]
        whole = [hit for hit in nearest_hits if not hit.part_vectors]
        return sorted([*rescored, *whole], key=lambda hit: -hit.score)

    def search_forms(self, forms: Sequence[str], k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        return self._search_any([_match(form) for form in map(_words, forms) if form], k, document_ids)

    def search_literal(self, texts: Sequence[str], k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        if self._table is None or not texts:
            return []
        condition = " OR ".join(f"contains(lower(text), {_quoted(text.lower())})" for text in texts)
        if document_ids is not None:
            condition = f"({condition}) AND document_id IN ({', '.join(map(_quoted, document_ids)) or 'NULL'})"
        query = self._table.query().where(condition).select(self._columns).limit(k)
        return [passage_of(row, 0.0) for row in self._rows(self._table, query)]

    def search_similar(self, words: Sequence[str], k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        plain = [_words(word.casefold()) for word in words]
        return self._search_any([_match_similar(word) for word in plain if word], k, document_ids)

    def read(self, document_id: str, generation: int, first: int, limit: int) -> list[StoredPassage]:
        ordinals = (col("ordinal") >= lit(first)) & (col("ordinal") < lit(first + limit))
        of_it = of_document(document_id) & (col("generation") == lit(generation)) & ordinals
        passages = self._where(of_it, [*self._columns, *self._of_scans])
        return sorted(passages, key=lambda passage: passage.ordinal)

    def at(self, keys: Sequence[ChunkKey]) -> list[StoredPassage]:
        if not keys:
            return []
        if small := self._small_table():
            return small.at(keys)
        return self._where(col("id").isin([row_id(*key) for key in keys]))

    def _search_any(
        self, queries: Sequence[FullTextQuery], k: int, document_ids: Sequence[str] | None
    ) -> list[StoredPassage]:
        if self._table is None or not queries:
            return []
        search = self._table.query().nearest_to_text(BooleanQuery([(Occur.SHOULD, query) for query in queries]))
        [rows] = self._best(self._table, [Ranking(search, "_score")], k, document_ids, self._columns)
        return [passage_of(row, row["_score"]) for row in rows]

    def _where(self, condition: Expr, columns: Sequence[str] | None = None) -> list[StoredPassage]:
        if self._table is None:
            return []
        rows = self._rows(self._table, self._table.query().where(condition).select(list(columns or self._columns)))
        return [passage_of(row, 0.0) for row in rows]

    def _small_table(self) -> SmallTable | None:
        with self._watched():
            return self._small_tables.of(self._table) if self._table is not None else None

    def _best_of_small(
        self, table: OpenTable, small: SmallTable, by_words: Ranking, k: int, document_ids: Sequence[str] | None
    ) -> list[StoredPassage]:
        """As `_best`. A filter takes half as long as the search, so there is none that leaves out nothing."""
        query = by_words.query.with_row_id().select([by_words.score]).limit(k)
        if document_ids is not None and not small.documents.issubset(document_ids):
            query = query.where(_within(document_ids))
        with self._watched():
            hits = table.arrow(query)
        scores = zip(hits[ROW_ID].to_pylist(), hits[by_words.score].to_pylist(), strict=True)
        return small.scored(scores)

    def _best(
        self,
        table: OpenTable,
        searches: Sequence[Ranking],
        k: int,
        document_ids: Sequence[str] | None,
        columns: Sequence[str],
    ) -> list[list[Row]]:
        """The `k` best rows of each search."""
        queries = [search.query.limit(k) for search in searches]
        if document_ids is not None:
            queries = [query.where(_within(document_ids)) for query in queries]
        limited = [search._replace(query=query) for search, query in zip(searches, queries, strict=True)]
        with self._watched():
            return table.ranked(limited, columns)

    def _rows(self, table: OpenTable, query: Any) -> list[Row]:
        with self._watched():
            return table.rows(query)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            yield
        except StoreBusyError:
            self._lost()
            raise


def _within(document_ids: Sequence[str]) -> Expr:
    return col("document_id").isin(list(document_ids))


def of_document(document_id: str) -> Expr:
    return col("document_id") == lit(document_id)


def _quoted(text: str) -> str:
    """As a string of the filter's SQL, in which a quotation mark alone has a meaning."""
    return "'" + text.replace("'", "''") + "'"


def _match(form: str) -> MatchQuery:
    return MatchQuery(form, "text", operator=FullTextOperator.AND)  # type: ignore[call-arg]


def _match_similar(word: str) -> MatchQuery:
    letters, tried = SIMILAR_LETTERS, SIMILAR_WORDS
    return MatchQuery(word, "text", fuzziness=letters, max_expansions=tried, prefix_length=1)  # type: ignore[call-arg]


def _words(query: str) -> str:
    """The query without signs, so that nothing in it has a meaning in a query syntax. Diacritics stay."""
    return " ".join(_SIGNS.sub(" ", query).split())
