"""An account, as far as Grail has to know it: whether it has ended."""

from dataclasses import dataclass, field
from typing import Literal

AccountEnd = Literal["disabled", "deleting", "deleted"]


@dataclass(frozen=True)
class Account:
    """`ended` is None while the account may do anything; `by_pool` says that the user pool was seen to have ended it.

    `username` is the pool's name for the account, as the last token told it. At `confirmed_at` (Unix seconds) the pool
    last said how the account stands.
    """

    owner_id: str
    ended: AccountEnd | None = None
    by_pool: bool = False
    username: str | None = None
    confirmed_at: int = 0
    receipt: "Receipt | None" = None


@dataclass(frozen=True)
class Receipt:
    """What the deletion of an account purged: how many things of each kind there were. At `ended_at` nothing was left.

    Times are ISO 8601 UTC.
    """

    asked_at: str
    asked_by: str
    ended_at: str
    purged: dict[str, int]


AccountWork = Literal["deletion"]


@dataclass(frozen=True)
class AccountTask:
    """Long work on one account. Times are in Unix seconds.

    `step` is what is done next. `counts` are how many things of each kind there were when the work began. `username` is
    the user pool's name for the account, None where it is not known.
    """

    owner_id: str
    work: AccountWork
    step: str
    began_at: int
    username: str | None = None
    asked_by: Literal["person", "operator"] = "person"
    lease_token: str = ""
    counts: dict[str, int] = field(default_factory=dict)
