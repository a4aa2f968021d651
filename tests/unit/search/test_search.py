"""The steps of a search, and searches during a change of the documents."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from chalicelib import wire
from chalicelib.errors import ModelBusyError, StoreBusyError
from chalicelib.models import ChunkKey, Document, SearchMode, Section, StoredPassage
from chalicelib.rag.search.evidence import LEAST_TO_LEAD
from chalicelib.rag.search.ranking import Query
from chalicelib.rag.search.search import STEPS, Retriever, SearchResult
from chalicelib.rag.search.table_rows import add_table_rows
from tests.support.fakes import FakeEmbedder
from tests.unit.search.doubles import Documents, Store, document, stored


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
    assert result.steps == {
        "vector": 3,
        "text": 0,
        "fused": 3,
        "live": 2,
        "exact": 0,
        "rows": 0,
        "distinct": 2,
        "passages": 1,
    }
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


def test_search_for_more_begins_with_the_same_passages() -> None:
    """Fusion scales scores by the worst hit of a list, which another length of it would change."""
    names = [f"{number:03}p" for number in range(150)]

    class Limited(Store):
        def search_vector(
            self, vector: Sequence[float], k: int, document_ids: Sequence[str] | None
        ) -> list[StoredPassage]:
            return [stored(name, 1 - number**2 / 10_000) for number, name in enumerate(names[:k])]

        def search_text(self, query: str, k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
            return [stored(name, 10 - number / 20) for number, name in enumerate(names[30::-1] + names[31:])][:k]

    def shown(k: int) -> list[str]:
        return search(Limited([[]]), Documents([document()]), Query("question", k=k))

    assert len(shown(50)) == 50
    assert all(shown(k) == shown(50)[:k] for k in (1, 5, 20, 21, 40))


def test_read_tells_the_blanks_after_each_passage() -> None:
    section = Section(4, ("Costs",))
    chunks = [
        replace(stored("a"), text="def f():\n    ", end=13),
        replace(stored("b"), text="return 1", sections=(section,)),
    ]

    class Reading(Store):
        def read(self, *_: object) -> list[StoredPassage]:
            return chunks

    retriever = Retriever(Documents([document()]), FakeEmbedder(), Reading([[]]))
    (first, blanks), (second, none) = retriever.read(document(), 0, 2)
    assert (first.text, first.end, blanks) == ("def f():", 8, "\n    ")
    assert (second.text, none, second.sections) == ("return 1", "", (section,))
    assert wire.passage(second, sections=True)["sections"] == ({"start": 4, "heading": ("Costs",)},)
    assert "sections" not in wire.passage(second)
