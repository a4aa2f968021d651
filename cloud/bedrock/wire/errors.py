"""The errors of Bedrock as they travel.

ServiceError            any error of the service, by its name; answered with its status and shape
  invalid()             ValidationException, 400: the request is wrong
  unknown_model()       ValidationException, 400: what Bedrock answers for an id that it does not know
  failed_model()        ModelErrorException, 424: the model behind the id could not answer
StreamBreakError        an error inside a stream that has begun: sent as an exception event
"""

from __future__ import annotations

import json
from uuid import uuid4

from starlette.responses import Response

STATUS: dict[str, int] = {
    "AccessDeniedException": 403,
    "BadGatewayException": 502,
    "ConflictException": 409,
    "DependencyFailedException": 424,
    "InternalServerException": 500,
    "ModelErrorException": 424,
    "ModelNotReadyException": 429,
    "ModelTimeoutException": 408,
    "ResourceNotFoundException": 404,
    "ServiceQuotaExceededException": 400,
    "ServiceUnavailableException": 503,
    "ThrottlingException": 429,
    "ValidationException": 400,
}
"""Status of each error, from the service models of `bedrock-runtime` and `bedrock-agent-runtime` in botocore."""

STREAM_ERRORS = (
    "internalServerException",
    "modelStreamErrorException",
    "serviceUnavailableException",
    "throttlingException",
    "validationException",
)
"""The five exceptions that `ConverseStream` may send inside a stream."""

DEFAULT_MESSAGES: dict[str, str] = {
    "InternalServerException": "The system encountered an unexpected error during processing. Try your request again.",
    "ModelErrorException": "The request failed due to an error while processing the model.",
    "ModelStreamErrorException": "The model returned an error while streaming the response.",
    "ServiceUnavailableException": "The service isn't currently available. Try your request again.",
    "ThrottlingException": "Too many requests, please wait before trying again.",
    "ValidationException": "The input fails to satisfy the constraints specified by the service.",
}


class ServiceError(Exception):
    """An error of the service. `name` is one of `STATUS`; the message reaches the caller as it is."""

    def __init__(self, name: str, message: str | None = None) -> None:
        self.name = name
        self.message = message or DEFAULT_MESSAGES.get(name, name)
        super().__init__(self.message)


class StreamBreakError(Exception):
    """An exception event in a stream under way. `name` is one of `STREAM_ERRORS`."""

    def __init__(self, name: str, message: str | None = None) -> None:
        self.name = name
        self.message = message or DEFAULT_MESSAGES.get(name[:1].upper() + name[1:], name)
        super().__init__(self.message)


def invalid(message: str) -> ServiceError:
    return ServiceError("ValidationException", message)


def malformed(detail: str) -> ServiceError:
    """The words in which Bedrock reports a body that breaks a model's own request schema."""
    return invalid(f"Malformed input request: {detail}, please reformat your input and try again.")


def unknown_model() -> ServiceError:
    return invalid("The provided model identifier is invalid.")


def failed_model(message: str) -> ServiceError:
    return ServiceError("ModelErrorException", message)


def error_response(error: ServiceError) -> Response:
    """The error as boto3 reads it: the name in `x-amzn-errortype`, the message in the JSON body."""
    return Response(
        json.dumps({"message": error.message}),
        status_code=STATUS[error.name],
        media_type="application/json",
        headers={
            "x-amzn-errortype": f"{error.name}:",
            "x-amzn-requestid": str(uuid4()),
        },
    )
