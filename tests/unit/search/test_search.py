"""Fusion, the steps of a search, and searches during a change of the documents."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import ModelBusyError, StoreBusyError
from chalicelib.models import ChunkKey, Document, SearchMode, StoredPassage
from chalicelib.rag.search.deduplicate import without_near_duplicates
from chalicelib.rag.search.evidence import LEAST_TO_LEAD
from chalicelib.rag.search.fusion import fuse
from chalicelib.rag.search.ranking import Query
from chalicelib.rag.search.search import STEPS, Retriever, SearchResult
from chalicelib.rag.search.table_rows import add_table_rows
from tests.support.fakes import FakeEmbedder


def stored(name: str, score: float = 1.0, document_id: str = "d", generation: int = 1) -> StoredPassage:
    """A chunk that touches no other, with a text of its own."""
    ordinal = int.from_bytes(name.encode()[:4])
    return StoredPassage(name, document_id, generation, ordinal, None, (), 0, 4, f"text {name}", score)


def document(document_id: str = "d", live: int = 1, status: str = "ready", tags: tuple[str, ...] = ()) -> Document:
    return Document(
        owner_id="o",
        id=document_id,
        filename=f"{document_id}.txt",
        content_type="text/plain",
        size=1,
        status=status,  # type: ignore[arg-type]
        created_at="",
        updated_at="",
        tags=tags,
        live_generation=live,
    )


def test_a_hit_of_both_searches_comes_first() -> None:
    fused, explain = fuse(
        [stored("v", 0.9), stored("both", 0.85), stored("low", 0.1)],
        [stored("t", 9.0), stored("both", 8.0), stored("far", 1.0)],
    )
    assert fused[0].id == "both"
    assert explain["both"].vector_rank == 2
    assert explain["both"].text_rank == 2
    assert explain["t"].vector_rank is None


def test_fusion_counts_how_much_better_the_first_is() -> None:
    """By ranks alone the two would be equal; by scores the clear first of one search wins."""
    fused, _ = fuse([stored("clear", 1.0), stored("x", 0.2), stored("y", 0.1)], [stored("x", 5.0), stored("y", 4.9)])
    assert fused[0].id in ("clear", "x")
    assert fused[0].score >= fused[1].score


scores = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(-5, 30).map(float), max_size=8)


@given(scores, scores)
def test_fusion_keeps_every_hit_once_with_falling_scores(
    by_vector: dict[str, float], by_text: dict[str, float]
) -> None:
    first, second = (
        sorted((stored(name, score) for name, score in scores.items()), key=lambda hit: -hit.score)
        for scores in (by_vector, by_text)
    )
    fused, explain = fuse(first, second)
    assert sorted(hit.id for hit in fused) == sorted({*by_vector, *by_text}) == sorted(explain)
    assert all(0 <= hit.score <= 1 for hit in fused)
    assert [hit.score for hit in fused] == sorted((hit.score for hit in fused), reverse=True)


@given(scores)
def test_a_search_fused_with_nothing_keeps_its_order(by_vector: dict[str, float]) -> None:
    ordered = sorted((stored(name, score) for name, score in by_vector.items()), key=lambda hit: (-hit.score, hit.id))
    fused, _ = fuse(ordered, [])
    assert [hit.id for hit in fused] == [hit.id for hit in ordered]


def test_equal_hits_keep_the_order_of_the_document() -> None:
    """The tenth chunk comes after the ninth, though its id sorts before it as a text."""
    twins = [replace(stored("twin"), id=f"d.1.{ordinal}", ordinal=ordinal) for ordinal in (10, 9)]
    far = stored("far", 0.1)
    fused, _ = fuse([*twins, far], [replace(twin, score=5.0) for twin in twins] + [far])
    assert [hit.ordinal for hit in fused[:2]] == [9, 10]
    assert [hit.id for hit in without_near_duplicates(fused)] == ["d.1.9", "far"]


@dataclass
class Store:
    """Answers each search by vector with the next of its lists, and then always with the last one."""

    answers: list[list[StoredPassage]]
    scopes: list[Sequence[str] | None] = field(default_factory=list)

    @contextmanager
    def snapshot(self, owner_id: str) -> Iterator["Store"]:
        yield self

    cached_snapshot = snapshot

    def read(self, owner_id: str, document_id: str, generation: int, first: int, limit: int) -> list[StoredPassage]:
        return []

    def is_newest(self) -> bool:
        return True

    def search_vector(self, vector: Sequence[float], k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        self.scopes.append(document_ids)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def search_text(self, query: str, k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        return []

    def at(self, keys: Sequence[ChunkKey]) -> list[StoredPassage]:
        return []


@dataclass
class Documents:
    documents: list[Document]

    def get_many(self, owner_id: str, ids: Sequence[str]) -> dict[str, Document]:
        return {document.id: document for document in self.documents if document.id in ids}

    def all(self, owner_id: str) -> Iterator[Document]:
        return iter(self.documents)


def search(store: Store, documents: Documents, query: Query = Query("question")) -> list[str]:  # noqa: B008  Frozen.
    return ids(Retriever(documents, FakeEmbedder(), store).search("o", query))


def ids(result: SearchResult) -> list[str]:
    return [passage.id for passage in result.passages]


def test_search_shows_live_generations_alone() -> None:
    store = Store(
        [[stored("old", 0.9, generation=1), stored("live", 0.8, generation=2), stored("next", 0.7, generation=3)]]
    )
    assert search(store, Documents([document(live=2)])) == ["live"]


def test_search_reads_neighbours_while_it_asks_the_registry() -> None:
    """The registry answers only when they have been read."""
    read = threading.Event()

    class Reading(Store):
        def at(self, keys: Sequence[ChunkKey]) -> list[StoredPassage]:
            assert not read.is_set()
            assert sorted(key.ordinal - hit.ordinal for key in keys) == [-1, 1]
            read.set()
            return []

    class Slow(Documents):
        def get_many(self, owner_id: str, ids: Sequence[str]) -> dict[str, Document]:
            assert read.wait(10)
            return super().get_many(owner_id, ids)

    hit = stored("hit")
    assert search(Reading([[hit]]), Slow([document()])) == ["hit"]


@pytest.mark.parametrize("documents", [[], [document(status="deleting")]])
def test_search_shows_no_deleted_document(documents: list[Document]) -> None:
    assert search(Store([[stored("p")]]), Documents(documents)) == []


@pytest.mark.parametrize(("faults", "shown"), [(3, ["p"]), (4, None)])
def test_search_tries_newer_versions_three_times(faults: int, shown: list[str] | None) -> None:
    class Dropping(Store):
        """Upkeep drops each version while it is searched."""

        left = faults

        def search_vector(
            self, vector: Sequence[float], k: int, document_ids: Sequence[str] | None
        ) -> list[StoredPassage]:
            self.left -= 1
            if self.left >= 0:
                raise StoreBusyError("The passage store did not answer.")
            return super().search_vector(vector, k, document_ids)

    store = Dropping([[stored("p")]])
    if shown is None:
        with pytest.raises(StoreBusyError):
            search(store, Documents([document()]))
    else:
        assert search(store, Documents([document()])) == shown


@dataclass
class OldFirst(Store):
    """The cached version is not the newest one."""

    answers_newest: list[bool] = field(default_factory=lambda: [False, True, True])
    asked: int = 0

    def is_newest(self) -> bool:
        self.asked += 1
        return self.answers_newest[self.asked - 1]


def test_an_old_version_is_searched_again_in_the_newest() -> None:
    store = OldFirst([[stored("old")], [stored("new")]])
    assert search(store, Documents([document()])) == ["new"]
    assert store.asked == 2


def test_a_document_replaced_meanwhile_is_searched_again() -> None:
    """The search has the old rows alone, and the registry names the new ones already."""
    store = Store([[stored("old", generation=1)], [stored("old", generation=1), stored("new", generation=2)]])
    assert search(store, Documents([document(live=2)])) == ["new"]


def test_tags_and_documents_narrow_the_search() -> None:
    documents = Documents([document("a", tags=("x",)), document("b", tags=("y",)), document("c", tags=("x", "y"))])
    store = Store([[stored("p", document_id="c")]])
    search(store, documents, Query("q", tags=("x",), document_ids=("b", "c")))
    assert store.scopes == [("c",)]
    assert search(store, documents, Query("q", tags=("none",))) == []
    assert len(store.scopes) == 1


@dataclass
class Reversing:
    """A reranking model for which the last text is the best."""

    error: Exception | None = None
    calls: int = 0

    def rerank(self, query: str, texts: Sequence[str]) -> list[float]:
        self.calls += 1
        if self.error:
            raise self.error
        return [index / len(texts) for index in range(len(texts))]


def test_a_reranking_model_decides_the_order() -> None:
    store, documents = Store([[stored("a", 0.9), stored("b", 0.5)]]), Documents([document()])
    result = Retriever(documents, FakeEmbedder(), store, Reversing()).search("o", Query("question"))
    assert [(passage.id, passage.score) for passage in result.passages] == [("b", 0.5), ("a", 0.0)]
    assert result.explain["b"].rerank_rank == 1
    assert result.explain["b"].fused_rank == 2
    assert result.reranked == 2


def test_the_order_stays_while_the_reranking_model_is_busy() -> None:
    store, documents = Store([[stored("a", 0.9), stored("b", 0.5)]]), Documents([document()])
    reranker = Reversing(error=ModelBusyError())
    assert ids(Retriever(documents, FakeEmbedder(), store, reranker).search("o", Query("question"))) == ["a", "b"]


def test_a_reranking_model_is_asked_about_the_newest_alone() -> None:
    store, documents, reranker = OldFirst([[stored("old")], [stored("new")]]), Documents([document()]), Reversing()
    assert ids(Retriever(documents, FakeEmbedder(), store, reranker).search("o", Query("question"))) == ["new"]
    assert reranker.calls == 1


def test_a_query_is_embedded_once_however_often_it_is_searched() -> None:
    embedded: list[str] = []

    class Embedder(FakeEmbedder):
        def embed_query(self, text: str) -> list[float]:
            embedded.append(text)
            return super().embed_query(text)

    store = OldFirst([[stored("old")], [stored("new")]])
    Retriever(Documents([document()]), Embedder(), store).search("o", Query("question"))
    assert embedded == ["question"]


def test_each_step_tells_how_many_it_left() -> None:
    store = Store([[stored("a", 0.9), stored("gone", 0.8, document_id="x"), stored("b", 0.5)]])
    result = Retriever(Documents([document()]), FakeEmbedder(), store).search("o", Query("question", k=1))
    assert result.steps == {"vector": 3, "text": 0, "fused": 3, "live": 2, "rows": 0, "distinct": 2, "passages": 1}
    assert list(result.timings_ms) == ["embed", "search", "rows", "rerank", "widen", "total"]


@dataclass
class Tables(Store):
    """Its first search by words returns `by_words`, the next ones `further`."""

    by_words: list[StoredPassage] = field(default_factory=list)
    further: list[StoredPassage] = field(default_factory=list)
    scopes_by_words: list[Sequence[str] | None] = field(default_factory=list)

    def search_text(self, query: str, k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        self.scopes_by_words.append(document_ids)
        return self.further if len(self.scopes_by_words) > 1 else self.by_words


def row(name: str, text: str, generation: int = 1) -> StoredPassage:
    return replace(stored(name, 3.0, generation=generation), text=text)


def test_a_row_that_the_question_names_is_interleaved() -> None:
    hits = [replace(stored("a", 0.9), text="Sales | 7"), stored("b", 0.8), stored("c", 0.7)]
    store = Tables([hits], further=[row("old", "Inventories | 1", generation=9), row("far", "Inventories | 4,779")])
    query = Query("What are the inventories?", k=3)
    result = Retriever(Documents([document()]), FakeEmbedder(), store).search("o", query)
    assert ids(result) == ["a", "far", "b"]
    assert store.scopes_by_words == [None, ("d",)]
    assert result.explain["far"].row_rank == 1
    assert result.explain["far"].fused_rank is None
    assert result.explain["a"].row_rank is None
    assert result.explain["a"].fused_rank == 1
    assert result.steps["rows"] == 1


def test_a_search_can_leave_a_step_out() -> None:
    hits = [replace(stored("a", 0.9), text="Inventories | 7"), stored("b", 0.8)]
    steps = tuple((name, step) for name, step in STEPS if step is not add_table_rows)
    store = Tables([hits], further=[row("far", "Inventories | 4,779")])
    retriever = Retriever(Documents([document()]), FakeEmbedder(), store, steps=steps)
    assert ids(retriever.search("o", Query("What are the inventories?"))) == ["a", "b"]


def test_no_row_is_added_before_a_hit_that_is_clearly_meant() -> None:
    prose = replace(stored("a", 0.9), text="The inventories of raw materials are described in note five.")
    others = [replace(stored(f"{n}", 0.2), text=f"Sales | {n}") for n in range(LEAST_TO_LEAD)]
    store = Tables([[prose, *others]])
    search(store, Documents([document()]), Query("Which note has described the inventories of raw materials?"))
    assert store.scopes_by_words == [None]


@pytest.mark.parametrize(
    ("mode", "text", "searches"),
    [("hybrid", "Sales | 1", 2), ("hybrid", "prose", 1), ("vector", "Sales | 1", 0), ("text", "Sales | 1", 1)],
)
def test_rows_are_added_to_tables_in_hybrid_mode_alone(mode: SearchMode, text: str, searches: int) -> None:
    hit = replace(stored("a"), text=text)
    store = Tables([[hit]], by_words=[hit])
    assert search(store, Documents([document()]), Query("What are the inventories?", mode=mode)) == ["a"]
    assert len(store.scopes_by_words) == searches


def test_a_search_without_passages_has_no_evidence() -> None:
    result = Retriever(Documents([]), FakeEmbedder(), Store([[]])).search("o", Query("question"))
    assert result.passages == ()
    assert result.evidence == "none"
