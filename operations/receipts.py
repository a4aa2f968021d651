"""Deleting an account for its owner, and the receipt of it: signed by the stage, checked against what is stored."""

import hashlib
import hmac
import json
import secrets
from dataclasses import asdict
from pathlib import Path
from typing import Any

from boto3.dynamodb.conditions import Attr

from chalicelib.adapters.dynamo.client import ConditionLostError, dynamo_errors
from chalicelib.wiring import Services
from operations.inventory import Inventory

FUNCTION_SECONDS = 24 * 3600.0  # An operator's machine has time.
KEY = {"owner_id": "stage#receipts", "day": "key"}  # Beside the stage's budget; it survives `make destroy`.


class ReceiptError(Exception):
    """A receipt cannot be given, or does not hold; the message is for the operator."""


def forget(services: Services, owner_id: str) -> None:
    """Begin the deletion of an account and purge a first time; upkeep brings it to its end within a quarter of an hour.

    Done again it goes on where it was. What came back of an account that was deleted, as with a restored table, goes.
    """
    if services.adapters.accounts.find(owner_id).ended == "deleted":
        for kind in services.adapters.belongings:
            kind.purge(owner_id, lambda: True, last=True)
        return
    username = services.adapters.user_pool.username_of(owner_id)
    services.accounts.deletion.begin(owner_id, username, "operator")
    services.accounts.deletion.run(owner_id, lambda: FUNCTION_SECONDS)


def receipt(services: Services, inventory: Inventory, owner_id: str) -> dict[str, Any]:
    """The signed receipt of a deletion; raises ReceiptError while there is none."""
    account = services.adapters.accounts.find(owner_id)
    if account.receipt is None:
        going_on = services.adapters.account_tasks.find(owner_id, "deletion")
        raise ReceiptError("The deletion is still going on." if going_on else "This account was not deleted.")
    content = {"stage": services.settings.stage, "account": owner_id, **asdict(account.receipt)}
    return {**content, "signature": _signature(inventory, content)}


def verify(services: Services, inventory: Inventory, file: Path) -> str:
    """What a receipt proves; raises ReceiptError where it was changed, or where something of the account is stored."""
    try:
        content = json.loads(file.read_text())
        signature, owner_id = content.pop("signature"), content["account"]
    except (ValueError, KeyError, AttributeError) as error:
        raise ReceiptError("This is no receipt.") from error
    if not hmac.compare_digest(str(signature), _signature(inventory, content)):
        raise ReceiptError("The receipt was changed, or is of another stage.")
    left = {kind.name: kind.count(owner_id) for kind in services.adapters.belongings}
    if kept := {name: count for name, count in left.items() if count}:
        raise ReceiptError(f"Something of this account is stored again: {kept}. Type `forget {owner_id}`.")
    if services.adapters.user_pool.username_of(owner_id):
        raise ReceiptError("The account is in the user pool again.")
    return f"The receipt holds: of {sum(content['purged'].values())} things nothing is left."


def _signature(inventory: Inventory, content: dict[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
    return hmac.digest(_key(inventory), text, hashlib.sha256).hex()


def _key(inventory: Inventory) -> bytes:
    """The stage's own, made by whoever needs it first."""
    table = inventory.usage_table
    try:
        with dynamo_errors():
            fresh = {**KEY, "secret": secrets.token_hex(32)}
            table.put_item(Item=fresh, ConditionExpression=Attr("secret").not_exists())
    except ConditionLostError:
        pass  # It was made before.
    with dynamo_errors():
        return bytes.fromhex(str(table.get_item(Key=KEY, ConsistentRead=True)["Item"]["secret"]))
