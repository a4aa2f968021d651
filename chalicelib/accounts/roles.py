"""What accounts need of the outside."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Literal, Protocol
from zipfile import ZipFile

from chalicelib.models import (
    Account,
    AccountEnd,
    AccountJob,
    AccountTask,
    AccountWork,
    Link,
    Receipt,
    Stored,
    TakenPassages,
)

type Asker = Literal["person", "operator"]


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

    def finish(self, owner_id: str, receipt: Receipt) -> None:
        """The account is deleted. Of it this record alone stays."""
        ...

    def confirm(self, owner_id: str, username: str | None, groups: Sequence[str] | None = None) -> None:
        """The pool has just said that the account is in use, and in which groups it is; None: they stay."""
        ...


class UserPool(Protocol):
    """The pool that people sign in to."""

    def username_of(self, owner_id: str) -> str | None:
        """The pool's name for an owner; None where there is no such account. Raises StoreBusyError."""
        ...

    def delete(self, username: str) -> None:
        """Delete an account, if it is still there; raises StoreBusyError."""
        ...

    def may_sign_in(self, username: str) -> bool | None:
        """False where the account is disabled or gone; None while the pool does not say."""
        ...

    def groups_of(self, username: str) -> Sequence[str]:
        """The groups that an account is in; raises StoreBusyError."""
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


class Belongings(Protocol):
    """What an owner has in one store. Raises StoreBusyError."""

    @property
    def name(self) -> str: ...
    def count(self, owner_id: str) -> int: ...
    def purge(self, owner_id: str, more: Callable[[], bool], *, last: bool = False) -> bool:
        """Remove it for good, while there is `more` time; whether nothing is left.

        `last`: what keeps out who has an old token goes too.
        """
        ...


class AccountTasks(Protocol):
    """Long work on accounts, with a lease and the time (Unix seconds) of upkeep's next look. Raises StoreBusyError."""

    def begin(
        self,
        owner_id: str,
        work: AccountWork,
        *,
        username: str | None = None,
        asked_by: Asker = "person",
        **fields: Any,
    ) -> AccountTask | None:
        """A new task, due at once; None where there is one already that goes on. One that has ended gives way."""
        ...

    def find(self, owner_id: str, work: AccountWork) -> AccountTask | None: ...
    def claim(self, owner_id: str, work: AccountWork) -> AccountTask | None:
        """The task, leased; None where there is none, or another worker has it."""
        ...

    def save(self, task: AccountTask, wake: int | None = None, **fields: Any) -> AccountTask | None:
        """Keep what was achieved; with `wake` let go of the lease until then. None where the lease is another's."""
        ...

    def remove(self, task: AccountTask) -> None: ...
    def drop(self, owner_id: str, work: AccountWork) -> None:
        """Remove a task, whoever works on it: the worker finds that its lease is lost."""
        ...

    def due(self, now: int) -> Iterator[tuple[str, AccountWork]]: ...
    def sent(self, owner_id: str, work: AccountWork) -> None:
        """A message is on its way."""
        ...

    def set_aside(self, owner_id: str, work: AccountWork, seconds: int) -> None: ...


class JobQueue(Protocol):
    def send(self, job: AccountJob) -> None:
        """Raises StoreBusyError."""
        ...


class HeldRows(Protocol):
    """An owner's rows as they are stored. Raises StoreBusyError."""

    def rows(self, kind: str, owner_id: str, after: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
        """Each row behind the position `after`, with its own position. `kind` is one of KINDS in archive.py."""
        ...

    def document(self, owner_id: str, document_id: str) -> dict[str, Any] | None: ...


class HeldFiles(Protocol):
    """An owner's files, and what was noted of them. Raises StoreBusyError."""

    def file(self, owner_id: str, document_id: str, version: int) -> AbstractContextManager[Path | None]:
        """A file on this machine's disk while the context lasts; None where it is lost."""
        ...

    def key_points(self, owner_id: str, document_id: str) -> Iterator[tuple[str, bytes]]: ...


class HeldPassages(Protocol):
    """An owner's passages with their vectors. Raises StoreBusyError."""

    @property
    def embedding(self) -> Mapping[str, Any]:
        """The model and its dimensions."""
        ...

    def taken(self, owner_id: str, document_id: str, generation: int) -> TakenPassages: ...


class Draft(Protocol):
    """An archive on its way, most of it stored already. Raises StoreBusyError."""

    @property
    def file(self) -> ZipFile:
        """Where members are written; another one after each `keep`."""
        ...

    @property
    def contents(self) -> bytes:
        """What was kept with it; empty at its beginning."""
        ...

    @property
    def size(self) -> int: ...
    @property
    def waiting(self) -> int:
        """How many of these bytes are not stored yet."""
        ...

    def keep(self, contents: bytes) -> None:
        """Store what there is, so that another function goes on from here."""
        ...

    def finish(self) -> int:
        """Store the whole archive; returns its bytes."""
        ...


class Archives(Protocol):
    """Archives of what owners have. Raises StoreBusyError."""

    def draft(self, owner_id: str, archive: str) -> AbstractContextManager[Draft]:
        """On from what was kept of it."""
        ...

    def size(self, owner_id: str, archive: str) -> int | None:
        """Bytes of a whole archive; None while there is none."""
        ...

    def link(self, owner_id: str, archive: str, filename: str) -> Link: ...
    def drop(self, owner_id: str, keep: str | None = None) -> None:
        """Remove an owner's archives and drafts, but the whole archive `keep`."""
        ...


class StoredAmounts(Protocol):
    def of(self, owner_id: str) -> Stored:
        """What an owner keeps. Raises StoreBusyError."""
        ...


class Counts(Protocol):
    def count(self, owner_id: str, action: Literal["exports"]) -> None:
        """Count one more; raises RateLimitedError beyond the cap."""
        ...
