"""An owner's rows as an archive takes them: of what has ended, in the order of their keys."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import ConditionBase, Key

from chalicelib.adapters.dynamo.accounts import is_day
from chalicelib.adapters.dynamo.acts import ACT
from chalicelib.adapters.dynamo.client import Item, dynamo_errors, from_item, query_all
from chalicelib.adapters.dynamo.collections import COLLECTION
from chalicelib.adapters.dynamo.conversations import SUMMARY
from chalicelib.adapters.dynamo.links import LINKS
from chalicelib.adapters.dynamo.messages import SOURCES
from chalicelib.adapters.dynamo.notes import NOTE
from chalicelib.adapters.dynamo.personal_tokens import DynamoPersonalTokens
from chalicelib.adapters.dynamo.sources import OF_SOURCES

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource


# Kinds of rows that are in the tables of messages and of usage, and what their ids begin with.
AMONG_OTHERS: Mapping[str, str] = {"notes": NOTE, "collections": COLLECTION, "acts": ACT, "links": LINKS}


class DynamoHeldRows:
    """`tables` are the names of tables by the kinds of rows of an archive (accounts/archive.py)."""

    def __init__(self, dynamo: "DynamoDBServiceResource", tables: Mapping[str, str]) -> None:
        self._tokens = DynamoPersonalTokens(dynamo, tables["tokens"])
        self._tables = {kind: dynamo.Table(name) for kind, name in tables.items()}

    def rows(self, kind: str, owner_id: str, after: str = "") -> Iterator[tuple[str, Item]]:
        """Each row behind the position `after`, with its own position."""
        if kind == "tokens":
            tokens = sorted(self._tokens.all(owner_id), key=lambda token: token.id)
            yield from ((token.id, asdict(token)) for token in tokens if token.id > after)
            return
        sort = "day" if kind in ("usage", "acts") else "id"
        partition = f"{OF_SOURCES}{owner_id}" if kind == "sources" else owner_id
        condition: ConditionBase = Key("owner_id").eq(partition)
        if kind in AMONG_OTHERS:
            condition &= Key(sort).begins_with(AMONG_OTHERS[kind])
        start: Item = {"ExclusiveStartKey": {"owner_id": partition, sort: after}} if after else {}
        for item in query_all(self._tables[kind], KeyConditionExpression=condition, ConsistentRead=True, **start):
            if _is_taken(kind, item):
                yield item[sort], _of_own(item)

    def document(self, owner_id: str, document_id: str) -> Item | None:
        key = {"owner_id": owner_id, "id": document_id}
        with dynamo_errors():
            item = self._tables["documents"].get_item(Key=key, ConsistentRead=True).get("Item")
        return from_item(item) if item else None


def _of_own(item: Item) -> Item:
    """A row without what others' documents say: of them one has the right to read, as long as it lasts."""
    if owners := item.get("owners"):
        foreign = [one["document_id"] in owners for one in item["sources"]]
        bare: Item = {"text": "", "heading": []}
        sources = [one | bare if other else one for one, other in zip(item["sources"], foreign, strict=True)]
        beside = [{} if other else one for one, other in zip(item.get("beside", []), foreign, strict=False)]
        return item | {"sources": sources, "beside": beside}
    answer = item.get("answer")
    if isinstance(answer, dict) and (numbers := _foreign_numbers(answer.get("sources", []))):
        citations = [one | {"quote": "", "heading": []} if one["n"] in numbers else one for one in answer["citations"]]
        return item | {"answer": answer | {"citations": citations}}
    return item


def _foreign_numbers(sources: list[Item]) -> set[int]:
    return {n for n, one in enumerate(sources, start=1) if one.get("owner_id")}


def _is_taken(kind: str, item: Item) -> bool:
    """Documents that are ready; messages that have ended, their sources, summaries. No row of the account itself."""
    if kind == "documents":
        return item.get("status") == "ready"
    if kind == "messages":
        ended = "role" in item and item.get("status") != "streaming"
        return ended or item["id"].endswith((SOURCES, SUMMARY))
    return kind != "usage" or is_day(item)
