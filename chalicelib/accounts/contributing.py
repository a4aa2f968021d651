"""Uploads into collections: what is added is the collection owner's from its first byte, and says who added it."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.accounts.sharing import Sharing
from chalicelib.accounts.sharing_roles import CollectionFiller, DocumentAdder, GrantChecks
from chalicelib.errors import CollectionFullError, NotFoundError, QuotaExceededError
from chalicelib.models import Document, Identity, Upload

NO_ROOM = "The owner of this collection has no room for more."


@dataclass(frozen=True)
class Contributing:
    sharing: Sharing
    grants: GrantChecks
    collections: CollectionFiller
    library: DocumentAdder

    def add(
        self,
        person: Identity,
        collection_id: str,
        filename: str,
        size: int,
        tags: Sequence[str] = (),
        folder: str | None = None,
    ) -> tuple[Document, Upload]:
        """Register a document in a collection of one's own, or of an owner who lets one contribute.

        It counts for the owner, who is not told how a contributor files it. Raises CollectionNotFoundError, also where
        the grant is revoked meanwhile, CollectionFullError, and what adding a document raises.
        """
        access = self.sharing.collection(person.owner_id, collection_id, "contributor")
        owner_id, grant = access.owner_id, access.grant
        try:
            of_contributor = ((), None, person.owner_id)
            added = self.library.add(owner_id, filename, size, *(of_contributor if grant else (tags, folder)))
        except QuotaExceededError as error:
            if grant is None:
                raise
            raise CollectionFullError(NO_ROOM) from error  # How much the owner keeps is the owner's to know.
        document, _ = added
        try:
            self.collections.add(owner_id, collection_id, document.id, [self.grants.still(grant)] if grant else [])
        except (NotFoundError, CollectionFullError):
            self.library.delete(owner_id, document.id)
            raise
        return added
