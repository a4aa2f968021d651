"""Searches ask the registry once, for the last change and the documents that they foresee."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from chalicelib.models import Document
from chalicelib.rag.search import ahead
from chalicelib.rag.search.ahead import DocumentsAhead
from chalicelib.rag.search.ranking import Query
from chalicelib.rag.search.roles import AskForChange
from chalicelib.rag.search.search import Retriever
from tests.support.fakes import FakeEmbedder
from tests.unit.search.doubles import Documents, Store, document, stored


@dataclass
class Counting(Documents):
    """Keeps which ids each request was for."""

    asked: list[tuple[str, ...]] = field(default_factory=list)

    def get_many(self, owner_id: str, ids: Sequence[str]) -> dict[str, Document]:
        self.asked.append(tuple(ids))
        return super().get_many(owner_id, ids)

    def get_with_change(self, owner_id: str, ids: Sequence[str]) -> tuple[str | None, dict[str, Document]]:
        return "change", self.get_many(owner_id, ids)


@dataclass
class Copy(Store):
    """A copy of what this process has searched before, from the second search on."""

    searched: bool = False
    newest: bool = True

    @contextmanager
    def cached_snapshot(self, owner_id: str, ask: AskForChange | None = None) -> Iterator["Copy"]:
        if self.searched and ask:
            assert ask()() == "change"
        self.searched = True
        yield self

    def is_newest(self) -> bool:
        return self.newest


def retriever(store: Store, documents: Counting) -> Retriever:
    return Retriever(documents, FakeEmbedder(), store, ahead=DocumentsAhead(documents))


def found(reading: Retriever) -> list[str]:
    return [passage.id for passage in reading.search("o", Query("question")).passages]


def test_a_second_search_asks_the_registry_once() -> None:
    documents = Counting([document("a"), document("b")])
    reading = retriever(Copy([[stored("p", document_id="a"), stored("q", document_id="b")]]), documents)
    assert found(reading) == found(reading) == ["p", "q"]
    assert documents.asked == [("a", "b"), ("a", "b")]


def test_documents_that_were_not_foreseen_are_asked_for() -> None:
    documents = Counting([document("a"), document("b")])
    store = Copy([[stored("p", document_id="a")], [stored("q", document_id="b")]])
    reading = retriever(store, documents)
    assert [found(reading) for _ in range(3)] == [["p"], ["q"], ["q"]]
    assert documents.asked == [("a",), ("a",), ("b",), ("b", "a")]


def test_a_result_names_the_documents_of_its_hits_alone() -> None:
    store = Copy([[stored("p", document_id="a"), stored("q", document_id="b")], [stored("q", document_id="b")]])
    reading = retriever(store, Counting([document("a"), document("b")]))
    found(reading)
    assert [document.id for document in reading.search("o", Query("question")).documents] == ["b"]


def test_each_search_looks_anew() -> None:
    """Ids are remembered, and nothing else of a document."""
    documents = Counting([document("a")])
    reading = retriever(Copy([[stored("p", document_id="a")]]), documents)
    assert found(reading) == ["p"]
    documents.documents = [replace(document("a"), status="deleting")]
    assert found(reading) == []
    documents.documents = []
    assert found(reading) == []


def test_newer_passages_are_held_against_a_newer_look() -> None:
    """The copy was not the newest: what was asked for beside it is older than what is searched next."""
    documents = Counting([document("a", live=1)])
    store = Copy([[stored("old", document_id="a", generation=1)]])
    reading = retriever(store, documents)
    assert found(reading) == ["old"]
    store.answers = [[stored("old", document_id="a")], [stored("new", document_id="a", generation=2)]]
    store.newest = False
    asked = len(documents.asked)

    def replaced(owner_id: str, ids: Sequence[str]) -> tuple[str | None, dict[str, Document]]:
        told = Counting.get_with_change(documents, owner_id, ids)
        documents.documents = [document("a", live=2)]
        return told

    documents.get_with_change = replaced  # type: ignore[method-assign]
    assert found(reading) == ["new"]
    assert len(documents.asked) > asked + 1


def test_what_is_foreseen_is_bounded() -> None:
    documents = Counting([])
    foreseeing = DocumentsAhead(documents)
    for number in range(ahead.OWNERS + 1):
        foreseeing.remember(str(number), [f"d{place}" for place in range(2 * ahead.FORESEEN)])
    foreseeing.remember("1", ["new"])
    for owner, count in (("0", 0), ("1", ahead.FORESEEN), (str(ahead.OWNERS), ahead.FORESEEN)):
        foreseeing.look(owner).begin()()
        assert len(documents.asked[-1]) == count
    assert len(foreseeing._ids) == ahead.OWNERS
    foreseeing.look("1").begin()()
    assert documents.asked[-1][:2] == ("new", "d0")
