"""Caps: what one owner, and what all owners of a stage together, may use in a day, and what an owner may keep.

A day is a UTC date.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from chalicelib.errors import BudgetExceededError, QuotaExceededError, StageBudgetExceededError
from chalicelib.models.common import DayUsage

GIB = 1024**3
GROUP_NAME = re.compile(r"[0-9A-Za-z_.+=,@-]{1,64}")  # Of groups of the user pool that may have caps.


@dataclass(frozen=True)
class Stored:
    """What an owner keeps: documents, the bytes of their files, notes, collections, those of others, sources.

    What is awaited counts as if it had come.
    """

    documents: int = 0
    bytes: int = 0
    notes: int = 0
    collections: int = 0
    memberships: int = 0
    sources: int = 0


@dataclass(frozen=True)
class QuotaChoice:
    """What an admin lets one person keep in place of the settings; None: as the settings say."""

    documents: int | None = None
    bytes: int | None = None


@dataclass(frozen=True)
class CapChoice:
    """What an admin lets a person or a group use in a day in place of the settings; None: as the settings say."""

    daily_questions: int | None = None
    daily_price_usd: float | None = None


@dataclass(frozen=True)
class Quota:
    """What an owner may keep. `memberships` bounds what each question of a member's rights reads."""

    documents: int = 10_000
    bytes: int = 20 * GIB
    notes: int = 1_000
    collections: int = 100
    memberships: int = 100
    sources: int = 20

    def chosen(self, choice: QuotaChoice) -> "Quota":
        return replace(self, **_chosen(choice))

    def check(self, stored: Stored, more: Stored) -> None:
        """Raises QuotaExceededError, which tells the person, where there is no room for `more`."""
        if more.documents > 0 and stored.documents + more.documents > self.documents:
            raise QuotaExceededError(
                f"You have {stored.documents:,} of {self.documents:,} documents. Please delete some first.",
                {"of": "documents", "used": stored.documents, "allowed": self.documents, "needed": more.documents},
            )
        if more.bytes > 0 and stored.bytes + more.bytes > self.bytes:
            raise QuotaExceededError(
                f"Your documents take {_size(stored.bytes)} of {_size(self.bytes)}, and this file has "
                f"{_size(more.bytes)}. Please delete some first.",
                {"of": "bytes", "used": stored.bytes, "allowed": self.bytes, "needed": more.bytes},
            )
        if more.notes > 0 and stored.notes + more.notes > self.notes:
            raise QuotaExceededError(
                f"You have {stored.notes:,} of {self.notes:,} notes. Please delete some first.",
                {"of": "notes", "used": stored.notes, "allowed": self.notes, "needed": more.notes},
            )
        if more.collections > 0 and stored.collections + more.collections > self.collections:
            used, allowed = stored.collections, self.collections
            raise QuotaExceededError(
                f"You have {used:,} of {allowed:,} collections. Please delete some first.",
                {"of": "collections", "used": used, "allowed": allowed, "needed": more.collections},
            )
        if more.memberships > 0 and stored.memberships + more.memberships > self.memberships:
            used, allowed = stored.memberships, self.memberships
            raise QuotaExceededError(
                f"{used:,} of {allowed:,} collections are shared with you. Please leave some first.",
                {"of": "memberships", "used": used, "allowed": allowed, "needed": more.memberships},
            )
        if more.sources > 0 and stored.sources + more.sources > self.sources:
            raise QuotaExceededError(
                f"You have {stored.sources:,} of {self.sources:,} sources. Please remove some first.",
                {"of": "sources", "used": stored.sources, "allowed": self.sources, "needed": more.sources},
            )


def most_of(choices: Iterable[CapChoice]) -> CapChoice:
    """The caps of somebody in several groups: the largest of each that any of them chooses."""
    chosen: dict[str, Any] = {}
    for choice in choices:
        for name, value in _chosen(choice).items():
            chosen[name] = max(value, chosen.get(name, value))
    return CapChoice(**chosen)


def _chosen(choice: CapChoice | QuotaChoice) -> dict[str, Any]:
    return {name: value for name, value in asdict(choice).items() if value is not None}


def _size(count: int) -> str:
    """Bytes as a person reads them."""
    return f"{count / GIB:.1f} GB" if count >= GIB else f"{count / 1024**2:.1f} MB"


@dataclass(frozen=True)
class StageCaps:
    """What all owners of a stage together may use in a day."""

    daily_questions: int = 5_000
    daily_price_usd: float = 10.0

    def check(self, today: DayUsage) -> None:
        """Raises StageBudgetExceededError when the stage may take no further question today."""
        if today.questions >= self.daily_questions:
            raise StageBudgetExceededError
        self.check_price(today)

    def check_price(self, today: DayUsage, price_usd: float = 0.0) -> None:
        """Raises StageBudgetExceededError when the stage may make no further model call today, or none that costs so
        much."""
        if today.price_usd >= self.daily_price_usd or today.price_usd + price_usd > self.daily_price_usd:
            raise StageBudgetExceededError


@dataclass(frozen=True)
class Allowance:
    """The smaller daily price of a new account during its first days. No days: there is no such time."""

    days: int = 0
    daily_price_usd: float = 0.25


@dataclass(frozen=True)
class Caps:
    """What an owner may use in a day, how many answers may be made for one at once, and the stage's own caps."""

    daily_questions: int
    daily_price_usd: float
    parallel_answers: int
    stage: StageCaps = StageCaps()
    allowance: Allowance = Allowance()

    def chosen(self, choice: CapChoice) -> "Caps":
        return replace(self, **_chosen(choice))

    def on(self, day: str, first_day: str | None) -> "Caps":
        """The caps of an owner on `day` whose first day of use was `first_day`; None: this day is the first."""
        began = date.fromisoformat(first_day or day)
        if date.fromisoformat(day) >= began + timedelta(days=self.allowance.days):
            return self
        return replace(self, daily_price_usd=min(self.daily_price_usd, self.allowance.daily_price_usd))

    def check(self, today: DayUsage) -> None:
        """Whether another question may be asked; raises BudgetExceededError, which tells the person."""
        if today.questions >= self.daily_questions:
            raise BudgetExceededError(
                f"You have asked {self.daily_questions} questions today, which is the limit. Please come back tomorrow."
            )
        self.check_price(today)

    def check_price(self, today: DayUsage, price_usd: float = 0.0) -> None:
        """Whether a model call that costs so much may be made; raises BudgetExceededError."""
        left = self.daily_price_usd - today.price_usd
        if left <= 0:
            price = f"${self.daily_price_usd:.2f}"
            raise BudgetExceededError(f"Today's budget of {price} is used up. Please come back tomorrow.")
        if price_usd > left:
            raise BudgetExceededError(
                f"This answer would cost about ${price_usd:.2f}, and ${left:.2f} of today's budget is left. Please ask "
                "for less, or come back tomorrow."
            )
