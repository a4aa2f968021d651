"""An archive into a stage: the same searches and citations, and nothing is embedded again."""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from chalicelib.accounts.archive import COPY_BYTES, FORMAT, VERSION
from chalicelib.adapters.dynamo.client import to_item
from chalicelib.models import Stored
from chalicelib.wiring import Services
from operations.inventory import Inventory, Item

EVERY_GENERATION = 2**31 - 1
MEMBERS = {  # Rows in an archive, and the tables that they go to.
    "documents": "documents",
    "conversations": "conversations",
    "messages": "messages",
    "notes": "messages",
    "collections": "messages",
    "usage": "usage",
}


class ArchiveError(Exception):
    """An archive cannot be taken; the message is a sentence for the operator."""


def import_archive(services: Services, inventory: Inventory, path: Path, owner_id: str) -> dict[str, int]:
    """How many of each were put there; what is there already stays. Raises ArchiveError before anything is changed."""
    try:
        with zipfile.ZipFile(path) as file:
            manifest = checked(file)
            _check_model(services, manifest)
            return _import(services, inventory, file, owner_id)
    except (zipfile.BadZipFile, OSError) as error:
        raise ArchiveError("The archive cannot be read: it is cut off, or no archive.") from error


def checked(file: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest, once every member is as it says; raises ArchiveError."""
    try:
        manifest = json.loads(file.read("manifest.json"))
        members = dict(manifest["members"])
    except (KeyError, ValueError, TypeError) as error:
        raise ArchiveError("The archive has no manifest that can be read.") from error
    if (manifest.get("format"), manifest.get("version")) != (FORMAT, VERSION):
        raise ArchiveError("The archive is of another format or version than this Grail reads.")
    names = set(file.namelist()) - {"manifest.json"}
    if names != set(members):
        raise ArchiveError(f"The archive is not whole: {len(names ^ set(members))} members are missing or added.")
    for name, stated in members.items():
        digest = hashlib.sha256()
        with file.open(name) as member:
            while chunk := member.read(COPY_BYTES):
                digest.update(chunk)
        if digest.hexdigest() != stated.get("sha256"):
            raise ArchiveError(f"The archive was changed: {name} is not what the manifest says.")
    return dict(manifest)


def _check_model(services: Services, manifest: dict[str, Any]) -> None:
    embedder, stated = services.adapters.embedder, manifest["embedding"]
    if (stated["model"], stated["dimensions"]) != (embedder.model, embedder.dimensions):
        raise ArchiveError(f"The archive was embedded with {stated['model']}; this stage has {embedder.model}.")


def _import(services: Services, inventory: Inventory, file: zipfile.ZipFile, owner_id: str) -> dict[str, int]:
    """Rows of documents first: a file whose document is unknown would be removed as soon as S3 tells of it."""
    tables = inventory.kept_tables
    counts: dict[str, int] = {}
    for name, table in MEMBERS.items():
        put = [item for item in _items(file, name, owner_id) if inventory.put_missing(tables[table], _row(name, item))]
        counts[name] = len(put)
        if name in ("documents", "notes", "collections"):
            _count(services, owner_id, name, put)
    prefixes = {"files/": f"files/{owner_id}/", "key-points/": f"key-points/{owner_id}/"}
    counts["files"] = sum(
        inventory.put_missing_object(_key(name, prefix, own), file.read(name))
        for name in file.namelist()
        for prefix, own in prefixes.items()
        if name.startswith(prefix)
    )
    counts["passages"] = _passages(services, file, owner_id)
    return counts


def _key(name: str, prefix: str, own: str) -> str:
    """Where a member lies in a stage; a file's ending is in the archive alone."""
    rest = name.removeprefix(prefix)
    return own + (rest.partition(".")[0] if prefix == "files/" else rest)


def _items(file: zipfile.ZipFile, name: str, owner_id: str) -> Iterator[Item]:
    """Nothing of a kind that there was not when the archive was made.

    A line ends at a line feed alone: texts may have other separators, such as U+2028, as they are.
    """
    pattern = re.compile(rf"{name}(\.\d+)?\.jsonl")
    for member in filter(pattern.fullmatch, file.namelist()):
        with file.open(member) as lines:
            for line in lines:
                yield {**json.loads(line), "owner_id": owner_id}


def _row(name: str, item: Item) -> Item:
    """An archived line as the row that it was: JSON has no sets. It has no grants here."""
    if name == "collections":
        documents = {"documents": set(item["documents"])} if item.get("documents") else {}
        item = {key: value for key, value in item.items() if key != "grants"} | documents
    return dict(to_item(item))


def _count(services: Services, owner_id: str, name: str, put: list[Item]) -> None:
    """What was put counts for the owner's quota."""
    counted = [item.get("counted") for item in put]
    of_documents = Stored(documents=len(put), bytes=sum(int(one) for one in counted if isinstance(one, int)))
    more = of_documents if name == "documents" else Stored(**{name: len(put)})
    services.adapters.documents.stored.correct(owner_id, more)


def _passages(services: Services, file: zipfile.ZipFile, owner_id: str) -> int:
    """Add those that are missing, in one commit, and bring the table into its final form. Nothing is embedded."""
    passages, archive = services.adapters.passages, services.adapters.held_passages
    stored = passages.stored_generations(owner_id)
    missing: list[pa.Table] = []
    for document in _items(file, "documents", owner_id):
        rows = pq.read_table(BytesIO(file.read(f"passages/{document['id']}.parquet")))  # type: ignore[no-untyped-call]
        key = (document["id"], document["live_generation"])
        if stored.get(key, 0) != len(rows):
            passages.clean(owner_id, document["id"], live=0, newest=EVERY_GENERATION)
            missing.append(rows)
    if missing:
        archive.add(owner_id, missing)
        services.adapters.maintenance.rows_changed(owner_id)
        for _ in passages.maintain(owner_id, timedelta(0), settle=True):
            pass
        services.adapters.maintenance.rows_changed(owner_id)
    return sum(map(len, missing))
