"""Why documents fail: each code has a meaning, a way out, and a retry where a later attempt can succeed."""

from typing import get_args

import pytest

from chalicelib import errors
from chalicelib.errors import DocumentError, FailureCode, GrailError
from chalicelib.rag.documents.failures import REASONS, failure_of, reason_of

# Code; whether the same file may succeed later, an operator is called, and the work begins anew from the file.
EXPECTED = {
    "wrong_type": (False, False, False),
    "empty": (False, False, False),
    "encrypted": (False, False, False),
    "scanned": (False, False, False),
    "unreadable": (False, False, False),
    "too_complex": (False, False, False),
    "too_large": (False, False, False),
    "file_gone": (False, False, False),
    "upload_missing": (False, False, False),
    "file_changed": (True, False, False),
    "reader_missing": (True, True, False),
    "no_room": (True, True, False),
    "gave_up": (True, True, False),
    "not_started": (True, True, False),
    "model_busy": (True, True, False),
    "model_failed": (True, True, False),
    "model_access": (True, True, False),
    "store_busy": (True, True, False),
    "store_refused": (True, True, False),
    "unstorable": (True, True, True),
    "budget_exceeded": (True, False, False),
    "stage_budget_exceeded": (True, True, False),
    "quota_exceeded": (False, False, False),
}
every_code = pytest.mark.parametrize("code", get_args(FailureCode))


@every_code
def test_failure_is_retryable_where_a_later_attempt_can_succeed(code: FailureCode) -> None:
    reason = REASONS[code]
    assert (reason.retryable, reason.for_operator, reason.anew) == EXPECTED[code]
    assert ("retry" in reason.way_out) == reason.retryable
    assert reason.for_operator or "operator" not in reason.way_out


@every_code
def test_failure_keeps_the_sentence_of_its_error(code: FailureCode) -> None:
    failure = failure_of(DocumentError(code, "A sentence."))
    assert (failure.code, failure.message, failure.retryable) == (code, "A sentence.", REASONS[code].retryable)


def test_error_of_a_store_or_model_has_a_reason() -> None:
    """Classes of errors that ingestion may end with, by their codes."""
    classes = (
        errors.ModelBusyError,
        errors.ModelError,
        errors.ModelAccessError,
        errors.StoreBusyError,
        errors.FileChangedError,
        errors.UnstorableError,
        errors.BudgetExceededError,
        errors.StageBudgetExceededError,
    )
    assert {error.code for error in classes} <= set(get_args(FailureCode))


def test_unforeseen_error_is_a_case_for_the_operator() -> None:
    assert reason_of("internal").for_operator
    assert not failure_of(GrailError("What.")).retryable
