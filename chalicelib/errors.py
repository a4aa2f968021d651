"""Every error that Grail raises on purpose.

The number is the HTTP status of a REST answer. Errors with a dash never leave the service.

GrailError                             500  a sentence for the person, and whether trying again can help
├── InvalidRequestError                400  a request that cannot be understood or is out of bounds
├── NotSignedInError                   401  no token, or one that is not valid
├── SessionExpiredError                401  the token that opened the socket has run out
├── AccountEndedError                  401  the account is disabled or deleted, whatever its token says
├── SignInAgainError                   403  only who has signed in a few minutes ago may do this
├── NotAllowedError                    403  a program's token is good, but not for this
├── NotFoundError                      404  a thing does not exist or is another owner's (no difference is shown)
│   ├── DocumentNotFoundError          404
│   ├── ConversationNotFoundError      404
│   ├── CollectionNotFoundError        404
│   ├── SourceNotFoundError            404
│   └── MessageNotFoundError           404
├── ConflictError                      409  a thing exists, but its state does not allow this
├── ModelOffError                      409  an admin has switched the model off
├── CollectionFullError                409  a collection has as many documents as it may
├── TooLargeError                      413
├── UnsupportedTypeError               415
├── QuotaExceededError                 409  an owner keeps as much as it may
├── RateLimitedError                   429
├── BudgetExceededError                429  an owner's budget of the day is used up
│   └── StageBudgetExceededError       429  the budget that all owners share for the day is used up
├── UnreadableRowError                 500  a stored row is damaged, or another version of Grail wrote it
├── UnusableModelError                 500  the settings name a model that cannot be called
├── DocumentError                        -  a document cannot be read; its code and sentence are its `failure`
├── UnstorableError                      -  LanceDB refuses the rows themselves
├── ModelError                         502  the model refused or broke
│   ├── ModelAccessError               502  the service may not call the model, or the model has ended
│   ├── ModelKeyError                  502  a model server takes the key no more, or never took it
│   ├── ModelUnknownError              502  a model server does not have the model
│   ├── ModelTooLongError              502  the prompt is longer than the model reads
│   ├── AnswerEmptyError               502  the model ended without a word
│   ├── ModelBusyError                 503  throttled or unreachable for a moment
│   │   ├── ModelUnreachableError      503  no model server answers at its address
│   │   └── ModelMemoryError           503  a model server has no memory left for the model
│   └── ModelInterruptedError          503  the model broke off in the middle of an answer
├── FetchError                           -  a page of the web cannot be read; `code` says why
│   └── AddressRefusedError              -  an address of the web that is no public page's
├── ConnectionGoneError                  -  the socket's other end has left
├── UnknownConnectionError               -  a frame came from a socket that has no row
├── LeaseLostError                       -  another worker owns the document now
└── StoreBusyError                     503  a store conflicts or throttles; the work can be tried again
    ├── FileChangedError               503  the file is not the one that S3 announced
    └── StoreRefusedError              500  a store refuses a request, and would again
"""

from collections.abc import Mapping
from typing import Literal

FetchCode = Literal[
    "address_refused", "not_found", "gone", "refused", "busy", "unreachable", "too_slow", "too_large", "bad_answer",
    "redirects", "robots", "wrong_type",
]  # fmt: skip
"""Why a page of the web could not be read. 404 is `not_found`, 410 `gone`, 401 and 403 `refused`."""

FailureCode = Literal[
    "wrong_type", "empty", "encrypted", "scanned", "unreadable", "too_complex", "too_large",
    "file_gone", "upload_missing", "file_changed",
    "reader_missing", "no_room", "gave_up", "not_started",
    "model_busy", "model_failed", "model_access", "store_busy", "store_refused", "unstorable",
    "budget_exceeded", "stage_budget_exceeded", "quota_exceeded",
]  # fmt: skip
"""Why a document failed. rag/documents/failures.py says what each means; other things have codes of their own."""


class GrailError(Exception):
    """Base of all. `str(error)` is a sentence for the person, `code` is for programs.

    `status` is that of a REST answer, None for an error that never leaves the service. `sentence` is what an error says
    that is raised without a message.
    """

    code = "internal"
    status: int | None = 500
    retryable = False
    sentence = "Something went wrong on our side. Please try again."

    def __init__(self, message: str | None = None) -> None:
        super().__init__(self.sentence if message is None else message)


class InvalidRequestError(GrailError):
    code = "invalid_request"
    status = 400


class NotSignedInError(GrailError):
    code = "not_signed_in"
    status = 401
    sentence = "Please sign in."


class SessionExpiredError(GrailError):
    code = "session_expired"
    status = 401
    sentence = "Your session has ended. Please sign in again."


class AccountEndedError(GrailError):
    code = "account_ended"
    status = 401
    sentence = "This account has been closed. Whoever runs this Grail can tell you more."


class SignInAgainError(GrailError):
    code = "sign_in_again"
    status = 403
    sentence = "Please sign in again first: this needs a sign-in of the last five minutes."


class NotAllowedError(GrailError):
    code = "not_allowed"
    status = 403
    sentence = "This token may not do that. A person can make one that may, or do it on the page."


class NotFoundError(GrailError):
    code = "not_found"
    status = 404
    sentence = "This does not exist."


class DocumentNotFoundError(NotFoundError):
    code = "document_not_found"
    sentence = "This document does not exist."


