"""Notes in DynamoDB: rows of their own in the messages' table, which every purge and backup of an owner takes along.

They are in none of its indexes. How many there are is counted by the transaction that makes or deletes one.
"""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, Key

from chalicelib.adapters.dynamo.client import Item, dynamo_errors, from_item, get_many
from chalicelib.adapters.dynamo.messages import key_of
from chalicelib.adapters.dynamo.quotas import StoredCounts
from chalicelib.adapters.dynamo.stored import read, readable
from chalicelib.adapters.dynamo.updates import entry, update
from chalicelib.errors import NotFoundError
from chalicelib.models import Note, Page, Stored, timestamp

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

NOTE = "note#"  # Before a note's id it is the row's: no message's id has a `#`.


class DynamoNotes:
    """Notes by owner and id, in the table of this name. `stored` counts them."""

    def __init__(self, dynamo: "DynamoDBServiceResource", table: str, stored: StoredCounts) -> None:
        self._dynamo = dynamo
        self._table = dynamo.Table(table)
        self._stored = stored

    def get(self, owner_id: str, note_id: str) -> Note:
        """Raises NotFoundError, or UnreadableRowError."""
        items = get_many(self._dynamo, self._table.name, [_key(owner_id, note_id)])
        if not items:
            raise NotFoundError
        return _note_of(items[0])

    def list_page(self, owner_id: str, limit: int, after: str | None) -> Page[Note]:
        """Newest first. `after` is the id of the last one of the page before; a page of long notes has fewer."""
        condition = Key("owner_id").eq(owner_id) & Key("id").begins_with(NOTE)
        start: dict[str, Any] = {"ExclusiveStartKey": _key(owner_id, after)} if after else {}
        with dynamo_errors():
            answer = self._table.query(
                KeyConditionExpression=condition, Limit=limit, ScanIndexForward=False, ConsistentRead=True, **start
            )
        last = answer.get("LastEvaluatedKey")
        notes = tuple(readable(map(from_item, answer["Items"]), _note_of))
        return Page(notes, str(last["id"]).removeprefix(NOTE) if last else None)

    def keep(self, note: Note) -> Note:
        """Store a new note, and return it; where there is one of its id already, that one.

        Raises QuotaExceededError where the owner has as many as it may.
        """
        key = _key(note.owner_id, note.id)
        fields = {name: value for name, value in asdict(note).items() if name not in key and value is not None}
        write = entry(self._table, key, fields, Attr("id").not_exists())
        if self._stored.add(note.owner_id, write, Stored(notes=1)):
            return note
        return self.get(note.owner_id, note.id)

    def write(self, owner_id: str, note_id: str, text: str) -> Note:
        """Change the words of one's own; raises NotFoundError."""
        fields = {"text": text, "updated_at": timestamp()}
        item = update(self._table, _key(owner_id, note_id), fields, condition=Attr("id").exists())
        if item is None:
            raise NotFoundError
        return _note_of(item)

    def delete(self, owner_id: str, note_id: str) -> None:
        """Raises NotFoundError."""
        key = _key(owner_id, note_id)
        gone = {"TableName": self._table.name, "Key": key, "ConditionExpression": "attribute_exists(id)"}
        if not self._stored.add(owner_id, {"Delete": gone}, Stored(notes=-1)):
            raise NotFoundError


def _key(owner_id: str, note_id: str) -> Item:
    return key_of(owner_id, f"{NOTE}{note_id}")


def _note_of(item: Item) -> Note:
    return read(Note, item | {"id": str(item.get("id", "")).removeprefix(NOTE)})
