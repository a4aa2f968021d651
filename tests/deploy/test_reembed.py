"""Another embedding model: the new table is filled beside the old one, which is searched meanwhile."""

from array import array
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import lancedb
import pytest

from chalicelib.adapters.lance.model_tables import ModelTables
from chalicelib.adapters.lance.rows import table_name
from chalicelib.adapters.lance.store import LancePassages
from chalicelib.errors import ModelError
from chalicelib.models import Chunk, Document, PassageBatch, WordBox
from chalicelib.rag.documents.reembed import COMMIT_PASSAGES, Reembedding
from tests.contracts.passages import search_vector
from tests.support.fakes import FakeEmbedder

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

    def find(self, owner_id: str, document_id: str) -> Document | None:
        return self.documents.get(document_id)


class World:
    def __init__(self, root: Path) -> None:
        self.registry, self.before, self.after = Registry(), FakeEmbedder(), OtherEmbedder()
        self.root = root
        self.old = LancePassages(str(root), self.before.model, self.before.dimensions)
        self.new = LancePassages(str(root), self.after.model, self.after.dimensions)
        tables = ModelTables(str(root), self.after.model, self.after.dimensions)
        self.reembedding = Reembedding(tables, self.registry, self.after, pause=lambda _: None)

    def store(self, name: str, texts: list[str], generation: int = 1) -> None:
        """A document that is live, in the old table."""
        self.registry.documents[name] = Document(
            owner_id=OWNER, id=name, filename=f"{name}.txt", content_type="text/plain", size=1, status="ready",
            created_at="", updated_at="", live_generation=generation, generation=generation,
        )  # fmt: skip
        self.add(self.old, self.before, name, texts, generation)

    def add(self, to: LancePassages, by: FakeEmbedder, name: str, texts: list[str], generation: int) -> None:
        chunks = tuple(
            Chunk(ordinal=n, start=n, end=n + 1, text=text, page=None, heading=("Part",), embedding_text="", tokens=0)
            for n, text in enumerate(texts)
        )
        vectors = array("f", [number for text in texts for number in by.embed_query(text)]).tobytes()
        to.add(OWNER, name, generation, [PassageBatch(chunks, vectors)])

    def found(self, question: str) -> list[str]:
        vector = self.after.embed_query(question)
        return [hit.document_id for hit in search_vector(self.new, OWNER, vector, 3)]

    def tables(self) -> list[str]:
        return list(lancedb.connect(self.root / OWNER).list_tables().tables)


LOAVES = [f"loaf number {n} of rye" for n in range(2 * COMMIT_PASSAGES + 10)]


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)
    made.store("ferry", ["the ferry leaves at six", "the pier is closed"])
    made.store("bread", LOAVES)
    return made


def test_live_passage_is_embedded_once_with_title_and_headings(world: World) -> None:
    assert world.reembedding.fill(OWNER) == 2
    assert world.new.stored_generations(OWNER) == world.old.stored_generations(OWNER)
    assert world.found("the ferry leaves at six")[0] == "ferry"
    assert "ferry > Part\n\nthe pier is closed" in world.after.embedded
    assert len(world.after.embedded) == 2 + len(LOAVES)
    assert world.reembedding.fill(OWNER) == 0
    assert len(world.after.embedded) == 2 + len(LOAVES), "what is there is not paid for again"


def test_a_chunk_keeps_its_words_and_gets_vectors_of_its_parts(world: World) -> None:
    text = "The keeper of the lamp rows out at dusk and counts the boats of the bay. " * 12
    words = (WordBox(0, 3, 10, 10, 40, 20, 90),)
    chunk = Chunk(
        ordinal=0, start=0, end=len(text), text=text, page=1, heading=(), embedding_text="", tokens=0, words=words
    )  # fmt: skip
    world.store("scan", [])
    vectors = array("f", world.before.embed_query(text)).tobytes()
    world.old.add(OWNER, "scan", 1, [PassageBatch((chunk,), vectors)])
    world.reembedding.fill(OWNER)
    [passage] = world.new.read(OWNER, "scan", 1, 0, 9)
    assert passage.words == words
    assert len([embedded for embedded in world.after.embedded if embedded.startswith("scan\n\nThe keeper")]) > 1