class ConversationNotFoundError(NotFoundError):
    code = "conversation_not_found"
    sentence = "This conversation does not exist."


class CollectionNotFoundError(NotFoundError):
    code = "collection_not_found"
    sentence = "This collection does not exist."


class SourceNotFoundError(NotFoundError):
    code = "source_not_found"
    sentence = "This source does not exist."


class MessageNotFoundError(NotFoundError):
    code = "message_not_found"
    sentence = "This message does not exist."


class ConflictError(GrailError):
    code = "conflict"
    status = 409


class ModelOffError(GrailError):
    code = "model_off"
    status = 409
    sentence = "This model is switched off at the moment. Please choose another one."


class CollectionFullError(GrailError):
    code = "collection_full"
    status = 409
    sentence = "This collection has as many documents as it may. Please make another one."


class TooLargeError(GrailError):
    code = "too_large"
    status = 413


class UnsupportedTypeError(GrailError):
    code = "unsupported_type"
    status = 415


class QuotaExceededError(GrailError):
    """`numbers` says of what there is no more, how much is used and allowed, and how much more was needed."""

    code = "quota_exceeded"
    status = 409

    def __init__(self, message: str, numbers: Mapping[str, int | str]) -> None:
        super().__init__(message)
        self.numbers = numbers


class RateLimitedError(GrailError):
    code = "rate_limited"
    status = 429
    retryable = True


class BudgetExceededError(GrailError):
    code = "budget_exceeded"
    status = 429


class StageBudgetExceededError(BudgetExceededError):
    code = "stage_budget_exceeded"
    sentence = "This Grail has used up today's budget. It starts again at 00:00 UTC. Nothing is lost."


class UnreadableRowError(GrailError):
    """A stored row cannot be read. `python -m operations check --mend` repairs or removes it."""

    code = "unreadable_row"
    sentence = "This is damaged in the store. Whoever runs this Grail can repair it."


class UnusableModelError(GrailError):
    """The settings name a model that is unknown, has ended or has no price. For the operator of the stage."""

    code = "model_not_usable"


class DocumentError(GrailError):
    """A document cannot become passages: `code` and the sentence are stored as its `failure`."""

    status = None

    def __init__(self, code: FailureCode, message: str) -> None:
        super().__init__(message)
        self.code = code


def pictures_alone() -> DocumentError:
    return DocumentError(
        "scanned",
        "This file holds pictures in which no text could be read. Please upload a clearer copy, or one with text.",
    )


class UnstorableError(GrailError):
    """LanceDB refuses the rows themselves, such as a vector that is no number. Trying again does not help."""

    code = "unstorable"
    status = None
    sentence = "The passages could not be stored."


class ModelError(GrailError):
    code = "model_failed"
    status = 502


class ModelAccessError(ModelError):
    code = "model_access"
    sentence = "This model cannot be called at the moment. Please choose another, or tell who runs this."


class ModelKeyError(ModelError):
    code = "model_key"
    sentence = "The model server refused its key. Check LOCAL_LLM_KEY and your account there, then start Grail again."


class ModelUnknownError(ModelError):
    code = "model_unknown"
    sentence = "The model server does not have this model. Load it there, or choose another model."


class ModelTooLongError(ModelError):
    code = "model_too_long"
    sentence = (
        "The question and its sources are too long for this model. Please start a new conversation, or choose a model "
        "that reads more."
    )


class AnswerEmptyError(ModelError):
    code = "answer_empty"
    retryable = True


class ModelBusyError(ModelError):
    code = "model_busy"
    status = 503
    retryable = True
    sentence = "The model is busy. Please try again in a moment."


class ModelUnreachableError(ModelBusyError):
    code = "model_unreachable"
    sentence = "The model server cannot be reached. See that it runs and that its address is right, then try again."


class ModelMemoryError(ModelBusyError):
    code = "model_memory"
    sentence = (
        "There is too little memory for this model. Close other programs and try again, or choose a smaller model."
    )


class ModelInterruptedError(ModelError):
    code = "model_interrupted"
    status = 503
    retryable = True
    sentence = "The answer broke off. Please try again."


class FetchError(GrailError):
    """`retryable`: another time it may be read, of `busy` and some others after `wait_seconds`."""

    status = None

    def __init__(
        self, code: FetchCode, message: str, *, retryable: bool = False, wait_seconds: int | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.retryable = retryable
        self.wait_seconds = wait_seconds


class AddressRefusedError(FetchError):
    def __init__(self, message: str) -> None:
        super().__init__("address_refused", message)


class ConnectionGoneError(GrailError):
    code = "connection_gone"
    status = None


class UnknownConnectionError(GrailError):
    code = "unknown_connection"
    status = None


class LeaseLostError(GrailError):
    code = "lease_lost"
    status = None


class StoreBusyError(GrailError):
    code = "store_busy"
    status = 503
    retryable = True


class StoreRefusedError(StoreBusyError):
    """Trying again does not help: a right is missing, a table is not there, or what is to be written is too large."""

    code = "store_refused"
    status = 500
    retryable = False
    sentence = "The storage refused this. Trying again does not help; whoever runs this Grail can read why in its log."


class FileChangedError(StoreBusyError):
    code = "file_changed"


def all_errors(base: type[GrailError] = GrailError) -> list[type[GrailError]]:
    """`base` and every class below it, in the order of the tree."""
    return [base, *(error for child in base.__subclasses__() for error in all_errors(child))]
