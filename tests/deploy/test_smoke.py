"""The smoke test says why its document failed."""

from typing import Any

import pytest

from cloud.aws import smoke
from cloud.stack.target import TargetError

FAILURE = {"code": "model_access", "message": "The embedding model cannot be called.", "retryable": True}


class FailingGrail:
    """A client of a stage on which every document fails."""

    def upload(self, filename: str, data: bytes) -> dict[str, Any]:
        return {"id": "a", "status": "queued"}

    def wait(self, document_id: str, seconds: float) -> dict[str, Any]:
        return {"id": document_id, "status": "failed", "failure": FAILURE}

    def documents(self) -> list[dict[str, Any]]:
        return []

    def conversations(self) -> list[dict[str, Any]]:
        return []


def test_a_failed_document_is_reported_with_its_reason() -> None:
    with pytest.raises(TargetError, match=r"document failed: The embedding model cannot be called\."):
        smoke._ask(FailingGrail(), origin=None)  # type: ignore[arg-type]
