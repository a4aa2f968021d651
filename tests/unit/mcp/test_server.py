"""The core: what it answers, what it refuses, and in which words of the protocol."""

import base64
import json
import subprocess
import sys
from typing import Any

import pytest

from chalicelib.mcp.protocol import CAPABILITIES_KEY, CURRENT, EARLIER, SERVER_KEY, VERSION_KEY, Json, Reply
from cloud import PROJECT
from tests.mcp.fixtures import fixture_server

SERVER = fixture_server()
PAGE = "https://grail.example.org"


def current(method: str, params: Json | None = None, **meta: Any) -> Json:
    envelope: Json = {VERSION_KEY: CURRENT, CAPABILITIES_KEY: {}, **meta}
    return {"jsonrpc": "2.0", "id": 7, "method": method, "params": {**(params or {}), "_meta": envelope}}


def headers_of(message: Json, **more: str) -> dict[str, str]:
    params = message.get("params", {})
    name = params.get("name") or params.get("uri")
    named = {"mcp-name": name} if name else {}
    return {"mcp-protocol-version": CURRENT, "mcp-method": message["method"], **named, **more}


def post(message: Any, headers: dict[str, str] | None = None) -> Reply:
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return SERVER.answer("POST", headers or {}, body)


def content(reply: Reply) -> Any:
    return json.loads(reply.body)


def test_a_request_is_answered_by_its_envelope_alone() -> None:
    message = current("tools/list")
    reply = post(message, headers_of(message))
    result = content(reply)["result"]
    assert (reply.status, content(reply)["id"]) == (200, 7)
    assert result["resultType"] == "complete"
    assert result["_meta"][SERVER_KEY] == SERVER.info
    assert (result["ttlMs"], result["cacheScope"]) == (0, "private")
    assert "test_simple_text" in {tool["name"] for tool in result["tools"]}


@pytest.mark.parametrize("asked", [*EARLIER, "1999-01-01"])
def test_a_handshake_agrees_on_a_revision(asked: str) -> None:
    reply = post({"jsonrpc": "2.0", "id": "a", "method": "initialize", "params": {"protocolVersion": asked}})
    assert content(reply)["result"]["protocolVersion"] == (asked if asked in EARLIER else EARLIER[0])
    assert "Mcp-Session-Id" not in reply.headers


def test_earlier_revisions_get_no_words_of_the_current_one() -> None:
    reply = post({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}, {"mcp-protocol-version": EARLIER[0]})
    assert set(content(reply)["result"]) == {"tools"}


@pytest.mark.parametrize("method", ["initialize", "ping", "logging/setLevel", "none", "subscriptions/listen"])
def test_a_method_that_is_not_offered_is_not_found(method: str) -> None:
    message = current(method)
    reply = post(message, headers_of(message))
    assert (reply.status, content(reply)["error"]["code"], content(reply)["id"]) == (404, -32601, 7)


def test_an_error_of_an_earlier_revision_answers_200() -> None:
    reply = post({"jsonrpc": "2.0", "id": 1, "method": "none"})
    assert (reply.status, content(reply)["error"]["code"]) == (200, -32601)


CALL = current("tools/call", {"name": "test_simple_text"})
LIST = current("tools/list")


@pytest.mark.parametrize(
    ("message", "headers", "code"),
    [
        (LIST, headers_of(LIST, **{"mcp-method": "prompts/list"}), -32020),
        (LIST, headers_of(LIST, **{"mcp-method": "TOOLS/LIST"}), -32020),
        (LIST, headers_of(LIST, **{"mcp-protocol-version": EARLIER[0]}), -32020),
        (LIST, {"mcp-method": "tools/list"}, -32020),
        (CALL, headers_of(CALL, **{"mcp-name": "other"}), -32020),
        (CALL, headers_of(CALL, **{"mcp-name": "=?base64?!?="}), -32020),
        (CALL, {"mcp-protocol-version": CURRENT, "mcp-method": "tools/call"}, -32020),
        ({**LIST, "params": {}}, headers_of(LIST), -32602),
        ({**LIST, "params": {"_meta": []}}, headers_of(LIST), -32602),
        (current("tools/list", {}, **{CAPABILITIES_KEY: None}), headers_of(LIST), -32602),
        (current("tools/list", {}, **{VERSION_KEY: 3}), headers_of(LIST), -32602),
        (
            current("tools/list", {}, **{VERSION_KEY: "v9"}),
            headers_of(LIST, **{"mcp-protocol-version": "v9"}),
            -32022,
        ),
        (current("tools/call", {"name": "no such"}), headers_of(CALL, **{"mcp-name": "no such"}), -32602),
        (current("tools/call", {"name": 3}), headers_of(CALL, **{"mcp-name": "3"}), -32602),
        (
            current("tools/call", {"name": "test_simple_text", "arguments": 3}),
            headers_of(CALL),
            -32602,
        ),
    ],
)
def test_a_contradicting_or_partial_request_is_refused(message: Json, headers: dict[str, str], code: int) -> None:
    reply = post(message, headers)
    assert (reply.status, content(reply)["error"]["code"]) == (400, code)


