"""Telling a document's owner of its state."""

from contextlib import suppress

from chalicelib.errors import StoreBusyError
from chalicelib.models import Document
from chalicelib.rag.documents.roles import DocumentFeed


def tell(feed: DocumentFeed, document: Document) -> None:
    """Push a document's state. Nothing depends on it: a client can also read the document."""
    with suppress(StoreBusyError):
        feed.tell(document)
