"""Inputs made up by chance: frames, REST by the service's own description, and files. Nothing breaks by them.

A frame or a request is understood or refused, as the description says; a file is text or a reason.
"""

import importlib
import json
import string
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from chalicelib.adapters.extraction import Extractor
from chalicelib.adapters.extraction.formats import FORMATS
from chalicelib.api.actions import Frame, RequestId
from chalicelib.api.http import decode
from chalicelib.errors import DocumentError, InvalidRequestError
from measure.frames import Socket
from measure.page_client import PageClient
from measure.running import RunningGrail, new_client
from tests.attacks.conftest import LONG, Attacks

importlib.import_module("app")
DESCRIPTION = importlib.import_module("chalicelib.api.openapi").description()
SCHEMA = schemathesis.openapi.from_dict(DESCRIPTION)
SCHEMA.config.generation.update(modes=[schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE])
SCHEMA.config.phases.coverage.unexpected_methods = set()
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
REST_EXAMPLES = 500 if LONG else 5
SOCKET_EXAMPLES = 25 if LONG else 3
FRAME_EXAMPLES = 20_000 if LONG else 400
FILE_EXAMPLES = 300 if LONG else 4
QUIET = settings(suppress_health_check=list(HealthCheck), database=None)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
ACTIONS = [kind.__struct_config__.tag for kind in typing.get_args(Frame)]
FIELDS = sorted({name for kind in typing.get_args(Frame) for name in kind.__struct_fields__})
FRAMES = st.one_of(
    st.text(),
    st.binary().map(lambda raw: raw.decode("latin-1")),
    JSON.map(json.dumps),
    st.fixed_dictionaries({"action": st.sampled_from(ACTIONS)}, optional=dict.fromkeys(FIELDS, JSON)).map(json.dumps),
    st.builds(str.__mul__, st.sampled_from(["[", '{"a":', '{"action":']), st.integers(0, 40_000)),
)


@given(FRAMES)
@settings(QUIET, max_examples=FRAME_EXAMPLES)
def test_a_frame_is_understood_or_refused(attacks: Attacks, text: str) -> None:
    for shape in (Frame, RequestId):
        try:
            understood: object = decode(text, shape)  # type: ignore[arg-type]
        except InvalidRequestError as error:
            attacks.survived("frames", str(error).startswith("The request cannot be read"), error)
        else:
            attacks.survived("frames", isinstance(understood, msgspec.Struct), understood)


@pytest.fixture
def account(running: RunningGrail) -> Iterator[PageClient]:
    """A new one for each test, so that none meets caps which another has reached."""
    with new_client(running) as client:
        yield client


def passed_on(text: str) -> bool:
    """What the laptop's gateway hands on. At a frame that is nested deeply it breaks itself, and ends the socket."""
    return 0 < len(text) < 30_000 and text.count("[") + text.count("{") < 300


@given(st.lists(FRAMES.filter(passed_on), min_size=20, max_size=20))
@settings(QUIET, max_examples=SOCKET_EXAMPLES, phases=[Phase.generate])  # Shrinking takes more sockets than may be had.
def test_a_socket_stays_open_whatever_is_sent(account: PageClient, attacks: Attacks, frames: list[str]) -> None:
    """One frame after the other: at once they would only measure how many functions a laptop can start."""
    with account.socket() as socket:
        for text in frames:
            socket.send_text(text)
            told = answered(socket)
            attacks.survived("frames", told["type"] != "error" or told["error"]["code"] != "internal", told)


def answered(socket: Socket) -> dict[str, Any]:
    """The answer to a frame; of a question that was taken, its end."""
    told = socket.until("error", "pong", "renewed", "accepted")
    return socket.until("done", "failed") if told["type"] == "accepted" else told


@SCHEMA.parametrize()
@settings(QUIET, max_examples=REST_EXAMPLES)
def test_rest_keeps_to_its_description(case: Any, account: PageClient, running: RunningGrail, attacks: Attacks) -> None:
    """Requests that are as described and such that are not, by the methods that are described."""
    answer = case.call(base_url=running.api_url, headers={"Authorization": account.id_token})
    try:
        case.validate_response(answer, checks=CHECKS)
    except schemathesis.errors.FailureGroup as failures:
        attacks.survived("REST", well=False, told=[answer.status_code, *map(repr, failures.exceptions)])
    attacks.survived("REST", answer.status_code < 500 or answer.status_code == 503, answer.text)


def test_the_service_serves_its_description(running: RunningGrail) -> None:
    served = httpx.get(f"{running.api_url}/openapi.json", trust_env=False).json()
    assert served == json.loads(json.dumps(DESCRIPTION))
    routes = importlib.import_module("app").app.routes
    described = {(method.upper(), path) for path, methods in served["paths"].items() for method in methods}
    served_routes = {(method, path) for path, methods in routes.items() for method in methods}
    assert described == {route for route in served_routes if route[0] != "OPTIONS"}  # Preflights are the browser's.
    assert "lease" not in json.dumps(served)


BEGINNINGS = {
    "pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
    "docx": b"PK\x03\x04",
    "xlsx": b"PK\x03\x04",
    "pptx": b"PK\x03\x04",
    "epub": b"PK\x03\x04",
    "html": b"<html><body><table><tr><td>",
    "json": b'{"a": [',
    "csv": b'a,b\n"c,',
    "eml": b"From: a@b\nContent-Type: multipart/mixed; boundary=x\n\n--x\n",
    "md": b"# A\n\n```\n",
}


# The first ending of each reader.
ENDINGS = sorted(
    FORMATS if LONG else {format_.reader: ending for ending, format_ in reversed(FORMATS.items())}.values()
)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_of_any_bytes_is_text_or_a_reason(ending: str, tmp_path: Path, attacks: Attacks) -> None:
    extractor = Extractor()

    @given(st.binary(max_size=2_000), st.text(string.printable, max_size=500))
    @settings(QUIET, max_examples=FILE_EXAMPLES)
    def one(raw: bytes, text: str) -> None:
        path = tmp_path / "file"
        path.write_bytes(BEGINNINGS.get(ending, b"") + raw + text.encode())
        try:
            told = extractor.extract(path, f"a.{ending}").text
            attacks.survived("files", isinstance(told, str), told)
        except DocumentError as error:
            attacks.survived("files", str(error).endswith("."), error)

    one()
