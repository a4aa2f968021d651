"""Fusion, and searches that meet a change of the documents."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.models import Document, StoredPassage
from chalicelib.rag.fusing import fuse
from chalicelib.rag.retrieving import Query, Retrieving
from tests.fakes import FakeEmbedder


def stored(name: str, score: float = 1.0, document_id: str = "d", generation: int = 1) -> StoredPassage:
    return StoredPassage(name, document_id, generation, 0, None, (), 0, 4, "text", score)


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


@dataclass
class Store:
    """Answers each search with the next of its lists, the last one for ever."""

    answers: list[list[StoredPassage]]
    scopes: list[Sequence[str] | None] = field(default_factory=list)

    def search_vector(
        self, owner_id: str, vector: Sequence[float], k: int, document_ids: Sequence[str] | None
    ) -> list[StoredPassage]:
        self.scopes.append(document_ids)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def search_text(self, *_: object) -> list[StoredPassage]:
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


@pytest.mark.parametrize("gone", [[], [document(status="deleting")]])
def test_what_is_deleted_is_not_shown(gone: list[Document]) -> None:
    assert search(Store([[stored("p")]]), Documents(gone)) == []


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
