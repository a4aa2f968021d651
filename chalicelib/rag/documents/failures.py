"""Why documents fail: one row for each code. The table of docs/documents.md is made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import cast

from chalicelib.errors import FailureCode, GrailError
from chalicelib.models import Failure


@dataclass(frozen=True)
class Reason:
    """`retryable`: the same file may succeed at another time. `for_operator`: the person alone cannot help, so the job
    is dead-lettered and an alarm rings. `anew`: what was staged may be the cause, so a retry starts from the file."""

    meaning: str
    way_out: str
    retryable: bool = False
    for_operator: bool = False
    anew: bool = False


_RETRY_OR_LOG = "retry; then tell the operator: the log says more"
_PAID_ONCE = "retry: nothing that was paid for is paid for again"
_MENDABLE = partial(Reason, retryable=True, for_operator=True)
REASONS: Mapping[FailureCode, Reason] = {
    "wrong_type": Reason(
        "the first bytes do not fit the name, or it is an old Office file", "save it in its name's format"
    ),
    "empty": Reason("there is no text in it", "upload another"),
    "encrypted": Reason("it has a password, or is copy-protected", "remove that and replace it"),
    "scanned": Reason("a file of pictures alone, in which no text could be read", "replace it by a clearer copy"),
    "unreadable": Reason("it is damaged", "save it anew and replace it"),
    "too_complex": Reason("it needs more memory or time, or has more pages, cells or levels than allowed", "split it"),
    "too_large": Reason("it has more bytes than a file may", "split it"),
    "file_gone": Reason("the file is no longer in the store", "replace it"),
    "upload_missing": Reason("the file never came", "replace it"),
    "file_changed": Reason("the file was uploaded anew again and again while it was read", "retry", retryable=True),
    "reader_missing": _MENDABLE(
        "the installation lacks a library that reads this format; the log names it", "mend the installation, then retry"
    ),
    "no_room": _MENDABLE(
        "the function's disk was full while the file was fetched or read; the log says so too",
        "retry; if it stays so, tell the operator",
    ),
    "gave_up": _MENDABLE("three attempts broke off without a reason of their own", _RETRY_OR_LOG),
    "not_started": _MENDABLE("no attempt could begin in a day", _RETRY_OR_LOG),
    "model_busy": _MENDABLE("the embedding model was busy for a day", _PAID_ONCE),
    "store_busy": _MENDABLE("the storage was busy for an hour", _PAID_ONCE),
    "store_refused": _MENDABLE(
        "the storage refuses a request and would again: a right is missing, or something is too large",
        _RETRY_OR_LOG,
    ),
    "model_failed": _MENDABLE("the embedding model refused the text", "retry, or tell the operator"),
    "model_access": _MENDABLE(
        "the service may not call the embedding model, or the model has ended", "tell the operator, then retry"
    ),
    "unstorable": _MENDABLE("the model's answer is no vector", "retry; then tell the operator", anew=True),
    "quota_exceeded": Reason(
        "it came late, when your other documents took all the room that you have", "delete some, then replace it"
    ),
    "budget_exceeded": Reason("your budget was used up on each day of a week", "retry on another day", retryable=True),
    "stage_budget_exceeded": _MENDABLE(
        "the budget of all people was used up on each day of a week", "retry on another day, or tell the operator"
    ),
}
UNFORESEEN = Reason("an error that nobody foresaw", "tell the operator", for_operator=True)


def reason_of(code: str) -> Reason:
    return REASONS.get(cast("FailureCode", code), UNFORESEEN)


def failure_of(error: GrailError) -> Failure:
    return Failure(error.code, str(error), reason_of(error.code).retryable)
