"""The document registry in DynamoDB. Its conditions, not the passage store, decide who works on a document."""

import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, ConditionBase, Key

from chalicelib.adapters.dynamo import (
    ConditionLostError,
    Item,
    border,
    cursor_of,
    from_item,
    get_many,
    place_of,
    query_all,
    to_item,
)
from chalicelib.errors import ConflictError, DocumentNotFoundError, LeaseLostError
from chalicelib.models import Document, DocumentStatus, Failure, Page, Progress, timestamp

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

LEASE_SECONDS = 90
UPLOAD_SECONDS = 3600  # How long a presigned upload may be used, and so how long `uploading` may last.
QUEUE_SECONDS = 120  # A queued document that nobody took by then has lost its message.
OPEN_SHARDS = 8  # The index of open documents is spread, so that no one partition takes every write.
WORKING: tuple[DocumentStatus, ...] = ("queued", "extracting", "embedding", "indexing")


class DynamoDocuments:
    """Documents by owner and id. Every change stores a new `updated_at`."""

    def __init__(self, dynamo: "DynamoDBServiceResource", table: str) -> None:
        self._dynamo = dynamo
        self._table = dynamo.Table(table)

    # Reading

    def get(self, owner_id: str, document_id: str) -> Document:
        """Raises DocumentNotFoundError."""
        with border():
            item = self._table.get_item(Key=_key(owner_id, document_id), ConsistentRead=True).get("Item")
        if item is None:
            raise DocumentNotFoundError
        return _from_item(from_item(item))

    def get_many(self, owner_id: str, ids: Sequence[str]) -> dict[str, Document]:
        keys = [_key(owner_id, each) for each in dict.fromkeys(ids)]
        items = get_many(self._dynamo, self._table.name, keys)
        return {item["id"]: _from_item(item) for item in items}

    def list_page(self, owner_id: str, limit: int, cursor: str | None) -> Page[Document]:
        """Newest first."""
        query: dict[str, Any] = {"KeyConditionExpression": Key("owner_id").eq(owner_id)}
        if place := place_of(cursor):
            query["ExclusiveStartKey"] = _key(owner_id, place)
        with border():
            answer = self._table.query(**query, Limit=limit, ScanIndexForward=False)
        last = answer.get("LastEvaluatedKey")
        items = tuple(_from_item(from_item(item)) for item in answer["Items"])
        return Page(items, cursor_of(str(last["id"]) if last else None))

    def all(self, owner_id: str) -> Iterator[Document]:
        query = {"KeyConditionExpression": Key("owner_id").eq(owner_id), "ScanIndexForward": False}
        return map(_from_item, query_all(self._table, **query))

    def due(self, now: int) -> Iterator[tuple[str, str]]:
        """Owner and id of every document that should have moved on by `now` (Unix seconds)."""
        for shard in range(OPEN_SHARDS):
            condition = Key("open").eq(str(shard)) & Key("check_at").lt(now)
            for item in query_all(self._table, IndexName="open", KeyConditionExpression=condition):
                yield item["owner_id"], item["id"]

    # What the person does

    def create(self, document: Document) -> Document:
        item = _to_item(document) | _open(document.id, UPLOAD_SECONDS)
        with border():
            self._table.put_item(Item=item, ConditionExpression=Attr("id").not_exists())
        return document

    def describe(self, owner_id: str, document_id: str, filename: str | None, tags: Sequence[str] | None) -> Document:
        """Rename or tag; raises DocumentNotFoundError."""
        fields = {"filename": filename, "tags": list(tags) if tags is not None else None}
        return self._change_or_not_found(owner_id, document_id, Attr("id").exists(), fields)

    def new_version(self, owner_id: str, document_id: str, size: int) -> Document:
        """Await another upload under the same id. What is live stays so until the new version is ready."""
        now = self.get(owner_id, document_id)
        condition = Attr("version").eq(now.version) & Attr("status").ne("deleting")
        fields = {
            "version": now.version + 1,
            "size": size,
            "status": "uploading",
            "attempts": 0,
            **_open(document_id, UPLOAD_SECONDS),
        }
        gone = ("failure", "progress", "sequencer", "etag", "lease_token", "lease_until")
        return self._change_or_conflict(owner_id, document_id, condition, fields, gone)

    def retry(self, owner_id: str, document_id: str) -> Document:
        """Queue a failed document again; raises ConflictError unless it has failed."""
        self.get(owner_id, document_id)
        fields = {"status": "queued", "attempts": 0, **_open(document_id, QUEUE_SECONDS)}
        gone = ("failure", "progress", "lease_token", "lease_until")
        return self._change_or_conflict(owner_id, document_id, Attr("status").eq("failed"), fields, gone)

    def mark_deleting(self, owner_id: str, document_id: str) -> Document:
        """From now on no search shows it and no worker may go on; raises DocumentNotFoundError."""
        fields = {"status": "deleting", **_open(document_id, 0)}
        gone = ("lease_token", "lease_until", "progress")
        return self._change_or_not_found(owner_id, document_id, Attr("id").exists(), fields, gone)

    def remove(self, owner_id: str, document_id: str) -> None:
        """Forget a document that is being deleted."""
        try:
            with border():
                self._table.delete_item(
                    Key=_key(owner_id, document_id), ConditionExpression=Attr("status").eq("deleting")
                )
        except ConditionLostError:
            return  # Another has removed it.

    # What S3 and the queue do

    def uploaded(
        self, owner_id: str, document_id: str, version: int, *, sequencer: str, etag: str, size: int
    ) -> Document | None:
        """S3 has an object for this version: queue it. None if the event is old news or a duplicate.

        `sequencer` is compared as padded hexadecimal, as the S3 guide on event ordering tells.
        """
        padded = sequencer.upper().rjust(64, "0")
        newer = Attr("sequencer").not_exists() | Attr("sequencer").lt(padded)
        changed = Attr("status").eq("uploading") | Attr("etag").ne(etag)
        condition = Attr("version").eq(version) & Attr("status").ne("deleting") & newer & changed
        fields = {
            "status": "queued",
            "sequencer": padded,
            "etag": etag,
            "size": size,
            "attempts": 0,
            **_open(document_id, QUEUE_SECONDS),
        }
        gone = ("failure", "progress", "lease_token", "lease_until")
        return self._change(owner_id, document_id, condition, fields, gone)

    def claim(self, owner_id: str, document_id: str, token: str) -> Document | None:
        now = int(time.time())
        free = Attr("lease_until").not_exists() | Attr("lease_until").lt(now)
        condition = Attr("status").is_in(list(WORKING)) & free
        fields = {
            "lease_token": token,
            "lease_until": now + LEASE_SECONDS,
            **_open(document_id, LEASE_SECONDS + 5),
        }
        return self._change(owner_id, document_id, condition, fields, add={"generation": 1, "attempts": 1})

    def renew(
        self,
        document: Document,
        status: DocumentStatus,
        *,
        done: int = 0,
        total: int = 0,
        pages: int | None = None,
    ) -> Document:
        fields = {
            "status": status,
            "progress": {"done": done, "total": total} if total else None,
            "pages": pages,
            "lease_until": int(time.time()) + LEASE_SECONDS,
            **_open(document.id, LEASE_SECONDS + 5),
        }
        return self._change_leased(document, fields)

    def hand_on(self, document: Document) -> None:
        fields = {"attempts": 0, **_open(document.id, QUEUE_SECONDS)}
        self._change_leased(document, fields, ("lease_token", "lease_until"))

    def give_back(self, document: Document, seconds: int) -> None:
        """End the lease after a try that failed and is to be made again in `seconds`."""
        self._change_leased(document, _open(document.id, seconds + QUEUE_SECONDS), ("lease_token", "lease_until"))

    def publish(
        self, document: Document, *, pages: int | None, passages: int, tokens: int, language: str | None
    ) -> Document:
        fields = {
            "status": "ready",
            "live_generation": document.generation,
            "pages": pages,
            "passages": passages,
            "tokens": tokens,
            "language": language,
            "attempts": 0,
            "ready_at": timestamp(),
        }
        return self._change_leased(document, fields, (*_REST, "progress", "failure"))

    def fail(self, document: Document, failure: Failure) -> Document:
        fields = {"status": "failed", "failure": asdict(failure)}
        return self._change_leased(document, fields, (*_REST, "progress"))

    def give_up(self, document: Document, failure: Failure) -> Document | None:
        """Fail a document that no worker holds any more. None if it has moved on meanwhile."""
        unmoved = Attr("status").eq(document.status) & Attr("updated_at").eq(document.updated_at)
        fields = {"status": "failed", "failure": asdict(failure)}
        return self._change(document.owner_id, document.id, unmoved, fields, (*_REST, "progress"))

    def requeue(self, document: Document) -> Document | None:
        """Await another message for a document that no worker holds. None if it has moved on meanwhile."""
        unmoved = Attr("status").eq(document.status) & Attr("updated_at").eq(document.updated_at)
        fields = {"status": "queued", **_open(document.id, QUEUE_SECONDS)}
        return self._change(document.owner_id, document.id, unmoved, fields, ("lease_token", "lease_until"))

    # How

    def _change_leased(self, document: Document, fields: Item, gone: Sequence[str] = ()) -> Document:
        held = Attr("lease_token").eq(document.lease_token) & Attr("generation").eq(document.generation)
        changed = self._change(document.owner_id, document.id, held & Attr("status").ne("deleting"), fields, gone)
        if changed is None:
            raise LeaseLostError("Another worker has taken over this document.")
        return changed

    def _change_or_conflict(self, owner_id: str, document_id: str, *how: Any) -> Document:
        changed = self._change(owner_id, document_id, *how)
        if changed is None:
            raise ConflictError("The document is not in a state that allows this.")
        return changed

    def _change_or_not_found(self, owner_id: str, document_id: str, *how: Any) -> Document:
        changed = self._change(owner_id, document_id, *how)
        if changed is None:
            raise DocumentNotFoundError
        return changed

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
        values = {key: value for key, value in fields.items() if value is not None} | {"updated_at": timestamp()}
        names = {f"#{name}": name for name in (*values, *gone, *(add or {}))}
        expression = "SET " + ", ".join(f"#{name} = :{name}" for name in values)
        if gone:
            expression += " REMOVE " + ", ".join(f"#{name}" for name in gone)
        if add:
            expression += " ADD " + ", ".join(f"#{name} :{name}" for name in add)
        try:
            with border():
                answer = self._table.update_item(
                    Key=_key(owner_id, document_id),
                    UpdateExpression=expression,
                    ConditionExpression=condition,
                    ExpressionAttributeNames=names,
                    ExpressionAttributeValues={f":{k}": to_item(v) for k, v in (values | (add or {})).items()},
                    ReturnValues="ALL_NEW",
                )
        except ConditionLostError:
            return None
        return _from_item(from_item(answer["Attributes"]))


_REST = ("open", "check_at", "lease_token", "lease_until")


def _key(owner_id: str, document_id: str) -> dict[str, Any]:
    return {"owner_id": owner_id, "id": document_id}


def _open(document_id: str, seconds: int) -> Item:
    """Marks a document as not at rest, to be looked at by the sweeper after `seconds`."""
    shard = zlib.crc32(document_id.encode()) % OPEN_SHARDS
    return {"open": str(shard), "check_at": int(time.time()) + seconds}


def _to_item(document: Document) -> Item:
    item: Item = to_item(asdict(document))
    return item


def _from_item(item: Item) -> Document:
    known = {name: item[name] for name in Document.__dataclass_fields__ if name in item}
    document = Document(**known)
    return replace(
        document,
        tags=tuple(item.get("tags", ())),
        progress=Progress(**item["progress"]) if "progress" in item else None,
        failure=Failure(**item["failure"]) if "failure" in item else None,
    )
