"""What sharing needs of the outside."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from chalicelib.models import Collection, Document, Grant, Membership, Shared, Upload


class CollectionStore(Protocol):
    """Collections by their owner. All methods raise StoreBusyError."""

    def get(self, owner_id: str, collection_id: str) -> Collection:
        """Raises CollectionNotFoundError."""
        ...

    def delete(self, owner_id: str, collection_id: str, *, shared: bool = False) -> bool:
        """False for one that has grants, unless it may be `shared`. Raises CollectionNotFoundError."""
        ...

    def remove(self, owner_id: str, collection_id: str, document_id: str) -> Collection:
        """Take a document out. Raises CollectionNotFoundError, or DocumentNotFoundError where it is not in it."""
        ...


class DocumentStore(Protocol):
    def get_many(self, owner_id: str, ids: Sequence[str]) -> Mapping[str, Document]:
        """Those of the ids that the owner has."""
        ...

    def get(self, owner_id: str, document_id: str) -> Document:
        """Raises DocumentNotFoundError, StoreBusyError."""
        ...


class GrantStore(Protocol):
    """Grants, and what they give. All methods raise StoreBusyError."""

    def give(self, grant: Grant, by: Grant | None = None) -> None:
        """Raises CollectionNotFoundError, ConflictError, QuotaExceededError."""
        ...

    def all_of(self, owner_id: str, collection_id: str | None = None) -> list[Grant]: ...

    def get(self, owner_id: str, collection_id: str, grant_id: str) -> Grant:
        """Raises NotFoundError."""
        ...

    def revoke(self, grant: Grant) -> None:
        """Raises NotFoundError."""
        ...

    def drop(self, grant: Grant) -> None:
        """Revoke it, unless it is gone."""
        ...

    def waiting(self, email: str) -> list[Shared]:
        """What an address may accept now."""
        ...

    def accept(self, person_id: str, grant: Grant) -> None:
        """Raises NotFoundError, ConflictError, QuotaExceededError."""
        ...

    def memberships(self, person_id: str) -> list[Membership]: ...

    def leave(self, membership: Membership) -> None: ...

    def shared_with(self, person_id: str, collection_ids: Sequence[str] | None = None) -> list[Shared]:
        """What a person may read of others now: of these collections, or all."""
        ...

    def readable(self, person_id: str, collection_ids: Sequence[str] | None = None) -> dict[str, tuple[str, ...]]:
        """The documents of others that a person may read now, by their owners."""
        ...


class GrantChecks(Protocol):
    def still(self, grant: Grant) -> dict[str, Any]:
        """The part of a write to the store that fails once the grant is revoked."""
        ...


class CollectionFiller(Protocol):
    def add(
        self, owner_id: str, collection_id: str, document_id: str, checks: Sequence[dict[str, Any]] = ()
    ) -> Collection:
        """Raises CollectionNotFoundError, DocumentNotFoundError, CollectionFullError, StoreBusyError."""
        ...


class DocumentAdder(Protocol):
    def add(
        self,
        owner_id: str,
        filename: str,
        size: int,
        tags: Sequence[str] = (),
        folder: str | None = None,
        added_by: str | None = None,
    ) -> tuple[Document, Upload]:
        """Register a document and sign its upload; raises a sentence for all that will not do."""
        ...

    def delete(self, owner_id: str, document_id: str) -> None: ...
