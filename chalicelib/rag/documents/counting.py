"""How many bytes a document counts for its owner's quota, by the changes of its life (lifecycle.py).

A form counts from when it is asked for, so what comes by it needs no room of its own. Versions before count until the
newest one is ready and their files are deleted. None is a document that does not count.
"""

from collections.abc import Mapping
from typing import Any

from chalicelib.models import Document, Failure


def with_new_size(document: Document, values: Mapping[str, Any]) -> int | None:
    """The version before is still there, and a form of it may be in use."""
    return (document.counted or 0) + int(values["size"])


def as_arrived(document: Document, values: Mapping[str, Any]) -> int | None:
    """What has come counts already, by the size that its form is for, unless it was given up."""
    if document.counted is None:
        return None
    return document.counted + int(values["size"]) - (0 if is_given_up(document.failure) else document.size)


def without_missing(document: Document, values: Mapping[str, Any]) -> int | None:
    if document.counted is None or not is_given_up(values["failure"]):
        return document.counted
    return max(document.counted - document.size, 0)


def newest_alone(document: Document, _: Mapping[str, Any]) -> int | None:
    """Files of the versions before a ready one are deleted."""
    return document.size if document.counted is not None and document.status == "ready" else document.counted


def none(*_: object) -> None:
    """It counts no more."""


def is_given_up(failure: Failure | None) -> bool:
    return failure is not None and failure.code in ("upload_missing", "file_gone", "quota_exceeded")
