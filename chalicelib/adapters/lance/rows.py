"""Passages as rows of a LanceDB table, and back."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from chalicelib.adapters.lance.part_vectors import pack
from chalicelib.errors import UnstorableError
from chalicelib.models import Chunk, PassageBatch, Section, StoredPassage, WordBox

# Columns that are read; tables that were made before those of `ADDED` do not have them. `PARTS` only searches read.
# An id is made of other columns.
LEAD = pa.field("lead", pa.int32())
SECTIONS = pa.field(
    "sections",
    pa.list_(pa.struct([pa.field("start", pa.int64()), pa.field("heading", pa.list_(pa.string()))])),
)
CONFIDENCE = pa.field("confidence", pa.int32())
# Of recognised words, seven numbers each (`WordBox`): a search does not return it.
WORDS = pa.field("words", pa.list_(pa.int32()))
PARTS = pa.field("parts", pa.binary())
READ = (LEAD, SECTIONS, CONFIDENCE)
ADDED = (*READ, WORDS, PARTS)
COLUMNS = ["document_id", "generation", "ordinal", "page", "heading", "start", "end", "text"]


def table_name(model: str, dimensions: int) -> str:
    """A table holds the vectors of one model only, in one precision."""
    return f"passages_{re.sub(r'[^A-Za-z0-9]+', '_', model)}_{dimensions}_f16"


def row_id(document_id: str, generation: int, ordinal: int) -> str:
    return f"{document_id}.{generation}.{ordinal}"


def schema_of(dimensions: int) -> pa.Schema:
    """Vectors have half precision: half the bytes to store and to fetch, and searches return the same passages.

    Full text searches `text`: a chunk's text after `lead` characters that name its document and headings.
    `vector` is the mean of the vectors of a chunk's parts; `parts` has these (`part_vectors.py`).
    """
    return pa.schema(
        [
            pa.field("id", pa.string(), nullable=False),
            pa.field("document_id", pa.string(), nullable=False),
            pa.field("generation", pa.int32(), nullable=False),
            pa.field("ordinal", pa.int32(), nullable=False),
            pa.field("page", pa.int32()),
            pa.field("heading", pa.list_(pa.string())),
            pa.field("start", pa.int64(), nullable=False),
            pa.field("end", pa.int64(), nullable=False),
            pa.field("text", pa.string(), nullable=False),
            pa.field("vector", pa.list_(pa.float16(), dimensions), nullable=False),
            *ADDED,
        ]
    )


def columns_of(stored: Collection[str]) -> list[str]:
    """The columns to read of a table that has `stored`."""
    return [*COLUMNS, *(field.name for field in READ if field.name in stored)]


def searched_columns_of(stored: Collection[str]) -> list[str]:
    """The columns that a search by vectors or words reads of a table that has `stored`."""
    return [*columns_of(stored), *([PARTS.name] if PARTS.name in stored else [])]


class RowStream:
    """Batches as LanceDB's rows; keeps the error that ended it.

    `leads` describe the document, for full text: the first one before each chunk, the second before the first chunk.
    """

    def __init__(
        self,
        document_id: str,
        generation: int,
        batches: Iterable[PassageBatch],
        leads: tuple[str, str],
        schema: pa.Schema,
    ) -> None:
        self._document_id = document_id
        self._generation = generation
        self._batches = batches
        self._about, self._names = leads
        self._schema = schema
        self.error: BaseException | None = None

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        try:
            for batch in self._batches:
                if batch.chunks:
                    yield self._rows(batch)
        except BaseException as error:
            self.error = error
            raise

    def _rows(self, batch: PassageBatch) -> pa.RecordBatch:
        chunks = batch.chunks
        leads = [self._lead(chunk) for chunk in chunks]
        columns: dict[str, list[Any]] = {
            "id": [row_id(self._document_id, self._generation, chunk.ordinal) for chunk in chunks],
            "document_id": [self._document_id] * len(chunks),
            "generation": [self._generation] * len(chunks),
            "ordinal": [chunk.ordinal for chunk in chunks],
            "page": [chunk.page for chunk in chunks],
            "heading": [list(chunk.heading) for chunk in chunks],
            "start": [chunk.start for chunk in chunks],
            "end": [chunk.end for chunk in chunks],
            "text": [lead + chunk.text for lead, chunk in zip(leads, chunks, strict=True)],
            "lead": [len(lead) for lead in leads],
            "sections": [[asdict(section) for section in chunk.sections] or None for chunk in chunks],
            "confidence": [_confidence(chunk) for chunk in chunks],
            "words": [list(_numbers(chunk)) or None for chunk in chunks],
        }
        arrays = {name: pa.array(values, self._schema.field(name).type) for name, values in columns.items()}
        arrays["vector"], arrays[PARTS.name] = self._vectors(batch)
        return pa.RecordBatch.from_arrays([arrays[name] for name in self._schema.names], schema=self._schema)

    def _lead(self, chunk: Chunk) -> str:
        """The chunk's document and headings."""
        names = self._names if chunk.ordinal == 0 else ""
        lead = "\n".join(line for line in (self._about, names, *chunk.heading) if line)
        return f"{lead}\n\n" if lead else ""

    def _vectors(self, batch: PassageBatch) -> tuple[pa.Array, pa.Array]:
        """The columns `vector` and `parts`."""
        dimensions = self._schema.field("vector").type.list_size
        counts = [chunk.parts for chunk in batch.chunks]
        if len(batch.vectors) != 4 * dimensions * sum(counts):
            raise UnstorableError
        vectors = np.frombuffer(batch.vectors, dtype=np.float32).reshape(-1, dimensions)
        means = _means(vectors, counts).astype(np.float16)
        if not np.isfinite(means).all():
            raise UnstorableError
        parts = pa.array([pack(part) for part in np.split(vectors, np.cumsum(counts)[:-1])], PARTS.type)
        return pa.FixedSizeListArray.from_arrays(pa.array(means.ravel()), dimensions), parts


