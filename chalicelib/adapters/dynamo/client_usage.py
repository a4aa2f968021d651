"""Which program asked how much, in the row of an owner's day: two numbers for each, beside those of the day.

A row has a bounded size: programs beyond so many a day are counted together. What no program asked for is the page's,
and is not counted apart: it is what is left of the day's numbers.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Attr

from chalicelib.adapters.dynamo.client import Item
from chalicelib.adapters.dynamo.updates import update
from chalicelib.models import ClientUsage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

MOST_CLIENTS = 30  # Of one owner and day.
OTHER = "other"
_FIELD = re.compile(r"by_(\w+)_(questions|price_usd)")
_COUNT = "clients"


def add(table: "Table", key: Item, amounts: Item, client: str, questions: int = 0) -> None:
    """Add `amounts` to a day's row, and their price and `questions` to what a program asked.

    One write for a program that the row knows; it takes up to three to find out that it has no room for another one.
    """
    name = re.sub(r"\W", "_", client)
    known = Attr(_field(name, "questions")).exists()
    has_room = Attr(_COUNT).not_exists() | Attr(_COUNT).lt(MOST_CLIENTS)
    own = amounts | _own(name, questions, amounts)
    if update(table, key, {}, condition=known, adds=own) is not None:
        return
    if update(table, key, {}, condition=has_room, adds=own | {_COUNT: 1}) is None:
        update(table, key, {}, adds=amounts | _own(OTHER, questions, amounts))


def _own(name: str, questions: int, amounts: Item) -> Item:
    """Both fields are there from the first use on, be it zero."""
    return {_field(name, "questions"): questions, _field(name, "price_usd"): amounts.get("price_usd", 0.0)}


def _field(name: str, what: str) -> str:
    return f"by_{name}_{what}"


def of(rows: Iterable[Item]) -> list[ClientUsage]:
    """Of several days together, the dearest program first. A field that holds no number is passed over."""
    questions: Counter[str] = Counter()
    prices: dict[str, float] = {}
    for row in rows:
        for field, value in row.items():
            match = _FIELD.fullmatch(field)
            if match is None or isinstance(value, bool) or not isinstance(value, int | float):
                continue
            client, what = match.groups()
            prices.setdefault(client, 0.0)
            if what == "questions":
                questions[client] += int(value)
            else:
                prices[client] += float(value)
    usages = [ClientUsage(client, questions[client], price) for client, price in prices.items()]
    return sorted(usages, key=lambda usage: (-usage.price_usd, -usage.questions, usage.client))
