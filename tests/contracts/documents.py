"""Documents in the states that the contracts of the registry begin with."""

from dataclasses import replace
from typing import Any

from chalicelib.adapters.dynamo.documents import DynamoDocuments
from chalicelib.models import Document, DocumentRef, Failure, FileKey, StoredFile, new_id, timestamp
from chalicelib.rag.documents.lifecycle import (
    CLAIM,
    PUBLISH,
    UPLOAD,
)
from chalicelib.rag.documents.transition import Transition

OWNER = "owner"
FAILURE = Failure("unreadable", "It is damaged.", retryable=False)


def new(registry: DynamoDocuments, **more: Any) -> Document:
    now = timestamp()
    document = Document(OWNER, new_id(), "a.txt", "text/plain", 3, "uploading", now, now)
    return registry.create(replace(document, **more))


def upload(registry: DynamoDocuments, document: Document, **more: Any) -> Document | None:
    """What S3 says of the document's file."""
    file = replace(StoredFile(FileKey(OWNER, document.id, document.version), "e", 3, "5"), **more)
    ref = DocumentRef(OWNER, document.id, file.key.version)
    return registry.apply(ref, UPLOAD, sequencer=file.order, etag=file.etag, size=file.size)


def queued(registry: DynamoDocuments) -> Document:
    uploaded = upload(registry, new(registry))
    assert uploaded is not None
    return uploaded


def claim(registry: DynamoDocuments, document: Document, token: str) -> Document | None:
    return registry.apply(document, CLAIM, lease_token=token)


def claimed(registry: DynamoDocuments) -> Document:
    document = claim(registry, queued(registry), new_id())
    assert document is not None
    return document


def applied(
    registry: DynamoDocuments, document: Document | DocumentRef, transition: Transition, **how: Any
) -> Document:
    changed = registry.apply(document, transition, **how)
    assert changed is not None
    return changed


def publish(registry: DynamoDocuments, document: Document, **values: Any) -> Document:
    live = {"live_generation": document.generation, "live_version": document.version}
    return applied(registry, document, PUBLISH, passages=1, tokens=1, ready_at=timestamp(), **live, **values)
