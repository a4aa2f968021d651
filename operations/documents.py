"""Registry against files against passages: each ready document has its file and all of its rows, and nothing else is
there."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from chalicelib.adapters.dynamo.troubles import TROUBLE
from chalicelib.errors import DocumentError
from chalicelib.models import Document, FileKey, IngestJob
from chalicelib.rag.documents.failures import failure_of
from chalicelib.rag.documents.lifecycle import ARRIVAL_SECONDS, AT_REST, LOSE_LIVE_FILE, POSTPONE, REBUILD
from chalicelib.rag.documents.sweep import EVERY_GENERATION
from chalicelib.wiring import Services
from operations.drift import Drift
from operations.inventory import Inventory

STILL_SECONDS = 2 * ARRIVAL_SECONDS  # Time without a change after which a document is lost, not waiting.
FILE_GONE = failure_of(DocumentError("file_gone", "The file is no longer there. Please upload it again."))


def unlisted_failures(inventory: Inventory, owner_id: str) -> Iterator[Drift]:
    """Documents that failed before failures were listed for admins."""
    table = inventory.settings.documents_table
    for row in inventory.rows(table, owner_id):
        code = (row.get("failure") or {}).get("code")
        if row.get("status") == "failed" and code and TROUBLE not in row:
            mend = partial(inventory.change_row, table, row, {TROUBLE: code})
            yield Drift(owner_id, "a failed document is not in the list of failures", row["id"], mend)


@dataclass(frozen=True)
class DocumentDrifts:
    """What does not agree about an owner's documents. `rows` counts passages by document and generation."""

    services: Services
    inventory: Inventory
    owner_id: str
    documents: Mapping[str, Document]
    rows: Mapping[tuple[str, int], int]
    now: float

    def all(self) -> Iterator[Drift]:
        looked_after = self.inventory.looked_after(self.owner_id)
        files = self.inventory.keys(f"files/{self.owner_id}/")
        yield from unlisted_failures(self.inventory, self.owner_id)
        for document in self.documents.values():
            yield from self._content(document, frozenset(files))
            yield from self._standing(document, looked_after)
        yield from self._left_behind(files, looked_after)

    def _left_behind(self, files: list[str], looked_after: frozenset[str]) -> Iterator[Drift]:
        """What belongs to nothing. Of a document that upkeep still looks after, be it deleted, it is not too late."""
        resting = {document.id for document in self.documents.values() if self._rests(document, looked_after)}
        leaving = looked_after - self.documents.keys()
        yield from self._files(files, resting, leaving)
        yield from self._staged(resting, leaving)
        yield from self._key_points(resting, leaving)
        yield from self._passages(resting, leaving)

    def _content(self, document: Document, files: frozenset[str]) -> Iterator[Drift]:
        """What is live: the file that was uploaded, and as many rows as were made of it."""
        if not document.live_generation or document.status not in AT_REST:
            return
        ready = document.status == "ready"
        rows = self.rows.get((document.id, document.live_generation), 0)
        if f"files/{self.owner_id}/{document.id}/{document.live_version}" not in files:
            if ready:
                fail = partial(self.services.adapters.documents.apply, document, LOSE_LIVE_FILE, failure=FILE_GONE)
                yield self._drift("the file of a ready document is lost", document.id, fail)
        elif rows != document.passages:
            rebuild = partial(self._rebuild, document) if ready else None
            yield self._drift("passages are lost or doubled", document.id, rebuild)

    def _standing(self, document: Document, looked_after: frozenset[str]) -> Iterator[Drift]:
        """What is on its way is looked after by upkeep. Unless upkeep has lost it, or never gets anywhere."""
        if document.status in AT_REST or document.lease_until >= self.now:
            return
        if document.id not in looked_after or self.now - document.since > STILL_SECONDS:
            wake = partial(self.services.adapters.documents.apply, document, POSTPONE, after=0)
            yield self._drift("a document stands still", document.id, wake)

    def _files(self, files: list[str], resting: set[str], leaving: frozenset[str]) -> Iterator[Drift]:
        for key in files:
            parts = FileKey.parse(key)
            if parts is None or not self._is_current(parts, resting, leaving):
                yield self._drift("a file belongs to nothing", key, partial(self.inventory.delete_keys, [key]))

    def _is_current(self, key: FileKey, resting: set[str], leaving: frozenset[str]) -> bool:
        document = self.documents.get(key.document_id)
        current = document is not None and key.version in (document.live_version, document.version)
        return current or not self._is_left(key.document_id, resting, leaving)

    def _staged(self, resting: set[str], leaving: frozenset[str]) -> Iterator[Drift]:
        """A failed document keeps what is staged: it may be tried again."""
        done = {document_id for document_id in resting if self.documents[document_id].status == "ready"}
        for key in self.inventory.keys(f"staging/{self.owner_id}/"):
            if self._is_left(key.split("/")[2], done, leaving):
                yield self._drift("a staged part belongs to nothing", key, partial(self.inventory.delete_keys, [key]))

    def _key_points(self, resting: set[str], leaving: frozenset[str]) -> Iterator[Drift]:
        """Noted of a version that is live no more. None are missed: they can be noted anew."""
        for key in self.inventory.keys(f"key-points/{self.owner_id}/"):
            _, _, document_id, version, *_ = key.split("/")
            document = self.documents.get(document_id)
            current = document is not None and version in (str(document.live_version), str(document.version))
            if not current and self._is_left(document_id, resting, leaving):
                delete = partial(self.inventory.delete_keys, [key])
                yield self._drift("key points belong to nothing", key, delete)

    def _passages(self, resting: set[str], leaving: frozenset[str]) -> Iterator[Drift]:
        for document_id in sorted({document_id for document_id, _ in self.rows}):
            document = self.documents.get(document_id)
            live, newest = (document.live_generation, document.generation) if document else (0, EVERY_GENERATION)
            others = [other for owned, other in self.rows if owned == document_id and other != live]
            if others and self._is_left(document_id, resting, leaving):
                clean = partial(self._clean, document_id, live, newest)
                yield self._drift("passages belong to nothing", document_id, clean)

    def _is_left(self, document_id: str, done: set[str], leaving: frozenset[str]) -> bool:
        return document_id in done if document_id in self.documents else document_id not in leaving

    def _rests(self, document: Document, looked_after: frozenset[str]) -> bool:
        """Upkeep is done with it, or should have been long ago."""
        still = document.id not in looked_after or self.now - document.since > STILL_SECONDS
        return still and document.status in AT_REST

    # Mending

    def _rebuild(self, document: Document) -> None:
        if self.services.adapters.documents.apply(document, REBUILD) is not None:
            self.services.adapters.ingest_queue.send(IngestJob(document.owner_id, document.id))

    def _clean(self, document_id: str, live: int, newest: int) -> None:
        """And have the files that hold the text rewritten soon."""
        if self.services.adapters.passages.clean(self.owner_id, document_id, live=live, newest=newest):
            self.services.adapters.maintenance.rows_changed(self.owner_id, deleted=True)

    def _drift(self, kind: str, thing: str, mend: Callable[[], object] | None) -> Drift:
        return Drift(self.owner_id, kind, thing, mend)
