"""The product's search over a set's documents, in this process: all but REST and the registry is the product's own."""

import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

from chalicelib.adapters.extraction import Extractor
from chalicelib.adapters.lance.store import CacheSpace, LancePassages
from chalicelib.adapters.language_detector import Languages
from chalicelib.models import Chunk, Document, Passage, PassageBatch, Profile, SearchMode, SliceRequest, StoredPassage
from chalicelib.rag.documents import profile
from chalicelib.rag.documents.attempt import SAMPLE_CHARACTERS, SAMPLE_CHUNKS
from chalicelib.rag.documents.chunking import about, chunk, embedded_texts, open_headings, stated_names, title_of
from chalicelib.rag.routes.gather import Gathering
from chalicelib.rag.search.expand import SEARCH_TOKENS, expand_hits
from chalicelib.rag.search.ranking import Query
from chalicelib.rag.search.search import STEPS, Retriever, as_passage
from measure.chunking.embedding import DIMENSIONS, CachedEmbedder
from measure.retrieval.folder_tables import FolderFiles

OWNER = "measure"
MOST_CHUNKS = 100_000
COPIES_BYTES = 1024**3
UPLOADED = datetime(2026, 3, 2, 9, tzinfo=UTC)  # Of the first document; each next one came a minute later.
LANGUAGES = Languages()
FUSED_HITS = STEPS[:3]  # Embed, retrieve and keep live hits: no step after them.


@dataclass
class Registry:
    """Every document is ready, under its first generation, and there is one owner."""

    documents: dict[str, Document] = field(default_factory=dict)

    def get_many(self, _owner_id: str, ids: Sequence[str]) -> dict[str, Document]:
        return {id_: self.documents[id_] for id_ in ids}

    def all(self, _owner_id: str) -> Iterator[Document]:
        """Newest first."""
        return iter(reversed(self.documents.values()))


class IndexedDocuments:
    """Documents by file name, stored and searched as the product does it."""

    def __init__(self, contents: Mapping[str, bytes], embedder: CachedEmbedder, prefix: str = "") -> None:
        """`prefix` begins the documents' ids."""
        self._folder = tempfile.TemporaryDirectory(prefix="grail-measure-")  # Removed with this object.
        self.store = LancePassages(self._folder.name, "measure", DIMENSIONS, _copies(Path(self._folder.name)))
        self.registry = Registry()
        self.retriever = Retriever(self.registry, embedder, self.store)
        self.gathering = Gathering(self.retriever, self.registry, self.store)
        self._fused_alone = replace(self.retriever, steps=FUSED_HITS)
        for number, (name, data) in enumerate(contents.items()):
            self._add(f"{prefix}{number}", name, data, embedder)
        list(self.store.maintain(OWNER, timedelta(days=1)))

    def search(self, question: str, k: int = 5, mode: SearchMode = "hybrid") -> tuple[Passage, ...]:
        return self.retriever.search(OWNER, Query(question, k=k, mode=mode)).passages

    def search_without_neighbours(self, question: str, k: int) -> tuple[Passage, ...]:
        return self._fused_alone.search(OWNER, Query(question, k=k)).passages

    def all_but(self, filename: str) -> tuple[str, ...]:
        """The ids of the documents that have another name."""
        return tuple(id_ for id_, document in self.registry.documents.items() if document.filename != filename)

    def ids(self, filenames: Collection[str]) -> tuple[str, ...]:
        """The ids of the documents that have these names."""
        return tuple(id_ for id_, document in self.registry.documents.items() if document.filename in filenames)

    def draw(self, random: Random, k: int, filename: str | None = None) -> list[Passage]:
        """`k` random chunks with their neighbours: of one document, or of all."""
        documents = self.registry.documents
        ids = [id_ for id_, document in documents.items() if filename in (None, document.filename)]
        chunks = [stored for document_id in ids for stored in self._chunks(document_id)]
        hits = random.sample(chunks, min(k, len(chunks)))
        spans = expand_hits(hits, k, SEARCH_TOKENS, None, chunks, lambda _: [])
        return [as_passage(span.joined(), documents[span.best.document_id]) for span in spans]

    @cache  # noqa: B019  The object lives as long as the process.
    def _chunks(self, document_id: str) -> list[StoredPassage]:
        return self.store.read(OWNER, document_id, 1, 0, MOST_CHUNKS)

    def _add(self, document_id: str, name: str, data: bytes, embedder: CachedEmbedder) -> None:
        chunks, described = read_document(name, data)
        vectors = embedder.passages([text for chunk in chunks for text in embedded_texts(chunk)])
        batch = PassageBatch(tuple(chunks), vectors.astype("<f4").tobytes())
        names = about(name, chunks)
        uploaded = (UPLOADED + timedelta(minutes=len(self.registry.documents))).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.store.add(OWNER, document_id, 1, [batch], names, stated_names(described, names))
        self.registry.documents[document_id] = Document(
            owner_id=OWNER,
            id=document_id,
            filename=name,
            content_type="",
            size=len(data),
            status="ready",
            created_at=uploaded,
            updated_at=uploaded,
            live_generation=1,
            language=described.language,
            pages=described.extent.count if described.extent else None,
            passages=len(chunks),
            version=1,
            live_version=1,
            ready_at=uploaded,
            profile=described,
        )


def _copies(folder: Path) -> CacheSpace:
    """Searches read copies of tables, as a function does; nothing changes after the first one."""
    return CacheSpace(FolderFiles(folder), folder / "copies", COPIES_BYTES, last_change=lambda _: "")


def read_document(name: str, data: bytes) -> tuple[list[Chunk], Profile]:
    """A file's chunks and profile, extracted slice by slice as ingestion does it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        chunks: list[Chunk] = []
        slice_ = Extractor().extract(path, name)
        described = profile.begin(slice_, name)
        while True:
            chunks += chunk(slice_, title_of(name), len(chunks))
            if slice_.cursor is None:
                return chunks, profile.finish(described, LANGUAGES.detect(_sample(chunks)))
            end = slice_.offset + len(slice_.text)
            slice_ = Extractor().extract(path, name, SliceRequest(slice_.cursor, end, open_headings(slice_)))


def _sample(chunks: Sequence[Chunk]) -> str:
    """The text by which ingestion tells a document's language."""
    sample = chunks[:: max(len(chunks) // SAMPLE_CHUNKS, 1)]
    return "\n".join(piece.text for piece in sample)[:SAMPLE_CHARACTERS]
