"""Everything that a stage stores, read past the product: to compare the stores with each other, and to copy them."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from boto3.dynamodb.conditions import Attr, Key

from chalicelib.adapters.dynamo.accounts import ROW, is_day
from chalicelib.adapters.dynamo.client import (
    ConditionLostError,
    dynamo_errors,
    dynamo_resource,
    query_all,
    scan_all,
    to_item,
)
from chalicelib.adapters.dynamo.collections import COLLECTION
from chalicelib.adapters.dynamo.conversations import SUMMARY
from chalicelib.adapters.dynamo.grant_rows import INVITED, MEMBERSHIP, pointer_item
from chalicelib.adapters.dynamo.messages import SOURCES
from chalicelib.adapters.dynamo.notes import NOTE
from chalicelib.adapters.dynamo.sources import OF_ITEMS, OF_SOURCES
from chalicelib.adapters.dynamo.updates import update
from chalicelib.adapters.errors import translate
from chalicelib.adapters.files import MISSING
from chalicelib.adapters.object_versions import versions
from chalicelib.config import Settings
from chalicelib.errors import DocumentNotFoundError
from chalicelib.models import Grant
from chalicelib.rag.change import TIMER

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource, Table
    from mypy_boto3_s3.client import S3Client

Item = dict[str, Any]

MAINTENANCE = "tidy#"  # Prefix of the records that say when an owner's table is to be maintained.


@dataclass(frozen=True)
class Chats:
    """An owner's conversations and messages, as they lie in the tables, by id.

    `sources` by the message's id; `summaries` are the ids of the conversations that have one; `notes`, `collections`
    and `memberships` are how many there are.
    """

    conversations: dict[str, Item]
    messages: dict[str, Item]
    sources: dict[str, Item]
    summaries: frozenset[str]
    notes: int = 0
    collections: int = 0
    memberships: int = 0


class Inventory:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._dynamo: DynamoDBServiceResource = dynamo_resource(region_name=settings.region)
        self._s3: S3Client = boto3.client("s3", region_name=settings.region)

    def owners(self) -> list[str]:
        """Every owner of anything in any store."""
        settings = self.settings
        owners: set[str] = set()
        for table in (settings.documents_table, settings.conversations_table, settings.messages_table):
            rows = scan_all(self._dynamo.Table(table), ProjectionExpression="owner_id")
            owners |= {row["owner_id"] for row in rows if "#" not in row["owner_id"]}  # What is no owner's has a `#`.
        owners |= self._folders(settings.documents_bucket, "files/") | self._folders(settings.vectors_bucket, "")
        return sorted(owners)

    def _folders(self, bucket: str, prefix: str) -> set[str]:
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix, Delimiter="/")
        folders = (entry["Prefix"] for page in pages for entry in page.get("CommonPrefixes", []))
        return {folder.removeprefix(prefix).rstrip("/") for folder in folders}

    # Files

    def keys(self, prefix: str) -> list[str]:
        """The keys of the documents' bucket that begin so."""
        return [key for key, _ in self.sizes(prefix)]

    def sizes(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Those keys with the bytes of their objects."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self.settings.documents_bucket, Prefix=prefix)
        return ((entry["Key"], entry["Size"]) for page in pages for entry in page.get("Contents", []))

    def delete_keys(self, keys: Iterable[str]) -> None:
        """With all of their versions: they belong to nothing, which is what a deletion leaves."""
        bucket = self.settings.documents_bucket
        for key in keys:
            for version in list(versions(self._s3, bucket, key)):
                if version["Key"] == key:
                    self._s3.delete_object(Bucket=bucket, Key=key, VersionId=version["VersionId"])

    def fetch_file(self, key: str, path: Path) -> bool:
        """Into `path`; False if there is none, as while an upload is awaited."""
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with translate((MISSING, DocumentNotFoundError)):
                self._s3.download_file(self.settings.documents_bucket, key, str(path))
        except DocumentNotFoundError:
            return False
        return True

    def put_missing_file(self, key: str, path: Path) -> bool:
        """False if there is one already. In one piece, so that it has the tag it had when it was uploaded."""
        with path.open("rb") as file:
            return self.put_missing_object(key, file)

    def put_missing_object(self, key: str, body: Any) -> bool:
        """False if there is one already."""
        if key in self.keys(key):
            return False
        self._s3.put_object(Bucket=self.settings.documents_bucket, Key=key, Body=body)
        return True

    # Documents

    def looked_after(self, owner_id: str) -> frozenset[str]:
        """The ids of the documents that upkeep is still to look at."""
        rows = self.rows(self.settings.documents_table, owner_id)
        return frozenset(item["id"] for item in rows if all(name in item for name in TIMER))

    def sources(self, owner_id: str) -> list[Item]:
        return self.rows(self.settings.documents_table, f"{OF_SOURCES}{owner_id}")

    def source_items(self, owner_id: str) -> list[Item]:
        return self.rows(self.settings.documents_table, f"{OF_ITEMS}{owner_id}")

    # Conversations and usage

    def chats(self, owner_id: str) -> Chats:
        settings = self.settings
        conversations = self.rows(settings.conversations_table, owner_id)
        rows = {item["id"]: item for item in self.rows(settings.messages_table, owner_id)}
        return Chats(
            {item["id"]: item for item in conversations},
            {name: item for name, item in rows.items() if "role" in item},
            {name.removesuffix(SOURCES): item for name, item in rows.items() if name.endswith(SOURCES)},
            frozenset(name.removesuffix(SUMMARY) for name in rows if name.endswith(SUMMARY)),
            sum(name.startswith(NOTE) for name in rows),
            sum(name.startswith(COLLECTION) for name in rows),
            sum(name.startswith(MEMBERSHIP) for name in rows),
        )

    def pointers(self) -> list[Item]:
        """Those to grants, of all addresses."""
        begins = Attr("owner_id").begins_with(INVITED) & Attr("grant_id").exists()
        return list(scan_all(self._dynamo.Table(self.settings.messages_table), FilterExpression=begins))

    def put_missing_pointer(self, grant: Grant) -> bool:
        """False if there is one already."""
        return self.put_missing(self.settings.messages_table, pointer_item(grant))

    def usage(self, owner_id: str) -> dict[str, Item]:
        """By day."""
        return {item["day"]: item for item in self.rows(self.settings.usage_table, owner_id) if is_day(item)}

    def ended_owners(self) -> frozenset[str]:
        """Whose accounts are deleted, or are being deleted."""
        ended = Attr("day").eq(ROW) & Attr("ended").is_in(["deleting", "deleted"])
        rows = scan_all(self._dynamo.Table(self.settings.usage_table), FilterExpression=ended)
        return frozenset(row["owner_id"] for row in rows)

    def rows(self, table: str, owner_id: str) -> list[Item]:
        return list(query_all(self._dynamo.Table(table), KeyConditionExpression=Key("owner_id").eq(owner_id)))

    @property
    def usage_table(self) -> "Table":
        return self._dynamo.Table(self.settings.usage_table)

    def change_row(self, table: str, item: Item, fields: Item, removes: Sequence[str] = ()) -> None:
        """Set and remove fields of a row."""
        update(self._dynamo.Table(table), _key(item), fields, condition=Attr("owner_id").exists(), removes=removes)

    def replace_row(self, table: str, replacement: Item) -> None:
        """Put another in the place of the row of its key, unless that is gone."""
        with suppress(ConditionLostError), dynamo_errors():
            self._dynamo.Table(table).put_item(Item=to_item(replacement), ConditionExpression=Attr("owner_id").exists())

    def delete_row(self, table: str, item: Item) -> None:
        with dynamo_errors():
            self._dynamo.Table(table).delete_item(Key=_key(item))

    def delete_messages(self, owner_id: str, ids: Iterable[str]) -> None:
        with self._dynamo.Table(self.settings.messages_table).batch_writer() as batch:
            for message_id in ids:
                batch.delete_item(Key={"owner_id": owner_id, "id": message_id})

    def change_message(self, owner_id: str, message_id: str, fields: Item, removes: Sequence[str] = ()) -> None:
        """Set and remove fields of a message."""
        table, key = self._dynamo.Table(self.settings.messages_table), {"owner_id": owner_id, "id": message_id}
        update(table, key, fields, condition=Attr("id").exists(), removes=removes)

    def raise_usage(self, owner_id: str, day: str, least: Item) -> None:
        """To at least these amounts: what is counted meanwhile is not lost."""
        usage = self.usage(owner_id).get(day, {})
        missing = {name: amount - usage.get(name, 0) for name, amount in least.items()}
        missing = {name: amount for name, amount in missing.items() if amount > 0}
        if missing:
            update(self._dynamo.Table(self.settings.usage_table), {"owner_id": owner_id, "day": day}, {}, adds=missing)

    # Whole tables, as DynamoDB spells their items

    @property
    def kept_tables(self) -> dict[str, str]:
        """What a backup holds of the tables, by the name it has there. The others run out by themselves."""
        settings = self.settings
        return {
            "documents": settings.documents_table,
            "conversations": settings.conversations_table,
            "messages": settings.messages_table,
            "usage": settings.usage_table,
        }

    def raw_items(self, table: str) -> Iterator[Item]:
        """As the table has them: numbers as Decimal, sets as sets."""
        for page in self._dynamo.meta.client.get_paginator("scan").paginate(TableName=table):
            yield from page["Items"]

    def put_missing(self, table: str, item: Item) -> bool:
        """False if there is an item of this key already: it is newer, and stays."""
        try:
            with dynamo_errors():
                self._dynamo.Table(table).put_item(Item=item, ConditionExpression=Attr("owner_id").not_exists())
        except ConditionLostError:
            return False
        return True


def _key(item: Item) -> Item:
    """A row's key: usage has a row a day, the other tables a row an id."""
    second = "id" if "id" in item else "day"
    return {"owner_id": item["owner_id"], second: item[second]}
