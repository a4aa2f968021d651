"""Errors of a chat model as ours: those of Bedrock, and those of a model server behind the local Bedrock.

The local Bedrock begins its message with the sentence of the error that it means, and the server's own words follow.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import ClientError, EventStreamError

from chalicelib.adapters.bedrock.embeddings import bedrock_errors
from chalicelib.adapters.errors import translate
from chalicelib.errors import (
    ModelBusyError,
    ModelError,
    ModelInterruptedError,
    ModelKeyError,
    ModelMemoryError,
    ModelTooLongError,
    ModelUnknownError,
    ModelUnreachableError,
)

FAILED = "The model failed while it worked on this. Please try again."
BUSY_IN_STREAM = frozenset({"throttlingException", "serviceUnavailableException"})
OF_SERVERS = (ModelKeyError, ModelUnknownError, ModelTooLongError, ModelUnreachableError, ModelMemoryError)


@contextmanager
def chat_errors() -> Iterator[None]:
    """Of a call whose stream has not begun."""
    table = (
        (r"(?i:too long|too many input tokens)", ModelTooLongError),
        (r"^ModelErrorException:", lambda: ModelInterruptedError(FAILED)),
    )
    with bedrock_errors(), translate(*table):
        try:
            yield
        except EventStreamError:
            raise
        except ClientError as error:
            if failure := _of_server(error):
                raise failure from error
            raise


def interrupted(error: Exception, *, wrote: bool) -> ModelError:
    """Of Bedrock's five errors inside a stream, only a validation error cannot pass by itself."""
    details = _details(error)
    if details.get("Code") == "validationException":
        return ModelError("The model did not accept the request.")
    if wrote:
        return ModelInterruptedError()
    return _of_server(error) or (ModelBusyError() if details.get("Code") in BUSY_IN_STREAM else ModelInterruptedError())


def _of_server(error: Exception) -> ModelError | None:
    message = _details(error).get("Message", "")
    return next((kind(message) for kind in OF_SERVERS if message.startswith(kind.sentence)), None)


def _details(error: Exception) -> dict[str, Any]:
    details: dict[str, Any] = getattr(error, "response", {}).get("Error", {})
    return details
