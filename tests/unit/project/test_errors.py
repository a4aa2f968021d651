"""One error is the same everywhere: in the tree of errors.py, in the protocol, in OpenAPI and on the page."""

import importlib
import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import get_args

import pytest
from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError, EventStreamError

from chalicelib import errors
from chalicelib.adapters.errors import translate
from chalicelib.api.http import INTERNAL
from chalicelib.errors import (
    FailureCode,
    GrailError,
    ModelBusyError,
    ModelError,
    NotFoundError,
    StoreBusyError,
    all_errors,
)
from cloud import PROJECT

importlib.import_module("app")  # Errors that a module keeps for itself are known once it is imported.
DESCRIPTION = importlib.import_module("chalicelib.api.openapi").description()
PROTOCOL = (PROJECT / "docs/protocol.md").read_text()
ENGLISH = PROJECT / "frontend/src/config/strings/en/errors.ts"
LEAVING = [error for error in all_errors() if error.status]
TREE = re.compile(r"^([│ ├└─]*)(\w+Error) +(\d+|-)", re.M)


def drawn() -> Iterator[tuple[str, str | None, str]]:
    """Name, base and status of each error in the drawn tree."""
    above: list[str] = []
    for branch, name, status in TREE.findall(errors.__doc__ or ""):
        above[len(branch) // 4 :] = [name]
        yield name, above[-2] if len(above) > 1 else None, status


def test_the_drawn_tree_is_the_tree_of_classes() -> None:
    classes = [error for error in all_errors() if error.__module__ == errors.__name__]
    bases = {error: error.__base__ for error in classes}
    assert set(drawn()) == {
        (error.__name__, base.__name__ if base and error is not GrailError else None, str(error.status or "-"))
        for error, base in bases.items()
    }


def test_errors_outside_the_tree_keep_the_code_of_their_base() -> None:
    others = [error for error in all_errors() if error.__module__ != errors.__name__]
    assert others
    assert [error for error in others if {"code", "status"} & vars(error).keys()] == []


@pytest.mark.parametrize("error", [error for error in all_errors() if error.__module__ == errors.__name__])
def test_an_error_is_used(error: type[GrailError]) -> None:
    files = (path for path in (PROJECT / "chalicelib").rglob("*.py") if path.name != "errors.py")
    is_base = bool(error.__subclasses__())
    assert is_base or any(error.__name__ in path.read_text() for path in files), f"nothing raises {error.__name__}"


@pytest.mark.parametrize("error", LEAVING)
def test_an_error_stands_in_the_protocol_under_its_status(error: type[GrailError]) -> None:
    row = re.search(rf"^\| {error.status} \|.*`{error.code}`", PROTOCOL, re.M)
    assert row, f"docs/protocol.md does not say that {error.code} answers {error.status}"


@pytest.mark.parametrize("error", LEAVING)
def test_an_error_stands_in_openapi(error: type[GrailError]) -> None:
    shape = DESCRIPTION["components"]["schemas"]["Error"]["properties"]["error"]["properties"]
    assert error.code in shape["code"]["enum"]
    statuses = DESCRIPTION["paths"]["/search"]["post"]["responses"]
    assert error.status == INTERNAL or {f"{error.status}", f"{error.status}"[0] + "XX"} & statuses.keys()


@pytest.mark.parametrize(
    "codes", [{error.code for error in LEAVING}, set(get_args(FailureCode))], ids=["error", "failure"]
)
def test_the_page_translates_every_code(codes: set[str]) -> None:
    """The type of the English texts holds every other language to the same codes."""
    missing = codes - set(re.findall(r"^  (\w+):", ENGLISH.read_text(), re.M))
    assert not missing, f"{ENGLISH} has no sentence for {missing}"


def test_every_status_is_one_of_http() -> None:
    assert {HTTPStatus(error.status or INTERNAL).is_server_error for error in all_errors()} == {True, False}
    assert (NotFoundError.status, ModelError.status, ModelBusyError.status) == (404, 502, 503)


def client_error(code: str, message: str = "") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "Operation")


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (client_error("NoSuchKey"), NotFoundError),
        (client_error("Other", "says NoSuchKey"), StoreBusyError),
        (client_error("Cancelled", "reasons:\n[Condition, None]"), LookupError),
        (EndpointConnectionError(endpoint_url="http://nowhere"), ModelBusyError),
    ],
)
def test_the_first_row_that_fits_names_the_error(raised: Exception, expected: type[Exception]) -> None:
    table = (
        ("^NoSuchKey:", NotFoundError),
        ("^Cancelled:.*Condition", LookupError),
        (ClientError, StoreBusyError),
        (BotoCoreError, ModelBusyError),
    )
    with pytest.raises(expected) as caught, translate(*table):
        raise raised
    assert caught.value.__cause__ is raised


def test_errors_of_a_stream_and_of_others_pass_as_they_are() -> None:
    for error in (EventStreamError({"Error": {"Code": "x"}}, "Operation"), ValueError("mine")):
        with pytest.raises(type(error)), translate((Exception, StoreBusyError)):
            raise error
