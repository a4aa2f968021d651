"""What of others a person may read. Each question reads the grants, so a revocation holds from the next one on."""

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Key

from chalicelib.adapters.dynamo.client import Item, get_many, query_all
from chalicelib.adapters.dynamo.collections import COLLECTION, collection_of, key_of_collection
from chalicelib.adapters.dynamo.grant_rows import (
    EVERYONE,
    GRANT,
    MEMBERSHIP,
    grant_of,
    invited,
    key_of_grant,
    key_of_membership,
    membership_of,
    named_grant,
)
from chalicelib.adapters.dynamo.messages import key_of
from chalicelib.adapters.dynamo.stored import readable
from chalicelib.errors import NotFoundError
from chalicelib.models import Grant, Membership, Shared

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource


class SharedCollections:
    """Reads in the table `table`. `now` gives the time in Unix seconds."""

    def __init__(self, dynamo: "DynamoDBServiceResource", table: str, now: Callable[[], float] = time.time) -> None:
        self._dynamo = dynamo
        self._table = dynamo.Table(table)
        self._now = now

    def all_of(self, owner_id: str, collection_id: str | None = None) -> list[Grant]:
        """Those of a collection, or of all of the owner's, the oldest first."""
        begins = f"{GRANT}{collection_id}#" if collection_id else GRANT
        condition = Key("owner_id").eq(owner_id) & Key("id").begins_with(begins)
        return list(readable(query_all(self._table, KeyConditionExpression=condition, ConsistentRead=True), grant_of))

    def get(self, owner_id: str, collection_id: str, grant_id: str) -> Grant:
        """Raises NotFoundError."""
        grants = self.grants([key_of_grant(owner_id, collection_id, grant_id)])
        if not grants:
            raise NotFoundError
        return grants[0]

    def waiting(self, email: str) -> list[Shared]:
        """What an address may accept now."""
        condition = Key("owner_id").eq(invited(email))
        pointers = query_all(self._table, KeyConditionExpression=condition, ConsistentRead=True)
        shared = self._shared(list(pointers))
        return [one for one in shared if one.grant.email == email and one.grant.waits(self._now())]

    def memberships(self, person_id: str) -> list[Membership]:
        condition = Key("owner_id").eq(person_id) & Key("id").begins_with(MEMBERSHIP)
        rows = query_all(self._table, KeyConditionExpression=condition, ConsistentRead=True)
        return list(readable(rows, membership_of))

    def shared_with(self, person_id: str, collection_ids: Sequence[str] | None = None) -> list[Shared]:
        """What a person may read of others now: of these collections, or all. Two requests where ids are given."""
        if collection_ids is None:
            condition = Key("owner_id").eq(person_id) & Key("id").begins_with(MEMBERSHIP)
            conditions = [condition, Key("owner_id").eq(EVERYONE)]
            rows = [
                item
                for condition in conditions
                for item in query_all(self._table, KeyConditionExpression=condition, ConsistentRead=True)
            ]
        else:
            ids = dict.fromkeys(collection_ids)
            keys = [key_of_membership(person_id, id_) for id_ in ids] + [key_of(EVERYONE, id_) for id_ in ids]
            rows = get_many(self._dynamo, self._table.name, keys)
        best: dict[tuple[str, str], Shared] = {}
        for one in self._shared(rows):
            key = (one.collection.owner_id, one.collection.id)
            if one.grant.is_for(person_id) and one.collection.owner_id != person_id:
                known = best.get(key)
                best[key] = one if known is None or one.grant.outranks(known.grant) else known
        return sorted(best.values(), key=lambda one: one.collection.id, reverse=True)

    def readable(self, person_id: str, collection_ids: Sequence[str] | None = None) -> dict[str, tuple[str, ...]]:
        """The documents of others that a person may read now, by their owners."""
        ids: dict[str, dict[str, None]] = {}
        for one in self.shared_with(person_id, collection_ids):
            ids.setdefault(one.collection.owner_id, {}).update(dict.fromkeys(one.collection.documents))
        return {owner_id: tuple(documents) for owner_id, documents in ids.items()}

    def _shared(self, rows: Sequence[Item]) -> list[Shared]:
        """The collections whose grants pointers or memberships name, with these; without what is gone."""
        grants = [key for row in rows if (key := named_grant(row))]
        collections = [
            key_of_collection(row["collection_owner"], row["collection_id"]) for row in rows if named_grant(row)
        ]
        unique = {(key["owner_id"], key["id"]): key for key in (*grants, *collections)}
        items = get_many(self._dynamo, self._table.name, list(unique.values()))
        held = {
            (one.owner_id, one.id): one
            for one in readable((item for item in items if item["id"].startswith(COLLECTION)), collection_of)
        }
        given = readable((item for item in items if item["id"].startswith(GRANT)), grant_of)
        pairs = (((one.owner_id, one.collection_id), one) for one in given)
        return [Shared(held[pair], one) for pair, one in pairs if pair in held]

    def named(self, rows: Sequence[Item]) -> list[Grant]:
        return self.grants([key for row in rows if (key := named_grant(row))])

    def grants(self, keys: Sequence[Item]) -> list[Grant]:
        return list(readable(get_many(self._dynamo, self._table.name, keys), grant_of))
