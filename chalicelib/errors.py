"""Every error that Grail raises on purpose.

GrailError                        a sentence the person may read, and whether trying again can help
├── InvalidRequestError           what was sent cannot be understood or is out of bounds
├── NotSignedInError              no token, or one that does not hold
├── SessionExpiredError           the token that a socket was opened with has run out
├── NotFoundError                 it is not there, or not yours (no difference is shown)
│   ├── DocumentNotFoundError
│   ├── ConversationNotFoundError
│   └── MessageNotFoundError
├── ConflictError                 it is there, but not in a state that allows this
├── TooLargeError
├── UnsupportedTypeError
├── RateLimitedError
├── BudgetExceededError           what an owner may use in a day is used up
│   └── StageBudgetExceededError  what all owners together may use in a day is used up
├── UnusableModelError            the settings name a model that cannot be called; the sentence says what to change
├── DocumentError                 a document cannot be read; its code and sentence are shown as `failure`
├── ModelError                    the model refused or broke
│   ├── ModelAccessError          the service may not call the model, or the model has ended
│   ├── AnswerEmptyError          the model ended without a word
│   ├── ModelBusyError            throttled or out for a moment
│   └── ModelInterruptedError     it broke off in the middle of an answer
├── ConnectionGoneError           the socket's other end has left
├── UnknownConnectionError        a frame came from a socket that no row tells of
├── LeaseLostError                another worker owns the document now
└── StoreBusyError                a store conflicts or throttles; the work is to be tried again
    └── FileChangedError          the file is another than the one that was announced
"""


class GrailError(Exception):
    """Base of all. `str(error)` is a sentence for the person; `code` is for programs."""

    code = "internal"
    retryable = False


class InvalidRequestError(GrailError):
    code = "invalid_request"


class NotSignedInError(GrailError):
    code = "not_signed_in"

    def __init__(self, message: str = "Please sign in.") -> None:
        super().__init__(message)


class SessionExpiredError(GrailError):
    code = "session_expired"

    def __init__(self, message: str = "Your session has ended. Please sign in again.") -> None:
        super().__init__(message)


class NotFoundError(GrailError):
    code = "not_found"


class DocumentNotFoundError(NotFoundError):
    code = "document_not_found"

    def __init__(self, message: str = "This document does not exist.") -> None:
        super().__init__(message)


class ConversationNotFoundError(NotFoundError):
    code = "conversation_not_found"

    def __init__(self, message: str = "This conversation does not exist.") -> None:
        super().__init__(message)


class MessageNotFoundError(NotFoundError):
    code = "message_not_found"

    def __init__(self, message: str = "This message does not exist.") -> None:
        super().__init__(message)


class ConflictError(GrailError):
    code = "conflict"


class TooLargeError(GrailError):
    code = "too_large"


class UnsupportedTypeError(GrailError):
    code = "unsupported_type"


class RateLimitedError(GrailError):
    code = "rate_limited"
    retryable = True


class BudgetExceededError(GrailError):
    code = "budget_exceeded"


class StageBudgetExceededError(BudgetExceededError):
    code = "stage_budget_exceeded"

    def __init__(
        self, message: str = "This Grail has used up today's budget. It starts again at 00:00 UTC. Nothing is lost."
    ) -> None:
        super().__init__(message)


class DocumentError(GrailError):
    """A document cannot become passages: `code` and the sentence are stored as its `failure`.

    `retryable` says whether the same file may succeed at another time.
    """

    def __init__(self, code: str, message: str, *, retryable: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.retryable = retryable


class UnusableModelError(GrailError):
    """The settings name a model that is unknown, has ended or has no price. For who runs the stage."""

    code = "model_not_usable"


class ModelError(GrailError):
    code = "model_failed"


class ModelAccessError(ModelError):
    code = "model_access"

    def __init__(
        self, message: str = "This model cannot be called at the moment. Please choose another, or tell who runs this."
    ) -> None:
        super().__init__(message)


class AnswerEmptyError(ModelError):
    code = "answer_empty"
    retryable = True


class ModelBusyError(ModelError):
    code = "model_busy"
    retryable = True

    def __init__(self, message: str = "The model is busy. Please try again in a moment.") -> None:
        super().__init__(message)


class ModelInterruptedError(ModelError):
    code = "model_interrupted"
    retryable = True

    def __init__(self, message: str = "The answer broke off. Please try again.") -> None:
        super().__init__(message)


class ConnectionGoneError(GrailError):
    code = "connection_gone"


class UnknownConnectionError(GrailError):
    code = "unknown_connection"


class LeaseLostError(GrailError):
    code = "lease_lost"


class StoreBusyError(GrailError):
    code = "store_busy"
    retryable = True


class FileChangedError(StoreBusyError):
    code = "file_changed"
