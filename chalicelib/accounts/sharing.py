"""Sharing of collections: who may read, add to and manage what is another's.

What a person reads of others is read by a pair of owner and id that comes from here, never by an id alone. Whoever has
no right gets the error of an id that never was.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from chalicelib.accounts.sharing_roles import CollectionStore, DocumentStore, GrantStore
from chalicelib.errors import (
    CollectionNotFoundError,
    DocumentNotFoundError,
    InvalidRequestError,
    NotFoundError,
)
from chalicelib.models import Collection, Document, Grant, Identity, Right, Shared, new_id, timestamp
from chalicelib.models.common import ADDRESS, MAX_ADDRESS_CHARACTERS

WAITS_SECONDS = 30 * 24 * 3600  # So long an address may accept.


@dataclass(frozen=True)
class Access:
    """A collection, and the grant by which a person reads it; None is its owner."""

    collection: Collection
    grant: Grant | None = None

    @property
    def owner_id(self) -> str:
        return self.collection.owner_id


@dataclass(frozen=True)
class Sharing:
    """`now` gives the time in Unix seconds."""

    grants: GrantStore
    collections: CollectionStore
    documents: DocumentStore
    now: Callable[[], float] = time.time

    def collection(self, person_id: str, collection_id: str, right: Right = "viewer") -> Access:
        """One's own, or one that is shared with this right at least. Raises CollectionNotFoundError."""
        try:
            return Access(self.collections.get(person_id, collection_id))
        except CollectionNotFoundError:
            for one in self.grants.shared_with(person_id, [collection_id]):
                if one.grant.allows(right):
                    return Access(one.collection, one.grant)
            raise

    def document(self, person_id: str, document_id: str) -> Document:
        """One's own, or one of a collection that is shared now. Raises DocumentNotFoundError."""
        try:
            return self.documents.get(person_id, document_id)
        except DocumentNotFoundError:
            for owner_id, ids in self.grants.readable(person_id).items():
                if document_id in ids:
                    document = self.documents.get(owner_id, document_id)
                    if document.status != "deleting":
                        return document
            raise

    def among(self, person_id: str, document_ids: Iterable[str]) -> frozenset[str]:
        """Those of the documents that a person may read now: own ones, and those of collections shared now."""
        ids = sorted(set(document_ids))
        owners: dict[str, Sequence[str]] = {person_id: ids}
        for owner_id, shared in self.grants.readable(person_id).items():
            owners[owner_id] = sorted(set(ids) & set(shared))
        kept = (self.documents.get_many(owner_id, some) for owner_id, some in owners.items() if some)
        return frozenset(one.id for found in kept for one in found.values() if one.status != "deleting")

    def give(self, giver: Identity, collection_id: str, email: str | None, right: Right) -> Grant:
        """Share with an address; None is everyone of the stage, who may only read. Only the owner makes managers.

        Raises CollectionNotFoundError, ConflictError, QuotaExceededError, InvalidRequestError.
        """
        access = self.collection(giver.owner_id, collection_id, "manager")
        email = None if email is None else clean_address(email)
        if email is None and right != "viewer":
            raise InvalidRequestError("Everyone can only read.")
        if access.grant and right == "manager":
            raise InvalidRequestError("Only the owner of a collection can name managers.")
        if email is not None and email == giver.email:
            raise InvalidRequestError("You have this collection already.")
        grant = Grant(
            new_id(),
            access.owner_id,
            collection_id,
            right,
            "everyone" if email is None else "person",
            timestamp(),
            giver.owner_id,
            0 if email is None else int(self.now()) + WAITS_SECONDS,
            email,
            owner_name=access.grant.owner_name if access.grant else giver.email,
        )
        self.grants.give(grant, access.grant)
        return grant

    def given(self, person_id: str, collection_id: str) -> list[Grant]:
        """All grants of a collection, for its owner and managers. Raises CollectionNotFoundError."""
        return self.grants.all_of(self.collection(person_id, collection_id, "manager").owner_id, collection_id)

    def revoke(self, person_id: str, collection_id: str, grant_id: str) -> None:
        """Managers are the owner's to revoke. Raises NotFoundError."""
        access = self.collection(person_id, collection_id, "manager")
        grant = self.grants.get(access.owner_id, collection_id, grant_id)
        if access.grant and grant.right == "manager" and grant.id != access.grant.id:
            raise NotFoundError
        self.grants.revoke(grant)

    def invitations(self, person: Identity) -> list[Shared]:
        """What the person may accept: grants to the address that the pool has verified."""
        if person.email is None:
            return []
        return [one for one in self.grants.waiting(person.email) if one.grant.owner_id != person.owner_id]

    def accept(self, person: Identity, grant_id: str) -> Shared:
        """Raises NotFoundError, ConflictError, QuotaExceededError."""
        one = self._invitation(person, grant_id)
        self.grants.accept(person.owner_id, one.grant)
        return one

    def decline(self, person: Identity, grant_id: str) -> None:
        """Raises NotFoundError."""
        self.grants.revoke(self._invitation(person, grant_id).grant)

    def _invitation(self, person: Identity, grant_id: str) -> Shared:
        for one in self.invitations(person):
            if one.grant.id == grant_id:
                return one
        raise NotFoundError

    def leave(self, person_id: str, collection_id: str) -> None:
        """Raises CollectionNotFoundError where the person is no member."""
        for membership in self.grants.memberships(person_id):
            if membership.collection_id == collection_id:
                return self.grants.leave(membership)
        raise CollectionNotFoundError

    def take_out(self, person_id: str, collection_id: str, document_id: str) -> tuple[Collection, Grant | None]:
        """Of another's collection a contributor takes out what they added.

        Raises CollectionNotFoundError, DocumentNotFoundError.
        """
        try:
            return self.collections.remove(person_id, collection_id, document_id), None
        except CollectionNotFoundError:
            access = self.collection(person_id, collection_id, "contributor")
            if document_id not in access.collection.documents:
                raise DocumentNotFoundError from None
            if self.documents.get(access.owner_id, document_id).added_by != person_id:
                raise DocumentNotFoundError from None
            return self.collections.remove(access.owner_id, collection_id, document_id), access.grant

    def end(self, owner_id: str, collection_id: str) -> None:
        """Delete a collection of one's own: it can be read no more, and its grants go. Its documents stay."""
        if self.collections.delete(owner_id, collection_id):
            return
        given = self.grants.all_of(owner_id, collection_id)
        self.collections.delete(owner_id, collection_id, shared=True)
        for grant in given:
            self.grants.drop(grant)


def clean_address(typed: str) -> str:
    """An e-mail address in small letters; raises InvalidRequestError."""
    address = typed.strip().lower() if len(typed) <= MAX_ADDRESS_CHARACTERS and typed.isascii() else ""
    if not ADDRESS.fullmatch(address):
        raise InvalidRequestError("Please give an e-mail address, without letters beyond plain English ones.")
    return address
