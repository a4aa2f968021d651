"""The lease on a document, as the worker that holds it uses it."""

from typing import Any

from chalicelib.errors import LeaseLostError
from chalicelib.models import Document, DocumentRef, new_id
from chalicelib.rag.documents.lifecycle import CLAIM
from chalicelib.rag.documents.roles import Registry
from chalicelib.rag.documents.transition import Transition


def claim(registry: Registry, owner_id: str, document_id: str) -> Document | None:
    """Take a document that waits, or whose worker is gone, under a new generation; None if it cannot be had."""
    token = new_id()
    claimed = registry.apply(DocumentRef(owner_id, document_id), CLAIM, lease_token=token)
    if claimed is not None:
        return claimed
    # boto3 sends a claim again whose answer was lost on the way, and the second one meets its own lease.
    stored = registry.find(owner_id, document_id)
    return stored if stored is not None and stored.lease_token == token else None


def as_holder(
    registry: Registry, document: Document, transition: Transition, *, after: int | None = None, **values: Any
) -> Document:
    """The document after a transition that needs the lease; raises LeaseLostError."""
    changed = registry.apply(document, transition, after=after, **values)
    if changed is None:
        raise LeaseLostError("Another worker has taken over this document.")
    return changed
