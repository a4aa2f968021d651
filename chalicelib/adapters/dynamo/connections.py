"""Open sockets, and the one-time tickets that open them, in DynamoDB."""

import hashlib
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Attr, Key

from chalicelib.adapters.dynamo.client import (
    ConditionLostError,
    Item,
    dynamo_errors,
    from_item,
    get_many,
    query_all,
    scan_all,
)
from chalicelib.adapters.dynamo.slots import Slots
from chalicelib.adapters.dynamo.stored import read, readable
from chalicelib.adapters.dynamo.updates import update
from chalicelib.errors import NotSignedInError
from chalicelib.models import Connection

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

TICKET_SECONDS = 60
OPENING_SECONDS = 60  # How long a socket may take to open; API Gateway answers 410 to posts until then.
CONNECTION_SECONDS = 2 * 3600 + 300  # API Gateway ends a socket after two hours; five minutes more.


class DynamoConnections:
    def __init__(self, dynamo: "DynamoDBServiceResource", table: str) -> None:
        self._dynamo = dynamo
        self._table = dynamo.Table(table)
        self.slots = Slots(self._table, _slots_key, lambda _, ids: {connection.id for connection in self._stored(ids)})

    def add(self, connection: Connection) -> None:
        now = int(time.time())
        ttl = now + CONNECTION_SECONDS
        item: Item = {"id": connection.id, "owner_id": connection.owner_id, "added_at": now}
        with dynamo_errors():
            self._table.put_item(Item=item | {"expires_at": connection.expires_at, "ttl": ttl} | _by(connection.client))

    def count_frame(self, connection_id: str) -> Connection | None:
        """Count a frame and return the socket that it came from, None if it has no row.

        Counting and reading are one call; only the first frame of a minute takes two.
        """
        key, minute = {"id": connection_id}, int(time.time()) // 60
        item = update(self._table, key, {}, condition=Attr("minute").eq(minute), adds={"frames": 1})
        if item is None:
            first = {"frames": 1, "minute": minute}
            item = update(self._table, key, first, condition=Attr("owner_id").exists())
        return None if item is None else _connection(item)

    def renew(self, connection_id: str, expires_at: int) -> None:
        """Prolong a session. A socket that has no row gets none."""
        update(self._table, {"id": connection_id}, {"expires_at": expires_at}, condition=Attr("owner_id").exists())

    def expired(self, now: int) -> Iterator[str]:
        """The ids of the sockets whose session ended before `now`, or tells no end, or that have no owner.

        Reads every row; each open socket has one.
        """
        no_session = Attr("owner_id").exists() & ~Attr("expires_at").attribute_type("N")
        no_owner = Attr("expires_at").exists() & ~Attr("owner_id").attribute_type("S")
        ended = (Attr("expires_at").attribute_type("N") & Attr("expires_at").lt(now)) | no_session | no_owner
        return (item["id"] for item in scan_all(self._table, FilterExpression=ended, ProjectionExpression="id"))

    def of_owner(self, owner_id: str) -> list[Connection]:
        condition = Key("owner_id").eq(owner_id)
        items = query_all(self._table, IndexName="owner", KeyConditionExpression=condition)
        return list(readable(items, _connection))

    def owners(self) -> Iterator[str]:
        """The owner of each socket. Reads every row."""
        has_owner = Attr("owner_id").attribute_type("S") & Attr("expires_at").exists()
        rows = scan_all(self._table, FilterExpression=has_owner, ProjectionExpression="owner_id")
        return (str(row["owner_id"]) for row in rows)

    def shut(self, owner_id: str) -> set[str]:
        """Let no further socket in; returns the ids of those that are open."""
        return self.slots.shut(owner_id) | {connection.id for connection in self.of_owner(owner_id)}

    def reopen(self, owner_id: str) -> None:
        self.slots.reopen(owner_id)

    def with_slots(self, owner_id: str) -> list[Connection]:
        """The owner's sockets that hold a slot and have a row."""
        return self._stored(self.slots.holders(owner_id))

    def _stored(self, ids: set[str]) -> list[Connection]:
        keys: list[Item] = [{"id": connection_id} for connection_id in sorted(ids)]
        items = get_many(self._dynamo, self._table.name, keys)
        return list(readable(items, _connection))

    def remove(self, connection_id: str) -> None:
        with dynamo_errors():
            self._table.delete_item(Key={"id": connection_id})

    def remove_dead(self, connection_id: str, opening_seconds: int = OPENING_SECONDS) -> None:
        """Remove a connection that a post did not reach, unless it may still be opening."""
        opened = Attr("added_at").lt(int(time.time()) - opening_seconds)
        with suppress(ConditionLostError), dynamo_errors():
            self._table.delete_item(Key={"id": connection_id}, ConditionExpression=opened)


class DynamoTickets:
    """A ticket is stored only as its digest, and spent by deleting it: one of two concurrent callers wins."""

    def __init__(self, dynamo: "DynamoDBServiceResource", table: str) -> None:
        self._table = dynamo.Table(table)

    def issue(self, owner_id: str, session_until: int, client: str | None = None) -> tuple[str, int]:
        """A new ticket, and when (Unix seconds) it expires. The session that it opens ends at `session_until`.

        `client` is the program's that buys it, None for the page.
        """
        ticket = secrets.token_urlsafe(32)
        until = int(time.time()) + TICKET_SECONDS
        item: Item = {"digest": _digest(ticket), "owner_id": owner_id, "session_until": session_until}
        item |= _by(client)
        with dynamo_errors():
            self._table.put_item(Item=item | {"expires_at": until, "ttl": until})
        return ticket, until

    def spend(self, ticket: str) -> "Ticket":
        """What it opens; raises NotSignedInError if the ticket is unknown, spent or too old."""
        try:
            with dynamo_errors():
                answer = self._table.delete_item(
                    Key={"digest": _digest(ticket)},
                    ConditionExpression=Attr("expires_at").gte(int(time.time())),
                    ReturnValues="ALL_OLD",
                )
        except ConditionLostError as error:
            raise NotSignedInError from error
        return read(Ticket, from_item(answer["Attributes"]))


@dataclass(frozen=True)
class Ticket:
    """Whose socket it opens, until when (Unix seconds), and for which program; None is the page."""

    owner_id: str
    session_until: int
    client: str | None = None


def _by(client: str | None) -> Item:
    """The field that names a program."""
    return {} if client is None else {"client": client}


def _slots_key(owner_id: str) -> Item:
    return {"id": f"places#{owner_id}"}


def _digest(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()


def _connection(item: Item) -> Connection:
    return read(Connection, item)
