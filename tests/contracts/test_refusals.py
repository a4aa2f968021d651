"""What AWS refuses for good is told as that; what is over in a moment, as "try again"."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from chalicelib.adapters.dynamo.client import TakenError, dynamo_errors
from chalicelib.adapters.dynamo.documents import DynamoDocuments
from chalicelib.adapters.files import S3Files, file_errors
from chalicelib.adapters.queue import IngestQueue, queue_errors
from chalicelib.errors import StoreBusyError, StoreRefusedError
from chalicelib.models import IngestJob
from tests.support.rows import whole_document

REFUSED = [
    ("ValidationException", "Item size has exceeded the maximum allowed size"),
    ("AccessDeniedException", "User is not authorized"),
    ("AccessDenied", "Access Denied"),
    ("ResourceNotFoundException", "Requested resource not found"),
    ("NoSuchBucket", "The specified bucket does not exist"),
    ("TransactionCanceledException", "Transaction cancelled [None, ValidationError]"),
]
BUSY = [
    ("ThrottlingException", "Rate exceeded"),
    ("InternalServerError", "We had a problem"),
    ("ProvisionedThroughputExceededException", "Too fast"),
    ("TransactionCanceledException", "Transaction cancelled [None, ThrottlingError]"),
    ("TransactionCanceledException", "Transaction cancelled [None, TransactionConflict]"),
    ("SlowDown", "Please reduce your request rate"),
    ("ServiceUnavailable", "says ValidationException: in its message"),
]
BORDERS = [dynamo_errors, file_errors, queue_errors]


def raised(border: Callable[[], AbstractContextManager[None]], error: Exception) -> type[Exception]:
    with pytest.raises(Exception) as caught, border():  # noqa: PT011  Which one it is, is what the test asks.
        raise error
    return type(caught.value)


def client_error(code: str, message: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "Operation")


@pytest.mark.parametrize("border", BORDERS)
@pytest.mark.parametrize(("code", "message"), REFUSED)
def test_a_refusal_is_not_told_as_try_again(border: Any, code: str, message: str) -> None:
    assert raised(border, client_error(code, message)) is StoreRefusedError
    assert not StoreRefusedError.retryable


@pytest.mark.parametrize("border", BORDERS)
@pytest.mark.parametrize(("code", "message"), BUSY)
def test_what_is_over_in_a_moment_is_told_as_busy(border: Any, code: str, message: str) -> None:
    assert raised(border, client_error(code, message)) in (StoreBusyError, TakenError)
    assert raised(border, EndpointConnectionError(endpoint_url="http://nowhere")) is StoreBusyError


def test_stores_that_are_not_there_refuse(aws: dict[str, str], dynamo: Any) -> None:
    document = whole_document("owner", "document")
    with pytest.raises(StoreRefusedError):
        DynamoDocuments(dynamo, "no-such-table").create(document)
    with pytest.raises(StoreRefusedError):
        S3Files(boto3.client("s3"), "no-such-bucket").write_part(document, "part", b"")
    url = aws["INGEST_QUEUE_URL"] + "-gone"
    with pytest.raises(StoreRefusedError):
        IngestQueue(boto3.client("sqs"), url, url).send(IngestJob("owner", "document"))
