"""The document registry in DynamoDB. Its conditions, not the passage store, decide who works on a document."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from boto3.dynamodb.conditions import Attr, ConditionBase

from chalicelib.adapters.dynamo.client import Item
from chalicelib.adapters.dynamo.document_table import GONE, LEASE, REST, WAITING
from chalicelib.adapters.dynamo.leases import CLEAN_SECONDS, QUEUE_SECONDS, Leases
from chalicelib.adapters.dynamo.maintenance import TidyRecords
from chalicelib.errors import ConflictError, DocumentNotFoundError
from chalicelib.models import Document, Failure

SEEN = Attr("id").exists() & Attr(GONE).not_exists()
ARRIVAL_SECONDS = 60  # After that the sweeper looks by itself whether a file has come.


class DynamoDocuments(Leases, TidyRecords):
    """Documents by owner and id, and all that changes them."""

    # What the person does

    def create(self, document: Document) -> Document:
        created = replace(document, since=self._now())
        self._put_new(created, self._open(document.id, ARRIVAL_SECONDS))
        return created

    def describe(self, owner_id: str, document_id: str, filename: str | None, tags: Sequence[str] | None) -> Document:
        """Rename or tag; raises DocumentNotFoundError."""
        fields = {"filename": filename, "tags": list(tags) if tags is not None else None}
        return self._change_or_not_found(owner_id, document_id, SEEN, fields)

    def new_version(self, owner_id: str, document_id: str, size: int) -> Document:
        """Await another upload under the same id. What is live stays so until the new version is ready.

        Raises ConflictError when the document is being deleted, or replaced at the same time.
        """
        before = self.get(owner_id, document_id)
        condition = Attr("version").eq(before.version) & Attr("status").ne("deleting")
        fields = {
            "version": before.version + 1,
            "size": size,
            "status": "uploading",
            "attempts": 0,
            "since": self._now(),
            **self._open(document_id, ARRIVAL_SECONDS),
        }
        gone = (*LEASE, *WAITING, "failure", "progress", "sequencer", "etag")
        return self._change_or_conflict(owner_id, document_id, condition, fields, gone)

    def retry(self, owner_id: str, document_id: str) -> Document:
        """Queue a failed document again; raises ConflictError unless it has failed.

        What was staged is used again only if it was no part of the failure.
        """
        before = self.get(owner_id, document_id)
        again = before.failure is not None and before.failure.retryable
        condition = Attr("status").eq("failed") & Attr("revision").eq(before.revision)
        queued = self._requeue(owner_id, document_id, condition, restarts=0 if again else 1)
        if queued is None:
            raise ConflictError("The document has not failed.")
        return queued

    def revive(self, owner_id: str, document_id: str, generation: int) -> Document | None:
        """Queue a document from its message in the dead-letter queue, if it still is as it failed then."""
        condition = Attr("status").eq("failed") & Attr("generation").eq(generation)
        return self._requeue(owner_id, document_id, condition, restarts=1)

    def rebuild(self, document: Document) -> Document | None:
        """Queue a ready document whose passages are lost: they are made anew from its file. None if it moved on."""
        condition = Attr("status").eq("ready") & Attr("revision").eq(document.revision)
        return self._requeue(document.owner_id, document.id, condition, restarts=1)

    def _requeue(self, owner_id: str, document_id: str, condition: ConditionBase, restarts: int) -> Document | None:
        fields = {
            "status": "queued",
            "attempts": 0,
            "since": self._now(),
            **self._open(document_id, QUEUE_SECONDS),
        }
        gone = (*LEASE, *WAITING, "failure", "progress")
        return self._change(owner_id, document_id, condition, fields, gone, {"restarts": restarts})

    def mark_deleting(self, owner_id: str, document_id: str) -> Document:
        """From now on no search shows it and no worker may go on; raises DocumentNotFoundError."""
        fields = {"status": "deleting", "since": self._now(), **self._open(document_id, QUEUE_SECONDS)}
        gone = (*LEASE, *WAITING, "progress")
        return self._change_or_not_found(owner_id, document_id, SEEN, fields, gone)

    def remove(self, owner_id: str, document_id: str, seconds: int) -> None:
        """Nobody sees a document that is being deleted from here on. The sweeper comes back to it in `seconds`."""
        fields = {GONE: True, "since": self._now(), **self._open(document_id, seconds)}
        self._change(owner_id, document_id, Attr("status").eq("deleting") & Attr(GONE).not_exists(), fields)

    def look_again_at_gone(self, owner_id: str, document_id: str, seconds: int) -> bool:
        """Have the sweeper come back in `seconds` to what was removed; False if nothing is kept of it."""
        return self._change(owner_id, document_id, Attr(GONE).exists(), self._open(document_id, seconds)) is not None

    def forget(self, owner_id: str, document_id: str, since: int) -> None:
        """Keep nothing of a document that was removed by `since` (Unix seconds)."""
        self._delete(owner_id, document_id, Attr(GONE).exists() & Attr("since").lte(since))

    # What S3 tells

    def uploaded(
        self, owner_id: str, document_id: str, version: int, *, sequencer: str, etag: str, size: int
    ) -> Document | None:
        """S3 has an object for this version: queue it. None if the event is old news or a duplicate."""
        order = _order(sequencer)
        current = self._current(version, order)
        changed = Attr("status").eq("uploading") | Attr("etag").not_exists() | Attr("etag").ne(etag)
        fields = {
            "status": "queued",
            "sequencer": order,
            "etag": etag,
            "size": size,
            "attempts": 0,
            "since": self._now(),
            **self._open(document_id, QUEUE_SECONDS),
        }
        gone = (*LEASE, *WAITING, "failure", "progress")
        queued = self._change(owner_id, document_id, current & changed, fields, gone)
        if queued is None:
            # The same content again: only its place in the order is news, or an older event would pass for newer.
            self._change(owner_id, document_id, current & Attr("etag").eq(etag), {"sequencer": order})
        return queued

    def file_removed(
        self, owner_id: str, document_id: str, version: int, *, sequencer: str, failure: Failure
    ) -> Document | None:
        """S3 has no object for this version any more. What is live stays so. None if the event is old news."""
        fields = {
            "status": "failed",
            "failure": asdict(failure),
            "sequencer": _order(sequencer),
            "since": self._now(),
            **self._open(document_id, CLEAN_SECONDS),
        }
        gone = (*LEASE, *WAITING, "progress", "etag")
        return self._change(owner_id, document_id, self._current(version, _order(sequencer)), fields, gone)

    def _current(self, version: int, order: str) -> ConditionBase:
        newer = Attr("sequencer").not_exists() | Attr("sequencer").lt(order)
        return Attr("version").eq(version) & Attr("status").ne("deleting") & newer

    # What the sweeper does; each is None or nothing when the document has moved on meanwhile

    def requeue(self, document: Document, note: str) -> Document | None:
        """Await another message for a document that no worker holds."""
        fields = {
            "status": "queued",
            "note": note,
            "since": self._now() if document.status != "queued" else None,
            **self._open(document.id, QUEUE_SECONDS),
        }
        return self._change(document.owner_id, document.id, self._unheld(document), fields, LEASE)

    def give_up(self, document: Document, failure: Failure) -> Document | None:
        """Fail a document that no worker holds any more."""
        fields = {
            "status": "failed",
            "failure": asdict(failure),
            "since": self._now(),
            **self._open(document.id, CLEAN_SECONDS),
        }
        gone = (*LEASE, *WAITING, "progress")
        return self._change(document.owner_id, document.id, self._unheld(document), fields, gone)

    def look_again(self, document: Document, seconds: int, note: str | None) -> Document | None:
        """Have the sweeper come back in `seconds`. `note` tells the person what is waited for."""
        fields = {"note": note, **self._open(document.id, seconds)}
        return self._change(document.owner_id, document.id, self._unheld(document), fields)

    def rest(self, document: Document) -> None:
        """Nothing is left to be done."""
        at_rest = Attr("revision").eq(document.revision) & Attr("status").is_in(["ready", "failed"])
        self._change(document.owner_id, document.id, at_rest, {}, REST)

    def _unheld(self, document: Document) -> ConditionBase:
        free = Attr("lease_until").not_exists() | Attr("lease_until").lt(self._now())
        return Attr("revision").eq(document.revision) & free

    # How

    def _change_or_conflict(self, owner_id: str, document_id: str, *how: Any) -> Document:
        changed = self._change(owner_id, document_id, *how)
        if changed is None:
            raise ConflictError("The document is not in a state that allows this.")
        return changed

    def _change_or_not_found(
        self, owner_id: str, document_id: str, condition: ConditionBase, fields: Item, gone: Sequence[str] = ()
    ) -> Document:
        changed = self._change(owner_id, document_id, condition, fields, gone)
        if changed is None:
            raise DocumentNotFoundError
        return changed


def _order(sequencer: str) -> str:
    """Sequencers are compared as hexadecimal numbers of any length, as the S3 guide on event ordering tells."""
    return sequencer.upper().rjust(64, "0")
