"""One archive of all that an owner has, in open formats: ZIP, JSON, text, Parquet, and the files as they were uploaded.

manifest.json            what is in it: counts, the embedding model, size and SHA-256 of each member
documents.jsonl          what Grail knows of each document
conversations.jsonl      chats; their messages with all sources are in messages.jsonl
notes.jsonl              what its person has kept: words of their own and answers
usage.jsonl              what was used, a line a day
files/<document>/…       the file that is searched
text/<document>.txt      its text, with each passage at its own place
passages/<document>.parquet
key-points/<document>/…  what a model has noted of a long document
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from chalicelib.adapters.dynamo.accounts import ROW
from chalicelib.adapters.dynamo.notes import NOTE
from chalicelib.adapters.lance.archive import PassageArchive
from chalicelib.models import Document, timestamp
from chalicelib.wiring import Services
from operations.inventory import SOURCES, SUMMARY, Inventory, Item

FORMAT, VERSION = "grail-archive", 1
COPY_BYTES = 1024 * 1024
NOT_TAKEN = ("connections", "open", "check_at", "lease_token", "lease_until", "worker", "reserved", "sequencer")


class Writer:
    """Members of a ZIP file, each with its size and SHA-256."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.members: dict[str, dict[str, Any]] = {}

    def write(self, name: str, chunks: Iterable[bytes]) -> None:
        digest, size = hashlib.sha256(), 0
        with self._archive.open(name, "w", force_zip64=True) as member:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                member.write(chunk)
        self.members[name] = {"bytes": size, "sha256": digest.hexdigest()}

    def lines(self, name: str, items: Iterable[Item]) -> int:
        lines = [json.dumps(plain(item), ensure_ascii=False) + "\n" for item in items]
        self.write(name, (line.encode() for line in lines))
        return len(lines)


def export(services: Services, inventory: Inventory, owner_id: str, path: Path) -> dict[str, int]:
    """Returns how many of each are in the archive."""
    settings = inventory.settings
    archive, embedder = passage_archive(services), services.adapters.embedder
    documents = [one for one in services.adapters.documents.all(owner_id) if one.status == "ready"]
    ready = {document.id for document in documents}
    with TemporaryDirectory() as folder, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        writer = Writer(file)
        counts: dict[str, int] = {}
        rows = inventory.rows(settings.documents_table, owner_id)
        counts["documents"] = writer.lines("documents.jsonl", (item for item in rows if item["id"] in ready))
        for name, table in (("conversations", settings.conversations_table), ("usage", settings.usage_table)):
            items = (item for item in inventory.rows(table, owner_id) if item.get("day") != ROW)
            counts[name] = writer.lines(f"{name}.jsonl", items)
        counts["messages"] = writer.lines("messages.jsonl", chats_of(inventory, owner_id))
        rows = inventory.rows(settings.messages_table, owner_id)
        counts["notes"] = writer.lines("notes.jsonl", (item for item in rows if item["id"].startswith(NOTE)))
        counts["passages"] = 0
        for document in documents:
            counts["passages"] += _document(writer, inventory, archive, document, Path(folder) / "file")
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "made_at": timestamp(),
            "embedding": {"model": embedder.model, "dimensions": embedder.dimensions},
            "counts": counts,
            "members": writer.members,
        }
        file.writestr("manifest.json", json.dumps(manifest, indent=1))
    return counts


def passage_archive(services: Services) -> PassageArchive:
    embedder = services.adapters.embedder
    return PassageArchive(f"s3://{services.settings.vectors_bucket}", embedder.model, embedder.dimensions)


def chats_of(inventory: Inventory, owner_id: str) -> Iterator[Item]:
    """Messages that have ended, their sources, and summaries; what runs out by itself is left out."""
    for item in inventory.rows(inventory.settings.messages_table, owner_id):
        ended = "role" in item and item.get("status") != "streaming"
        if ended or item["id"].endswith((SOURCES, SUMMARY)):
            yield item


def _document(writer: Writer, inventory: Inventory, archive: PassageArchive, document: Document, path: Path) -> int:
    """How many passages it has."""
    owner_id, version = document.owner_id, document.live_version or document.version
    if inventory.fetch_file(f"files/{owner_id}/{document.id}/{version}", path):
        ending = PurePosixPath(document.filename).suffix
        with path.open("rb") as file:
            writer.write(f"files/{document.id}/{version}{ending}", iter(lambda: file.read(COPY_BYTES), b""))
    rows = archive.rows(owner_id, document.id, document.live_generation)
    writer.write(f"text/{document.id}.txt", [text_of(rows).encode()])
    buffer = BytesIO()
    pq.write_table(rows, buffer, compression="zstd")  # type: ignore[no-untyped-call]
    writer.write(f"passages/{document.id}.parquet", [buffer.getvalue()])
    prefix = f"key-points/{owner_id}/"
    for key in inventory.keys(f"{prefix}{document.id}/"):
        if inventory.fetch_file(key, path):
            writer.write(f"key-points/{key.removeprefix(prefix)}", [path.read_bytes()])
    return len(rows)


def text_of(rows: pa.Table) -> str:
    """The text of a document's passages, each at its place; what stands between them is blank."""
    parts: list[str] = []
    end = 0
    for row in rows.select(["start", "end", "text", "lead"]).to_pylist():
        parts += ["\n" * max(row["start"] - end, 0), row["text"][(row["lead"] or 0) + max(end - row["start"], 0) :]]
        end = max(end, row["end"])
    return "".join(parts)


def plain(item: Item) -> Item:
    """A row as JSON has it, without what belongs to the stage that it lies in."""
    kept = {name: value for name, value in item.items() if name not in NOT_TAKEN}
    return {name: sorted(value) if isinstance(value, set) else value for name, value in kept.items()}
