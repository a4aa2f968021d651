"""What turns texts into vectors: multilingual-e5-small, and hashed words where a test needs an Amazon id answered."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import os
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np

from cloud.bedrock.e5.engine import Engine, Purpose, Vectors, load_engine
from cloud.bedrock.quoting.words import words

__all__ = ["E5", "E5Embedder", "Embedder", "HashedWords", "Purpose", "Vectors"]

E5_DIMENSIONS = 384
SENTENCES_KEPT = 4096
"""Vectors of sentences kept for the next question: 6 MB."""
CORES = os.cpu_count() or 1
GIVES_WAY = 19  # As the function that embeds documents; that which answers has 10.
"""Niceness of the threads that embed documents: whoever waits for an answer goes first."""


class Embedder(Protocol):
    """Vectors of unit length, shape (texts, dimensions), and the tokens of a text."""

    async def embed(self, texts: Sequence[str], purpose: Purpose, dimensions: int) -> Vectors: ...

    def tokens(self, text: str) -> int: ...


class E5:
    """The model itself, loaded on first use. Safe to call from any thread."""

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._loading = threading.Lock()
        self._keeping = threading.Lock()
        self._seen: dict[str, Vectors] = {}
        self._threads = ThreadPoolExecutor(CORES, "e5")

    @property
    def loaded(self) -> bool:
        return self._engine is not None

    def load(self) -> Engine:
        with self._loading:
            if self._engine is None:
                self._engine = load_engine()
        return self._engine

    def vector(self, text: str, purpose: Purpose) -> Vectors:
        """Computed at once, in the caller's thread. Shape (384,)."""
        return self.load().vector(text, purpose)

    def vectors(self, texts: Sequence[str], purpose: Purpose) -> Vectors:
        """Computed on all cores, while the caller waits. Shape (texts, 384)."""
        self.load()
        return np.stack(list(self._threads.map(self.vector, texts, itertools.repeat(purpose))))

    def similarities(self, query: str, passages: Sequence[str]) -> Vectors:
        """Cosines of a query to passages, shape (passages,). Passages seen lately cost nothing."""
        seen = self._seen  # replaced as a whole, never changed: a snapshot
        vectors = {text: seen[text] for text in passages if text in seen}
        new = [text for text in dict.fromkeys(passages) if text not in vectors]
        vectors |= dict(zip(new, self.vectors(new, "document"), strict=True)) if new else {}
        with self._keeping:
            self._seen = dict([*self._seen.items(), *vectors.items()][-SENTENCES_KEPT:])
        rows = np.array([vectors[text] for text in passages], dtype=np.float32).reshape(-1, E5_DIMENSIONS)
        return np.asarray(rows @ self.vector(query, "query"))

    def tokens(self, text: str) -> int:
        return self.load().tokens(text)


class E5Embedder:
    """E5 behind two lanes, so that a question never waits for the passages of a document.

    Callers of a lane take turns text by text: a small document does not wait for the whole of a large one.
    """

    def __init__(self, model: E5) -> None:
        self._model = model
        self._lanes: dict[Purpose, Lane] = {"query": Lane(CORES, 0), "document": Lane(CORES, GIVES_WAY)}

    async def embed(self, texts: Sequence[str], purpose: Purpose, dimensions: int = E5_DIMENSIONS) -> Vectors:  # noqa: ARG002 - it has one size
        """Cancelling drops the texts that have not begun."""
        await asyncio.to_thread(self._model.load)
        return np.stack(await self._lanes[purpose].map(lambda text: self._model.vector(text, purpose), texts))

    def tokens(self, text: str) -> int:
        return self._model.tokens(text)


class Lane:
    """Threads that callers share in turns."""

    def __init__(self, threads: int, niceness: int) -> None:
        self._width = threads
        self._turns = asyncio.Semaphore(threads)  # It wakes those who wait in the order of their coming.
        self._threads = ThreadPoolExecutor(threads, "e5-lane", _give_way, (niceness,))

    async def map(self, compute: Callable[[str], Vectors], texts: Sequence[str]) -> list[Vectors]:
        """As many texts at once as there are threads; each waits for its turn by itself."""
        done: dict[int, Vectors] = {}
        waiting = iter(enumerate(texts))

        async def work() -> None:
            for number, text in waiting:
                async with self._turns:
                    done[number] = await asyncio.get_running_loop().run_in_executor(self._threads, compute, text)

        async with asyncio.TaskGroup() as group:
            for _ in range(min(self._width, len(texts))):
                group.create_task(work())
        return [done[number] for number in range(len(texts))]


def _give_way(niceness: int) -> None:
    """Lowers the priority of this thread. Linux alone has one for each thread; elsewhere it would be the process's."""
    if sys.platform == "linux" and niceness:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)


def stable_hash(text: str) -> int:
    """The same 64-bit number on every machine and in every run."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest())


class HashedWords:
    """A stand-in for tests: each word adds to a few dimensions of the vector, so texts that share words are near.

    Deterministic on every machine. It knows no meaning: synonyms are strangers to it.
    """

    _DIMENSIONS_A_WORD = 4

    async def embed(self, texts: Sequence[str], purpose: Purpose, dimensions: int) -> Vectors:  # noqa: ARG002
        return np.stack([self._vector(text, dimensions) for text in texts])

    def tokens(self, text: str) -> int:
        return max(1, len(text) // 4)

    def _vector(self, text: str, dimensions: int) -> Vectors:
        vector = np.zeros(dimensions, dtype=np.float32)
        for word in words(text) or [text]:
            for index in range(self._DIMENSIONS_A_WORD):
                number = stable_hash(f"{index}:{word}")
                vector[number % dimensions] += (1 if number & (1 << 40) else -1) * min(len(word), 8)
        length = float(np.linalg.norm(vector))
        if length == 0.0:  # The words cancelled each other out.
            vector[0], length = 1.0, 1.0
        return vector / np.float32(length)
