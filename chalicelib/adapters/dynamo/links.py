"""Links to frozen copies of conversations, in the messages' table.

One item an owner has the links, so that how many there may be is decided by one conditional write, and a link ends with
one. A copy's messages are rows of their own beside it; they are read only by a link that the item has, so what is left
of them after a crash opens nothing. Both run out by themselves.
"""

import hmac
import re
import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, Key

from chalicelib.adapters.dynamo.client import Item, dynamo_errors, from_item, query_all, to_item
from chalicelib.adapters.dynamo.messages import key_of
from chalicelib.adapters.dynamo.stored import nested, read, readable
from chalicelib.adapters.dynamo.updates import update
from chalicelib.errors import ConflictError, NotFoundError, StoreBusyError
from chalicelib.models import Page
from chalicelib.models.links import ConversationLink, CopiedMessage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

LINKS = "links"  # The item's id.
COPY = "linked#"  # Begins the id of a copied message.
MOST_LINKS = 50  # Of one owner.
TRIES = 5
DAY_SECONDS = 24 * 3600
SECRET_BYTES = 13  # 104 random bits, as 26 letters.
SHAPE = re.compile(r"([0-9A-Za-z-]{1,37})_([0-9a-f]{26})")


@dataclass(frozen=True)
class _Links:
    version: int = 0
    links: tuple[ConversationLink, ...] = ()


class DynamoLinks:
    """`now` gives the time in Unix seconds."""

    def __init__(self, dynamo: "DynamoDBServiceResource", table: str, now: Callable[[], float] = time.time) -> None:
        self._table = dynamo.Table(table)
        self._now = now

    def new_id(self, owner_id: str) -> str:
        """Names its owner, so that one read finds it, and is random besides."""
        return f"{owner_id}_{secrets.token_hex(SECRET_BYTES)}"

    def copy(self, owner_id: str, link: ConversationLink, messages: Iterable[CopiedMessage]) -> None:
        """Store the messages of a copy that no link opens yet."""
        with dynamo_errors(), self._table.batch_writer() as batch:
            for message in messages:
                key = key_of(owner_id, f"{_prefix(link.id)}{message.id}")
                batch.put_item(Item=to_item({**key, "copied": asdict(message), "ttl": link.expires_at}))

    def add(self, owner_id: str, link: ConversationLink) -> None:
        """From here on it opens its copy. Raises ConflictError where the owner has as many as it may have."""

        def added(kept: list[ConversationLink]) -> list[ConversationLink]:
            if len(kept) >= MOST_LINKS:
                raise ConflictError(f"You have {MOST_LINKS} links. Take one back first.")
            return [*kept, link]

        self._change(owner_id, added)

    def all(self, owner_id: str) -> list[ConversationLink]:
        """Those that are good, the newest first."""
        return sorted(self._good(self._read(owner_id)), key=lambda link: link.created_at, reverse=True)

    def remove(self, owner_id: str, links: Sequence[str]) -> None:
        """From here on these open nothing; then their copies go."""
        self._change(owner_id, lambda kept: [link for link in kept if link.id not in links])
        for link_id in links:
            rows = query_all(
                self._table,
                KeyConditionExpression=Key("owner_id").eq(owner_id) & Key("id").begins_with(_prefix(link_id)),
                ProjectionExpression="id",
            )
            with dynamo_errors(), self._table.batch_writer() as batch:
                for row in rows:
                    batch.delete_item(Key=key_of(owner_id, row["id"]))

    def open(self, link_id: str) -> tuple[str, ConversationLink]:
        """Whose copy a link opens, and the link; raises NotFoundError, always in the same words."""
        match = SHAPE.fullmatch(link_id)
        if match is None:
            raise NotFoundError
        owner_id = match[1]
        for link in self._good(self._read(owner_id)):
            if hmac.compare_digest(link.id, link_id):
                return owner_id, link
        raise NotFoundError

    def messages(self, owner_id: str, link: ConversationLink, limit: int, after: str | None) -> Page[CopiedMessage]:
        """Of a link that was opened, oldest first; `after` is the id with which the page before ended."""
        prefix = _prefix(link.id)
        start: Item = {"ExclusiveStartKey": key_of(owner_id, f"{prefix}{after}")} if after else {}
        condition = Key("owner_id").eq(owner_id) & Key("id").begins_with(prefix)
        with dynamo_errors():
            answer = self._table.query(KeyConditionExpression=condition, Limit=limit, ConsistentRead=True, **start)
        last = answer.get("LastEvaluatedKey")
        copied = readable(map(from_item, answer["Items"]), lambda item: read(CopiedMessage, item.get("copied", {})))
        return Page(tuple(copied), str(last["id"]).removeprefix(prefix) if last else None)

    def _good(self, stored: _Links) -> list[ConversationLink]:
        return [link for link in stored.links if link.expires_at > self._now()]

    def _change(self, owner_id: str, change: Callable[[list[ConversationLink]], list[ConversationLink]]) -> None:
        for _ in range(TRIES):
            before = self._read(owner_id)
            links = change(self._good(before))
            fields = {"version": before.version + 1, "links": [asdict(link) for link in links]}
            last = max((link.expires_at for link in links), default=int(self._now()))
            unchanged: Any = Attr("version").eq(before.version) if before.version else Attr("version").not_exists()
            sets = {**fields, "ttl": last + DAY_SECONDS}
            if update(self._table, key_of(owner_id, LINKS), sets, condition=unchanged) is not None:
                return
        raise StoreBusyError("The links are being changed. Please try again.")

    def _read(self, owner_id: str) -> _Links:
        with dynamo_errors():
            item = self._table.get_item(Key=key_of(owner_id, LINKS), ConsistentRead=True).get("Item")
        return (nested(_Links, from_item(item)) if item else None) or _Links()


def _prefix(link_id: str) -> str:
    return f"{COPY}{link_id.rpartition('_')[2]}#"
