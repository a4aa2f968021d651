"""Files as Grail has them once they are ready: documents and their chunks, by its own extraction and chunking."""

from collections.abc import Mapping, Sequence
from functools import cache

from chalicelib.models import Chunk, Document, Profile, StoredPassage
from measure.retrieval.grail import read_document

OWNER = "measure"


def library(files: Mapping[str, bytes]) -> tuple[list[Document], list[StoredPassage]]:
    """Ready documents, and all their chunks by document and ordinal."""
    documents, passages = [], []
    for number, (name, data) in enumerate(files.items()):
        chunks, profile = _read(name, data)
        documents.append(_document(f"{number:04d}", name, len(data), len(chunks), profile.language))
        passages += [_stored(f"{number:04d}", chunk) for chunk in chunks]
    return documents, passages


@cache
def _read(name: str, data: bytes) -> tuple[Sequence[Chunk], Profile]:
    return read_document(name, data)


def _document(id_: str, name: str, size: int, passages: int, language: str | None) -> Document:
    return Document(
        OWNER, id_, name, "", size, "ready", "", "", passages=passages, language=language, live_generation=1
    )


def _stored(document_id: str, chunk: Chunk) -> StoredPassage:
    return StoredPassage(
        id=f"{document_id}:1:{chunk.ordinal}",
        document_id=document_id,
        generation=1,
        ordinal=chunk.ordinal,
        page=chunk.page,
        heading=chunk.heading,
        start=chunk.start,
        end=chunk.end,
        text=chunk.text,
        sections=chunk.sections,
    )
