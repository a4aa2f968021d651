"""Calls to the embedding model: several at once, fewer when it is busy, and never with a text that is too long.

Throttled texts are embedded again after a growing pause (`Pace`). After FRUITLESS_ROUNDS without an answer the document
waits, and a later message goes on (`WaitPolicy` in ingest.py).
"""

import random
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from chalicelib.errors import ModelBusyError, ModelError
from chalicelib.models import Embeddings
from chalicelib.rag.documents.roles import Embedder
from chalicelib.rag.text.tokens import estimate_tokens

SINGLE_CALLS = 16  # Concurrent calls of a model that takes one text a call.
BATCH_CALLS = 4  # Concurrent calls of a model that takes several.
FRUITLESS_ROUNDS = 6  # Rounds without a single answer, some 20 s of pauses, after which the document has to wait.
FIRST_CALL_PAUSE, LONGEST_CALL_PAUSE = 0.5, 10.0  # Seconds.
BLANKS = re.compile(r"\s+")


@dataclass
class Pace:
    """How fast the model may be called: one call more after a good round, half as many after a busy one."""

    most: int
    calls: int = 0
    pause: float = 0.0
    fruitless: int = 0

    def __post_init__(self) -> None:
        self.calls = max(self.most // 4, 1)

    def good(self) -> None:
        self.calls, self.pause, self.fruitless = min(self.calls + 1, self.most), 0.0, 0

    def busy(self, answered: int) -> float:
        """Seconds to pause: growing, and random, so that many workers do not come back at once."""
        self.calls = max(self.calls // 2, 1)
        self.pause = min(max(2 * self.pause, FIRST_CALL_PAUSE), LONGEST_CALL_PAUSE)
        self.fruitless = 0 if answered else self.fruitless + 1
        return self.pause * random.uniform(0.5, 1.0)  # noqa: S311  Not for secrets.


@dataclass
class Embedded:
    """What was embedded of some texts: vectors by the number of the text, and the tokens they were billed at."""

    vectors: dict[int, list[float]] = field(default_factory=dict)
    tokens: int = 0

    def runs(self) -> Iterator[tuple[int, list[list[float]]]]:
        """Runs without a gap: the index of the first, and the vectors."""
        indexes = sorted(self.vectors)
        start = 0
        for at in range(1, len(indexes) + 1):
            if at == len(indexes) or indexes[at] != indexes[at - 1] + 1:
                yield indexes[start], [self.vectors[index] for index in indexes[start:at]]
                start = at


class PacedEmbedding:
    """Embeds parts of a document. `check` is called before each round of calls: what it raises ends the part."""

    def __init__(self, embedder: Embedder, pause: Callable[[float], None], check: Callable[[], None]) -> None:
        self._embedder = embedder
        self._pause = pause
        self._check = check
        self._pace = Pace(SINGLE_CALLS if embedder.batch_size == 1 else BATCH_CALLS)

    def embed(self, texts: Sequence[str], into: Embedded) -> None:
        """Embed `texts` into `into`, which holds what was answered even when this raises.

        Raises ModelBusyError when the model stays busy, ModelError when it refuses, and what `check` raises.
        """
        size = self._embedder.batch_size
        waiting = deque(range(0, len(texts), size))
        with ThreadPoolExecutor(max_workers=self._pace.most) as pool:
            while waiting:
                self._check()
                starts = [waiting.popleft() for _ in range(min(self._pace.calls, len(waiting)))]
                calls = [pool.submit(self._call, texts[start : start + size]) for start in starts]
                answers = [call.result() for call in calls]
                busy = self._take(starts, answers, into)
                waiting.extendleft(reversed(busy))
                if busy:
                    self._back_off(answered=len(starts) - len(busy))
                else:
                    self._pace.good()

    def _call(self, texts: Sequence[str]) -> Embeddings | ModelError:
        try:
            return self._embedder.embed_passages([fit(text, self._embedder.max_tokens) for text in texts])
        except ModelError as error:
            return error

    def _take(self, starts: Sequence[int], answers: Sequence[Embeddings | ModelError], into: Embedded) -> list[int]:
        """Keep the answers first, whatever else came: they are paid for. Returns the calls to be made again."""
        busy = []
        refused: ModelError | None = None
        for start, answer in zip(starts, answers, strict=True):
            if isinstance(answer, Embeddings):
                into.vectors.update(enumerate(answer.vectors, start))
                into.tokens += answer.tokens
            elif isinstance(answer, ModelBusyError):
                busy.append(start)
            else:
                refused = answer
        if refused is not None:
            raise refused
        return busy

    def _back_off(self, answered: int) -> None:
        seconds = self._pace.busy(answered)
        if self._pace.fruitless >= FRUITLESS_ROUNDS:
            self._pace.fruitless = 0
            raise ModelBusyError("The embedding model is busy. Please try again later.")
        self._pause(seconds)


def fit(text: str, max_tokens: int) -> str:
    """`text` as the model can take it: whole if it surely fits, else without runs of blanks and cut to the limit.

    No tokenizer makes more tokens of a text than it has bytes. Chunks are far shorter than the limits; this guards
    against text whose tokens the estimate gets wrong.
    """
    if len(text.encode()) <= max_tokens:
        return text or "."
    text = BLANKS.sub(" ", text).strip() or "."
    while (tokens := estimate_tokens(text)) > max_tokens and len(text) > 1:
        text = text[: max(len(text) * max_tokens // tokens - 1, 1)]
    return text
