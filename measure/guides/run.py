"""The questions of a library's guides, asked of the product's search."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chalicelib.models import Document, GuideQuestion, Passage
from chalicelib.rag.routes.guide.guide import Guiding
from chalicelib.rag.search.ranking import Query
from measure.chunking.embedding import CachedEmbedder
from measure.retrieval.grail import OWNER, IndexedDocuments

LIBRARIES = ("samples", "office")
AT = 8
"""Passages of a default search."""


@dataclass(frozen=True)
class Asked:
    """Whether its own document's first passage, its first ones, and the first ones of all documents hold the answer."""

    filename: str
    question: str
    first: bool
    own: bool
    all: bool


def asked_of(contents: Mapping[str, bytes], embedder: CachedEmbedder) -> list[Asked]:
    """Each question of each document's guide."""
    documents = IndexedDocuments(contents, embedder)
    return [asked for document in documents.registry.documents.values() for asked in _asked(documents, document)]


def _asked(documents: IndexedDocuments, document: Document) -> Iterator[Asked]:
    for question in Guiding(documents.store).guide(document).questions:
        own = _search(documents, question.text, (document.id,))
        everywhere = _search(documents, question.text, None)
        shown = (own[:1], own, everywhere)
        yield Asked(document.filename, question.text, *(holds(passages, document, question) for passages in shown))


def _search(documents: IndexedDocuments, text: str, ids: tuple[str, ...] | None) -> tuple[Passage, ...]:
    return documents.retriever.search(OWNER, Query(text, k=AT, document_ids=ids)).passages


def holds(passages: tuple[Passage, ...], document: Document, question: GuideQuestion) -> bool:
    """Whether a passage has the whole sentence or row that the question was made from."""
    return any(
        passage.document_id == document.id and passage.start <= question.start and question.end <= passage.end
        for passage in passages
    )
