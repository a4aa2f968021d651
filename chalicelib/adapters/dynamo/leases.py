"""The registry's leases: who works on a document, and what only its holder may change."""

from collections.abc import Sequence
from dataclasses import asdict

from boto3.dynamodb.conditions import Attr

from chalicelib.adapters.dynamo.client import Item
from chalicelib.adapters.dynamo.document_table import LEASE, WAITING, DocumentTable
from chalicelib.errors import DocumentNotFoundError, LeaseLostError
from chalicelib.models import Document, DocumentStatus, Failure, timestamp

LEASE_SECONDS = 90
QUEUE_SECONDS = 120  # A queued document that nobody took by then may have lost its message.
CLEAN_SECONDS = 600  # By then every worker that began before is gone: a function lives 300 s at most.
WORKING: tuple[DocumentStatus, ...] = ("queued", "extracting", "embedding", "indexing")


class Leases(DocumentTable):
    """A lease is a token with an end. Each claim counts up `generation`, which names the rows of that try."""

    def claim(self, owner_id: str, document_id: str, token: str) -> Document | None:
        """Take a document that waits or whose worker is gone; None when it is not to be had."""
        now = self._now()
        free = Attr("lease_until").not_exists() | Attr("lease_until").lt(now)
        fields = {
            "lease_token": token,
            "lease_until": now + LEASE_SECONDS,
            **self._open(document_id, LEASE_SECONDS + 5),
        }
        condition = Attr("status").is_in(list(WORKING)) & free
        counted = {"generation": 1, "attempts": 1}
        claimed = self._change(owner_id, document_id, condition, fields, ("note",), counted)  # It waits no more.
        return claimed or self._claimed_already(owner_id, document_id, token)

    def _claimed_already(self, owner_id: str, document_id: str, token: str) -> Document | None:
        """A claim whose answer was lost on the way is sent again by boto3, and then meets its own lease."""
        try:
            document = self.get(owner_id, document_id)
        except DocumentNotFoundError:
            return None
        return document if document.lease_token == token else None

    def beat(self, document: Document) -> None:
        """Prolong the lease during a long step; raises LeaseLostError."""
        self._change_leased(document, self._lease(document))

    def renew(
        self,
        document: Document,
        status: DocumentStatus,
        *,
        done: int = 0,
        total: int = 0,
        pages: int | None = None,
        achieved: bool = False,
    ) -> Document:
        """Store progress and prolong the lease. `achieved`: something is staged that need not be done again."""
        fields = {
            "status": status,
            "progress": {"done": done, "total": total} if total else None,
            "pages": pages,
            "attempts": 1 if achieved else None,  # This claim still counts: it may break off at the next step.
            **self._lease(document),
        }
        return self._change_leased(document, fields, WAITING if achieved else ())

    def adopt(self, document: Document, etag: str, size: int) -> Document:
        """Go on with the file that is there now: it was uploaded anew, and S3's word of it is still on its way."""
        return self._change_leased(document, {"etag": etag, "size": size, **self._lease(document)})

    def hand_on(self, document: Document, *, achieved: bool, by_message: bool) -> Document:
        """End the lease for another to go on: at once by a message, or else when the sweeper comes by.

        Without anything achieved it counts as a try.
        """
        fields = {
            "attempts": 0 if achieved else None,
            "since": self._now(),
            **self._open(document.id, QUEUE_SECONDS if by_message else 0),
        }
        return self._change_leased(document, fields, LEASE)

    def wait(self, document: Document, seconds: int, note: str, *, by_message: bool) -> Document:
        """End the lease and rest for `seconds`. This does not count as a try."""
        fields = {
            "attempts": max(document.attempts - 1, 0),
            "waits": document.waits + 1,
            "waiting_since": document.waiting_since or self._now(),
            "note": note,
            "since": self._now(),
            **self._open(document.id, seconds + QUEUE_SECONDS if by_message else seconds),
        }
        return self._change_leased(document, fields, LEASE)

    def publish(
        self,
        document: Document,
        *,
        pages: int | None,
        passages: int,
        tokens: int,
        language: str | None,
        note: str | None,
    ) -> Document:
        """Searches see this generation from here on. The sweeper looks once more, to clean what was left behind."""
        fields = {
            "status": "ready",
            "live_generation": document.generation,
            "live_version": document.version,
            "pages": pages,
            "passages": passages,
            "tokens": tokens,
            "language": language,
            "note": note,
            "attempts": 0,
            "since": self._now(),
            "ready_at": timestamp(),
            **self._open(document.id, CLEAN_SECONDS),
        }
        return self._change_leased(document, fields, (*LEASE, *WAITING, "progress", "failure"))

    def fail(self, document: Document, failure: Failure) -> Document:
        fields = {
            "status": "failed",
            "failure": asdict(failure),
            "since": self._now(),
            **self._open(document.id, CLEAN_SECONDS),
        }
        return self._change_leased(document, fields, (*LEASE, *WAITING, "progress"))

    def _lease(self, document: Document) -> Item:
        return {"lease_until": self._now() + LEASE_SECONDS, **self._open(document.id, LEASE_SECONDS + 5)}

    def _change_leased(self, document: Document, fields: Item, gone: Sequence[str] = ()) -> Document:
        held = Attr("lease_token").eq(document.lease_token) & Attr("generation").eq(document.generation)
        changed = self._change(document.owner_id, document.id, held & Attr("status").ne("deleting"), fields, gone)
        if changed is None:
            raise LeaseLostError("Another worker has taken over this document.")
        return changed
