"""Chunks as they are made and stored, and passages as they are shown."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

SearchMode = Literal["hybrid", "vector", "text"]


@dataclass(frozen=True)
class Chunk:
    """A piece of a document before it is stored: `text` is characters `start` to `end` of the extracted text.

    It ends with the blanks up to the next chunk, which begins where this one ends if both are on one page.
    `embedding_text` is the text after title and headings: it is embedded, never shown.
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
    """Chunks and their vectors as they are stored: little-endian 32-bit floats, in the order of the chunks."""

    chunks: tuple[Chunk, ...]
    vectors: bytes


class ChunkKey(NamedTuple):
    """What tells a chunk from all others of its owner; keys sort in the order of reading."""

    document_id: str
    generation: int
    ordinal: int


@dataclass(frozen=True)
class StoredPassage:
    """A row of the passage store, without its vector: one chunk. `score` is the search's, higher is better.

    `lead` names its document and headings: full text searches it too. It is never shown.
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
    def key(self) -> ChunkKey:
        return ChunkKey(self.document_id, self.generation, self.ordinal)


@dataclass(frozen=True)
class Passage:
    """A passage as clients see it: one chunk, or several that touch, with the document's name and no blanks at its end.

    `id`, `ordinal` and `score` of several are those of the chunk with the best score.
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
