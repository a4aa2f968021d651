"""The splitters that are compared. Each yields pieces with their characters and the text to embed."""

import functools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from chalicelib.adapters.extraction import Extractor
from chalicelib.models import ExtractedSlice
from chalicelib.rag.documents.chunking import DEFAULT, ChunkSizes, chunk
from measure import peers


@dataclass(frozen=True)
class Piece:
    """Characters `start` to `end` of a document, and what is embedded for them."""

    start: int
    end: int
    embedding_text: str


Splitter = Callable[[Path], Iterator[Piece]]


@functools.cache
def extracted(path: Path) -> ExtractedSlice:
    """The document as Grail reads it; the evidence's offsets hold only if reading changes no character."""
    slice_ = Extractor().extract(path, path.name)
    if slice_.text != path.read_bytes().decode("utf-8"):
        raise ValueError(f"{path.name} is not in its normal form: the offsets of the evidence would shift")
    return slice_


def grail(sizes: ChunkSizes = DEFAULT) -> Splitter:
    def split(path: Path) -> Iterator[Piece]:
        for part in chunk(extracted(path), path.stem, 0, sizes):
            yield Piece(part.start, part.end, part.embedding_text)

    return split


def langchain(size: int, overlap: int) -> Splitter:
    return _peer("langchain", size, overlap)


def llama_index() -> Splitter:
    return _peer("llama-index")


def _peer(*arguments: str | int) -> Splitter:
    """A splitter of LangChain or LlamaIndex, which runs in their environment."""

    def split(path: Path) -> Iterator[Piece]:
        process = peers.start(peers.interpreter(), "measure.chunking.run_peer", *arguments)
        for piece in json.loads(peers.output(process, json.dumps(extracted(path).text))):
            yield Piece(*piece)

    return split