def test_headers_come_in_any_case_and_with_blanks() -> None:
    headers = {name.upper(): f" \t{value} " for name, value in headers_of(CALL).items()}
    assert post(CALL, headers).status == 200


def test_a_name_may_come_encoded() -> None:
    name = "=?base64?" + base64.b64encode(b"test_simple_text").decode() + "?="
    assert post(CALL, headers_of(CALL, **{"mcp-name": name})).status == 200


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", -32700),
        (b"\xff", -32700),
        (b"[" * 100_000, -32700),
        (b'{"a":' + b"1" * 10_000 + b"}", -32700),
        (b"[]", -32600),
        (b"3", -32600),
        (json.dumps([LIST]).encode(), -32600),
        (b'{"method": "ping", "id": 1}', -32600),
        (b'{"jsonrpc": "2.0", "id": 1}', -32600),
        (b'{"jsonrpc": "2.0", "id": null, "method": "ping"}', -32600),
        (b'{"jsonrpc": "2.0", "id": true, "method": "ping"}', -32600),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "ping", "params": []}', -32600),
        (b'{"jsonrpc": "2.0", "id": 1, "result": {}}', -32600),
    ],
)
def test_what_is_no_message_is_refused(body: bytes, code: int) -> None:
    reply = post(body)
    assert (reply.status, content(reply)["error"]["code"], content(reply)["id"]) == (400, code, None)


def test_a_notification_is_taken_without_a_word() -> None:
    assert post({"jsonrpc": "2.0", "method": "notifications/initialized"}) == Reply(202)


@pytest.mark.parametrize("verb", ["GET", "DELETE", "PUT"])
def test_there_is_no_stream_and_no_session(verb: str) -> None:
    reply = SERVER.answer(verb, {}, b"")
    assert (reply.status, reply.headers) == (405, {"Allow": "POST"})


def test_a_client_that_reads_no_json_is_told_so() -> None:
    assert post(LIST, headers_of(LIST, accept="text/html")).status == 406


@pytest.mark.parametrize(
    ("origin", "host", "status"),
    [
        ("https://evil.example", "grail.example.org", 403),
        ("http://evil.example", "evil.example", 403),
        ("http://localhost:6274", "api.example.org", 403),
        ("null", "localhost:8000", 403),
        ("http://[", "localhost:8000", 403),
        ("http://localhost:6274", "127.0.0.1:8000", 200),
        (PAGE, "api.example.org", 200),
        (None, "api.example.org", 200),
    ],
)
def test_scripts_of_foreign_pages_are_refused(origin: str | None, host: str, status: int) -> None:
    server = fixture_server(origins=(PAGE,))
    sent = headers_of(LIST, host=host) | ({"origin": origin} if origin else {})
    assert server.answer("POST", sent, json.dumps(LIST).encode()).status == status


def test_notifications_come_before_the_result_to_who_reads_streams() -> None:
    message = current("tools/call", {"name": "test_tool_with_progress"}, progressToken="t")
    stream = post(message, headers_of(message, accept="application/json, text/event-stream"))
    events = [json.loads(line[6:]) for line in stream.body.splitlines() if line.startswith("data: ")]
    assert stream.headers == {"Content-Type": "text/event-stream"}
    assert [event.get("method", "result") for event in events] == ["notifications/progress"] * 3 + ["result"]
    assert content(post(message, headers_of(message, accept="application/json")))["result"]["content"]


def test_half_a_letter_is_no_fault() -> None:
    reply = post({"jsonrpc": "2.0", "id": "\ud800", "method": "ping"})
    assert content(reply) == {"jsonrpc": "2.0", "id": "?", "result": {}}


def test_the_core_loads_nothing_but_python() -> None:
    """So that it adds next to nothing to the start of a function."""
    code = (
        "import sys; before = set(sys.modules)\n"
        "import chalicelib.mcp.tools, chalicelib.mcp.resources, chalicelib.mcp.server\n"
        "print(sorted({name.split('.')[0] for name in set(sys.modules) - before} - set(sys.stdlib_module_names)))"
    )
    run = subprocess.run([sys.executable, "-S", "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "['chalicelib']"
