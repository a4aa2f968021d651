"""Chunks as they are made and stored, and passages as they are found."""

from dataclasses import dataclass
from typing import Literal

SearchMode = Literal["hybrid", "vector", "text"]


@dataclass(frozen=True)
class Chunk:
    """A piece of a document before it is stored: `text` is characters `start` to `end` of the extracted text.

    It ends with the blanks up to the next chunk, which begins where it ends if both stand on one page.
    `embedding_text` is the text with title and headings before it: it is embedded, never shown.
    `tokens` counts `embedding_text` by the tokenizer used for chunking.
    """

    ordinal: int
    start: int
    end: int
    text: str
    page: int | None
    heading: tuple[str, ...]
    embedding_text: str
    tokens: int


@dataclass(frozen=True)
class PassageBatch:
    """Chunks and their vectors as they are stored: little-endian 32-bit floats, one chunk's after the other's."""

    chunks: tuple[Chunk, ...]
    vectors: bytes


type Place = tuple[str, int, int]
"""Document, generation and ordinal of a chunk."""


@dataclass(frozen=True)
class StoredPassage:
    """A row of the passage store, without its vector: one chunk. `score` is the search's, higher is better.

    `lead` says what it is part of: by its words, too, full text finds it. It is never shown.
    """

    id: str
    document_id: str
    generation: int
    ordinal: int
    page: int | None
    heading: tuple[str, ...]
    start: int
    end: int
    text: str
    score: float = 0.0
    lead: str = ""

    @property
    def place(self) -> Place:
        return self.document_id, self.generation, self.ordinal


@dataclass(frozen=True)
class Passage:
    """A passage as clients see it: one chunk, or several that touch, with the document's name and no blanks at its end.

    Of several, `id`, `ordinal` and `score` are those of the chunk that was found best.
    """

    id: str
    document_id: str
    filename: str
    ordinal: int
    page: int | None
    heading: tuple[str, ...]
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True)
class Embeddings:
    """Vectors in the order of the texts, each of the model's dimensions, and the tokens they were billed at."""

    vectors: list[list[float]]
    tokens: int
