"""An account, as far as Grail has to know it: whether it has ended, and long work on all of it."""

from dataclasses import dataclass, field
from typing import Literal

from chalicelib.models.caps import CapChoice
from chalicelib.models.common import Failure, Link

AccountEnd = Literal["disabled", "deleting", "deleted"]


@dataclass(frozen=True)
class Account:
    """`ended` is None while the account may do anything; `by_pool` says that the user pool was seen to have ended it.

    `username` is the pool's name for the account, as the last token told it. At `confirmed_at` (Unix seconds) the pool
    last said how the account stands, and in which `groups` it is. `caps` are what an admin chose for this person.
    """

    owner_id: str
    ended: AccountEnd | None = None
    by_pool: bool = False
    username: str | None = None
    confirmed_at: int = 0
    receipt: "Receipt | None" = None
    groups: tuple[str, ...] = ()
    caps: CapChoice = field(default_factory=CapChoice)


@dataclass(frozen=True)
class Receipt:
    """What the deletion of an account purged: how many things of each kind there were. At `ended_at` nothing was left.

    Times are ISO 8601 UTC.
    """

    asked_at: str
    asked_by: str
    ended_at: str
    purged: dict[str, int]


AccountWork = Literal["deletion", "export"]


@dataclass(frozen=True)
class AccountTask:
    """Long work on one account. Times are in Unix seconds.

    `step` is what is done next. `counts` are how many things of each kind there were when the work began, `done` is how
    many documents of them are done. `username` is the user pool's name for the account, None where it is not known.
    `attempts` is how often the work was taken up since it last got on. Of an export: the id of the `archive`, its
    `bytes`, when it ended, and why it failed.
    """

    owner_id: str
    work: AccountWork
    step: str
    began_at: int
    username: str | None = None
    asked_by: Literal["person", "operator"] = "person"
    lease_token: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    done: int = 0
    attempts: int = 0
    archive: str = ""
    bytes: int = 0
    ended_at: int = 0
    failure: Failure | None = None


ExportState = Literal["none", "running", "ready", "failed"]


@dataclass(frozen=True)
class AccountExport:
    """How an archive of all that an account has stands. Times are ISO 8601 UTC.

    So many `documents` of `total` are in it. A `link` is given while it is `ready`, until `kept_until`.
    """

    state: ExportState
    documents: int = 0
    total: int = 0
    bytes: int = 0
    asked_at: str | None = None
    ended_at: str | None = None
    kept_until: str | None = None
    failure: Failure | None = None
    link: Link | None = None
