"""The bridge from lines to `/mcp`: what it sends, and what becomes of what the edge says itself."""

import io
import json
import threading
from typing import Any

import httpx
import pytest

from chalicelib.api.programs.tools import DEFINITIONS
from chalicelib.mcp.envelope import check_current
from grail import Client
from grail.commands.bridge import AT_ONCE, READING_TOOLS, VERSION_KEY, Bridge
from tests.support.service import TOKEN, URL

CURRENT = "2026-07-28"


class Endpoint:
    def __init__(self, *answers: httpx.Response) -> None:
        self.answers, self.requests = list(answers), list[httpx.Request]()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.answers.pop(0)


def bridged(endpoint: Endpoint, *messages: Any) -> list[Any]:
    """The lines that come back."""
    lines = b"".join(one if isinstance(one, bytes) else json.dumps(one).encode() + b"\n" for one in messages)
    out = io.BytesIO()
    with Client(URL, TOKEN, transport=httpx.MockTransport(endpoint)) as client:
        Bridge(client).serve(io.BytesIO(lines), out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def reply(result: Any) -> httpx.Response:
    return httpx.Response(200, json={"jsonrpc": "2.0", "id": 1, "result": result})


def test_the_agreed_revision_is_told_from_then_on() -> None:
    endpoint = Endpoint(reply({"protocolVersion": "2025-06-18"}), httpx.Response(202), reply({"tools": []}))
    asked = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 1, "method": "tools/list"},
    ]
    assert [answer["result"] for answer in bridged(endpoint, *asked)] == [
        {"protocolVersion": "2025-06-18"},
        {"tools": []},
    ]
    assert [request.headers.get("mcp-protocol-version") for request in endpoint.requests] == [None] + ["2025-06-18"] * 2
    assert {request.headers["authorization"] for request in endpoint.requests} == {f"Bearer {TOKEN}"}
    assert json.loads(endpoint.requests[0].content) == asked[0]


@pytest.mark.parametrize("name", ["search", "công cụ", " x", "=?base64?"])
def test_headers_of_the_current_revision_repeat_the_body(name: str) -> None:
    meta = {VERSION_KEY: CURRENT, VERSION_KEY.replace("protocolVersion", "clientCapabilities"): {}}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": name, "_meta": meta}}
    endpoint = Endpoint(reply({}))
    bridged(endpoint, message)
    headers = {key.lower(): value for key, value in endpoint.requests[0].headers.items()}
    assert check_current(headers, "tools/call", json.loads(endpoint.requests[0].content)["params"]) == {}


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (
            httpx.Response(401, json={"error": {"code": "not_signed_in", "message": "Please sign in."}}),
            "Please sign in.",
        ),
        (httpx.Response(429, json={"error": {"code": "rate_limited", "message": "Too many."}}), "Too many."),
        (httpx.Response(502, text="<html>"), "The service answered with status 502. Is the address right?"),
    ],
)
def test_an_error_of_the_edge_is_an_error_of_the_protocol(answer: httpx.Response, sentence: str) -> None:
    (told,) = bridged(Endpoint(answer), {"jsonrpc": "2.0", "id": 7, "method": "tools/list"})
    assert told == {"jsonrpc": "2.0", "id": 7, "error": {"code": -32603, "message": sentence}}


def test_an_error_of_the_protocol_comes_as_it_is() -> None:
    error = {"jsonrpc": "2.0", "id": 7, "error": {"code": -32601, "message": "No such method."}}
    (told,) = bridged(Endpoint(httpx.Response(404, json=error)), {"jsonrpc": "2.0", "id": 7, "method": "x"})
    assert told == error


def test_lines_that_are_no_messages_end_nothing() -> None:
    endpoint = Endpoint(httpx.Response(502), reply({"tools": []}))
    notification, asked = {"jsonrpc": "2.0", "method": "x"}, {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    told = bridged(endpoint, b"\n", b"not json\n", notification, asked)
    assert [answer.get("error", {}).get("code") for answer in told] == [-32700, None]


class Gate:
    """An endpoint whose `slow` call is answered only once the quick ones are. `order` is that of the calls' ends."""

    def __init__(self, quick: int) -> None:
        self.arrived, self.order = threading.Semaphore(0), list[str]()
        self.quick, self.together, self.most = quick, 0, 0
        self.lock = threading.Lock()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        message = json.loads(request.content)
        with self.lock:
            self.together += 1
            self.most = max(self.most, self.together)
        if message["id"] == "slow":
            for _ in range(self.quick):
                assert self.arrived.acquire(timeout=20)
        with self.lock:
            self.together -= 1
            self.order.append(message["id"])
        if message["id"] != "slow":
            self.arrived.release()
        return httpx.Response(200, json={"jsonrpc": "2.0", "id": message["id"], "result": {}})


def called(id_: str, name: str) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": id_, "method": "tools/call", "params": {"name": name, "arguments": {}}}


def told_by(gate: Gate, *messages: Any) -> list[str]:
    lines, out = b"".join(json.dumps(one).encode() + b"\n" for one in messages), io.BytesIO()
    with Client(URL, TOKEN, transport=httpx.MockTransport(gate)) as client:
        Bridge(client).serve(io.BytesIO(lines), out)
    return [json.loads(line)["id"] for line in out.getvalue().splitlines()]


def test_a_long_answer_keeps_no_search_waiting() -> None:
    quick = [called(str(number), "search") for number in range(20)]
    told = told_by(Gate(20), called("slow", "ask"), *quick)
    assert sorted(told[:20]) == sorted(str(number) for number in range(20))
    assert told[20:] == ["slow"]


def test_what_changes_something_keeps_its_place() -> None:
    gate = Gate(2)
    before = [called("slow", "ask"), called("0", "search"), called("1", "fetch")]
    after = [called("deleted", "delete_document"), called("2", "list_documents")]
    told_by(gate, *before, *after)
    assert sorted(gate.order[:3]) == ["0", "1", "slow"]
    assert gate.order[3:] == ["deleted", "2"]


def test_no_more_run_at_once_than_so_many() -> None:
    gate = Gate(0)
    told = told_by(gate, *(called(str(number), "search") for number in range(60)))
    assert (len(told), gate.most <= AT_ONCE) == (60, True)


def test_the_tools_that_only_read_are_those_of_the_endpoint() -> None:
    assert {each.name for each in DEFINITIONS if each.scope != "write"} == READING_TOOLS


def test_a_failure_to_write_ends_the_bridge() -> None:
    class Closed(io.BytesIO):
        def write(self, _: Any) -> int:
            raise BrokenPipeError

    line = json.dumps(called("1", "search")).encode() + b"\n"
    with Client(URL, TOKEN, transport=httpx.MockTransport(Gate(0))) as client, pytest.raises(BrokenPipeError):
        Bridge(client).serve(io.BytesIO(line * 3), Closed())
