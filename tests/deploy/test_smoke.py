"""The smoke test says why its document failed."""

import msgspec
import pytest

from cloud.aws import smoke
from cloud.stack.target import TargetError
from grail.messages import Conversation
from grail.values import Document, Failure

FAILURE = Failure(code="model_access", message="The embedding model cannot be called.", retryable=True)
DOCUMENT = msgspec.convert(
    dict.fromkeys(("id", "filename", "content_type", "status", "created_at", "updated_at"), "a") | {"size": 1}, Document
)


class FailingGrail:
    """A client of a stage on which every document fails."""

    def add_content(self, filename: str, content: bytes) -> Document:
        return DOCUMENT

    def wait(self, document_id: str, seconds: float) -> Document:
        return msgspec.structs.replace(DOCUMENT, status="failed", failure=FAILURE)

    def documents(self) -> list[Document]:
        return []

    def conversations(self) -> list[Conversation]:
        return []


def test_a_failed_document_is_reported_with_its_reason() -> None:
    with pytest.raises(TargetError, match=r"document failed: The embedding model cannot be called\."):
        smoke._ask(FailingGrail(), origin=None)  # type: ignore[arg-type]
