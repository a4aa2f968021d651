"""What admins did, in the table of usage: one row among all acts of the stage, one for whom the act concerns.

Rows are put and never changed: who writes them asks that there is none, and REST's function may delete nothing from
this table. What concerns one person lies under that person's id and ends with the account.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Attr, Key

from chalicelib.adapters.dynamo.client import Item, dynamo_errors, from_item, transact
from chalicelib.adapters.dynamo.owner_caps import OF_GROUP
from chalicelib.adapters.dynamo.stored import read, readable
from chalicelib.adapters.dynamo.updates import entry
from chalicelib.errors import ConflictError
from chalicelib.models import Page
from chalicelib.models.administration import EVERYONE, Act
from chalicelib.models.caps import GROUP_NAME

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

ACT = "act#"  # Begins the second part of the key.
ALL = "stage#acts"  # In the place of an owner: every act.


class DynamoActs:
    def __init__(self, dynamo: "DynamoDBServiceResource", usage: str) -> None:
        self._dynamo = dynamo
        self._table = dynamo.Table(usage)

    def write(self, act: Act, writes: Sequence[Item] = ()) -> None:
        """Write an act and what it changes, all or nothing; raises ConflictError where a condition is lost."""
        rows = [
            entry(self._table, _key(owner, act.id), _fields(act), Attr("day").not_exists())
            for owner in (ALL, _partition(act.concerns))
        ]
        if not transact(self._dynamo, [*rows, *writes]):
            raise ConflictError("This has changed meanwhile. Please look again.")

    def page(self, limit: int, after: str | None) -> Page[Act]:
        """All acts, the newest first; `after` is the id with which the page before ended."""
        return self._page(ALL, limit, after)

    def concerning(self, owner_id: str, groups: Sequence[str], limit: int) -> list[Act]:
        """The newest acts that concern a person: alone, by one of the groups, or with everyone."""
        named = [f"{OF_GROUP}{name}" for name in dict.fromkeys(groups) if GROUP_NAME.fullmatch(name)]
        acts = [act for concerns in (owner_id, EVERYONE, *named) for act in self._of(concerns, limit)]
        return sorted(acts, key=lambda act: act.id, reverse=True)[:limit]

    def _of(self, concerns: str, limit: int) -> Sequence[Act]:
        return self._page(_partition(concerns), limit, None).items

    def _page(self, owner: str, limit: int, after: str | None) -> Page[Act]:
        start: Item = {"ExclusiveStartKey": _key(owner, after)} if after else {}
        condition = Key("owner_id").eq(owner) & Key("day").begins_with(ACT)
        with dynamo_errors():
            answer = self._table.query(
                KeyConditionExpression=condition, Limit=limit, ScanIndexForward=False, ConsistentRead=True, **start
            )
        last = answer.get("LastEvaluatedKey")
        acts = tuple(readable(map(from_item, answer["Items"]), _act))
        return Page(acts, str(last["day"]).removeprefix(ACT) if last else None)


def _partition(concerns: str) -> str:
    """A person's own rows; those of a group and of everyone are no owner's."""
    shared = concerns == EVERYONE or concerns.startswith(OF_GROUP)
    return f"{ALL}#{concerns}" if shared else concerns


def _key(owner: str, act_id: str) -> Item:
    return {"owner_id": owner, "day": f"{ACT}{act_id}"}


def _fields(act: Act) -> Item:
    return {name: value for name, value in asdict(act).items() if name != "id"}


def _act(item: Item) -> Act:
    return read(Act, item | {"id": str(item["day"]).removeprefix(ACT)})
