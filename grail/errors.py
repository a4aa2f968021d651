"""The errors of the client. Each message is a sentence for the person and holds no secret.

GrailError
├── NotSignedInError       there is no token, or it is not good (any more)
├── UnreachableError       the service gave no answer
├── ServiceError           the service refused: `status`, `code`
│   └── LimitError         because of a limit, a budget or a quota
└── AnswerError            an answer could not be finished: `code`
"""

LIMITS = frozenset({"rate_limited", "budget_exceeded", "stage_budget_exceeded", "quota_exceeded"})


class GrailError(Exception):
    """Something went wrong; the message says what."""


class NotSignedInError(GrailError):
    """There is no token, or it is not good (any more). `code` is as of ServiceError, "" where nothing was sent."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class UnreachableError(GrailError):
    """The service gave no answer, or none that can be understood."""


class ServiceError(GrailError):
    """The service refused. `code` is that of docs/protocol.md, "" for an answer that is not the service's own."""

    def __init__(self, status: int, code: str, message: str, request_id: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.request_id = request_id


class LimitError(ServiceError):
    """The service refused because of a limit, a budget or a quota."""


class AnswerError(GrailError):
    """An answer could not be finished. `text` is what had been written of it."""

    def __init__(self, code: str, message: str, text: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.text = text


def refused(status: int, code: str, message: str, request_id: str = "") -> GrailError:
    """The error of a refusal by the service."""
    if status == 401:
        return NotSignedInError(message, code)
    kind = LimitError if code in LIMITS or status == 429 else ServiceError
    return kind(status, code, message, request_id)
