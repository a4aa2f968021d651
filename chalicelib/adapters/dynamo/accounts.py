"""Which accounts have ended: a row an account, beside its rows of usage, which most work reads anyway.

The row stays when everything else of an account is gone. It holds no word and no address: an id, which ended when.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Attr

from chalicelib.adapters.dynamo.client import Item, dynamo_errors, from_item, get_many
from chalicelib.adapters.dynamo.stored import read, readable
from chalicelib.adapters.dynamo.updates import update
from chalicelib.errors import AccountEndedError
from chalicelib.models import Account, AccountEnd, Receipt

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

ROW = "account"  # In the place of a day, behind which it sorts.


class DynamoAccounts:
    """In the table of usage. `now` gives the time in Unix seconds."""

    def __init__(self, dynamo: "DynamoDBServiceResource", usage: str, now: Callable[[], float] = time.time) -> None:
        self._dynamo = dynamo
        self._table = dynamo.Table(usage)
        self._now = now

    def find(self, owner_id: str) -> Account:
        with dynamo_errors():
            item = self._table.get_item(Key=account_key(owner_id), ConsistentRead=True).get("Item")
        return read(Account, from_item(item)) if item else Account(owner_id)

    def find_each(self, owner_ids: Sequence[str]) -> Mapping[str, Account]:
        items = get_many(self._dynamo, self._table.name, [account_key(owner_id) for owner_id in owner_ids])
        stored = {account.owner_id: account for account in readable(items, lambda item: read(Account, item))}
        return {owner_id: stored.get(owner_id, Account(owner_id)) for owner_id in owner_ids}

    def end(self, owner_id: str, how: AccountEnd, *, by_pool: bool = False) -> None:
        now = int(self._now())
        fields: Item = {"ended": how, "by_pool": by_pool, "confirmed_at": now}
        stays = Attr("ended").is_in(["deleting", "deleted"])
        condition = ~stays if how == "disabled" else ~Attr("ended").eq("deleted")
        update(self._table, account_key(owner_id), fields, condition=condition, defaults={"ended_at": now})

    def reopen(self, owner_id: str) -> None:
        fields = ("ended", "ended_at", "by_pool")
        update(self._table, account_key(owner_id), {}, condition=Attr("ended").eq("disabled"), removes=fields)

    def finish(self, owner_id: str, receipt: Receipt) -> None:
        fields = {"ended": "deleted", "receipt": asdict(receipt), "confirmed_at": int(self._now())}
        update(self._table, account_key(owner_id), fields, removes=("username", "by_pool", "groups", "caps"))

    def confirm(self, owner_id: str, username: str | None, groups: Sequence[str] | None = None) -> None:
        fields: Item = {"confirmed_at": int(self._now()), "username": username}
        if groups is not None:
            fields["groups"] = list(groups)
        update(self._table, account_key(owner_id), fields, condition=Attr("ended").not_exists())


def account_key(owner_id: str) -> Item:
    return {"owner_id": owner_id, "day": ROW}


def is_day(row: Item) -> bool:
    """Whether a row of an owner in the table of usage is that of a day: beside them are the account and acts."""
    return str(row["day"])[:1].isdigit()


def refuse_ended(row: Item) -> None:
    """Raises AccountEndedError if the row of an account says so."""
    if row.get("ended"):
        raise AccountEndedError
