"""haiku.rag's own search over texts and PDFs: `run_haiku_rag K` in an environment of its own.

Reads `{"folder": …, "questions": […]}` as JSON and prints what `run_peer` prints. Its defaults: docling's chunks of
256 tokens, hybrid search. It reads files by docling, whose models are a download of a gigabyte: here it gets each
paragraph and heading of a text, and each paragraph of a page that pypdf reads. The embedded model counts the tokens.
"""

# mypy: ignore-errors
# ruff: noqa: ANN001, ANN002, ANN003, ANN201, ANN202
# The peer is in an environment of its own, which mypy does not see; its base classes give the types.

import asyncio
import json
import re
import sys
import tempfile
from pathlib import Path

from docling_core.transforms.chunker.hybrid_chunker import HybridChunker
from docling_core.transforms.chunker.tokenizer.base import BaseTokenizer
from docling_core.types.doc.document import DoclingDocument
from docling_core.types.doc.labels import DocItemLabel
from haiku.rag.client import HaikuRAG
from haiku.rag.config import AppConfig
from haiku.rag.embeddings import EmbedderWrapper
from haiku.rag.store import engine
from haiku.rag.store.models.chunk import Chunk, ChunkMetadata
from pypdf import PdfReader

from measure.chunking.embedding import DIMENSIONS, CachedEmbedder

embedder = CachedEmbedder()


class Embedder(EmbedderWrapper):
    def __init__(self, *_, **__) -> None:
        super().__init__(None, DIMENSIONS)

    async def _embed_query(self, text):
        return embedder.embed_query(text)

    async def _embed_documents(self, texts):
        return embedder.passages(texts).tolist()


class Tokenizer(BaseTokenizer):
    max_tokens: int

    def count_tokens(self, text):
        return embedder.tokens(text) if text.strip() else 0

    def get_max_tokens(self):
        return self.max_tokens

    def get_tokenizer(self):
        return self.count_tokens


def parsed(path):
    """The document as docling has it, and the whole text, None of a PDF."""
    document = DoclingDocument(name=path.name)
    if path.suffix == ".pdf":
        for page in PdfReader(path).pages:
            add(document, page.extract_text())
        return document, None
    text = path.read_bytes().decode()
    add(document, text)
    return document, text


def add(document, text) -> None:
    for paragraph in re.split(r"\n\s*\n", text):
        heading = re.match(r"(#{1,6})\s+(.+)", paragraph)
        if heading:
            document.add_heading(heading[2], level=len(heading[1]))
            paragraph = paragraph[heading.end() :]
        if paragraph.strip():
            document.add_text(DocItemLabel.PARAGRAPH, paragraph.strip())


def chunks_of(document, config):
    tokenizer = Tokenizer(max_tokens=config.processing.chunk_size)
    for number, chunk in enumerate(HybridChunker(tokenizer=tokenizer, merge_peers=True).chunk(document)):
        references = [item.self_ref for item in chunk.meta.doc_items]
        metadata = ChunkMetadata(doc_item_refs=references, headings=chunk.meta.headings)
        yield Chunk(content=chunk.text, metadata=metadata.model_dump(), order=number)


class Places:
    """Where in a text a chunk stands: docling joins its paragraphs by other blanks than the text has."""

    def __init__(self, text) -> None:
        self._text = text
        self._kept = [index for index, letter in enumerate(text) if not letter.isspace()]
        self._dense = "".join(text[index] for index in self._kept)

    def extract(self, content):
        """The first character, None where it is not found, and the characters as the text has them."""
        dense = "".join(content.split())
        at = self._dense.find(dense)
        if at < 0 or not dense:
            return None, content
        start, end = self._kept[at], self._kept[at + len(dense) - 1] + 1
        return start, self._text[start:end]


async def answers(folder, questions, k):
    config = AppConfig()
    engine.get_embedder = Embedder
    config.embeddings.model.vector_dim = DIMENSIONS
    places = {}
    with tempfile.TemporaryDirectory() as store:
        async with HaikuRAG(Path(store) / "documents.lancedb", config=config, create=True) as client:
            for path in sorted(Path(folder).iterdir()):
                document, text = parsed(path)
                places[path.name] = Places(text) if text is not None else None
                await client.import_document(document, list(chunks_of(document, config)), uri=path.name)
            return [list(shown(places, await client.search(question, limit=k))) for question in questions]


def shown(places, results):
    for result in results:
        known = places[result.document_uri]
        start, text = known.extract(result.content) if known else (None, result.content)
        yield result.document_uri, start, text


def main(k: int) -> None:
    asked = json.load(sys.stdin)
    output, sys.stdout = sys.stdout, sys.stderr  # Libraries print; the last line of the output is the answer.
    found = asyncio.run(answers(asked["folder"], asked["questions"], k))
    print(json.dumps({"haiku.rag, hybrid": found}), file=output)


if __name__ == "__main__":
    main(int(sys.argv[1]))
