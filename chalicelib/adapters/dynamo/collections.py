"""Collections in DynamoDB: one row each in the messages' table, with the ids of its documents as a set.

They are in none of its indexes, and every purge and backup of an owner takes them along. Each change is one conditional
write. A document is added in a transaction that asks for its row under the same owner: no collection holds another
owner's document, and none that is being deleted.
"""

from collections.abc import Iterator, Sequence
from itertools import batched, islice
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, Key

from chalicelib.adapters.dynamo.client import (
    BATCH_GET_KEYS,
    ConditionLostError,
    Item,
    again_when_taken,
    dynamo_errors,
    from_item,
    get_many,
    query_all,
    transact,
)
from chalicelib.adapters.dynamo.documents import DynamoDocuments
from chalicelib.adapters.dynamo.messages import key_of
from chalicelib.adapters.dynamo.stored import read, readable
from chalicelib.adapters.dynamo.updates import entry, update
from chalicelib.errors import CollectionFullError, CollectionNotFoundError, DocumentNotFoundError, StoreBusyError
from chalicelib.models import Collection, Document, Page, Stored, timestamp

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

COLLECTION = "collection#"  # Before a collection's id it is the row's: no message's id has a `#`.
MOST_DOCUMENTS = 10_000  # Ids of 27 bytes that a row of 400 KB takes, whatever the setting is.


