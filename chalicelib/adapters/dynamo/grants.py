"""Grants in DynamoDB: each is written with its pointer and its collection's count in one transaction.

Every question of rights reads the grant itself, so revoking it ends them with the next read.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Attr

from chalicelib.adapters.dynamo.client import Item, get_many, transact
from chalicelib.adapters.dynamo.collections import COLLECTION, key_of_collection
from chalicelib.adapters.dynamo.grant_rows import (
    MEMBERSHIP,
    OFFERED,
    count,
    grant_item,
    key_of_grant,
    key_of_membership,
    key_of_pointer,
    pointer_item,
    put_new,
    remove,
)
from chalicelib.adapters.dynamo.messages import key_of
from chalicelib.adapters.dynamo.quotas import StoredCounts
from chalicelib.adapters.dynamo.shared_collections import SharedCollections
from chalicelib.adapters.dynamo.updates import check, entry
from chalicelib.errors import (
    CollectionNotFoundError,
    ConflictError,
    NotFoundError,
    QuotaExceededError,
    StoreBusyError,
)
from chalicelib.models import Grant, Membership, Stored, timestamp

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

MOST_OFFERED = 100  # Collections for everyone of the stage: whoever looks for a document reads all of them.
TRIES = 5  # Of a change whose rows others change at the same time.
BUSY = "The collection is being changed. Please try again."


class DynamoGrants(SharedCollections):
    """In the table `table`; `stored` counts memberships; a collection has at most `most` grants.

    `now` gives the time in Unix seconds.
    """

    def __init__(
        self,
        dynamo: "DynamoDBServiceResource",
        table: str,
        stored: StoredCounts,
        most: int,
        now: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(dynamo, table, now)
        self._stored = stored
        self._most = most

    def give(self, grant: Grant, by: Grant | None = None) -> None:
        """Store a new one; `by` is the grant of the manager who gives it, None is the owner.

        Raises CollectionNotFoundError, also where the manager's own grant is gone, ConflictError where the address
        has one already, QuotaExceededError.
        """
        collection = key_of_collection(grant.owner_id, grant.collection_id)
        writes = [
            count(self._table, collection, 1, self._most),
            put_new(self._table, grant_item(grant)),
            put_new(self._table, pointer_item(grant)),
        ]
        if grant.grantee == "everyone":
            writes.append(count(self._table, OFFERED, 1, MOST_OFFERED, exists=False))
        if by is not None:
            manages = Attr("right").eq("manager") & Attr("person_id").eq(by.person_id)
            writes.append(check(self._table, key_of_grant(by.owner_id, by.collection_id, by.id), manages))
        for _ in range(TRIES):
            if transact(self._dynamo, writes):
                return
            self._refuse(grant, by)
        raise StoreBusyError(BUSY)

    def _refuse(self, grant: Grant, by: Grant | None) -> None:
        """Say why a grant was not stored. Returns where it may be tried again: an old one had waited too long."""
        keys = [key_of_collection(grant.owner_id, grant.collection_id), key_of_pointer(grant), OFFERED]
        keys += [key_of_grant(by.owner_id, by.collection_id, by.id)] if by else []
        rows = {(item["owner_id"], item["id"]): item for item in get_many(self._dynamo, self._table.name, keys)}
        collection, pointer, offered, *own = (rows.get((key["owner_id"], key["id"])) for key in keys)
        if collection is None or None in own:
            raise CollectionNotFoundError
        if pointer is not None:
            before = self.named([pointer])
            if not before or before[0].person_id is not None or before[0].waits(self._now()):
                raise ConflictError("This collection is shared with them already.")
            self.revoke(before[0])
        elif collection.get("grants", 0) >= self._most:
            raise _no_room("grants of this collection", "grants", self._most)
        elif grant.grantee == "everyone" and offered and offered.get("grants", 0) >= MOST_OFFERED:
            raise _no_room("collections for everyone", "grants", MOST_OFFERED)

    def revoke(self, grant: Grant) -> None:
        """Delete it with its pointer, and the membership of who accepted it. Raises NotFoundError where it is gone."""
        for _ in range(TRIES):
            grant = self.get(grant.owner_id, grant.collection_id, grant.id)
            if transact(self._dynamo, list(self._removal(grant))):
                return
        raise StoreBusyError(BUSY)

    def drop(self, grant: Grant) -> None:
        """Revoke it, unless it is gone."""
        with suppress(NotFoundError):
            self.revoke(grant)

    def _removal(self, grant: Grant) -> Iterator[Item]:
        collection = key_of_collection(grant.owner_id, grant.collection_id)
        keys = [collection, key_of_pointer(grant)]
        if grant.person_id is not None:
            keys.append(key_of_membership(grant.person_id, grant.collection_id))
        for item in get_many(self._dynamo, self._table.name, keys):
            if str(item["id"]).startswith(COLLECTION):
                yield count(self._table, collection, -1)
            elif item.get("grant_id") == grant.id:  # A membership may have come by another grant since.
                yield remove(self._table, key_of(item["owner_id"], item["id"]), grant_id=grant.id)
                if str(item["id"]).startswith(MEMBERSHIP):
                    yield self._stored.entry(item["owner_id"], Stored(memberships=-1))
        if grant.grantee == "everyone":
            yield count(self._table, OFFERED, -1)
        key = key_of_grant(grant.owner_id, grant.collection_id, grant.id)
        yield remove(self._table, key, person_id=grant.person_id)

    def accept(self, person_id: str, grant: Grant) -> None:
        """Bind a grant to the person. Raises NotFoundError, ConflictError, QuotaExceededError."""
        key = key_of_grant(grant.owner_id, grant.collection_id, grant.id)
        waits = Attr("person_id").not_exists() & Attr("waits_until").gt(int(self._now())) & Attr("id").exists()
        moment = timestamp()
        membership = key_of_membership(person_id, grant.collection_id)
        named = {"collection_owner": grant.owner_id, "collection_id": grant.collection_id, "grant_id": grant.id}
        writes = [
            entry(self._table, key, {"person_id": person_id, "accepted_at": moment}, waits),
            put_new(self._table, membership | named | {"accepted_at": moment}),
            check(self._table, key_of_collection(grant.owner_id, grant.collection_id), Attr("id").exists()),
        ]
        room = Stored(memberships=1)
        for _ in range(TRIES):
            if transact(self._dynamo, [*writes, self._stored.entry(person_id, room, self._stored.quota)]):
                return
            self._stored.quota.check(self._stored.of(person_id), room)
            if get_many(self._dynamo, self._table.name, [membership]):
                raise ConflictError("This collection is shared with you already.")
            if not self.get(grant.owner_id, grant.collection_id, grant.id).waits(self._now()):
                raise NotFoundError
            if not get_many(self._dynamo, self._table.name, [key_of_collection(grant.owner_id, grant.collection_id)]):
                raise NotFoundError
        raise StoreBusyError(BUSY)

    def leave(self, membership: Membership) -> None:
        """Done again it changes nothing."""
        grant = key_of_grant(membership.collection_owner, membership.collection_id, membership.grant_id)
        for found in self.grants([grant]):
            return self.revoke(found)
        key = key_of_membership(membership.owner_id, membership.collection_id)
        writes = [remove(self._table, key, grant_id=membership.grant_id)]
        transact(self._dynamo, [*writes, self._stored.entry(membership.owner_id, Stored(memberships=-1))])
        return None

    def still(self, grant: Grant) -> Item:
        """The part of a transaction that fails once the grant is revoked."""
        key = key_of_grant(grant.owner_id, grant.collection_id, grant.id)
        return check(self._table, key, Attr("person_id").eq(grant.person_id))


def _no_room(what: str, name: str, most: int) -> QuotaExceededError:
    numbers: dict[str, int | str] = {"of": name, "used": most, "allowed": most, "needed": 1}
    return QuotaExceededError(f"There are {most:,} of {most:,} {what}. Please revoke some first.", numbers)
