"""What admins choose while the stage runs: caps of a person or a group, and which models are not to be asked.

Each choice is written in one transaction with the act that says who chose it. What nobody chose is as the settings
say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, Key

from chalicelib.adapters.dynamo.accounts import account_key
from chalicelib.adapters.dynamo.acts import DynamoActs
from chalicelib.adapters.dynamo.client import Item, dynamo_errors, from_item, query_all, to_item
from chalicelib.adapters.dynamo.owner_caps import CHOICES, OF_GROUP, choice_of, group_key
from chalicelib.adapters.dynamo.quotas import StoredCounts
from chalicelib.adapters.dynamo.updates import entry
from chalicelib.errors import ConflictError
from chalicelib.models.administration import Act
from chalicelib.models.caps import CapChoice

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

MODELS = {"owner_id": CHOICES, "day": "models"}
MOST_GROUPS = 50
TRIES = 5


class DynamoChoices:
    """In the table of usage; an owner's quota is beside the counts of it."""

    def __init__(self, dynamo: "DynamoDBServiceResource", usage: str, stored: StoredCounts, acts: DynamoActs) -> None:
        self._table = dynamo.Table(usage)
        self._stored = stored
        self._acts = acts

    # Caps

    def choose_for_person(
        self, act: Act, caps: Mapping[str, float | None], quota: Mapping[str, int | None]
    ) -> CapChoice:
        """Set fields of a person's caps and quota, None: as the settings say; the caps as they are afterwards.

        Raises ConflictError for an account that is deleted or being deleted.
        """
        for _ in range(TRIES):
            row = self._row(account_key(act.concerns))
            chosen = CapChoice(**{**asdict(choice_of(row)), **caps})
            unchanged = Attr("caps").eq(to_item(row["caps"])) if "caps" in row else Attr("caps").not_exists()
            lives = ~Attr("ended").is_in(["deleting", "deleted"])
            writes = [entry(self._table, account_key(act.concerns), {"caps": _fields(chosen)}, unchanged & lives)]
            writes += [write] if (write := self._stored.choose(act.concerns, quota)) else []
            try:
                self._acts.write(act, writes)
            except ConflictError:
                continue
            return chosen
        raise ConflictError("This account is changing, or has ended. Please look again.")

    def choose_for_group(self, act: Act, name: str, caps: CapChoice) -> None:
        """Replace the caps of a group, whose name matches GROUP_NAME. Raises ConflictError beyond 50 groups."""
        groups = self.groups()
        if name not in groups and len(groups) >= MOST_GROUPS and caps != CapChoice():
            raise ConflictError(f"At most {MOST_GROUPS} groups have caps of their own.")
        self._acts.write(act, [entry(self._table, group_key(name), {"caps": _fields(caps)}, None)])

    def groups(self) -> Mapping[str, CapChoice]:
        """Those for which something is chosen."""
        condition = Key("owner_id").eq(CHOICES) & Key("day").begins_with(OF_GROUP)
        rows = query_all(self._table, KeyConditionExpression=condition, ConsistentRead=True)
        chosen = {str(row["day"]).removeprefix(OF_GROUP): choice_of(row) for row in rows}
        return {name: choice for name, choice in chosen.items() if choice != CapChoice()}

    # Models

    def models_off(self) -> frozenset[str]:
        """Ids of the models that nobody may ask now."""
        off = self._row(MODELS).get("off")
        return frozenset(off) if isinstance(off, set) else frozenset()

    def switch(self, act: Act, model: str, *, on: bool, all_models: Sequence[str]) -> None:
        """Let a model be asked, or not. Raises ConflictError where none of `all_models` would be left."""
        off = self.models_off()
        if not on and not set(all_models) - off - {model}:
            raise ConflictError("One model at least stays on.")
        condition = Attr("off").eq(set(off)) if off else Attr("off").not_exists()
        after = off - {model} if on else off | {model}
        sets: dict[str, Any] = {"off": set(after)} if after else {}
        self._acts.write(act, [entry(self._table, MODELS, sets, condition, () if after else ("off",))])

    def _row(self, key: Item) -> Item:
        with dynamo_errors():
            item = self._table.get_item(Key=key, ConsistentRead=True).get("Item", {})
        return from_item(item)  # type: ignore[no-any-return]


def _fields(choice: CapChoice) -> Item:
    return {name: value for name, value in asdict(choice).items() if value is not None}
