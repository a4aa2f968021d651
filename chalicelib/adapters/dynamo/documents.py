"""The document registry in DynamoDB. Its conditional writes, not the passage store, decide who works on a document.

Which changes there are is the table of `rag/documents/lifecycle.py`; here each is one request.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, is_dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice
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
from chalicelib.adapters.dynamo.maintenance import change_of, key_of_change
from chalicelib.adapters.dynamo.quotas import StoredCounts
from chalicelib.adapters.dynamo.stored import read, readable
from chalicelib.adapters.dynamo.timers import Timers
from chalicelib.adapters.dynamo.troubles import trouble_of
from chalicelib.adapters.dynamo.updates import check, condition_of, entry, update
from chalicelib.errors import ConflictError, DocumentNotFoundError
from chalicelib.models import Document, DocumentRef, Page, Quota, timestamp
from chalicelib.rag.change import Recount
from chalicelib.rag.documents.lifecycle import CREATE
from chalicelib.rag.documents.transition import DELETED, Request, Transition, counts

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

TIMERS = Timers(shards=8)

type Reading = Callable[[], Document | None]


class DynamoDocuments:
    """Documents by owner and id. Every change counts up `revision`. `now` gives the time in Unix seconds."""

    def __init__(
        self,
        dynamo: "DynamoDBServiceResource",
        table: str,
        now: Callable[[], float] = time.time,
        quota: Quota | None = None,
    ) -> None:
        self._dynamo = dynamo
        self.stored = StoredCounts(dynamo, table, quota or Quota())
        self._table = dynamo.Table(table)
        self._now = now

    def get(self, owner_id: str, document_id: str) -> Document:
        """Raises DocumentNotFoundError, or UnreadableRowError."""
        document = self.find(owner_id, document_id)
        if document is None:
            raise DocumentNotFoundError
        return document

    def find(self, owner_id: str, document_id: str) -> Document | None:
        """None where there is no such document. One that cannot be read is another thing: UnreadableRowError."""
        with dynamo_errors():
            item = self._table.get_item(Key=_key(owner_id, document_id), ConsistentRead=True).get("Item")
        return _found(from_item(item))

    def get_many(self, owner_id: str, ids: Sequence[str]) -> dict[str, Document]:
        """Those of the ids that the owner has and that can be read."""
        keys = [_key(owner_id, document_id) for document_id in dict.fromkeys(ids)]
        items = get_many(self._dynamo, self._table.name, keys)
        return {document.id: document for document in _documents(items)}

    def get_with_change(self, owner_id: str, ids: Sequence[str]) -> tuple[str | None, dict[str, Document]]:
        """The name of the last change of the owner's passages, and `get_many`, in one request for 99 ids."""
        keys = [key_of_change(owner_id), *(_key(owner_id, document_id) for document_id in dict.fromkeys(ids))]
        items = get_many(self._dynamo, self._table.name, keys)
        change = next((change_of(item) for item in items if item["owner_id"] != owner_id), None)
        documents = _documents(item for item in items if item["owner_id"] == owner_id)
        return change, {document.id: document for document in documents}

    def all(self, owner_id: str) -> Iterator[Document]:
        return self._documents(owner_id)

    def list_page(self, owner_id: str, limit: int, after: str | None) -> Page[Document]:
        """Newest first, `limit` of them unless the list ends; `after` is the id with which the page before ended."""
        start = {"ExclusiveStartKey": _key(owner_id, after)} if after else {}
        documents = tuple(islice(self._documents(owner_id, Limit=limit + 1, **start), limit + 1))
        return Page(documents[:limit], documents[limit - 1].id if len(documents) > limit else None)

    def due(self, now: int) -> Iterator[tuple[str, str]]:
        """Owner and id of every document that should have moved on by `now` (Unix seconds)."""
        return ((item["owner_id"], item["id"]) for item in TIMERS.due(self._table, now))

    def count_due(self, now: int, most: int | None = None) -> int:
        """How many documents should have moved on by `now` (Unix seconds), counted up to `most`."""
        return TIMERS.count(self._table, now, most)

    def find_each(self, refs: Sequence[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], Reading]]:
        """Documents of several owners, read together; each is given by a function that acts as `find` does."""
        keys = [_key(*ref) for ref in dict.fromkeys(refs)]
        items = {(item["owner_id"], item["id"]): item for item in get_many(self._dynamo, self._table.name, keys)}
        return ((ref, partial(_found, items.get(ref))) for ref in dict.fromkeys(refs))

    def set_aside(self, owner_id: str, document_id: str, seconds: int) -> None:
        """Look at a document that stops its reader only `seconds` later. Nothing else of it is touched."""
        TIMERS.set_aside(self._table, _key(owner_id, document_id), int(self._now()) + seconds)

    def timer(self, document_id: str, wake: int) -> Item:
        """The fields by which the sweeper looks at a document at `wake` (Unix seconds)."""
        return TIMERS.fields(document_id, wake)

    def create(self, document: Document) -> Document:
        """A document that is not stored yet. Raises QuotaExceededError, ConflictError for one that is."""
        change = CREATE.change(Request(document, int(self._now()), {}))
        sets = {**change.sets, "counted": document.size}
        item = to_item(asdict(document)) | sets | TIMERS.fields(document.id, change.wake)
        put = {"TableName": self._table.name, "Item": item, "ConditionExpression": "attribute_not_exists(id)"}
        if not self.stored.write(document.owner_id, {"Put": put}, Recount(None, document.size)):
            raise ConflictError("This document exists already.")
        return replace(document, **sets)

    def apply(
        self, document: Document | DocumentRef, transition: Transition, *, after: int | None = None, **values: Any
    ) -> Document | None:
        """The document after the transition; None if it has moved on, or if its record is purged.

        The sweeper looks at it `after` seconds, where the transition does not say. Raises QuotaExceededError where the
        document would count more than its owner has room for.
        """
        change = transition.change(Request(document, int(self._now()), values), after)
        key = _key(document.owner_id, document.id)
        condition = condition_of(change.conditions)
        if transition.purges:
            self._purge(key, condition)
            return None
        moment = timestamp(datetime.fromtimestamp(self._now(), UTC))
        trouble, no_trouble = trouble_of(change)
        sets = {**_plain(change.sets), **trouble, "updated_at": moment, **TIMERS.fields(document.id, change.wake)}
        adds, clears = {"revision": 1, **change.adds}, (*change.clears, *no_trouble)
        if change.recount is not None and isinstance(document, Document):
            written = entry(self._table, key, sets, condition, clears, adds)
            if not self.stored.write(document.owner_id, written, change.recount):
                return None
            return _document(_changed(asdict(document), sets, clears, adds))
        item = update(self._table, key, sets, condition=condition, removes=clears, adds=adds)
        return None if item is None else _document(item)

    def kept(self, owner_id: str, document_id: str) -> Item:
        """The part of a transaction that fails unless the owner has such a document and is not deleting it."""
        condition = Attr("id").exists() & Attr(DELETED).not_exists() & Attr("status").ne("deleting")
        return check(self._table, _key(owner_id, document_id), condition)

    def recount(self, document: Document, size: int) -> bool:
        """Let a document count `size` bytes, whether or not there is room for it; False if it has moved on."""
        condition = Attr("revision").eq(document.revision) & condition_of([counts(document.counted)])
        key = _key(document.owner_id, document.id)
        written = entry(self._table, key, {"counted": size}, condition)
        return self.stored.write(document.owner_id, written, Recount(document.counted, size), bounded=False)

    def _purge(self, key: Item, condition: ConditionBase) -> None:
        try:
            with dynamo_errors():
                self._table.delete_item(Key=key, ConditionExpression=condition)
        except ConditionLostError:
            return  # Another has removed it, or it is too early.

    def _documents(self, owner_id: str, **query: Any) -> Iterator[Document]:
        items = query_all(
            self._table, KeyConditionExpression=Key("owner_id").eq(owner_id), ScanIndexForward=False, **query
        )
        return _documents(items)


def _key(owner_id: str, document_id: str) -> Item:
    return {"owner_id": owner_id, "id": document_id}


def _changed(item: Item, sets: Item, clears: Sequence[str], adds: Mapping[str, Any]) -> Item:
    """An item after a transaction, which does not tell it."""
    kept = {name: value for name, value in item.items() if name not in clears}
    return kept | sets | {name: kept.get(name, 0) + more for name, more in adds.items()}


def _plain(values: Item) -> Item:
    return {name: asdict(value) if is_dataclass(value) else value for name, value in values.items()}  # type: ignore[arg-type]


def _document(item: Item) -> Document:
    return read(Document, item)


def _found(item: Item | None) -> Document | None:
    return None if item is None or DELETED in item else _document(item)


def _documents(items: Iterable[Item]) -> Iterator[Document]:
    return readable((item for item in items if DELETED not in item), _document)
