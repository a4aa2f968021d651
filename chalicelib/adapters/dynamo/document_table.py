"""The registry's table: how a document is kept as an item, and how an item is changed under a condition."""

import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, ConditionBase, Key

from chalicelib.adapters.dynamo.client import (
    ConditionLostError,
    Item,
    dynamo_errors,
    from_item,
    get_many,
    query_all,
    to_item,
)
from chalicelib.errors import DocumentNotFoundError
from chalicelib.models import Document, Failure, Page, Progress, timestamp

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

OPEN_SHARDS = 8  # The index of open documents is spread, so that no one partition takes every write.
REST = ("open", "check_at")  # What a document carries only while the sweeper is to look at it.
LEASE = ("lease_token", "lease_until")
WAITING = ("note", "waits", "waiting_since")
GONE = "gone"  # The record of a deleted document: nobody sees it, the sweeper has it purged once more.


class DocumentTable:
    """Documents by owner and id. Every change counts up `revision`. `now` gives the time in Unix seconds."""

    def __init__(self, dynamo: "DynamoDBServiceResource", table: str, now: Callable[[], float] = time.time) -> None:
        self._dynamo = dynamo
        self._table = dynamo.Table(table)
        self._clock = now

    def get(self, owner_id: str, document_id: str) -> Document:
        """Raises DocumentNotFoundError."""
        with dynamo_errors():
            item = self._table.get_item(Key=_key(owner_id, document_id), ConsistentRead=True).get("Item")
        if item is None or GONE in item:
            raise DocumentNotFoundError
        return _from_item(from_item(item))

    def get_many(self, owner_id: str, ids: Sequence[str]) -> dict[str, Document]:
        keys = [_key(owner_id, each) for each in dict.fromkeys(ids)]
        items = get_many(self._dynamo, self._table.name, keys)
        return {item["id"]: _from_item(item) for item in items if GONE not in item}

    def list_page(self, owner_id: str, limit: int, after: str | None) -> Page[Document]:
        """Newest first; `after` is the place at which the page before ended."""
        query: dict[str, Any] = {"KeyConditionExpression": Key("owner_id").eq(owner_id)}
        if after:
            query["ExclusiveStartKey"] = _key(owner_id, after)
        with dynamo_errors():
            answer = self._table.query(**query, Limit=limit, ScanIndexForward=False)
        last = answer.get("LastEvaluatedKey")
        items = tuple(_from_item(from_item(item)) for item in answer["Items"] if GONE not in item)
        return Page(items, str(last["id"]) if last else None)

    def all(self, owner_id: str) -> Iterator[Document]:
        query = {"KeyConditionExpression": Key("owner_id").eq(owner_id), "ScanIndexForward": False}
        return (_from_item(item) for item in query_all(self._table, **query) if GONE not in item)

    def due(self, now: int) -> Iterator[tuple[str, str]]:
        """Owner and id of every document that should have moved on by `now` (Unix seconds).

        The index may lag a little behind the table: what it names is to be read anew.
        """
        for shard in range(OPEN_SHARDS):
            condition = Key("open").eq(str(shard)) & Key("check_at").lt(now)
            for item in query_all(self._table, IndexName="open", KeyConditionExpression=condition):
                yield item["owner_id"], item["id"]

    # For the registry's other parts

    def _now(self) -> int:
        return int(self._clock())

    def _open(self, document_id: str, seconds: int) -> Item:
        """Marks a document as not at rest, to be looked at by the sweeper after `seconds`."""
        shard = zlib.crc32(document_id.encode()) % OPEN_SHARDS
        return {"open": str(shard), "check_at": self._now() + seconds}

    def _put_new(self, document: Document, fields: Item) -> None:
        item = to_item(asdict(document)) | fields
        with dynamo_errors():
            self._table.put_item(Item=item, ConditionExpression=Attr("id").not_exists())

    def _delete(self, owner_id: str, document_id: str, condition: ConditionBase) -> None:
        try:
            with dynamo_errors():
                self._table.delete_item(Key=_key(owner_id, document_id), ConditionExpression=condition)
        except ConditionLostError:
            return  # Another has removed it.

    def _change(
        self,
        owner_id: str,
        document_id: str,
        condition: ConditionBase,
        fields: Item,
        gone: Sequence[str] = (),
        add: Item | None = None,
    ) -> Document | None:
        """Set `fields` (None: leave as it is), remove `gone`, count up `add`; None if the condition is lost."""
        moment = timestamp(datetime.fromtimestamp(self._clock(), UTC))
        values = {key: value for key, value in fields.items() if value is not None} | {"updated_at": moment}
        removed = [name for name in gone if name not in values]
        counted = {"revision": 1} | (add or {})
        expression = "SET " + ", ".join(f"#{name} = :{name}" for name in values)
        if removed:
            expression += " REMOVE " + ", ".join(f"#{name}" for name in removed)
        expression += " ADD " + ", ".join(f"#{name} :{name}" for name in counted)
        try:
            with dynamo_errors():
                answer = self._table.update_item(
                    Key=_key(owner_id, document_id),
                    UpdateExpression=expression,
                    ConditionExpression=condition,
                    ExpressionAttributeNames={f"#{name}": name for name in (*values, *removed, *counted)},
                    ExpressionAttributeValues={f":{k}": to_item(v) for k, v in (values | counted).items()},
                    ReturnValues="ALL_NEW",
                )
        except ConditionLostError:
            return None
        return _from_item(from_item(answer["Attributes"]))


def _key(owner_id: str, document_id: str) -> dict[str, Any]:
    return {"owner_id": owner_id, "id": document_id}


def _from_item(item: Item) -> Document:
    known = {name: item[name] for name in Document.__dataclass_fields__ if name in item}
    document = Document(**known)
    return replace(
        document,
        tags=tuple(item.get("tags", ())),
        progress=Progress(**item["progress"]) if "progress" in item else None,
        failure=Failure(**item["failure"]) if "failure" in item else None,
    )
