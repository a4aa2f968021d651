"""The ways of cutting that are compared. Each gives passages with their place and the text to embed."""

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.adapters.extraction import Extractor
from chalicelib.models import ExtractedSlice
from chalicelib.rag.documents.chunking import DEFAULT, ChunkSizes, chunk


@dataclass(frozen=True)
class Piece:
    """Characters `start` to `end` of a document, and what is embedded for them."""

    start: int
    end: int
    embedding_text: str


Splitter = Callable[[Path], Iterator[Piece]]


@functools.cache
def extracted(path: Path) -> ExtractedSlice:
    """The document as Grail reads it; the evidence's offsets hold only if that changes no character."""
    found = Extractor().extract(path, path.name)
    if found.text != path.read_bytes().decode("utf-8"):
        raise ValueError(f"{path.name} is not in its normal form: the places of the evidence would shift")
    return found


def grail(sizes: ChunkSizes = DEFAULT) -> Splitter:
    def split(path: Path) -> Iterator[Piece]:
        for one in chunk(extracted(path), path.stem, 0, sizes):
            yield Piece(one.start, one.end, one.embedding_text)

    return split


def langchain(size: int, overlap: int) -> Splitter:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=size, chunk_overlap=overlap, add_start_index=True)

    def split(path: Path) -> Iterator[Piece]:
        for made in splitter.create_documents([extracted(path).text]):
            start = made.metadata["start_index"]
            yield Piece(start, start + len(made.page_content), made.page_content)

    return split


def llama_index() -> Splitter:
    from llama_index.core import Document
    from llama_index.core.node_parser import SentenceSplitter

    splitter = SentenceSplitter()

    def split(path: Path) -> Iterator[Piece]:
        nodes: list[Any] = splitter.get_nodes_from_documents([Document(text=extracted(path).text)])
        for node in nodes:
            yield Piece(node.start_char_idx, node.end_char_idx, node.text)

    return split
