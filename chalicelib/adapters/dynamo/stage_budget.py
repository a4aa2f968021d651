"""What all owners of a stage together use in a day, and the cap on it.

The count lies in the table of usage, in rows of no owner: an owner is a Cognito `sub`, which has no `#` in it. It is
spread over several rows, because DynamoDB refuses a transaction on an item that another transaction is writing: with
one row every question of the stage would meet every other. Each row has its share of the caps.

A question reserves what an answer usually costs, in the transaction that takes it; its end puts the real price in place
of that. A reservation whose function was killed stays for the rest of its day: the model was most likely paid for.
"""

import logging
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr

from chalicelib.adapters.dynamo.client import Item, again_when_taken, get_many, to_item
from chalicelib.adapters.dynamo.daily_questions import below
from chalicelib.adapters.dynamo.stored import nested
from chalicelib.adapters.dynamo.updates import update
from chalicelib.errors import StageBudgetExceededError
from chalicelib.models import DayUsage, StageCaps

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

log = logging.getLogger(__name__)

SHARDS = 8  # Rows a day.
USUAL_PROMPT_TOKENS = 4_500  # The sources, the rules and a little history.
USUAL_ANSWER_TOKENS = 600  # A page of text.
CAP_REACHED = "The stage's daily cap is reached"  # The template counts the log lines that say this.


@dataclass(frozen=True)
class Reservation:
    """What one answer is expected to cost (US dollars), and the row that holds it until the answer ends."""

    day: str
    shard: int
    price_usd: float


@dataclass(frozen=True)
class _Reserved:
    shard: int
    usd: float


class StageBudget:
    """In the table of usage. A day is YYYY-MM-DD."""

    def __init__(self, dynamo: "DynamoDBServiceResource", usage: str, caps: StageCaps) -> None:
        self._dynamo = dynamo
        self._table = dynamo.Table(usage)
        self._caps = caps

    def keys(self, day: str) -> list[Item]:
        """Of the rows that the checks read."""
        return [_key(day, shard) for shard in range(SHARDS)]

    def check(self, day: str, items: Sequence[Item]) -> None:
        """Raises StageBudgetExceededError when the stage takes no further question on this day. It has these rows."""
        with _logged():
            self._caps.check(_sum(day, self._read(day, items)))

    def check_price(self, day: str, price_usd: float, items: Sequence[Item]) -> None:
        """Raises StageBudgetExceededError when the stage makes no further model call on this day, or none so dear."""
        with _logged():
            self._caps.check_price(_sum(day, self._read(day, items)), price_usd)

    # Questions

    def reservation(self, day: str, price_usd: float) -> Reservation:
        return Reservation(day, _any(range(SHARDS)), price_usd)

    def another(self, lost: Reservation) -> Reservation:
        """The same reservation in a row with room; raises StageBudgetExceededError when no row has any."""
        rows = self._rows(lost.day)
        with _logged():
            self._caps.check(_sum(lost.day, rows))
            room = [shard for shard in range(SHARDS) if self._has_room(shard, rows.get(shard, DayUsage(lost.day)))]
            if not room:
                raise StageBudgetExceededError
        return replace(lost, shard=_any(room))

    def entry(self, reservation: Reservation) -> Item:
        """The part of a transaction that counts a question; its condition is lost when the row's share is used up."""
        questions, price = self._share(reservation.shard)
        condition, values = below({"questions": questions, "price_usd": price})
        update = {
            "TableName": self._table.name,
            "Key": _key(reservation.day, reservation.shard),
            "UpdateExpression": "ADD questions :one, price_usd :reserved",
            "ConditionExpression": condition,
            "ExpressionAttributeValues": {**values, ":one": 1, ":reserved": to_item(reservation.price_usd)},
        }
        return {"Update": update}

    def settle(self, reservation: Reservation, price_usd: float) -> None:
        """Replace the reservation by the real price (US dollars)."""
        difference = to_item(float(price_usd)) - to_item(float(reservation.price_usd))
        if difference and not self._add(reservation.day, reservation.shard, difference):
            log.error("A row of the stage's budget takes no amount")

    # Everything else that is paid for

    def add(self, day: str, price_usd: float) -> None:
        if price_usd:
            shards = random.sample(range(SHARDS), SHARDS)
            if not any(self._add(day, shard, to_item(float(price_usd))) for shard in shards):
                log.error("No row of the stage's budget takes an amount")

    @again_when_taken
    def _add(self, day: str, shard: int, dollars: Decimal) -> bool:
        """False if what the row holds is no amount."""
        countable = Attr("price_usd").not_exists() | Attr("price_usd").attribute_type("N")
        return update(self._table, _key(day, shard), {}, condition=countable, adds={"price_usd": dollars}) is not None

    def _rows(self, day: str) -> dict[int, DayUsage]:
        return self._read(day, get_many(self._dynamo, self._table.name, self.keys(day)))

    def _read(self, day: str, items: Sequence[Item]) -> dict[int, DayUsage]:
        used = {_shard(item): nested(DayUsage, {**item, "day": day}) for item in items}
        return {shard: self._full(day, shard) if row is None else row for shard, row in used.items()}

    def _full(self, day: str, shard: int) -> DayUsage:
        """A row that cannot be read: nobody knows how much of its share is left, so all of it counts as used."""
        questions, price = self._share(shard)
        return DayUsage(day, questions, price_usd=price)

    def _has_room(self, shard: int, used: DayUsage) -> bool:
        questions, price = self._share(shard)
        return used.questions < questions and used.price_usd < price

    def _share(self, shard: int) -> tuple[int, float]:
        """A row's part of the caps: of the questions the first rows take what does not divide."""
        questions, rest = divmod(self._caps.daily_questions, SHARDS)
        return questions + (shard < rest), self._caps.daily_price_usd / SHARDS


def reserved_field(reservation: Reservation) -> Item:
    """What a message carries of its reservation. Few bytes, since every flush of an answer writes them again."""
    return {"reserved": {"shard": reservation.shard, "usd": to_item(float(reservation.price_usd))}}


def reservation_of(message: Item) -> Reservation | None:
    """The reservation that a message carries; its day is that on which the message was asked for."""
    reserved, day = nested(_Reserved, message.get("reserved")), message.get("created_at")
    return Reservation(day[:10], reserved.shard, reserved.usd) if reserved and isinstance(day, str) else None


@contextmanager
def _logged() -> Iterator[None]:
    """Log each refusal, so that an alarm can count them."""
    try:
        yield
    except StageBudgetExceededError:
        log.warning(CAP_REACHED)
        raise


def _sum(day: str, rows: dict[int, DayUsage]) -> DayUsage:
    used = rows.values()
    return DayUsage(day, sum(row.questions for row in used), price_usd=sum(row.price_usd for row in used))


def _any(shards: Any) -> int:
    return int(random.choice(shards))  # noqa: S311  It spreads writes; nobody gains by guessing it.


def _key(day: str, shard: int) -> dict[str, Any]:
    return {"owner_id": f"stage#{shard}", "day": day}


def _shard(item: Item) -> int:
    return int(str(item["owner_id"]).removeprefix("stage#"))
