"""Values of no single part: ids, times, pages of a list, who calls and what is used."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from chalicelib.models.programs import Scope

MAX_ADDRESS_CHARACTERS = 254
ADDRESS = re.compile(r"[!-?\[-~]{1,64}@[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")
"""An e-mail address in small letters. Letters beyond ASCII are refused, so that none looks like another."""


def new_id() -> str:
    """A new ULID: opaque, unique, sorts by time."""
    from ulid import ULID  # Loaded here: a seventh of the start of the process that reads a slice, which makes no ids.

    return str(ULID())


def timestamp(at: datetime | None = None) -> str:
    """`at`, or now, as ISO 8601 UTC with milliseconds and `Z`."""
    moment = (at or datetime.now(UTC)).astimezone(UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class Page[T]:
    """One page of a list; `next_position` is where the next one begins, None on the last."""

    items: tuple[T, ...]
    next_position: str | None = None


@dataclass(frozen=True)
class Link:
    url: str
    expires_at: str


@dataclass(frozen=True)
class Failure:
    """Why something failed: `code` for programs, `message` a sentence for the person."""

    code: str
    message: str
    retryable: bool


@dataclass(frozen=True)
class Identity:
    """Who calls: the token's `sub`, and when the token runs out (Unix seconds).

    `username` is the user pool's own name for the account. At `signed_in_at` (Unix seconds) the person last signed in
    by password or company; renewing a token does not change it. `scopes` are what a program may do in the
    person's name; None is the person itself. `client` names the program, None is the page: `token_` and a token's id,
    or `app_` and the id of an app client of the pool. `email` is the person's own address, in small letters, where the
    pool has verified it; None for programs.
    `groups` are those of the user pool that an ID token names, an hour old at most; programs have none.
    """

    owner_id: str
    expires_at: int
    username: str | None = None
    signed_in_at: int = 0
    scopes: frozenset[Scope] | None = None
    client: str | None = None
    email: str | None = None
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Connection:
    """An open socket. It may act for its owner until `expires_at` (Unix seconds).

    `frames` counts those that came from it in the running minute. `client` opened it, as in Identity.
    """

    id: str
    owner_id: str
    expires_at: int
    frames: int = 0
    client: str | None = None


@dataclass(frozen=True)
class Usage:
    """Tokens of the model calls behind one answer, and their price in US dollars."""

    input_tokens: int = 0
    output_tokens: int = 0
    price_usd: float = 0.0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.price_usd + other.price_usd,
        )


@dataclass(frozen=True)
class DayUsage:
    """What an owner used on `day` (YYYY-MM-DD, UTC)."""

    day: str
    questions: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    embedded_tokens: int = 0
    price_usd: float = 0.0


@dataclass(frozen=True)
class ClientUsage:
    """What was asked by a program in some days: its questions, and the price of them and of its searches in US dollars.

    `client` is as in Identity, or `other` for those beyond the number that is told apart.
    """

    client: str
    questions: int = 0
    price_usd: float = 0.0
