"""What administration needs of the outside. All methods raise StoreBusyError."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from chalicelib.models import Account, Document, Page, Stored
from chalicelib.models.administration import Act, DocumentInTrouble, PoolPerson, Used
from chalicelib.models.caps import CapChoice, QuotaChoice


class PoolGroups(Protocol):
    def groups_of(self, username: str) -> Sequence[str]:
        """Names of the groups that an account is in; none of one that is gone."""
        ...


class PoolPeople(Protocol):
    def people(self, limit: int, prefix: str | None, after: str | None) -> Page[PoolPerson]:
        """Accounts in the pool's own order; `prefix` begins their addresses."""
        ...

    def username_of(self, owner_id: str) -> str | None:
        """None where there is no such account."""
        ...


class KnownAccounts(Protocol):
    def find_each(self, owner_ids: Sequence[str]) -> Mapping[str, Account]: ...


class StoredOfEach(Protocol):
    def of_each(self, owner_ids: Sequence[str]) -> Mapping[str, tuple[Stored, QuotaChoice]]:
        """What each keeps, and what an admin chose for it."""
        ...


class UsedDays(Protocol):
    def used(self, owner_id: str, first: str, last: str) -> Used:
        """From one day (YYYY-MM-DD) to another, both included."""
        ...


class CapChoices(Protocol):
    """Each choice is written together with the act that says who chose it."""

    def choose_for_person(
        self, act: Act, caps: Mapping[str, float | None], quota: Mapping[str, int | None]
    ) -> CapChoice:
        """Raises ConflictError for an account that is deleted or being deleted."""
        ...


class Acts(Protocol):
    def write(self, act: Act) -> None: ...


class Troubles(Protocol):
    def page(self, reason: str, limit: int, after: str | None) -> Page[DocumentInTrouble]: ...


class Retries(Protocol):
    def retry(self, owner_id: str, document_id: str) -> Document:
        """Raises ConflictError unless the document has failed, NotFoundError where it is gone."""
        ...
