"""One run of Grail's ingestion, in a process of its own: `python -m measure.ingest.run_grail FILES… REPEATS`.

The product's whole path but AWS: extraction in its child process, chunking, staging, embedding, one commit, publishing.
Staged parts and the registry are in memory, as S3 and DynamoDB are elsewhere for all systems.
"""
# ruff: noqa: ARG002  The roles say what a method is given, also where a stand-in needs none of it.

import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from chalicelib.adapters.extraction import Extractor
from chalicelib.adapters.lance.store import LancePassages
from chalicelib.adapters.language_detector import Languages
from chalicelib.models import Document, DocumentRef, Embeddings, FileKey, IngestJob, MaintenanceLease, StoredFile, Usage
from chalicelib.rag.documents.attempt import Tools
from chalicelib.rag.documents.ingest import Ingesting
from chalicelib.rag.documents.lifecycle import ACHIEVE, CLAIM, HEARTBEAT, PROGRESS, PUBLISH
from chalicelib.rag.documents.transition import Request, Transition
from measure.ingest.embedding import DIMENSIONS, Calls
from measure.ingest.measuring import report

OWNER = "owner"


class StandInEmbedder:
    """As a Titan model: one text a call unless told otherwise."""

    model = "stand.in"
    dimensions = DIMENSIONS
    max_tokens = 8192

    def __init__(self, batch_size: int) -> None:
        self.batch_size = batch_size
        self.counted = Calls()

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        return Embeddings(self.counted.embed(list(texts)), sum(map(len, texts)) // 4)

    def embed_query(self, text: str) -> list[float]:
        return self.counted.embed([text])[0]


class MemoryFiles:
    """Files from the disk, parts in memory."""

    def __init__(self, paths: dict[str, Path]) -> None:
        self._paths = paths
        self._parts: dict[tuple[str, str], bytes] = {}

    @contextmanager
    def download(self, document: Document) -> Iterator[Path]:
        yield self._paths[document.id]

    def stored(self, document: Document) -> StoredFile | None:
        return StoredFile(FileKey(document.owner_id, document.id, document.version), "etag", document.size)

    def read_part(self, document: Document, name: str) -> bytes | None:
        return self._parts.get((document.id, name))

    def write_part(self, document: Document, name: str, data: bytes) -> None:
        self._parts[document.id, name] = data

    def write_part_once(self, document: Document, name: str, data: bytes) -> bool:
        return self._parts.setdefault((document.id, name), data) is data

    def part_names(self, document: Document) -> set[str]:
        return {name for owner, name in self._parts if owner == document.id}

    def delete_outdated(self, document: Document) -> None:
        for key in [key for key in self._parts if key[0] == document.id]:
            del self._parts[key]


class MemoryRegistry:
    """The registry's part in a run that nothing disturbs."""

    def __init__(self, documents: list[Document]) -> None:
        self.documents = {document.id: document for document in documents}

    def get(self, owner_id: str, document_id: str) -> Document:
        return self.documents[document_id]

    def find(self, owner_id: str, document_id: str) -> Document | None:
        return self.documents.get(document_id)

    def get_many(self, owner_id: str, ids: Sequence[str]) -> dict[str, Document]:
        return {document_id: self.documents[document_id] for document_id in ids}

    def due(self, now: int) -> Iterator[tuple[str, str]]:
        return iter(())

    def create(self, document: Document) -> Document:
        raise AssertionError

    def apply(
        self, document: Document | DocumentRef, transition: Transition, *, after: int | None = None, **values: Any
    ) -> Document:
        if transition not in (CLAIM, HEARTBEAT, PROGRESS, ACHIEVE, PUBLISH):
            raise AssertionError(f"{transition.name} {document.id}: {values}")
        change = transition.change(Request(document, 0, values), after)
        stored = self.documents[document.id]
        counted = {name: getattr(stored, name) + count for name, count in change.adds.items()}
        self.documents[document.id] = replace(stored, **change.sets, **counted)
        return self.documents[document.id]


class Silent:
    """Feed, usage, queue and records of maintenance: nobody listens."""

    def tell(self, document: Document) -> None: ...
    def check_price(self, owner_id: str) -> None: ...
    def add_embedded(self, owner_id: str, model: str, tokens: int) -> None: ...
    def add_transcribed(self, owner_id: str, usage: Usage) -> None: ...
    def send(self, job: Any, delay_seconds: int = 0) -> None: ...
    def dead_letter(self, job: Any) -> None: ...
    def rows_changed(self, owner_id: str, *, deleted: bool = False) -> None: ...
    def due(self, now: int) -> Iterator[str]:
        return iter(())

    def sent(self, owner_id: str) -> None: ...
    def begin(self, owner_id: str) -> MaintenanceLease | None:
        return None

    def repaired(self, owner_id: str) -> None: ...
    def end(self, lease: MaintenanceLease, *, done: bool) -> None: ...


def document(number: int, path: Path) -> Document:
    return Document(
        owner_id=OWNER,
        id=f"document-{number}",
        filename=path.name,
        content_type="",
        size=path.stat().st_size,
        status="queued",
        created_at="",
        updated_at="",
    )


def main(paths: list[Path], batch_size: int) -> None:
    documents = [document(number, path) for number, path in enumerate(paths)]
    registry = MemoryRegistry(documents)
    embedder = StandInEmbedder(batch_size)
    silent = Silent()
    with tempfile.TemporaryDirectory() as folder:
        passages = LancePassages(folder, embedder.model, DIMENSIONS)
        tools = Tools(
            registry=registry,
            maintenance=silent,
            files=MemoryFiles({document.id: path for document, path in zip(documents, paths, strict=True)}),
            extractor=Extractor(),
            embedder=embedder,
            passages=passages,
            feed=silent,
            usage=silent,
            languages=Languages(),
        )
        ingesting = Ingesting(tools, silent)
        began = time.perf_counter()
        for document in documents:
            ingesting.run(IngestJob(OWNER, document.id), lambda: 300.0)
        seconds = time.perf_counter() - began
        rows = sum(passages.stored_generations(OWNER).values())
    report(len(documents), rows, seconds, embedder.counted)


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[2:]], int(sys.argv[1]))
