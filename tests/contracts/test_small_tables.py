"""Small tables are searched in memory. What is returned is what LanceDB returns, which searches the larger ones."""

import gc
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from chalicelib.adapters.lance import small_tables
from chalicelib.adapters.lance.open_table import OpenTable
from chalicelib.adapters.lance.small_tables import SmallTables
from chalicelib.adapters.lance.store import LancePassages
from chalicelib.models import Chunk, ChunkKey, PassageBatch, Section, StoredPassage, WordBox
from tests.contracts.passages import DIMENSIONS, MODEL, batch, search_text, vector_of

WORDS = ("apple", "apples", "river", "stone", "cloud", "señal", "chính", "林檎")
PER_DOCUMENT = 12


def documents(random: Random) -> dict[str, PassageBatch]:
    """Passages with everything that a passage can have, in three documents."""
    return {name: PassageBatch(*some_passages(random)) for name in ("a", "b", "c")}


def some_passages(random: Random) -> tuple[tuple[Chunk, ...], bytes]:
    chunks, parts = [], 0
    for number in range(PER_DOCUMENT):
        text = " ".join(random.choices(WORDS, k=random.randint(1, 30)))
        ends = sorted(random.sample(range(1, len(text)), 2)) if random.random() < 0.5 and len(text) > 2 else []
        chunk = Chunk(
            ordinal=number,
            start=number * 300,
            end=number * 300 + len(text),
            text=text,
            page=random.choice((None, number)),
            heading=tuple(random.choices(WORDS, k=random.randint(0, 2))),
            embedding_text="",
            tokens=3,
            sections=(Section(number * 300, ("Part",)),) if random.random() < 0.5 else (),
            words=(WordBox(number * 300, number * 300 + 1, 1, 2, 3, 4, 91),) if random.random() < 0.5 else (),
            cuts=tuple(ends),
        )
        chunks.append(chunk)
        parts += chunk.parts
    vectors = np.random.default_rng(random.randrange(2**32)).normal(size=(parts, DIMENSIONS))
    return tuple(chunks), vectors.astype("<f4").tobytes()


def filled(folder: Path, random: Random) -> LancePassages:
    store = LancePassages(str(folder), MODEL, DIMENSIONS)
    for name, passages in documents(random).items():
        store.add("ann", name, 1, [passages], f"About {name}")
    return store


@pytest.mark.parametrize("seed", range(8))
def test_memory_and_lance_return_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    random = Random(seed)
    store = filled(tmp_path, random)
    for _ in range(6):
        ask = partial(asked, store, *question(random))
        held = ask()
        with monkeypatch.context() as patch:
            patch.setattr(small_tables, "MOST_ROWS", 0)
            of_lance = ask()
        assert_same(held[0], of_lance[0])
        assert_same(held[1], of_lance[1])
        assert held[2] == of_lance[2]


def question(random: Random) -> tuple[Any, ...]:
    vector = [random.uniform(-1, 1) for _ in range(DIMENSIONS)]
    query = " ".join(random.choices((*WORDS, "About", "nowhere"), k=random.randint(1, 4)))
    scope = random.choice((None, (), ("a",), ("a", "c"), ("gone",)))
    keys = {ChunkKey(random.choice("abcd"), 1, random.randrange(PER_DOCUMENT + 2)) for _ in range(5)}
    return vector, query, random.choice((1, 5, 100)), scope, sorted(keys)


def asked(store: LancePassages, vector: Any, query: str, k: int, scope: Any, keys: list[ChunkKey]) -> tuple[Any, ...]:
    with store.snapshot("ann") as view:
        by_vector, by_words = view.search_both(vector, query, k, scope)
        return by_vector, by_words, sorted(map(plain, view.at(keys)), key=lambda passage: passage.key)


def plain(passage: StoredPassage) -> StoredPassage:
    return replace(passage, score=0.0, part_vectors=b"")


def assert_same(held: list[StoredPassage], of_lance: list[StoredPassage]) -> None:
    """Of passages with equal scores each may be first, and at the end of a list any of them may be left out."""
    assert [hit.score for hit in held] == pytest.approx([hit.score for hit in of_lance], abs=2e-3)
    others = {hit.id: hit for hit in of_lance}
    assert len(others) == len(of_lance) == len({hit.id for hit in held})
    for hit in held:
        if hit.id in others:
            assert replace(hit, score=0.0) == replace(others[hit.id], score=0.0)
        else:
            assert hit.score == pytest.approx(of_lance[-1].score, abs=2e-3)


def test_a_change_is_seen_by_the_next_search(tmp_path: Path) -> None:
    store = LancePassages(str(tmp_path), MODEL, DIMENSIONS)
    store.add("ann", "a", 1, [batch(0, 3)])
    assert {hit.generation for hit in search_text(store, "ann", "apple", 9)} == {1}
    store.add("ann", "a", 2, [batch(0, 3)])
    assert {hit.generation for hit in search_text(store, "ann", "apple", 9)} == {1, 2}
    store.remove("ann", "a", 1)
    assert {hit.generation for hit in search_text(store, "ann", "apple", 9)} == {2}


def test_a_vector_of_zeros_is_near_to_nothing(tmp_path: Path) -> None:
    store = LancePassages(str(tmp_path), MODEL, DIMENSIONS)
    zeros = PassageBatch(batch(0, 1).chunks, bytes(4 * DIMENSIONS))
    store.add("ann", "a", 1, [zeros, batch(1, 1, "river")])
    with store.snapshot("ann") as view:
        hits = view.search_vector(vector_of("river"), 5, None)
    assert [(hit.ordinal, hit.score) for hit in hits] == [(1, pytest.approx(1)), (0, 0)]


def opened(folder: Path, rows: int) -> OpenTable:
    store = LancePassages(str(folder), MODEL, DIMENSIONS)
    store.add("ann", "a", 1, [batch(0, rows)])
    table = store._tables.as_of("ann", None)
    assert table is not None
    return table


def test_a_table_is_read_once_and_ends_with_its_handle(tmp_path: Path) -> None:
    held, table = SmallTables(), opened(tmp_path, 3)
    rows = held.of(table)
    assert rows is not None
    assert held.of(table) is rows
    assert len(held) == 1
    del table
    gc.collect()
    assert len(held) == 0


def test_what_was_searched_longest_ago_makes_room(tmp_path: Path) -> None:
    tables = [opened(tmp_path / str(number), 3) for number in range(3)]
    size = SmallTables().of(tables[0]).bytes  # type: ignore[union-attr]
    held = SmallTables(limit=2 * size)
    first, second = held.of(tables[0]), held.of(tables[1])
    assert held.of(tables[0]) is first
    held.of(tables[2])
    assert held.of(tables[0]) is first
    assert held.of(tables[1]) is not second


def test_a_large_table_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = opened(tmp_path, 3)
    monkeypatch.setattr(small_tables, "MOST_ROWS", 2)
    assert SmallTables().of(table) is None
