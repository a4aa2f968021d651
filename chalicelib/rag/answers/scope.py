"""What a search or a question is limited to by collections: the ids of their documents, as they are now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from chalicelib.errors import CollectionNotFoundError, DocumentNotFoundError, InvalidRequestError
from chalicelib.rag.answers.roles import OwnedCollections, OwnedDocuments, SharedWith

MAX_COLLECTIONS = 100
MAX_DOCUMENTS = 100

type Ids = tuple[str, ...]


@dataclass(frozen=True)
class Scope:
    """`document_ids` to look in, None is all of one's own; `granted` are the owners of those that are others'."""

    document_ids: Ids | None = None
    granted: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Scopes:
    """Resolves scopes. Without `grants` nothing is shared. They are read for collections alone that are not one's own.

    So whoever asks within their own pays no request more.
    """

    collections: OwnedCollections
    grants: SharedWith | None = None

    def known(self, owner_id: str, document_ids: Ids | None, collection_ids: Sequence[str] | None) -> Scope:
        """As `now`; raises CollectionNotFoundError unless all of the collections are the owner's, or shared with it."""
        if collection_ids is not None and len(collection_ids) > MAX_COLLECTIONS:
            raise InvalidRequestError(f"At most {MAX_COLLECTIONS} collections can be named.")
        return self._resolved(owner_id, document_ids, collection_ids, strict=True)

    def now(self, owner_id: str, document_ids: Ids | None, collection_ids: Sequence[str] | None) -> Scope:
        """The documents to look in: those of any of the collections, and of `document_ids` if that is not None.

        In a collection that is there no more, or not shared any more, nothing is found.
        """
        return self._resolved(owner_id, document_ids, collection_ids, strict=False)

    def _resolved(
        self, owner_id: str, document_ids: Ids | None, collection_ids: Sequence[str] | None, *, strict: bool
    ) -> Scope:
        if collection_ids is None:
            return Scope(document_ids)
        own = self.collections.documents_of(owner_id, collection_ids)
        others = [id_ for id_ in dict.fromkeys(collection_ids) if id_ not in own]
        shared = self.grants.shared_with(owner_id, others) if self.grants and others else ()
        if strict and not {one.collection.id for one in shared}.issuperset(others):
            raise CollectionNotFoundError
        held = dict.fromkeys(chain.from_iterable(own.values()))
        granted = {
            id_: one.collection.owner_id for one in shared for id_ in one.collection.documents if id_ not in held
        }
        ids = (*held, *granted) if document_ids is None else _both(document_ids, held.keys() | granted.keys())
        return Scope(tuple(ids), {id_: granted[id_] for id_ in ids if id_ in granted})


def _both(document_ids: Ids, held: Iterable[str]) -> Iterable[str]:
    known = frozenset(held)
    return [id_ for id_ in document_ids if id_ in known]


def check_documents(
    documents: OwnedDocuments, owner_id: str, ids: Sequence[str] | None, granted: Mapping[str, str] | None = None
) -> None:
    """Raises DocumentNotFoundError unless all of the ids are the owner's, or `granted` by a named collection."""
    if ids is None:
        return
    if len(ids) > MAX_DOCUMENTS:
        raise InvalidRequestError(f"At most {MAX_DOCUMENTS} documents can be named.")
    own = documents.get_many(owner_id, [id_ for id_ in ids if id_ not in (granted or {})])
    if not set(ids) <= own.keys() | (granted or {}).keys():
        raise DocumentNotFoundError
