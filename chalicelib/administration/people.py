"""People and what they used: counters alone, a page at a time.

The user pool has the list. For each person of a page the rows that count are read: no document, no chat, no name.
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.administration.acts import new_act
from chalicelib.administration.roles import CapChoices, KnownAccounts, PoolPeople, StoredOfEach, UsedDays
from chalicelib.errors import NotFoundError
from chalicelib.models import Account, Identity, Page, Stored
from chalicelib.models.administration import Person, PoolPerson, Used
from chalicelib.models.caps import CapChoice, QuotaChoice

QUOTA = ("documents", "bytes")  # Fields of QuotaChoice; the other caps are of a day.


@dataclass(frozen=True)
class People:
    pool: PoolPeople
    accounts: KnownAccounts
    stored: StoredOfEach
    usage: UsedDays
    choices: CapChoices

    def page(self, month: str, prefix: str | None, limit: int, after: str | None) -> Page[Person]:
        """What people used in a month (YYYY-MM), and what they keep now."""
        listed = self.pool.people(limit, prefix, after)
        owners = [person.id for person in listed.items]
        accounts, stored = self.accounts.find_each(owners), self.stored.of_each(owners)
        first, last = days_of(month)
        people = (
            _person(person, accounts[person.id], self.usage.used(person.id, first, last), *stored[person.id])
            for person in listed.items
        )
        return Page(tuple(people), listed.next_position)

    def choose(self, admin: Identity, owner_id: str, caps: Mapping[str, float | None]) -> None:
        """Set a person's caps from the next question on; None: as the settings say.

        Raises NotFoundError for somebody who is not in the pool, ConflictError for an account that ends.
        """
        if self.pool.username_of(owner_id) is None:
            raise NotFoundError
        quota = {name: None if (value := caps[name]) is None else int(value) for name in QUOTA if name in caps}
        of_a_day = {name: value for name, value in caps.items() if name not in QUOTA}
        act = new_act(admin, "caps_changed", owner_id, {name: _text(value) for name, value in caps.items()})
        self.choices.choose_for_person(act, of_a_day, quota)


def days_of(month: str) -> tuple[str, str]:
    """The first and the last day of a month (YYYY-MM)."""
    year, number = map(int, month.split("-"))
    return f"{month}-01", f"{month}-{calendar.monthrange(year, number)[1]:02}"


def texts_of(caps: CapChoice) -> dict[str, str]:
    """A choice as the details of an act."""
    return {
        "daily_questions": _text(caps.daily_questions),
        "daily_price_usd": _text(caps.daily_price_usd),
    }


def _text(value: float | None) -> str:
    return "default" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _person(person: PoolPerson, account: Account, used: Used, stored: Stored, quota: QuotaChoice) -> Person:
    return Person(
        account=person,
        ended=account.ended,
        groups=account.groups,
        seen_at=account.confirmed_at,
        used=used,
        stored=stored,
        caps=account.caps,
        quota=quota,
    )
