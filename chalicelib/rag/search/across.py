"""One search over the documents of several owners: of the person who asks, and of those who share with them.

docs/decisions/0047-collections.md has the figures.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from chalicelib.models import Document, Passage
from chalicelib.rag.search.ahead import DocumentsAhead
from chalicelib.rag.search.ranking import Query
from chalicelib.rag.search.search import Retriever, SearchResult
from chalicelib.rag.search.union import MOST_AT_ONCE, UnionDocuments, UnionStore


@dataclass(frozen=True)
class AcrossOwners:
    """The one search of questions: the retriever's own where all documents are the asker's."""

    retriever: Retriever
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(MOST_AT_ONCE, "tables-of-owners"))

    def search(self, owner_id: str, query: Query) -> SearchResult:
        """Raises StoreBusyError, ModelBusyError or ModelError."""
        if not query.granted:
            return self.retriever.search(owner_id, query)
        scopes = scopes_of(owner_id, query)
        owners = {id_: owner for owner, ids in scopes.items() for id_ in ids}
        query = replace(query, document_ids=tuple(owners), granted={}, tags=None if owners else query.tags)
        documents = UnionDocuments(self.retriever.documents, owners)
        store = UnionStore(self.retriever.store, documents, scopes, self.pool, self.retriever.ahead)
        result = replace(self.retriever, documents=documents, store=store, ahead=None).search(owner_id, query)
        if self.retriever.ahead:
            _remember(self.retriever.ahead, owners, result)
        return result

    def read(self, document: Document, first: int, limit: int) -> list[tuple[Passage, str]]:
        return self.retriever.read(document, first, limit)


def scopes_of(owner_id: str, query: Query) -> dict[str, tuple[str, ...]]:
    """Which documents are searched of each owner; none of an owner of whom none are asked for.

    Tags are what an owner calls things, so a query with tags is of one's own documents alone.
    """
    scopes: dict[str, list[str]] = {}
    for document_id in query.document_ids or ():
        owner = query.granted.get(document_id, owner_id)
        if owner == owner_id or query.tags is None:
            scopes.setdefault(owner, []).append(document_id)
    return {owner: tuple(ids) for owner, ids in scopes.items()}


def _remember(ahead: DocumentsAhead, owners: Mapping[str, str], result: SearchResult) -> None:
    """In which documents each owner's next search may have hits."""
    hits: dict[str, list[str]] = {}
    for document in result.documents:
        hits.setdefault(owners[document.id], []).append(document.id)
    for owner_id, ids in hits.items():
        ahead.remember(owner_id, ids)
