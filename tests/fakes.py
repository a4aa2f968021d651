"""Fakes of the models, and of nothing else. Each passes the contract suite of its role."""

import hashlib
import math
import re
import threading
from collections.abc import Iterator, Sequence

from chalicelib.models import Embeddings, ModelEnd, ModelEvent, TextPart, Turn, Usage


class FakeEmbedder:
    """Vectors in which texts that share words are near; counts what it was asked for."""

    model = "fake.words"
    dimensions = 64
    batch_size = 8
    max_tokens = 8192

    def __init__(self) -> None:
        self.embedded: list[str] = []
        self.fail_with: list[Exception] = []
        self._lock = threading.Lock()

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        with self._lock:
            if self.fail_with:
                raise self.fail_with.pop(0)
            self.embedded += texts
        return Embeddings(vectors=[self.embed_query(text) for text in texts], tokens=sum(map(len, texts)) // 4)

    def embed_query(self, text: str) -> list[float]:
        vector = [1e-6] * self.dimensions
        for word in re.findall(r"\w+", text.casefold()):
            vector[int(hashlib.sha256(word.encode()).hexdigest(), 16) % self.dimensions] += 1.0
        length = math.sqrt(sum(each * each for each in vector))
        return [each / length for each in vector]


class FakeChat:
    """Says its lines word by word, then ends; `error` is raised after them in place of an end.

    After `silent_after` words it says nothing until `go_on` is set.
    """

    def __init__(
        self,
        lines: str = "The answer is in the sources. [1]",
        error: Exception | None = None,
        silent_after: int | None = None,
    ) -> None:
        self.lines = lines
        self.silent_after = silent_after
        self.error = error
        self.calls: list[tuple[str, str, Sequence[Turn]]] = []
        self.closed = threading.Event()
        self.go_on = threading.Event()

    def stream(self, model: str, system: str, turns: Sequence[Turn], max_tokens: int) -> Iterator[ModelEvent]:
        self.calls.append((model, system, turns))
        words = re.findall(r"\S+\s*", self.lines)[:max_tokens]
        try:
            for place, word in enumerate(words):
                if place == self.silent_after:
                    self.go_on.wait(30)
                yield TextPart(word)
            if self.error:
                raise self.error
            yield ModelEnd("end_turn", Usage(input_tokens=100, output_tokens=len(words), price_usd=0.001))
        finally:
            self.closed.set()
