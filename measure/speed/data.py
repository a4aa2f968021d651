"""Made-up passages: as many as wanted, the same in every run.

Vectors of a real embedder lie in groups and fill few of their dimensions, and what is asked lies near what is stored.
Vectors drawn evenly from the whole space have no neighbours worth the name, and say nothing of an approximate index.
So these are drawn around centres (a new one for every 200 passages) that overlap, in 96 directions out of 512, with a
little noise in all; the questions are drawn around the same centres.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np

from chalicelib.models import Chunk, PassageBatch

DIMENSIONS = 512
PASSAGES_A_CENTRE = 200
DIRECTIONS = 96
SPREAD, NOISE = 0.9, 0.1  # Of vectors around their centre, and in all dimensions; centres spread by 1.
WORDS = 30_000
WORDS_A_PASSAGE = 160
PARTS = 4  # Of a passage of 300 tokens, each with a vector.
BATCH = 5_000


def vectors(passages: int, first: int, count: int, seed: int = 0) -> Any:
    """Vectors `first` to `first + count` of a table with `passages`, each of length 1."""
    centres = max(passages // PASSAGES_A_CENTRE, 5)
    draw = np.random.default_rng([seed, first])
    which = draw.integers(0, centres, count)
    spread = SPREAD * draw.standard_normal((count, DIRECTIONS), dtype=np.float32)
    made = (_centres(centres)[which] + spread) @ _directions()
    made += NOISE * draw.standard_normal((count, DIMENSIONS), dtype=np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return made


@cache
def _centres(count: int) -> Any:
    return np.random.default_rng(7).standard_normal((count, DIRECTIONS), dtype=np.float32)


@cache
def _directions() -> Any:
    drawn = np.random.default_rng(5).standard_normal((DIRECTIONS, DIMENSIONS), dtype=np.float32)
    return drawn / np.sqrt(np.float32(DIRECTIONS))


def questions(passages: int, count: int) -> tuple[Any, list[str]]:
    """Vectors and texts of questions: near what is stored, and words that are in it, frequent and rare."""
    draw = np.random.default_rng(11)
    words = (draw.zipf(1.3, size=(count, 6)) - 1) % WORDS
    return vectors(passages, 0, count, seed=1), [" ".join(_vocabulary()[word] for word in line) for line in words]


def batches(passages: int, first: int = 0, count: int | None = None) -> Iterator[PassageBatch]:
    """The table's passages as a document's chunks, `BATCH` at a time."""
    end = first + (passages if count is None else count)
    for start in range(first, end, BATCH):
        size = min(BATCH, end - start)
        texts = _texts(start, size)
        chunks = tuple(
            Chunk(
                ordinal=start + place,
                start=(start + place) * 1000,
                end=(start + place) * 1000 + len(text),
                text=text,
                page=None,
                heading=("Part",),
                embedding_text="",
                tokens=WORDS_A_PASSAGE,
                cuts=tuple(len(text) * part // PARTS for part in range(1, PARTS)),
            )
            for place, text in enumerate(texts)
        )
        yield PassageBatch(chunks, np.repeat(vectors(passages, start, size), PARTS, axis=0).tobytes())


def part_of(batch: PassageBatch, first: int, count: int) -> PassageBatch:
    """`count` passages of a batch from its passage `first` on."""
    size = 4 * DIMENSIONS * PARTS
    return PassageBatch(batch.chunks[first : first + count], batch.vectors[first * size : (first + count) * size])


def vectors_of(batch: PassageBatch) -> Any:
    """The vector of each passage, which all of its parts have here."""
    return np.frombuffer(batch.vectors, dtype=np.float32).reshape(-1, PARTS, DIMENSIONS)[:, 0]


def _texts(start: int, count: int) -> list[str]:
    """Words as often as in a language (Zipf's law)."""
    draw = np.random.default_rng([3, start])
    vocabulary = _vocabulary()
    words = (draw.zipf(1.3, size=(count, WORDS_A_PASSAGE)) - 1) % WORDS
    return [" ".join(vocabulary[word] for word in line) for line in words]


@cache
def _vocabulary() -> list[str]:
    letters = "etaoinshrdlucmfw"
    return ["".join(letters[int(digit, 16)] for digit in f"{number:x}") for number in range(WORDS)]