def _means(vectors: NDArray[np.float32], counts: list[int]) -> NDArray[np.float32]:
    """The mean of each run of `counts` vectors."""
    firsts = np.cumsum([0, *counts[:-1]])
    sums: NDArray[np.float32] = np.add.reduceat(vectors, firsts, axis=0)
    return sums / np.asarray(counts, np.float32)[:, None]


def _confidence(chunk: Chunk) -> int | None:
    """The mean confidence of its recognised letters in hundredths; None if none was recognised."""
    letters = sum(word.end - word.start for word in chunk.words)
    return sum((word.end - word.start) * word.confidence for word in chunk.words) // letters if letters else None


def _numbers(chunk: Chunk) -> Iterator[int]:
    """The words with their characters counted from the chunk's beginning, so that they fit whatever the document."""
    for word in chunk.words:
        yield from word._replace(start=word.start - chunk.start, end=word.end - chunk.start)


def _words(numbers: Sequence[int] | None, start: int) -> tuple[WordBox, ...]:
    flat, size = numbers or (), len(WordBox._fields)
    words = (WordBox(*flat[at : at + size]) for at in range(0, len(flat), size))
    return tuple(word._replace(start=word.start + start, end=word.end + start) for word in words)


def passage_of(row: dict[str, Any], score: float) -> StoredPassage:
    lead = row.get("lead") or 0
    return StoredPassage(
        id=row_id(row["document_id"], row["generation"], row["ordinal"]),
        document_id=row["document_id"],
        generation=row["generation"],
        ordinal=row["ordinal"],
        page=row["page"],
        heading=tuple(row["heading"] or ()),
        start=row["start"],
        end=row["end"],
        text=row["text"][lead:],
        score=score,
        lead=row["text"][:lead],
        sections=tuple(Section(part["start"], tuple(part["heading"])) for part in row.get("sections") or ()),
        confidence=None if row.get("confidence") is None else row["confidence"] / 100,
        words=_words(row["words"], row["start"]) if "words" in row else None,
        part_vectors=row.get(PARTS.name) or b"",
    )