class DynamoCollections:
    """Collections by owner and id, in the table `table`, of documents of `documents`; each holds at most `most`."""

    def __init__(self, dynamo: "DynamoDBServiceResource", table: str, documents: DynamoDocuments, most: int) -> None:
        self._dynamo = dynamo
        self._table = dynamo.Table(table)
        self._documents = documents
        self._most = min(most, MOST_DOCUMENTS)

    def get(self, owner_id: str, collection_id: str) -> Collection:
        """Raises CollectionNotFoundError, or UnreadableRowError."""
        items = get_many(self._dynamo, self._table.name, [key_of_collection(owner_id, collection_id)])
        if not items:
            raise CollectionNotFoundError
        return collection_of(items[0])

    def list_page(self, owner_id: str, limit: int, after: str | None) -> Page[Collection]:
        """Newest first. `after` is the id of the last one of the page before; a page of large ones has fewer."""
        condition = Key("owner_id").eq(owner_id) & Key("id").begins_with(COLLECTION)
        start: dict[str, Any] = {"ExclusiveStartKey": key_of_collection(owner_id, after)} if after else {}
        with dynamo_errors():
            answer = self._table.query(
                KeyConditionExpression=condition, Limit=limit, ScanIndexForward=False, ConsistentRead=True, **start
            )
        last = answer.get("LastEvaluatedKey")
        collections = tuple(readable(map(from_item, answer["Items"]), collection_of))
        return Page(collections, str(last["id"]).removeprefix(COLLECTION) if last else None)

    def create(self, collection: Collection) -> None:
        """Store a new one, without documents. Raises QuotaExceededError where the owner has as many as it may."""
        moments = {"created_at": collection.created_at, "updated_at": collection.updated_at}
        fields = {"name": collection.name, **moments}
        write = entry(
            self._table, key_of_collection(collection.owner_id, collection.id), fields, Attr("id").not_exists()
        )
        self._documents.stored.add(collection.owner_id, write, Stored(collections=1))

    def rename(self, owner_id: str, collection_id: str, name: str) -> Collection:
        """Raises CollectionNotFoundError."""
        fields = {"name": name, "updated_at": timestamp()}
        item = update(self._table, key_of_collection(owner_id, collection_id), fields, condition=Attr("id").exists())
        if item is None:
            raise CollectionNotFoundError
        return collection_of(item)

    def delete(self, owner_id: str, collection_id: str, *, shared: bool = False) -> bool:
        """Its documents stay. False for one that has grants, unless it may be `shared`.

        Raises CollectionNotFoundError.
        """
        alone = "" if shared else " AND (attribute_not_exists(grants) OR grants = :none)"
        gone = {
            "TableName": self._table.name,
            "Key": key_of_collection(owner_id, collection_id),
            "ConditionExpression": f"attribute_exists(id){alone}",
            **({} if shared else {"ExpressionAttributeValues": {":none": 0}}),
        }
        if self._documents.stored.add(owner_id, {"Delete": gone}, Stored(collections=-1)):
            return True
        self.get(owner_id, collection_id)
        return False

    def add(self, owner_id: str, collection_id: str, document_id: str, checks: Sequence[Item] = ()) -> Collection:
        """Put one of the owner's documents into a collection; one that is in it already stays.

        `checks` are parts of the transaction that ask for more, such as the grant of who adds. Raises
        CollectionNotFoundError, DocumentNotFoundError, CollectionFullError.
        """
        adding = {
            "TableName": self._table.name,
            "Key": key_of_collection(owner_id, collection_id),
            "UpdateExpression": "ADD documents :one SET updated_at = :now",
            "ConditionExpression": "attribute_exists(id) AND (attribute_not_exists(documents) OR "
            "contains(documents, :document) OR size(documents) < :most)",
            "ExpressionAttributeValues": {
                ":one": {document_id},
                ":document": document_id,
                ":most": self._most,
                ":now": timestamp(),
            },
        }
        if not transact(self._dynamo, [self._documents.kept(owner_id, document_id), {"Update": adding}, *checks]):
            self._refuse(owner_id, collection_id, document_id, checked=bool(checks))
        return self.get(owner_id, collection_id)

    def _refuse(self, owner_id: str, collection_id: str, document_id: str, *, checked: bool) -> None:
        """Say why a document was not added; always raises."""
        collection = self.get(owner_id, collection_id)
        document = self._documents.find(owner_id, document_id)
        if document is None or document.status == "deleting":
            raise DocumentNotFoundError
        if len(collection.documents) >= self._most:
            raise CollectionFullError
        if checked:
            raise CollectionNotFoundError
        raise StoreBusyError("The collection is being changed. Please try again.")

    def remove(self, owner_id: str, collection_id: str, document_id: str) -> Collection:
        """Take a document out. Raises CollectionNotFoundError, or DocumentNotFoundError where it is not in it."""
        item = self._taken_out(owner_id, collection_id, document_id)
        if item is None:
            self.get(owner_id, collection_id)
            raise DocumentNotFoundError
        return collection_of(item)

    def documents_page(self, owner_id: str, collection: Collection, limit: int, after: str | None) -> Page[Document]:
        """Its documents, newest first, `limit` of them unless they end; `after` is the last id of the page before."""
        ids = [id_ for id_ in reversed(collection.documents) if after is None or id_ < after]
        documents = tuple(islice(self._found(owner_id, ids), limit + 1))
        return Page(documents[:limit], documents[limit - 1].id if len(documents) > limit else None)

    def _found(self, owner_id: str, ids: Sequence[str]) -> Iterator[Document]:
        for some in batched(ids, BATCH_GET_KEYS, strict=False):
            found = self._documents.get_many(owner_id, some)
            yield from (found[id_] for id_ in some if id_ in found)

    def documents_of(self, owner_id: str, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The ids of the documents of each of the collections that the owner has."""
        keys = [key_of_collection(owner_id, collection_id) for collection_id in dict.fromkeys(ids)]
        found = readable(get_many(self._dynamo, self._table.name, keys), collection_of)
        return {collection.id: collection.documents for collection in found}

    def forget(self, owner_id: str, document_id: str) -> None:
        """Take a document that is being deleted out of every collection. Done again it changes nothing."""
        rows = query_all(
            self._table,
            KeyConditionExpression=Key("owner_id").eq(owner_id) & Key("id").begins_with(COLLECTION),
            FilterExpression=Attr("documents").contains(document_id),
            ProjectionExpression="id",
            ConsistentRead=True,
        )
        for row in rows:
            self._taken_out(owner_id, str(row["id"]).removeprefix(COLLECTION), document_id)

    @again_when_taken
    def _taken_out(self, owner_id: str, collection_id: str, document_id: str) -> Item | None:
        """The row afterwards; None if the document is not in it, or if there is none."""
        values: Item = {":one": {document_id}, ":document": document_id, ":now": timestamp()}
        try:
            with dynamo_errors():
                answer = self._table.update_item(
                    Key=key_of_collection(owner_id, collection_id),
                    UpdateExpression="DELETE documents :one SET updated_at = :now",
                    ConditionExpression="contains(documents, :document)",
                    ExpressionAttributeValues=values,
                    ReturnValues="ALL_NEW",
                )
        except ConditionLostError:
            return None
        return from_item(answer["Attributes"])  # type: ignore[no-any-return]


def plain(item: Item) -> Item:
    """A row with its set as a list, in order; whatever else stands there stays."""
    documents = item.get("documents")
    return item | {"documents": sorted(documents)} if isinstance(documents, set) else item


def key_of_collection(owner_id: str, collection_id: str) -> Item:
    return key_of(owner_id, f"{COLLECTION}{collection_id}")


def collection_of(item: Item) -> Collection:
    return read(Collection, plain(item) | {"id": str(item.get("id", "")).removeprefix(COLLECTION)})
