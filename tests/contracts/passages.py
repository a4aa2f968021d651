"""Passages for tests, of a few words that each have a vector of their own, searches of them, and concurrent work."""

import threading
from array import array
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from chalicelib.adapters.lance.store import LancePassages
from chalicelib.models import Chunk, ChunkKey, PassageBatch, StoredPassage

DIMENSIONS = 4
WORDS = ("apple", "river", "stone", "cloud")
MODEL = "fake.words"


def batch(first: int, count: int, word: str = "apple") -> PassageBatch:
    chunks = tuple(
        Chunk(
            ordinal=number,
            start=number * 10,
            end=number * 10 + 9,
            text=f"{word} number {number}",
            page=number % 3 or None,
            heading=("Part", word),
            embedding_text="",
            tokens=3,
        )
        for number in range(first, first + count)
    )
    return PassageBatch(chunks, vector_of(word).tobytes() * count)


def vector_of(word: str) -> array[float]:
    return array("f", [float(other == word) for other in WORDS])


def search_text(
    store: LancePassages, owner: str, query: str, k: int, document_ids: Sequence[str] | None = None
) -> list[StoredPassage]:
    with store.snapshot(owner) as view:
        return view.search_text(query, k, document_ids)


def search_vector(
    store: LancePassages, owner: str, vector: Sequence[float], k: int, document_ids: Sequence[str] | None = None
) -> list[StoredPassage]:
    with store.snapshot(owner) as view:
        return view.search_vector(vector, k, document_ids)


def search_forms(store: LancePassages, owner: str, forms: Sequence[str]) -> set[str]:
    """The texts of the chunks with all words of one of the forms."""
    with store.snapshot(owner) as view:
        return {passage.text for passage in view.search_forms(forms, 50, None)}


def search_literal(
    store: LancePassages, owner: str, texts: Sequence[str], ids: Sequence[str] | None = None
) -> set[str]:
    with store.snapshot(owner) as view:
        return {passage.text for passage in view.search_literal(texts, 50, ids)}


def search_similar(store: LancePassages, owner: str, words: Sequence[str]) -> set[str]:
    with store.snapshot(owner) as view:
        return {passage.text for passage in view.search_similar(words, 50, None)}


def chunks_at(store: LancePassages, owner: str, keys: Sequence[tuple[str, int, int]]) -> list[StoredPassage]:
    with store.snapshot(owner) as view:
        return view.at([ChunkKey(*key) for key in keys])


def at_once(
    writing: Sequence[Callable[[], None]], beside: Sequence[Callable[[], None]], ended: threading.Event
) -> None:
    """Runs all of them at once; `ended` is set when the writing is done. Raises the first error of any of them."""
    with ThreadPoolExecutor(len(writing) + len(beside)) as pool:
        others = [pool.submit(work) for work in beside]
        try:
            for future in [pool.submit(work) for work in writing]:
                future.result()
        finally:
            ended.set()
        for future in others:
            future.result()
