"""What an admin sees and does: counters of people, documents in trouble, acts. Never a word of anyone's."""

from dataclasses import dataclass, field
from typing import Literal

from chalicelib.models.accounts import AccountEnd
from chalicelib.models.caps import CapChoice, QuotaChoice, Stored

ADMINS = "admins"  # The group of the user pool whose members are admins.
EVERYONE = "everyone"  # Whom an act concerns that changes something for all people of the stage.

ActName = Literal["caps_changed", "group_caps_changed", "model_switched", "documents_retried"]


@dataclass(frozen=True)
class Act:
    """What an admin (`by`, an owner id) did, and whom it concerns: an owner id, `group#` and its name, or EVERYONE.

    `details` are codes, ids and numbers as text.
    """

    id: str
    at: str
    by: str
    act: ActName
    concerns: str
    details: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PoolPerson:
    """An account as the user pool has it. `enabled`: it may sign in. `created_at` is ISO 8601 UTC."""

    id: str
    email: str | None
    enabled: bool
    created_at: str


@dataclass(frozen=True)
class Used:
    """What was used in some days: questions, and the price of everything in US dollars."""

    questions: int = 0
    price_usd: float = 0.0


@dataclass(frozen=True)
class Person:
    """Counters of one person. `seen_at` is known to five minutes (Unix seconds, 0: never)."""

    account: PoolPerson
    ended: AccountEnd | None
    groups: tuple[str, ...]
    seen_at: int
    used: Used
    stored: Stored
    caps: CapChoice
    quota: QuotaChoice


@dataclass(frozen=True)
class DocumentInTrouble:
    """A failed document without its name: why and since when (Unix seconds), its content type, its bytes."""

    owner_id: str
    id: str
    reason: str
    content_type: str
    size: int
    since: int


@dataclass(frozen=True)
class WeekCounts:
    """What all people of a stage were answered in a week (ISO 8601, such as `2026-W49`), and how they rated it."""

    week: str
    answers: int = 0
    refusals: int = 0
    failures: int = 0
    up: int = 0
    down: int = 0


@dataclass(frozen=True)
class UpkeepRecord:
    """The last pass of upkeep that was kept: when it ended (Unix seconds), and which chores failed."""

    at: int = 0
    failed: tuple[str, ...] = ()
