"""Documents that have failed, of all owners, by reason.

A failed document carries its failure's code in `trouble`; the index of that name holds those that do, with what an
admin may see of them. Whoever leaves the state takes the field away, so the index is as large as what is in trouble.
"""

from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Key

from chalicelib.adapters.dynamo.client import Item, dynamo_errors, from_item
from chalicelib.adapters.dynamo.stored import read, readable
from chalicelib.models import Failure, Page
from chalicelib.models.administration import DocumentInTrouble
from chalicelib.rag.change import Change

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

TROUBLE = "trouble"  # The field, and the index.
MOST_COUNTED = 1_000  # Documents of one reason that are counted.


def trouble_of(change: Change) -> tuple[Item, tuple[str, ...]]:
    """What a change of a document sets and removes, so that the index follows."""
    status, failure = change.sets.get("status"), change.sets.get("failure")
    if status is None:
        return {}, ()
    if status == "failed" and isinstance(failure, Failure):
        return {TROUBLE: failure.code}, ()
    return {}, (TROUBLE,)


class DynamoTroubles:
    """In the documents' table."""

    def __init__(self, dynamo: "DynamoDBServiceResource", table: str) -> None:
        self._table = dynamo.Table(table)

    def count(self, reason: str) -> int:
        """How many documents have failed for a reason, up to MOST_COUNTED."""
        with dynamo_errors():
            return self._table.query(**_of(reason), Limit=MOST_COUNTED, Select="COUNT")["Count"]

    def page(self, reason: str, limit: int, after: str | None) -> Page[DocumentInTrouble]:
        """Those in trouble for the longest time first; `after` is the position with which the page before ended."""
        start: Item = {"ExclusiveStartKey": _start(reason, after)} if after else {}
        with dynamo_errors():
            answer = self._table.query(**_of(reason), Limit=limit, **start)
        last = from_item(answer.get("LastEvaluatedKey"))
        documents = tuple(readable(map(from_item, answer["Items"]), _document))
        return Page(documents, f"{last['owner_id']} {last['id']} {last['since']}" if last else None)


def _of(reason: str) -> dict[str, Any]:
    return {"IndexName": TROUBLE, "KeyConditionExpression": Key(TROUBLE).eq(reason)}


def _start(reason: str, after: str) -> Item:
    owner_id, document_id, since = after.split(" ")
    return {TROUBLE: reason, "owner_id": owner_id, "id": document_id, "since": int(since)}


def _document(item: Item) -> DocumentInTrouble:
    return read(DocumentInTrouble, item | {"reason": item[TROUBLE]})
