"""Open sockets, and the one-time tickets that open them, in DynamoDB."""

import hashlib
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Attr, ConditionBase, Key

from chalicelib.adapters.dynamo.client import (
    ConditionLostError,
    Item,
    dynamo_errors,
    from_item,
    get_many,
    query_all,
    scan_all,
)
from chalicelib.adapters.dynamo.slots import Places
from chalicelib.errors import NotSignedInError
from chalicelib.models import Connection

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

TICKET_SECONDS = 60
OPENING_SECONDS = 60  # So long a socket may still be opening: posting to it then answers 410, as if it were gone.
CONNECTION_SECONDS = 2 * 3600 + 300  # API Gateway ends a socket after two hours.


class DynamoConnections:
    def __init__(self, dynamo: "DynamoDBServiceResource", table: str) -> None:
        self._dynamo = dynamo
        self._table = dynamo.Table(table)
        self.places = Places(self._table, _places_key, lambda _, ids: {each.id for each in self._known(ids)})

    def add(self, connection: Connection) -> None:
        now = int(time.time())
        ttl = now + CONNECTION_SECONDS
        item: Item = {"id": connection.id, "owner_id": connection.owner_id, "added_at": now}
        with dynamo_errors():
            self._table.put_item(Item=item | {"expires_at": connection.expires_at, "ttl": ttl})

    def heard_from(self, connection_id: str) -> Connection | None:
        """The socket that a frame came from, the frame counted; None if no row tells of it.

        Counting and reading are one call; only a minute's first frame takes two.
        """
        minute = int(time.time()) // 60
        same = Attr("minute").eq(minute)
        return self._count(connection_id, minute, "ADD #frames :one", same) or self._count(
            connection_id, minute, "SET #frames = :one, #minute = :minute", Attr("owner_id").exists()
        )

    def _count(self, connection_id: str, minute: int, expression: str, condition: ConditionBase) -> Connection | None:
        values = {":one": 1, ":minute": minute}
        names = {"#frames": "frames", "#minute": "minute"}
        try:
            with dynamo_errors():
                answer = self._table.update_item(
                    Key={"id": connection_id},
                    UpdateExpression=expression,
                    ConditionExpression=condition,
                    ExpressionAttributeNames={name: each for name, each in names.items() if name in expression},
                    ExpressionAttributeValues={name: each for name, each in values.items() if name in expression},
                    ReturnValues="ALL_NEW",
                )
        except ConditionLostError:
            return None
        return _connection(from_item(answer["Attributes"]))

    def renew(self, connection_id: str, expires_at: int) -> None:
        """Prolong a session; one that is gone stays gone."""
        with suppress(ConditionLostError), dynamo_errors():
            self._table.update_item(
                Key={"id": connection_id},
                UpdateExpression="SET expires_at = :until",
                ConditionExpression=Attr("owner_id").exists(),
                ExpressionAttributeValues={":until": expires_at},
            )

    def expired(self, now: int) -> Iterator[Connection]:
        """The sockets whose session was over before `now`. Reads every row: there is one for each open socket."""
        return map(_connection, scan_all(self._table, FilterExpression=Attr("expires_at").lt(now)))

    def of_owner(self, owner_id: str) -> list[Connection]:
        condition = Key("owner_id").eq(owner_id)
        items = query_all(self._table, IndexName="owner", KeyConditionExpression=condition)
        return [_connection(item) for item in items]

    def placed(self, owner_id: str) -> list[Connection]:
        """The sockets that have a place and are known."""
        return self._known(self.places.taken(owner_id))

    def _known(self, ids: set[str]) -> list[Connection]:
        items = get_many(self._dynamo, self._table.name, [{"id": each} for each in sorted(ids)])
        return [_connection(item) for item in items]

    def remove(self, connection_id: str) -> None:
        with dynamo_errors():
            self._table.delete_item(Key={"id": connection_id})

    def remove_gone(self, connection_id: str, opening_seconds: int = OPENING_SECONDS) -> None:
        """Remove a connection that a post did not reach, unless it may still be opening."""
        opened = Attr("added_at").lt(int(time.time()) - opening_seconds)
        with suppress(ConditionLostError), dynamo_errors():
            self._table.delete_item(Key={"id": connection_id}, ConditionExpression=opened)


class DynamoTickets:
    """A ticket is stored only as its digest, and spent by deleting it: of two at once, one wins."""

    def __init__(self, dynamo: "DynamoDBServiceResource", table: str) -> None:
        self._table = dynamo.Table(table)

    def issue(self, owner_id: str, session_until: int) -> tuple[str, int]:
        """A new ticket, and until when (Unix seconds) it may be spent. The session it opens ends at `session_until`."""
        ticket = secrets.token_urlsafe(32)
        until = int(time.time()) + TICKET_SECONDS
        item: Item = {"digest": _digest(ticket), "owner_id": owner_id, "session_until": session_until}
        with dynamo_errors():
            self._table.put_item(Item=item | {"expires_at": until, "ttl": until})
        return ticket, until

    def spend(self, ticket: str) -> tuple[str, int]:
        """Owner, and the end of the session; raises NotSignedInError if it is unknown, spent or too old."""
        try:
            with dynamo_errors():
                answer = self._table.delete_item(
                    Key={"digest": _digest(ticket)},
                    ConditionExpression=Attr("expires_at").gte(int(time.time())),
                    ReturnValues="ALL_OLD",
                )
        except ConditionLostError as error:
            raise NotSignedInError from error
        item = from_item(answer["Attributes"])
        return item["owner_id"], item["session_until"]


def _places_key(owner_id: str) -> Item:
    return {"id": f"places#{owner_id}"}


def _digest(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()


def _connection(item: Item) -> Connection:
    return Connection(
        id=item["id"], owner_id=item["owner_id"], expires_at=item["expires_at"], frames=item.get("frames", 0)
    )
