"""Fusion, and searches that meet a change of the documents."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import ModelBusyError, StoreBusyError
from chalicelib.models import Document, Place, SearchMode, StoredPassage
from chalicelib.rag.search.deduplicate import without_repeats
from chalicelib.rag.search.evidence import LEAST_TO_LEAD
from chalicelib.rag.search.fusion import fuse
from chalicelib.rag.search.search import Query, Retrieving
from tests.support.fakes import FakeEmbedder


def stored(name: str, score: float = 1.0, document_id: str = "d", generation: int = 1) -> StoredPassage:
    """A chunk that touches no other, with a text of its own."""
    place = int.from_bytes(name.encode()[:4])
    return StoredPassage(name, document_id, generation, place, None, (), 0, 4, f"text {name}", score)


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


def test_what_both_searches_find_comes_first() -> None:
    fused, ranked = fuse(
        [stored("v", 0.9), stored("both", 0.85), stored("low", 0.1)],
        [stored("t", 9.0), stored("both", 8.0), stored("far", 1.0)],
    )
    assert fused[0].id == "both"
    assert (ranked["both"].vector_rank, ranked["both"].text_rank, ranked["t"].vector_rank) == (2, 2, None)


def test_how_much_better_the_first_is_counts() -> None:
    """By places alone the two would be equal; by scores the clear first of one search wins."""
    fused, _ = fuse([stored("clear", 1.0), stored("x", 0.2), stored("y", 0.1)], [stored("x", 5.0), stored("y", 4.9)])
    assert fused[0].id in ("clear", "x")
    assert fused[0].score >= fused[1].score


scores = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(-5, 30).map(float), max_size=8)


@given(scores, scores)
def test_fusion_keeps_every_passage_once_with_scores_that_fall(
    by_vector: dict[str, float], by_text: dict[str, float]
) -> None:
    first, second = (
        sorted((stored(name, score) for name, score in found.items()), key=lambda each: -each.score)
        for found in (by_vector, by_text)
    )
    fused, ranked = fuse(first, second)
    assert sorted(each.id for each in fused) == sorted({*by_vector, *by_text}) == sorted(ranked)
    assert all(0 <= each.score <= 1 for each in fused)
    assert [each.score for each in fused] == sorted((each.score for each in fused), reverse=True)


@given(scores)
def test_a_search_fused_with_nothing_keeps_its_order(found: dict[str, float]) -> None:
    ordered = sorted((stored(name, score) for name, score in found.items()), key=lambda each: (-each.score, each.id))
    fused, _ = fuse(ordered, [])
    assert [each.id for each in fused] == [each.id for each in ordered]


def test_of_the_same_text_at_two_places_the_first_is_first() -> None:
    """In the order of reading: the tenth chunk is after the ninth, though its id is before it as a text."""
    twins = [replace(stored("twin"), id=f"d.1.{ordinal}", ordinal=ordinal) for ordinal in (10, 9)]
    far = stored("far", 0.1)
    fused, _ = fuse([*twins, far], [replace(each, score=5.0) for each in twins] + [far])
    assert [each.ordinal for each in fused[:2]] == [9, 10]
    assert [each.id for each in without_repeats(fused)] == ["d.1.9", "far"]


@dataclass
class Store:
    """Answers each search with the next of its lists, the last one for ever."""

    answers: list[list[StoredPassage]]
    scopes: list[Sequence[str] | None] = field(default_factory=list)

    @contextmanager
    def snapshot(self, owner_id: str) -> Iterator["Store"]:
        yield self

    glance = snapshot

    def is_newest(self) -> bool:
        return True

    def search_vector(self, vector: Sequence[float], k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        self.scopes.append(document_ids)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def search_text(self, query: str, k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        return []

    def at(self, places: Sequence[Place]) -> list[StoredPassage]:
        return []


@dataclass
class Documents:
    documents: list[Document]

    def get_many(self, owner_id: str, ids: Sequence[str]) -> dict[str, Document]:
        return {each.id: each for each in self.documents if each.id in ids}

    def all(self, owner_id: str) -> Iterator[Document]:
        return iter(self.documents)


def search(store: Store, documents: Documents, query: Query | None = None) -> list[str]:
    retrieving = Retrieving(documents, FakeEmbedder(), store)  # type: ignore[arg-type]
    return [each.id for each in retrieving.search("o", query or Query("question")).passages]


def test_only_live_generations_are_shown() -> None:
    store = Store(
        [[stored("old", 0.9, generation=1), stored("live", 0.8, generation=2), stored("next", 0.7, generation=3)]]
    )
    assert search(store, Documents([document(live=2)])) == ["live"]


def test_neighbours_are_read_once_while_the_registry_is_asked() -> None:
    """The registry answers only when they have been read."""
    read = threading.Event()

    class Reading(Store):
        def at(self, places: Sequence[Place]) -> list[StoredPassage]:
            assert not read.is_set()
            assert sorted(place[2] - hit.ordinal for place in places) == [-1, 1]
            read.set()
            return []

    class Slow(Documents):
        def get_many(self, owner_id: str, ids: Sequence[str]) -> dict[str, Document]:
            assert read.wait(10)
            return super().get_many(owner_id, ids)

    hit = stored("hit")
    assert search(Reading([[hit]]), Slow([document()])) == ["hit"]


@pytest.mark.parametrize("gone", [[], [document(status="deleting")]])
def test_what_is_deleted_is_not_shown(gone: list[Document]) -> None:
    assert search(Store([[stored("p")]]), Documents(gone)) == []


@pytest.mark.parametrize(("faults", "found"), [(3, ["p"]), (4, None)])
def test_a_version_that_is_gone_is_searched_no_more(faults: int, found: list[str] | None) -> None:
    class Dropping(Store):
        left = faults

        def search_vector(
            self, vector: Sequence[float], k: int, document_ids: Sequence[str] | None
        ) -> list[StoredPassage]:
            self.left -= 1
            if self.left >= 0:
                raise StoreBusyError("The passage store did not answer.")
            return super().search_vector(vector, k, document_ids)

    store = Dropping([[stored("p")]])
    if found is None:
        with pytest.raises(StoreBusyError):
            search(store, Documents([document()]))
    else:
        assert search(store, Documents([document()])) == found


def test_what_is_not_the_newest_is_searched_again() -> None:
    class Behind(Store):
        answers_newest = (False, True)
        asked = 0

        def is_newest(self) -> bool:
            self.asked += 1
            return self.answers_newest[self.asked - 1]

    store = Behind([[stored("old")], [stored("new")]])
    assert search(store, Documents([document()])) == ["new"]
    assert store.asked == 2


def test_a_document_replaced_meanwhile_is_searched_again() -> None:
    """The search saw only the old rows, the registry already names the new ones."""
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
    """A reranking model that thinks the last is the best."""

    error: Exception | None = None

    def rerank(self, query: str, texts: Sequence[str]) -> list[float]:
        if self.error:
            raise self.error
        return [place / len(texts) for place in range(len(texts))]


def test_a_reranking_model_has_the_last_word() -> None:
    store, documents = Store([[stored("a", 0.9), stored("b", 0.5)]]), Documents([document()])
    found = Retrieving(documents, FakeEmbedder(), store, Reversing()).search("o", Query("question"))  # type: ignore[arg-type]
    assert [(each.id, each.score) for each in found.passages] == [("b", 0.5), ("a", 0.0)]
    assert (found.explain["b"].rerank_rank, found.explain["b"].fused_rank) == (1, 2)


def test_without_the_reranking_model_the_order_stays() -> None:
    store, documents = Store([[stored("a", 0.9), stored("b", 0.5)]]), Documents([document()])
    reranker = Reversing(error=ModelBusyError())
    found = Retrieving(documents, FakeEmbedder(), store, reranker).search("o", Query("question"))  # type: ignore[arg-type]
    assert [each.id for each in found.passages] == ["a", "b"]


def test_each_step_tells_how_many_it_left() -> None:
    store = Store([[stored("a", 0.9), stored("gone", 0.8, document_id="x"), stored("b", 0.5)]])
    found = Retrieving(Documents([document()]), FakeEmbedder(), store).search("o", Query("question", k=1))  # type: ignore[arg-type]
    assert found.steps == {"vector": 3, "text": 0, "fused": 3, "live": 2, "rows": 0, "distinct": 2, "passages": 1}
    assert {"embed", "search", "widen", "total"} <= set(found.timings_ms)


@dataclass
class Tables(Store):
    """Its first search by words finds `by_words`, the next the `further` ones."""

    by_words: list[StoredPassage] = field(default_factory=list)
    further: list[StoredPassage] = field(default_factory=list)
    sought_in: list[Sequence[str] | None] = field(default_factory=list)

    def search_text(self, query: str, k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        self.sought_in.append(document_ids)
        return self.further if len(self.sought_in) > 1 else self.by_words


def row(name: str, text: str, generation: int = 1) -> StoredPassage:
    return replace(stored(name, 3.0, generation=generation), text=text)


def test_a_row_that_the_question_names_is_led_in_from_far_behind() -> None:
    hits = [replace(stored("a", 0.9), text="Sales | 7"), stored("b", 0.8), stored("c", 0.7)]
    store = Tables([hits], further=[row("old", "Inventories | 1", generation=9), row("far", "Inventories | 4,779")])
    query = Query("What are the inventories?", k=3)
    found = Retrieving(Documents([document()]), FakeEmbedder(), store).search("o", query)  # type: ignore[arg-type]
    assert [each.id for each in found.passages] == ["a", "far", "b"]
    assert store.sought_in == [None, ("d",)]
    assert (found.explain["far"].row_rank, found.explain["far"].fused_rank) == (1, None)
    assert (found.explain["a"].row_rank, found.explain["a"].fused_rank) == (None, 1)
    assert found.steps["rows"] == 1


def test_before_a_passage_that_is_surely_meant_no_row_is_sought() -> None:
    prose = replace(stored("a", 0.9), text="The inventories of raw materials are described in note five.")
    others = [replace(stored(f"{n}", 0.2), text=f"Sales | {n}") for n in range(LEAST_TO_LEAD)]
    store = Tables([[prose, *others]])
    search(store, Documents([document()]), Query("Which note has described the inventories of raw materials?"))
    assert store.sought_in == [None]


@pytest.mark.parametrize(
    ("mode", "text", "searches"),
    [("hybrid", "Sales | 1", 2), ("hybrid", "prose", 1), ("vector", "Sales | 1", 0), ("text", "Sales | 1", 1)],
)
def test_rows_are_sought_among_tables_and_by_the_whole_search_alone(mode: SearchMode, text: str, searches: int) -> None:
    hit = replace(stored("a"), text=text)
    store = Tables([[hit]], by_words=[hit])
    assert search(store, Documents([document()]), Query("What are the inventories?", mode=mode)) == ["a"]
    assert len(store.sought_in) == searches


def test_nothing_to_search_in_is_no_evidence() -> None:
    found = Retrieving(Documents([]), FakeEmbedder(), Store([[]])).search("o", Query("question"))  # type: ignore[arg-type]
    assert (found.passages, found.evidence) == ((), "none")
