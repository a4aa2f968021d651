"""An account, as far as Grail has to know it: whether it has ended."""

from dataclasses import dataclass
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
