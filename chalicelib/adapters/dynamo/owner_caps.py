"""Which caps hold for an owner on a day: those of the settings, or what an admin chose for a group or for this person.

The row of an account has what was chosen for the person, and the groups; each group with caps has a row of its own.
They are read with each question, so that a change holds for the next one.

During its first days a new account has a smaller allowance, unless a price was chosen for the person. The owner's
oldest row of usage tells its first day. The first question writes that row, in the transaction that takes the
question, so an account cannot use anything and stay new.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Key

from chalicelib.adapters.dynamo.accounts import account_key
from chalicelib.adapters.dynamo.client import Item, dynamo_errors, from_item, get_many
from chalicelib.adapters.dynamo.stored import nested
from chalicelib.models import Caps
from chalicelib.models.caps import GROUP_NAME, CapChoice, most_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

AFTER_DAYS = ":"  # Days begin with a digit, and the other rows of an account do not.
CHOICES = "stage#choices"  # In the place of an owner: what admins chose for groups, and of models.
OF_GROUP = "group#"  # Begins the part of a key that names a group.


class OwnerCaps:
    """`usage` is the table that has a row for each owner and day."""

    def __init__(self, dynamo: "DynamoDBServiceResource", usage: str, caps: Caps) -> None:
        self._dynamo = dynamo
        self._usage = dynamo.Table(usage)
        self._caps = caps

    def of(self, owner_id: str, day: str, account: Item | None = None) -> Caps:
        """`account` is the row of the owner's account, where it was just read."""
        row = self._account(owner_id) if account is None else account
        groups = row.get("groups")
        caps = self._caps.chosen(self._of_groups(groups if isinstance(groups, list) else []))
        if caps.allowance.days > 0:
            caps = caps.on(day, self._first_day(owner_id))
        return caps.chosen(choice_of(row))

    def _account(self, owner_id: str) -> Item:
        with dynamo_errors():
            item = self._usage.get_item(Key=account_key(owner_id), ConsistentRead=True).get("Item", {})
        return from_item(item)  # type: ignore[no-any-return]

    def _of_groups(self, names: Sequence[object]) -> CapChoice:
        known = dict.fromkeys(name for name in names if isinstance(name, str) and GROUP_NAME.fullmatch(name))
        if not known:
            return CapChoice()
        rows = get_many(self._dynamo, self._usage.name, [group_key(name) for name in known])
        return most_of(choice_of(row) for row in rows)

    def _first_day(self, owner_id: str) -> str | None:
        with dynamo_errors():
            answer = self._usage.query(
                KeyConditionExpression=Key("owner_id").eq(owner_id) & Key("day").lt(AFTER_DAYS),
                ProjectionExpression="#day",
                ExpressionAttributeNames={"#day": "day"},
                ConsistentRead=True,
                Limit=1,
            )
        return next((str(item["day"]) for item in answer["Items"]), None)


def group_key(name: str) -> Item:
    return {"owner_id": CHOICES, "day": f"{OF_GROUP}{name}"}


def choice_of(row: Item) -> CapChoice:
    """The caps in the row of an account or a group; what cannot be read was not chosen."""
    return nested(CapChoice, row.get("caps")) or CapChoice()
