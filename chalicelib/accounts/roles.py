"""What accounts need of the outside."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from chalicelib.models import Account, AccountEnd


class AccountRecords(Protocol):
    """Which accounts have ended. All methods raise StoreBusyError."""

    def find(self, owner_id: str) -> Account:
        """An account without a record has not ended."""
        ...

    def find_each(self, owner_ids: Sequence[str]) -> Mapping[str, Account]: ...

    def end(self, owner_id: str, how: AccountEnd, *, by_pool: bool = False) -> None:
        """From here on the account is refused. One that is being deleted stays so."""
        ...

    def reopen(self, owner_id: str) -> None:
        """Let a disabled account in again. One that is being deleted, or was, stays so."""
        ...

    def confirm(self, owner_id: str, username: str | None) -> None:
        """The pool has just said that the account is in use."""
        ...


class UserPool(Protocol):
    """The pool that people sign in to."""

    def may_sign_in(self, username: str) -> bool | None:
        """False where the account is disabled or gone; None while the pool does not say."""
        ...


class OpenSockets(Protocol):
    """An owner's sockets."""

    def owners(self) -> Iterable[str]:
        """Everybody who has a socket open."""
        ...

    def shut(self, owner_id: str) -> set[str]:
        """Let no further socket in; returns the ids of those that are open."""
        ...

    def reopen(self, owner_id: str) -> None: ...


class SocketCloser(Protocol):
    def end(self, connection_id: str, error: Mapping[str, Any]) -> None:
        """Tell a socket why, and close it."""
        ...


class RunningAnswers(Protocol):
    def shut(self, owner_id: str) -> set[str]:
        """Take no further question; returns the ids of the answers that may be under way."""
        ...

    def reopen(self, owner_id: str) -> None: ...


class AnswerStopper(Protocol):
    def request_stop(self, owner_id: str, message_id: str) -> None:
        """Raises MessageNotFoundError."""
        ...
