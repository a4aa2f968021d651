"""A stage's truth in a folder, and back: the tables as lines of JSON, the documents as they were uploaded.

Passages are not in it: they are made again from the documents (`python -m operations check --mend`).
"""

import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from chalicelib.adapters.dynamo.accounts import ROW
from operations.inventory import Inventory, Item

PRIVATE = 0o700  # Mode of the folder: it holds what people wrote and uploaded.


def back_up(inventory: Inventory, folder: Path) -> dict[str, int]:
    """Returns how many of each were written. Files are those of the documents that were written, and no others."""
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    counts: dict[str, int] = {}
    keys: list[str] = []
    for name, table in inventory.kept_tables.items():
        with (folder / f"{name}.jsonl").open("w") as file:
            counts[name] = 0
            for item in inventory.raw_items(table):
                file.write(json.dumps(item, default=_encode, ensure_ascii=False) + "\n")
                counts[name] += 1
                keys += file_keys(item) if name == "documents" else ()
    counts["files"] = sum(inventory.fetch_file(key, folder / key) for key in keys)
    return counts


def restore(inventory: Inventory, folder: Path) -> dict[str, int]:
    """Put back what is missing; what exists stays as it is. Returns how many of each were put back.

    Nothing comes back of an account that the stage knows as deleted, or that the backup does.
    Tables first: a file whose document is unknown would be removed as soon as S3 tells of it.
    """
    counts: dict[str, int] = {}
    keys: list[str] = []
    stored = {name: _items(folder / f"{name}.jsonl") for name in inventory.kept_tables}
    ended = inventory.ended_owners() | {item["owner_id"] for item in stored["usage"] if _has_ended(item)}
    for name, table in inventory.kept_tables.items():
        items = [item for item in stored[name] if not _is_of_ended(item, ended) or _has_ended(item)]
        counts[name] = sum(inventory.put_missing(table, item) for item in items)
        keys += (key for item in items for key in file_keys(item)) if name == "documents" else ()
    counts["files"] = sum(inventory.put_missing_file(key, folder / key) for key in keys if (folder / key).is_file())
    return counts


def file_keys(document: Item) -> Iterable[str]:
    """The keys of a document's files: of the live version, and of the one that is on its way."""
    if "version" not in document:
        return []  # The record of an owner's maintenance.
    versions = {int(document["version"]), int(document.get("live_version", 0))} - {0}
    return [f"files/{document['owner_id']}/{document['id']}/{version}" for version in sorted(versions)]


def _owner(item: Item) -> str:
    """Whose row it is, also of a row that is looked after for an owner, such as `tidy#<owner>`."""
    return str(item["owner_id"]).rpartition("#")[2]


def _is_of_ended(item: Item, ended: frozenset[str]) -> bool:
    """Also a membership in what an ended account shared, and a grant that one has accepted."""
    return bool({_owner(item), item.get("collection_owner"), item.get("person_id")} & ended)


def _has_ended(item: Item) -> bool:
    """Whether it is the row that says that an account is deleted."""
    return item.get("day") == ROW and item.get("ended") in ("deleting", "deleted")


def _items(file: Path) -> list[Item]:
    return [_item(line) for line in file.read_bytes().splitlines()]  # Of a text, U+2028 would be an end of line too.


def _item(line: str | bytes) -> Item:
    item: Item = json.loads(line, object_hook=_decode, parse_float=Decimal)
    return item


def _encode(value: Any) -> Any:
    """What JSON lacks: numbers that keep every digit, and sets."""
    if isinstance(value, Decimal):
        return {"$number": str(value)}
    if isinstance(value, set):
        return {"$set": sorted(value)}
    raise TypeError(f"{type(value).__name__} is not kept in a backup")


def _decode(value: dict[str, Any]) -> Any:
    match value:
        case {"$number": str(number)} if len(value) == 1:
            return Decimal(number)
        case {"$set": list(members)} if len(value) == 1:
            return set(members)
    return value
