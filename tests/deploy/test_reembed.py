"""Another embedding model: the new table is filled beside the old one, which is searched meanwhile."""

from array import array
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chalicelib.adapters.passages import LancePassages
from chalicelib.errors import ModelError
from chalicelib.models import Chunk, Document, PassageBatch
from infra.reembed import READ_AT_ONCE, Reembedding
from tests.fakes import FakeEmbedder

OWNER = "owner"


class OtherEmbedder(FakeEmbedder):
    model = "other.words"
    dimensions = 32


class Registry:
    """What the real registry tells: the documents as they are at each moment."""

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}

    def all(self, owner_id: str) -> Iterator[Document]:
        return iter(list(self.documents.values()))

    def get_many(self, owner_id: str, ids: list[str]) -> dict[str, Document]:
        return {id_: self.documents[id_] for id_ in ids if id_ in self.documents}


class World:
    def __init__(self, root: Path) -> None:
        self.registry, self.before, self.after = Registry(), FakeEmbedder(), OtherEmbedder()
        self.old = LancePassages(str(root), self.before.model, self.before.dimensions)
        self.new = LancePassages(str(root), self.after.model, self.after.dimensions)
        self.work = Reembedding(self.registry, self.old, self.new, self.after, pause=lambda _: None)

    def store(self, name: str, texts: list[str], generation: int = 1) -> None:
        """A document that is live, in the old table."""
        self.registry.documents[name] = Document(
            owner_id=OWNER, id=name, filename=f"{name}.txt", content_type="text/plain", size=1, status="ready",
            created_at="", updated_at="", live_generation=generation, generation=generation,
        )  # fmt: skip
        chunks = tuple(
            Chunk(ordinal=n, start=n, end=n + 1, text=text, page=None, heading=("Part",), embedding_text="", tokens=0)
            for n, text in enumerate(texts)
        )
        vectors = array("f", [number for text in texts for number in self.before.embed_query(text)]).tobytes()
        self.old.add(OWNER, name, generation, [PassageBatch(chunks, vectors)])

    def found(self, question: str) -> list[str]:
        vector = self.after.embed_query(question)
        return [each.document_id for each in self.new.search_vector(OWNER, vector, 3, None)]


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)
    made.store("ferry", ["the ferry leaves at six", "the pier is closed"])
    made.store("bread", [f"loaf number {n} of rye" for n in range(READ_AT_ONCE + 10)])
    return made


def test_every_live_passage_is_embedded_once_with_its_title_and_headings(world: World) -> None:
    assert world.work.owner(OWNER) == 2
    assert world.new.stored_generations(OWNER) == world.old.stored_generations(OWNER)
    assert world.found("the ferry leaves at six")[0] == "ferry"
    assert "ferry > Part\n\nthe pier is closed" in world.after.embedded
    counted = len(world.after.embedded)
    assert world.work.owner(OWNER) == 0
    assert len(world.after.embedded) == counted, "what is there is not paid for again"


def test_the_old_table_is_searched_while_the_new_one_is_filled(world: World) -> None:
    real = world.after.embed_passages
    seen = []

    def searched_meanwhile(texts: list[str]) -> object:
        vector = world.before.embed_query("the ferry leaves at six")
        seen.append(world.old.search_vector(OWNER, vector, 1, None)[0].document_id)
        return real(texts)

    world.after.embed_passages = searched_meanwhile  # type: ignore[assignment, method-assign]
    world.work.owner(OWNER)
    assert seen
    assert set(seen) == {"ferry"}


def test_broken_off_it_goes_on_where_it_was(world: World) -> None:
    world.after.fail_with = [ModelError("no")]
    with pytest.raises(ModelError):
        world.work.owner(OWNER)
    assert len(world.new.stored_generations(OWNER)) < 2
    world.work.owner(OWNER)
    assert world.new.stored_generations(OWNER) == world.old.stored_generations(OWNER)


def test_what_was_deleted_or_replaced_meanwhile_does_not_stay(world: World) -> None:
    world.work.owner(OWNER)
    del world.registry.documents["ferry"]
    world.store("bread", ["a bun"], generation=2)
    assert world.work.owner(OWNER) == 1
    assert world.new.stored_generations(OWNER) == {("bread", 2): 1}


def test_after_the_switch_documents_of_the_new_table_are_left_alone(world: World) -> None:
    world.work.owner(OWNER)
    late = replace(world.registry.documents["ferry"], id="late", live_generation=0, generation=1, status="indexing")
    world.registry.documents["late"] = late
    chunk = Chunk(ordinal=0, start=0, end=1, text="late", page=None, heading=(), embedding_text="", tokens=0)
    vectors = array("f", world.after.embed_query("late")).tobytes()
    world.new.add(OWNER, "late", 1, [PassageBatch((chunk,), vectors)])
    assert world.work.owner(OWNER) == 0
    assert ("late", 1) in world.new.stored_generations(OWNER)
