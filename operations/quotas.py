"""What counts for an owner's quota against what is stored: documents against files, notes and collections by number."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import partial

from chalicelib.models import Document, FileKey, Stored
from chalicelib.rag.documents.lifecycle import AT_REST
from chalicelib.wiring import Services
from operations.drift import Drift
from operations.inventory import Chats, Inventory


def quota_drifts(
    services: Services, inventory: Inventory, owner_id: str, documents: Mapping[str, Document], chats: Chats
) -> Iterator[Drift]:
    """A document at rest counts its files, and one that counts nothing yet the file that it is for."""
    registry, kept = services.adapters.documents, [each for each in documents.values() if each.status != "deleting"]
    looked_after, files = inventory.looked_after(owner_id), _bytes_by_document(inventory, owner_id)
    for document in kept:
        rests = document.status in AT_REST and document.id not in looked_after
        right = files[document.id] if rests else document.size if document.counted is None else document.counted
        if right != document.counted and (right or document.status != "ready"):  # Else its file is lost: documents.py.
            mend = partial(registry.recount, document, right)
            yield Drift(owner_id, "a document's bytes are counted wrongly", document.id, mend)
    counts = [document.counted for document in kept if document.counted is not None]
    counted = registry.stored.of(owner_id)
    missing = Stored(
        len(counts) - counted.documents,
        sum(counts) - counted.bytes,
        chats.notes - counted.notes,
        chats.collections - counted.collections,
        chats.memberships - counted.memberships,
        len(inventory.sources(owner_id)) - counted.sources,
    )
    if missing != Stored():
        thing = ", ".join(f"{count:+} {name}" for name, count in asdict(missing).items())
        yield Drift(owner_id, "the quota's count is wrong", thing, partial(registry.stored.correct, owner_id, missing))


def _bytes_by_document(inventory: Inventory, owner_id: str) -> Counter[str]:
    sizes: Counter[str] = Counter()
    for key, size in inventory.sizes(f"files/{owner_id}/"):
        if parts := FileKey.parse(key):
            sizes[parts.document_id] += size
    return sizes