def test_old_table_is_searched_while_the_new_one_is_filled(world: World) -> None:
    real = world.after.embed_passages
    seen = []

    def searched_meanwhile(texts: list[str]) -> object:
        vector = world.before.embed_query("the ferry leaves at six")
        seen.append(search_vector(world.old, OWNER, vector, 1)[0].document_id)
        return real(texts)

    world.after.embed_passages = searched_meanwhile  # type: ignore[assignment, method-assign]
    world.reembedding.fill(OWNER)
    assert seen
    assert set(seen) == {"ferry"}


def test_second_run_embeds_what_the_first_did_not_store(world: World) -> None:
    real = world.after.embed_passages
    calls = 0

    def breaks_off(texts: list[str]) -> object:
        nonlocal calls
        calls += 1
        if calls > COMMIT_PASSAGES // world.after.batch_size + 2:
            raise ModelError("no")
        return real(texts)

    world.after.embed_passages = breaks_off  # type: ignore[assignment, method-assign]
    with pytest.raises(ModelError):
        world.reembedding.fill(OWNER)
    stored = sum(world.new.stored_generations(OWNER).values())
    assert stored >= COMMIT_PASSAGES
    world.after.embed_passages = real  # type: ignore[method-assign]
    world.after.embedded.clear()
    world.reembedding.fill(OWNER)
    assert len(world.after.embedded) == 2 + len(LOAVES) - stored
    assert world.new.stored_generations(OWNER) == world.old.stored_generations(OWNER)


def test_rows_of_deleted_documents_are_removed(world: World) -> None:
    world.reembedding.fill(OWNER)
    del world.registry.documents["ferry"]
    world.store("bread", ["a bun"], generation=2)
    assert world.reembedding.fill(OWNER) == 1
    assert world.new.stored_generations(OWNER) == {("bread", 2): 1}


def test_rows_stored_twice_are_embedded_anew(world: World) -> None:
    world.reembedding.fill(OWNER)
    world.add(world.new, world.after, "ferry", ["the ferry leaves at six"], 1)
    assert world.reembedding.fill(OWNER) == 1
    assert world.new.stored_generations(OWNER)["ferry", 1] == 2


def test_rows_of_work_in_progress_are_left_alone(world: World) -> None:
    world.reembedding.fill(OWNER)
    late = replace(world.registry.documents["ferry"], id="late", live_generation=0, generation=1, status="indexing")
    world.registry.documents["late"] = late
    world.add(world.new, world.after, "late", ["late"], 1)
    assert world.reembedding.fill(OWNER) == 0
    assert ("late", 1) in world.new.stored_generations(OWNER)


def test_rows_that_become_live_meanwhile_are_left_alone(world: World) -> None:
    """The registry is read before the rows: a worker may publish in between."""
    world.reembedding.fill(OWNER)
    world.add(world.new, world.after, "ferry", ["the ferry leaves at seven"], 2)
    real = world.registry.all

    def published_afterwards(owner_id: str) -> Iterator[Document]:
        found = list(real(owner_id))
        world.registry.documents["ferry"] = replace(world.registry.documents["ferry"], live_generation=2, generation=2)
        return iter(found)

    world.registry.all = published_afterwards  # type: ignore[method-assign]
    world.reembedding.fill(OWNER)
    assert ("ferry", 2) in world.new.stored_generations(OWNER)


def test_fullest_of_other_tables_is_read_and_all_are_dropped(world: World) -> None:
    given_up = FakeEmbedder()
    given_up.model = "given.up"
    half = LancePassages(str(world.root), given_up.model, given_up.dimensions)
    world.add(half, given_up, "bread", LOAVES[:3], 1)
    assert world.reembedding.fill(OWNER) == 2
    assert world.new.stored_generations(OWNER) == world.old.stored_generations(OWNER)
    assert world.reembedding.drop_others(OWNER) == 2
    assert world.tables() == [table_name(world.after.model, world.after.dimensions)]
    assert world.reembedding.drop_others(OWNER) == 0
    assert world.reembedding.fill(OWNER) == 0
