"""The rows by which collections are shared, in the messages' table.

`grant#<collection>#<grant>` lies beside the collection. Its pointer lies under `invited#<digest of the address>`, or
under `invited#everyone`, which are no owner's, with the collection's id as its own. `membership#<collection>` lies
under the person who has accepted. A pointer or a membership names the grant and gives nothing without it.
"""

import hashlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr

from chalicelib.adapters.dynamo.client import Item, to_item
from chalicelib.adapters.dynamo.messages import key_of
from chalicelib.adapters.dynamo.stored import read
from chalicelib.adapters.dynamo.updates import entry
from chalicelib.models import Grant, Membership

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

GRANT = "grant#"
MEMBERSHIP = "membership#"
INVITED = "invited#"  # A digest has no `#`, so no owner is named like a pointer's partition.
EVERYONE = f"{INVITED}everyone"
OFFERED = key_of(EVERYONE, "#offered")  # Counts the collections that everyone of the stage may read.


def invited(email: str) -> str:
    """The partition of the pointers for an address."""
    return INVITED + hashlib.sha256(email.encode()).hexdigest()


def key_of_grant(owner_id: str, collection_id: str, grant_id: str) -> Item:
    return key_of(owner_id, f"{GRANT}{collection_id}#{grant_id}")


def key_of_membership(person_id: str, collection_id: str) -> Item:
    return key_of(person_id, f"{MEMBERSHIP}{collection_id}")


def key_of_pointer(grant: Grant) -> Item:
    partition = EVERYONE if grant.grantee == "everyone" else invited(grant.email or "")
    return key_of(partition, grant.collection_id)


def pointer_item(grant: Grant) -> Item:
    named = {"collection_owner": grant.owner_id, "collection_id": grant.collection_id, "grant_id": grant.id}
    return key_of_pointer(grant) | named


def named_grant(item: Item) -> Item | None:
    """The key of the grant that a pointer or a membership names; None for a row that names none."""
    parts = [item.get(name) for name in ("collection_owner", "collection_id", "grant_id")]
    return key_of_grant(*parts) if all(isinstance(part, str) for part in parts) else None  # type: ignore[arg-type]


def grant_item(grant: Grant) -> Item:
    fields = {name: value for name, value in asdict(grant).items() if value is not None}
    item: Item = to_item(fields)
    return item | key_of_grant(grant.owner_id, grant.collection_id, grant.id)


def grant_of(item: Item) -> Grant:
    return read(Grant, item | {"id": str(item.get("id", "")).rpartition("#")[2]})


def membership_of(item: Item) -> Membership:
    return read(Membership, item)


def put_new(table: "Table", item: Item) -> Item:
    """The part of a transaction that stores a row of which there is none."""
    return {"Put": {"TableName": table.name, "Item": item, "ConditionExpression": "attribute_not_exists(id)"}}


def remove(table: "Table", key: Item, **conditions: Any) -> Item:
    """The part of a transaction that deletes a row, while its fields have these values; None is a missing one."""
    expected = ["attribute_exists(id)"]
    names = {f"#{name}": name for name in conditions}
    values = {f":{name}": value for name, value in conditions.items() if value is not None}
    expected += [
        f"attribute_not_exists(#{name})" if value is None else f"#{name} = :{name}"
        for name, value in conditions.items()
    ]
    part: Item = {"TableName": table.name, "Key": key, "ConditionExpression": " AND ".join(expected)}
    part |= {"ExpressionAttributeNames": names} if names else {}
    return {"Delete": part | ({"ExpressionAttributeValues": values} if values else {})}


def count(table: "Table", key: Item, more: int, most: int | None = None, *, exists: bool = True) -> Item:
    """The part of a transaction that counts grants in a row, up to `most` where that is given."""
    room = None if most is None else Attr("grants").not_exists() | Attr("grants").lt(most)
    there = Attr("id").exists() if exists else None
    both = there & room if there is not None and room is not None else there or room
    return entry(table, key, {}, both, adds={"grants": more})
