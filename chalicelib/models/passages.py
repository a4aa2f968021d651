"""Chunks as they are made and stored, and passages as they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from chalicelib.models.documents import WordBox

SearchMode = Literal["hybrid", "vector", "text"]


@dataclass(frozen=True)
class Section:
    """From character `start` of the extracted text on the heading path is `heading`, up to the next section."""

    start: int
    heading: tuple[str, ...]


def heading_at(sections: Sequence[Section], character: int, otherwise: tuple[str, ...]) -> tuple[str, ...]:
    """The heading path of the last of `sections` that begins at `character` or before it."""
    before = [section.heading for section in sections if section.start <= character]
    return before[-1] if before else otherwise


@dataclass(frozen=True)
class Chunk:
    """A piece of a document before it is stored: `text` is characters `start` to `end` of the extracted text.

    It ends with the blanks up to the next chunk, which begins where this one ends if both are on one page.
    `embedding_text` is the text after title and headings: it is embedded, never shown, as a whole or in the parts that
    begin at the characters `cuts` of `text`. `tokens` estimates what is embedded. `heading` is the path that most of it
    stands under; `sections` has all of them where there are several, in order, and is empty where there is one. `words`
    are those of its text that were recognised on a scan.
    """

    ordinal: int
    start: int
    end: int
    text: str
    page: int | None
    heading: tuple[str, ...]
    embedding_text: str
    tokens: int
    sections: tuple[Section, ...] = ()
    words: tuple[WordBox, ...] = ()
    cuts: tuple[int, ...] = ()

    @property
    def parts(self) -> int:
        """How many vectors the chunk has."""
        return len(self.cuts) + 1


@dataclass(frozen=True)
class PassageBatch:
    """Chunks and the vectors of their parts: little-endian 32-bit floats, in the order of the chunks and parts."""

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

    `lead` names its document and headings: full text searches it too. It is never shown. `sections` are those of its
    text, empty where all of it stands under `heading`, or where it was stored without them. `confidence` and `words`
    are a passage's; `words` are read with a document's passages alone, not by searches. `part_vectors` are those of its
    parts as the store keeps them, and empty unless a search read them.
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
    sections: tuple[Section, ...] = ()
    confidence: float | None = None
    words: tuple[WordBox, ...] | None = None
    part_vectors: bytes = b""

    @property
    def key(self) -> ChunkKey:
        return ChunkKey(self.document_id, self.generation, self.ordinal)

    def scored(self, score: float) -> "StoredPassage":
        """The same with another score: `replace` takes seven times as long, and a search does it for all hits."""
        other = object.__new__(StoredPassage)
        other.__dict__.update(self.__dict__, score=score)
        return other


@dataclass(frozen=True)
class Passage:
    """A passage as clients see it: one chunk, or several that touch, with the document's name and no blanks at its end.

    `id`, `ordinal`, `heading` and `score` of several are those of the chunk with the best score, the hit, which is
    characters `hit_start` to `hit_end`; they are None in answers stored without them. `sections` are those of its text,
    as a chunk's are. `confidence` (0 to 1) is how sure text recognition is of its words, of several chunks of the least
    sure one; None where they were not recognised. `words` are those that were, None where that is not asked. A
    `profile` is what Grail knows of the whole document: its text stands nowhere in it, `start` and `end` are 0.
    `version` is the upload that it was read of; None in answers stored without it, where `standing` cannot tell.
    `before` and `after` are the halves of its first and its last sentence that stand on other pages, if any do.
    `gist` is what a model has noted of it, which the model that answers is told with its title. `owner_id` is whose
    document it is of; None is the reader's own.
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
    hit_start: int | None = None
    hit_end: int | None = None
    sections: tuple[Section, ...] = ()
    confidence: float | None = None
    words: tuple[WordBox, ...] | None = None
    profile: bool = False
    version: int | None = None
    before: str = ""
    after: str = ""
    gist: str = ""
    owner_id: str | None = None

    def heading_at(self, character: int) -> tuple[str, ...]:
        """The heading path that a character of the extracted text stands under."""
        return heading_at(self.sections, character, self.heading)


@dataclass(frozen=True)
class Embeddings:
    """Vectors in the order of the texts, each of the model's dimensions, and the tokens they were billed at."""

    vectors: list[list[float]]
    tokens: int


@dataclass(frozen=True)
class TakenPassages:
    """All passages of a document as an archive has them: how many, their text, and the rows as Parquet."""

    number: int
    text: str
    parquet: bytes
