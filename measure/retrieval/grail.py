"""The product's search over a set's documents, in this process: all but REST and the registry is the product's own."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random

from chalicelib.adapters.extraction import Extractor
from chalicelib.adapters.lance.store import LancePassages
from chalicelib.models import Chunk, Document, Embeddings, Passage, PassageBatch, SearchMode, StoredPassage
from chalicelib.rag.documents.chunking import about, chunk, open_headings, title_of
from chalicelib.rag.search.expand import widen
from chalicelib.rag.search.fusion import fuse
from chalicelib.rag.search.search import CANDIDATES, TOKENS_A_PASSAGE, Query, Retrieving
from chalicelib.rag.text.languages import content_words
from measure.chunking.embedding import CachedEmbedder

OWNER = "bench"
DIMENSIONS = 384
MOST_CHUNKS = 100_000


@dataclass
class Registry:
    """Every document is ready, under its first generation, and there is one owner."""

    documents: dict[str, Document] = field(default_factory=dict)

    def get_many(self, _owner_id: str, ids: Sequence[str]) -> dict[str, Document]:
        return {each: self.documents[each] for each in ids}

    def all(self, _owner_id: str) -> Iterator[Document]:
        return iter(self.documents.values())


class Embedder:
    """The embedded model with its vectors kept, as the product asks for them."""

    model = "local.multilingual-e5-small"
    dimensions = DIMENSIONS
    batch_size = 16
    max_tokens = 512

    def __init__(self, cached: CachedEmbedder) -> None:
        self._cached = cached

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        return Embeddings([list(map(float, vector)) for vector in self._cached.passages(list(texts))], tokens=0)

    def embed_query(self, text: str) -> list[float]:
        return [float(each) for each in self._cached.queries([text])[0]]


class Searched:
    """Documents by file name, searched as the product does it."""

    def __init__(self, contents: Mapping[str, bytes], embedder: CachedEmbedder) -> None:
        self._store = LancePassages(tempfile.mkdtemp(prefix="grail-bench-"), "bench", DIMENSIONS)
        self._registry = Registry()
        self._embedder = Embedder(embedder)
        self.retrieving = Retrieving(self._registry, self._embedder, self._store)
        for number, (name, data) in enumerate(contents.items()):
            self._add(str(number), name, data, embedder)
        list(self._store.tidy(OWNER, timedelta(days=1)))

    def find(self, question: str, k: int = 5, mode: SearchMode = "hybrid") -> tuple[Passage, ...]:
        return self.retrieving.search(OWNER, Query(question, k=k, mode=mode)).passages

    def all_but(self, filename: str) -> tuple[str, ...]:
        """The ids of the documents that are not called so."""
        return tuple(each.id for each in self._registry.documents.values() if each.filename != filename)

    def hits(self, question: str, k: int) -> list[Passage]:
        """The best chunks without their neighbours."""
        vector = self._embedder.embed_query(question)
        by_vector = self._store.search_vector(OWNER, vector, CANDIDATES, None)
        fused, _ = fuse(by_vector, self._store.search_text(OWNER, content_words(question), CANDIDATES, None))
        return [self._named(each) for each in fused[:k]]

    def drawn(self, draw: Random, k: int, filename: str | None = None) -> list[Passage]:
        """As many random chunks, with their neighbours: of one document, or of all."""
        ids = [each.id for each in self._registry.documents.values() if filename in (None, each.filename)]
        chunks = [each for document_id in ids for each in self._chunks(document_id)]
        hits = draw.sample(chunks, min(k, len(chunks)))
        return [self._named(each.joined()) for each in widen(hits, k, TOKENS_A_PASSAGE * k, chunks, lambda _: [])]

    @cache  # noqa: B019  It lives as long as the process.
    def _chunks(self, document_id: str) -> list[StoredPassage]:
        return self._store.read(OWNER, document_id, 1, 0, MOST_CHUNKS)

    def _named(self, passage: StoredPassage) -> Passage:
        shown = {each.name: getattr(passage, each.name) for each in fields(Passage) if each.name != "filename"}
        return Passage(filename=self._registry.documents[passage.document_id].filename, **shown)

    def _add(self, document_id: str, name: str, data: bytes, embedder: CachedEmbedder) -> None:
        chunks = chunks_of(name, data)
        vectors = embedder.passages([each.embedding_text for each in chunks])
        batch = PassageBatch(tuple(chunks), vectors.astype("<f4").tobytes())
        self._store.add(OWNER, document_id, 1, [batch], about(name, chunks))
        self._registry.documents[document_id] = Document(
            owner_id=OWNER,
            id=document_id,
            filename=name,
            content_type="",
            size=len(data),
            status="ready",
            created_at="",
            updated_at="",
            live_generation=1,
        )


def chunks_of(name: str, data: bytes) -> list[Chunk]:
    """A file's chunks, extracted slice by slice as ingestion does it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        found: list[Chunk] = []
        slice_ = Extractor().extract(path, name)
        while True:
            found += chunk(slice_, title_of(name), len(found))
            if slice_.cursor is None:
                return found
            end = slice_.offset + len(slice_.text)
            slice_ = Extractor().extract(path, name, slice_.cursor, end, open_headings(slice_))
