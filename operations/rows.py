"""Rows that cannot be read: each is repaired from what else is stored, or removed where nothing tells what it was.

The other comparisons begin once an owner has no such row: with a document that cannot be read its files would seem to
belong to nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from ulid import ULID

from chalicelib.adapters.dynamo.accounts import is_day
from chalicelib.adapters.dynamo.collections import COLLECTION, plain
from chalicelib.adapters.dynamo.conversations import SUMMARY
from chalicelib.adapters.dynamo.grant_rows import GRANT, MEMBERSHIP
from chalicelib.adapters.dynamo.links import COPY, LINKS
from chalicelib.adapters.dynamo.messages import OF_QUESTION, SOURCES
from chalicelib.adapters.dynamo.notes import NOTE
from chalicelib.adapters.dynamo.stored import faults, nested
from chalicelib.errors import ModelInterruptedError
from chalicelib.models import (
    Citation,
    Collection,
    Conversation,
    DayUsage,
    Document,
    FileKey,
    Grant,
    IngestJob,
    Membership,
    Message,
    Note,
    Question,
    Summary,
    timestamp,
)
from chalicelib.rag.change import TIMER
from chalicelib.rag.documents.lifecycle import LEASE, QUEUE_SECONDS
from chalicelib.rag.documents.transition import DELETED
from chalicelib.wiring import Services
from operations.drift import Drift
from operations.inventory import MAINTENANCE, Inventory, Item
from operations.sources import source_row_drifts

# Fields of a document on which neither a lease nor what is searched depends.
SHOWN = frozenset({"progress", "failure", "pages", "tokens", "language", "note", "profile", "partial", "ready_at"})
SHARING = {GRANT: Grant, MEMBERSHIP: Membership}  # One that cannot be read gives nothing.
OF_ANSWER = ("sources", "citations", *OF_QUESTION)


@dataclass(frozen=True)
class RowDrifts:
    """The unreadable rows of one owner. `now` is in Unix seconds."""

    services: Services
    inventory: Inventory
    owner_id: str
    now: float

    def all(self) -> Iterator[Drift]:
        settings = self.inventory.settings
        for item in self.inventory.rows(settings.documents_table, self.owner_id):
            if DELETED not in item:
                yield from self._document(item)
        for item in self.inventory.rows(settings.conversations_table, self.owner_id):
            yield from self._conversation(item)
        for item in self.inventory.rows(settings.messages_table, self.owner_id):
            yield from self._message(item)
        for item in self.inventory.rows(settings.usage_table, self.owner_id):
            if is_day(item) and (odd := faults(DayUsage, item).others):
                yield self._unreadable("usage", item["day"], partial(self._without, "usage", item, odd))
        for item in self.inventory.rows(settings.documents_table, f"{MAINTENANCE}{self.owner_id}"):
            if counts := _odd_counts(item):
                # Maintenance once too often does no harm, and what an owner keeps is counted anew.
                fields = dict.fromkeys(counts, 1)
                yield self._unreadable("documents", item["owner_id"], partial(self._set, "documents", item, fields))

        yield from source_row_drifts(self.inventory, self.owner_id)

    # Documents

    def _document(self, item: Item) -> Iterator[Drift]:
        required, others = faults(Document, item)
        if required or others:
            only_shown = not required and others <= SHOWN
            mend = partial(self._without, "documents", item, others) if only_shown else partial(self._restore, item)
            yield self._unreadable("documents", item["id"], mend)

    def _restore(self, item: Item) -> None:
        """Make the document anew from its newest file; without a file there is no document."""
        files = self.inventory.sizes(f"files/{self.owner_id}/{item['id']}/")
        versions = {key.version: size for name, size in files if (key := FileKey.parse(name)) is not None}
        table = self.inventory.settings.documents_table
        if not versions:
            self.inventory.delete_row(table, item)
            return
        self.inventory.replace_row(table, self._remade(item, *max(versions.items())))
        self.services.adapters.ingest_queue.send(IngestJob(self.owner_id, item["id"]))

    def _remade(self, item: Item, version: int, size: int) -> Item:
        """What could be read stays; no worker holds the document, and no later generation is one that has rows."""
        required, others = faults(Document, item)
        good = {name: value for name, value in item.items() if name not in required | others | set(LEASE)}
        stored = self.services.adapters.passages.stored_generations(self.owner_id)
        generations = [generation for document_id, generation in stored if document_id == item["id"]]
        content_type = good.get("content_type", "application/octet-stream")
        moment = timestamp(datetime.fromtimestamp(self.now, UTC))
        return {
            "filename": f"document{self._ending(content_type)}",
            "content_type": content_type,
            "created_at": _made_at(item["id"]) or moment,
            **good,
            "size": size,
            "version": version,
            "generation": max([good.get("generation", 0), *generations]),
            "status": "queued",
            "updated_at": moment,
            "since": int(self.now),
            "attempts": 0,
            **self.services.adapters.documents.timer(item["id"], int(self.now) + QUEUE_SECONDS),
        }

    def _ending(self, content_type: str) -> str:
        content_types = self.services.library.content_types
        return next((f".{ending.lstrip('.')}" for ending, type_ in content_types.items() if type_ == content_type), "")

    # Conversations

    def _conversation(self, item: Item) -> Iterator[Drift]:
        required, _ = faults(Conversation, item)
        if required:
            made = _made_at(item["id"]) or timestamp()
            fields = {"title": "", "created_at": made, "updated_at": made}
            mend = partial(self._set, "conversations", item, {name: fields[name] for name in required})
            yield self._unreadable("conversations", item["id"], mend)

    def _message(self, item: Item) -> Iterator[Drift]:
        name = item["id"]
        if name.endswith(SOURCES) or name.startswith(("request#", COPY)) or name in ("running", LINKS):
            return  # Passages that are odd are read without text; the others expire.
        if name.startswith(NOTE):
            yield from self._note(item)
        elif name.startswith(COLLECTION):
            yield from self._collection(item)
        elif shape := next((SHARING[prefix] for prefix in SHARING if name.startswith(prefix)), None):
            if faults(shape, item).required:
                yield self._unreadable("messages", name, partial(self._delete, "messages", item))
        elif name.endswith(SUMMARY):
            if any(faults(Summary, item)):
                yield self._unreadable("messages", name, partial(self._delete, "messages", item))
        elif mend := self._mended_message(item):
            yield self._unreadable("messages", name, mend)

    def _note(self, item: Item) -> Iterator[Drift]:
        if required := faults(Note, item).required:
            moment = timestamp()
            fields = {"text": "", "created_at": moment, "updated_at": moment}
            mend = partial(self._set, "messages", item, {name: fields[name] for name in required})
            yield self._unreadable("messages", item["id"], mend)

    def _collection(self, item: Item) -> Iterator[Drift]:
        """One whose documents cannot be read is empty afterwards; the documents stay."""
        required, others = faults(Collection, plain(item))
        if required or others:
            moment = timestamp()
            fields = {"name": "?", "created_at": moment, "updated_at": moment}
            mend = partial(self._set, "messages", item, {name: fields[name] for name in required}, tuple(others))
            yield self._unreadable("messages", item["id"], mend)

    def _mended_message(self, item: Item) -> Callable[[], None] | None:
        required, others = faults(Message, {key: value for key, value in item.items() if key not in OF_ANSWER})
        fields: Item = {}
        citations = item.get("citations", [])
        good = [each for each in citations if _is_citation(each)] if isinstance(citations, list) else []
        if good != citations:
            fields["citations"] = good
        if item.get("status") == "streaming" and not _is_question(item):
            fields |= _ended()
        if not (required or others or fields):
            return None
        conversation_id, _, rest = str(item.get("conversation_message", "")).partition("#")
        if "conversation_id" in required and not rest:
            return partial(self._delete, "messages", item)
        fields |= {name: value for name, value in _guessed(item, conversation_id).items() if name in required}
        removes = (others | (set(TIMER) if fields.get("status") == "failed" else set())) - fields.keys()
        return partial(self._set, "messages", item, fields, tuple(removes))

    # Mending

    def _set(self, table: str, item: Item, fields: Item, removes: tuple[str, ...] = ()) -> None:
        self.inventory.change_row(self.inventory.kept_tables[table], item, fields, removes)

    def _without(self, table: str, item: Item, fields: frozenset[str]) -> None:
        self._set(table, item, {}, tuple(fields))

    def _delete(self, table: str, item: Item) -> None:
        self.inventory.delete_row(self.inventory.kept_tables[table], item)

    def _unreadable(self, table: str, name: str, mend: Callable[[], object]) -> Drift:
        owner_id = self.owner_id
        return Drift(owner_id, "a row cannot be read", f"{table}/{name}", mend)


def _odd_counts(item: Item) -> list[str]:
    return [
        name
        for name in ("commits", "deletes", "documents", "bytes", "notes", "collections", "memberships", "sources")
        if not isinstance(item.get(name, 0), int)
    ]


def _is_citation(item: Any) -> bool:
    return isinstance(item, dict) and nested(Citation, {**item, "quote": ""}) is not None


def _is_question(item: Item) -> bool:
    asked = item.get("asked")
    return isinstance(asked, dict) and nested(Question, {**asked, "request_id": item.get("request_id")}) is not None


def _ended() -> Item:
    """The end of an answer that no function can make: what was asked is lost."""
    error = ModelInterruptedError()
    return {
        "status": "failed",
        "error": {"code": error.code, "message": str(error), "retryable": error.retryable},
    }


def _guessed(item: Item, conversation_id: str) -> Item:
    """What the required fields of a message most likely were."""
    is_answer = any(name in item for name in ("reply_to", "asked", "model"))
    return {
        "conversation_id": conversation_id,
        "role": "assistant" if is_answer else "user",
        "text": "",
        "status": "failed" if is_answer else "complete",
        "created_at": _made_at(item["id"]) or timestamp(),
    }


def _made_at(ulid: str) -> str | None:
    """When an id was made, which it tells; None for an id of another kind."""
    try:
        return timestamp(ULID.from_str(ulid).datetime)
    except ValueError:
        return None
