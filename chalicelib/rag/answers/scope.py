"""What a search or a question is limited to by collections: the ids of their documents, as they are now."""

from collections.abc import Iterable, Sequence
from itertools import chain

from chalicelib.errors import CollectionNotFoundError, InvalidRequestError
from chalicelib.rag.answers.roles import OwnedCollections

MAX_COLLECTIONS = 100

type Ids = tuple[str, ...]


def check_collections(collections: OwnedCollections, owner_id: str, ids: Sequence[str] | None) -> None:
    """Raises CollectionNotFoundError unless all of the ids are the owner's."""
    within_known(collections, owner_id, None, ids)


def within_known(
    collections: OwnedCollections, owner_id: str, document_ids: Ids | None, collection_ids: Sequence[str] | None
) -> Ids | None:
    """As `within`; raises CollectionNotFoundError unless all of the collections are the owner's."""
    if collection_ids is None:
        return document_ids
    if len(collection_ids) > MAX_COLLECTIONS:
        raise InvalidRequestError(f"At most {MAX_COLLECTIONS} collections can be named.")
    found = collections.documents_of(owner_id, collection_ids)
    if len(found) < len(set(collection_ids)):
        raise CollectionNotFoundError
    return _both(document_ids, found.values())


def within(
    collections: OwnedCollections, owner_id: str, document_ids: Ids | None, collection_ids: Sequence[str] | None
) -> Ids | None:
    """The documents to look in: those of any of the collections, and of `document_ids` if that is not None.

    None is all of the owner's. In a collection that is there no more nothing is found.
    """
    if collection_ids is None:
        return document_ids
    return _both(document_ids, collections.documents_of(owner_id, collection_ids).values())


def _both(document_ids: Ids | None, collected: Iterable[Ids]) -> Ids:
    held = dict.fromkeys(chain.from_iterable(collected))
    return tuple(held) if document_ids is None else tuple(id_ for id_ in document_ids if id_ in held)
