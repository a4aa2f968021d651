"""Sources and their items in DynamoDB: rows of the documents' table, whose index the sweeper reads anyway.

A source lies under `source#<owner>`, an item under `item#<owner>`: no key is an owner's, so no list of documents meets
them, and every purge of an owner finds them.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, Key

from chalicelib.adapters.dynamo.client import ConditionLostError, Item, dynamo_errors, from_item, query_all, to_item
from chalicelib.adapters.dynamo.quotas import StoredCounts
from chalicelib.adapters.dynamo.stored import read, readable
from chalicelib.adapters.dynamo.timers import Timers
from chalicelib.adapters.dynamo.updates import update
from chalicelib.errors import ConflictError, LeaseLostError, SourceNotFoundError
from chalicelib.models import Page, Source, SourceItem, Stored, new_id, timestamp
from chalicelib.models.sources import SourceEnd, SweepWanted
from chalicelib.rag.change import TIMER

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

OF_SOURCES, OF_ITEMS = "source#", "item#"  # Before an owner's id: the keys of its sources, and of their items.
TIMERS = Timers(shards=1, prefix="source")  # Sources are few, and each shard is a read a minute of an idle stage.
LEASE_SECONDS = 180  # Longer than a page and the documents that it makes may take.
SENT_SECONDS = 120  # A message that nobody has taken by then is sent again.
LEASE = ("lease_token", "lease_until")


class DynamoSources:
    """`stored` counts an owner's sources. `now` gives the time in Unix seconds."""

    def __init__(
        self,
        dynamo: "DynamoDBServiceResource",
        table: str,
        stored: StoredCounts,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._table = dynamo.Table(table)
        self._stored = stored
        self._clock = now

    # What a person does

    def create(self, source: Source, wake: int | None) -> None:
        """Raises QuotaExceededError where the owner has as many as it may."""
        timer = TIMERS.fields(source.owner_id, wake)
        row = {**asdict(source), **_key(source.owner_id, source.id), **timer}
        put = {"TableName": self._table.name, "Item": to_item(row), "ConditionExpression": "attribute_not_exists(id)"}
        self._stored.add(source.owner_id, {"Put": put}, Stored(sources=1))

    def get(self, owner_id: str, source_id: str) -> Source:
        """Raises SourceNotFoundError, or UnreadableRowError."""
        source = self.find(owner_id, source_id)
        if source is None:
            raise SourceNotFoundError
        return source

    def find(self, owner_id: str, source_id: str) -> Source | None:
        with dynamo_errors():
            item = self._table.get_item(Key=_key(owner_id, source_id), ConsistentRead=True).get("Item")
        return None if item is None else _source(from_item(item))

    def list_page(self, owner_id: str, limit: int, after: str | None) -> Page[Source]:
        """Newest first; `after` is the id of the last one of the page before."""
        start: dict[str, Any] = {"ExclusiveStartKey": _key(owner_id, after)} if after else {}
        items, last = self._page(f"{OF_SOURCES}{owner_id}", "", limit, ScanIndexForward=False, **start)
        return Page(tuple(readable(items, _source)), last)

    def list_items(self, owner_id: str, source_id: str, limit: int, after: str | None) -> Page[SourceItem]:
        """In no order that says anything; `after` is the key of the last one of the page before."""
        start: dict[str, Any] = {"ExclusiveStartKey": _item_key(owner_id, source_id, after)} if after else {}
        items, last = self._page(f"{OF_ITEMS}{owner_id}", f"{source_id}#", limit, **start)
        return Page(tuple(readable(items, _item)), last.partition("#")[2] if last else None)

    def _page(self, partition: str, prefix: str, limit: int, **query: Any) -> tuple[Iterator[Item], str | None]:
        condition: Any = Key("owner_id").eq(partition)
        if prefix:
            condition &= Key("id").begins_with(prefix)
        with dynamo_errors():
            answer = self._table.query(KeyConditionExpression=condition, Limit=limit, ConsistentRead=True, **query)
        last = answer.get("LastEvaluatedKey")
        return map(from_item, answer["Items"]), str(last["id"]) if last else None

    def change(self, owner_id: str, source_id: str, wake: int | None, **fields: Any) -> Source:
        """Raises SourceNotFoundError; ConflictError for a source that is being removed.

        A source at rest is due at `wake` (Unix seconds), or not at all where that is None.
        """
        rests = Attr("lease_token").not_exists() & Attr("state").eq("idle") & Attr("wanted").not_exists()
        timer = TIMERS.fields(owner_id, wake)
        sets = {**fields, "updated_at": timestamp()}
        changed = self._change(owner_id, source_id, {**sets, **timer}, rests, () if timer else TIMER)
        # A sweep goes on, or waits for a worker: its timer stays, and what is due next follows once it ends.
        return changed or self._changed(owner_id, source_id, self._change(owner_id, source_id, sets))

    def ask(self, owner_id: str, source_id: str, wanted: SweepWanted, allowed: int) -> Source:
        """Have a sweep begun. Raises SourceNotFoundError; ConflictError while one is running."""
        fields = {"wanted": wanted, "allowed": allowed, **TIMERS.fields(owner_id, self._now())}
        rests = Attr("state").eq("idle") & Attr("lease_token").not_exists()
        return self._changed(owner_id, source_id, self._change(owner_id, source_id, fields, rests))

    def end(self, owner_id: str, source_id: str, how: SourceEnd) -> Source:
        """Have a source removed. Raises SourceNotFoundError; ConflictError where it is being removed otherwise."""
        before = self.get(owner_id, source_id)
        if before.ends == how:
            return before
        fields = {"ends": how, **TIMERS.fields(owner_id, self._now())}
        return self._changed(owner_id, source_id, self._change(owner_id, source_id, fields))

    def _change(
        self, owner_id: str, source_id: str, fields: Item, more: Any = None, removes: Sequence[str] = ()
    ) -> Source | None:
        condition = Attr("id").exists() & Attr("ends").not_exists()
        condition = condition & more if more is not None else condition
        item = update(self._table, _key(owner_id, source_id), fields, condition=condition, removes=removes)
        return None if item is None else _source(item)

    def _changed(self, owner_id: str, source_id: str, changed: Source | None) -> Source:
        if changed is None:
            self.get(owner_id, source_id)
            raise ConflictError("The source is busy at the moment. Please wait until its run has ended.")
        return changed

    # What a worker does

    def claim(self, owner_id: str, source_id: str) -> Source | None:
        """The source, leased; None where there is none, or another worker has it."""
        now = self._now()
        free = Attr("id").exists() & (Attr("lease_until").not_exists() | Attr("lease_until").lt(now))
        until = now + LEASE_SECONDS
        fields = {"lease_token": new_id(), "lease_until": until, **TIMERS.fields(owner_id, until)}
        item = update(self._table, _key(owner_id, source_id), fields, condition=free, adds={"attempts": 1})
        return None if item is None else _source(item)

    def save(self, source: Source, *, wake: int | None = None, **fields: Any) -> Source:
        """Keep the lease and what was done; with `wake` (Unix seconds) let go of it until then.

        Raises LeaseLostError where the lease is another's, or the source is to be removed.
        """
        until = self._now() + LEASE_SECONDS
        timer = TIMERS.fields(source.owner_id, until if wake is None else wake)
        held = {"lease_until": until} if wake is None else {}
        return self._save(source, {**fields, **held, **timer}, () if wake is None else LEASE)

    def rest(self, source: Source, **fields: Any) -> Source:
        """Let go of the lease; nothing is due but by a person's word.

        Raises LeaseLostError as `save`, and where a person has changed the source meanwhile, so that it may run by
        itself: its lease runs out then, and another worker sees what is due.
        """
        return self._save(source, fields, (*LEASE, *TIMER), Attr("updated_at").eq(source.updated_at))

    def _save(self, source: Source, fields: Item, removes: Sequence[str], more: Any = None) -> Source:
        ends = Attr("ends").not_exists() if source.ends is None else Attr("ends").exists()
        condition = Attr("lease_token").eq(source.lease_token) & ends
        item = update(
            self._table,
            _key(source.owner_id, source.id),
            {name: value for name, value in fields.items() if value is not None},
            condition=condition & more if more is not None else condition,
            removes=(*removes, *(name for name, value in fields.items() if value is None)),
        )
        if item is None:
            raise LeaseLostError("Another worker has taken over this source.")
        return _source(item)

    def remove(self, source: Source) -> None:
        key = _key(source.owner_id, source.id)
        delete = {"TableName": self._table.name, "Key": key, "ConditionExpression": "attribute_exists(id)"}
        self._stored.add(source.owner_id, {"Delete": delete}, Stored(sources=-1))

    def items(self, owner_id: str, source_id: str) -> Iterator[SourceItem]:
        """All of them; those that cannot be read are left out."""
        condition = Key("owner_id").eq(f"{OF_ITEMS}{owner_id}") & Key("id").begins_with(f"{source_id}#")
        return readable(query_all(self._table, KeyConditionExpression=condition, ConsistentRead=True), _item)

    def put(self, item: SourceItem) -> None:
        with dynamo_errors():
            self._table.put_item(Item=_row(item))

    def begin_document(self, item: SourceItem) -> bool:
        """Store the item with its new document's id; False where it has one already."""
        try:
            with dynamo_errors():
                self._table.put_item(Item=_row(item), ConditionExpression=Attr("document_id").not_exists())
        except ConditionLostError:
            return False
        return True

    def drop(self, items: Sequence[SourceItem]) -> None:
        with dynamo_errors(), self._table.batch_writer() as writer:
            for item in items:
                writer.delete_item(Key=_item_key(item.owner_id, item.source_id, item.key))

    # What upkeep does

    def due(self, now: int) -> Iterator[tuple[str, str]]:
        """Owner and id of every source whose time has come by `now` (Unix seconds)."""
        for item in TIMERS.due(self._table, now + 1):
            yield str(item["owner_id"]).removeprefix(OF_SOURCES), item["id"]

    def count_due(self, now: int) -> int:
        return TIMERS.count(self._table, now + 1)

    def sent(self, owner_id: str, source_id: str) -> None:
        """A message is on its way."""
        self.set_aside(owner_id, source_id, SENT_SECONDS)

    def set_aside(self, owner_id: str, source_id: str, seconds: int) -> None:
        TIMERS.set_aside(self._table, _key(owner_id, source_id), self._now() + seconds)

    def _now(self) -> int:
        return int(self._clock())


def _key(owner_id: str, source_id: str) -> Item:
    return {"owner_id": f"{OF_SOURCES}{owner_id}", "id": source_id}


def _item_key(owner_id: str, source_id: str, key: str) -> Item:
    return {"owner_id": f"{OF_ITEMS}{owner_id}", "id": f"{source_id}#{key}"}


def _source(item: Item) -> Source:
    return read(Source, whole(item))


def _row(item: SourceItem) -> Item:
    fields = {name: value for name, value in asdict(item).items() if name not in ("source_id", "key")}
    return to_item(fields | _item_key(item.owner_id, item.source_id, item.key))  # type: ignore[no-any-return]


def _item(row: Item) -> SourceItem:
    return read(SourceItem, whole(row))


def whole(row: Item) -> Item:
    """A row with the parts of its key apart."""
    source_id, _, key = str(row["id"]).partition("#")
    owner_id = str(row["owner_id"]).removeprefix(OF_ITEMS).removeprefix(OF_SOURCES)
    return {**row, "owner_id": owner_id, "source_id": source_id, "key": key}
