"""Frames and bodies that are too long, too deep, or nothing are refused in a sentence, and hurt nobody."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from measure.frames import Socket
from measure.page_client import PageClient
from measure.running import RunningGrail
from tests.attacks.conftest import CAPS, QUESTION, Attacks, Victim
from tests.attacks.open_sockets import connections, only_open_ones

FRAMES = [
    "a" * 200_000,
    "a" * 1_000_000,
    json.dumps({"action": "ask", "request_id": "r", "text": "a" * 1_000_000}),
    json.dumps({"action": "ask", "request_id": "r" * 40_000, "text": "a"}),
    json.dumps({"action": "stop", "message_id": "m" * 40_000}),
    '{"a":' * 5_000 + "1" + "}" * 5_000,
    json.dumps({"action": "ask", "request_id": "r", "text": "a", "document_ids": ["a"] * 5_000}),
    json.dumps({"action": "ask", "request_id": "r", "text": "a", "tags": [["a"] * 100] * 10}),
    '{"action": "ask", "action": "stop"}',
    '{"action": ["ask"]}',
    '{"action": "__proto__"}',
    '{"action": "answer", "owner_id": "x", "message_id": "y"}',
    '{"action": "$default"}',
    "null",
    '"\\ud800"',
    "\x00",
    "1e999",
]
DEEP = "[" * 30_000
BINARY: list[Any] = [
    b'{"action": "ping"}',
    b'{"action": "ask", "request_id": "r", "text": "a"}',
    b'{"action": "ask", "request_id": "\xff\xfe", "text": "\xed\xa0\x80"}',
    [b'{"action":', b' "ping"}'],  # One frame in two parts.
    b"",
    b"\x00",
    b"\xff\xfe\x80",
    random.Random(1).randbytes(64 * 1024),
    random.Random(2).randbytes(900_000),
    DEEP.encode(),
]
UNSUPPORTED_DATA = 1003  # RFC 6455, and what AWS's gateway says.


def test_a_malformed_frame_harms_nobody(thief: PageClient, attacks: Attacks) -> None:
    """One socket takes them all: each is told to be wrong, and the next frame is served."""
    with thief.socket() as socket:
        for frame in FRAMES:
            socket.send_text(frame)
            refused(socket.receive(), frame, attacks)
            socket.send(action="ping")
            attacks.refused("malformed input", socket.receive()["type"] == "pong", frame[:60])


def test_a_frame_nested_too_deeply_is_refused(thief: PageClient, running: RunningGrail, attacks: Attacks) -> None:
    """Given to the function as AWS's gateway hands it on. The laptop's own breaks at it before, and ends the socket."""
    with thief.socket() as socket:
        (connection,) = connections(running, thief)
        context = {"connectionId": connection["id"], "apiId": "api", "domainName": "localhost", "stage": "api"}
        event = json.dumps({"requestContext": {**context, "routeKey": "$default"}, "body": DEEP})
        answer = running.aws("lambda").invoke(FunctionName="grail-local-websocket_message", Payload=event)
        attacks.refused("malformed input", "FunctionError" not in answer, "the function broke")
        refused(socket.receive(), DEEP, attacks)
        socket.send_text(DEEP)
        with pytest.raises(ConnectionClosed):
            socket.receive()
    with thief.socket() as socket:
        socket.send(action="ping")
        attacks.refused("malformed input", socket.receive()["type"] == "pong", "no socket can be opened after it")


def refused(told: Any, frame: str, attacks: Attacks) -> None:
    wrong = told["type"] == "error" and told["error"]["code"] in ("invalid_request", "document_not_found")
    attacks.refused("malformed input", wrong and told["error"]["message"].endswith("."), (frame[:60], told))


def test_a_binary_frame_ends_only_its_own_socket(
    thief: PageClient, victim: Victim, running: RunningGrail, attacks: Attacks
) -> None:
    """Whatever the bytes are, JSON too: nothing is done of it, and nothing is told but the code."""
    before = traces(running)
    with thief.socket() as other, victim.client.socket() as victims:
        for frame in BINARY:
            with thief.socket() as socket:
                socket.connection.send(frame)
                attacks.refused("malformed input", ended(socket) == (UNSUPPORTED_DATA, ""), frame[:60])
            for bystander in (other, victims):
                bystander.send(action="ping")
                attacks.refused("malformed input", bystander.receive()["type"] == "pong", frame[:60])
            assert only_open_ones(running, thief, 1)  # An end is heard of later, and counts as open until then.
    attacks.refused("malformed input", not list(thief.conversations()), "a question was taken")
    attacks.refused("malformed input", traces(running) == before, "something broke")


def test_a_flood_of_binary_frames_ends_where_it_begins(
    thief: PageClient, running: RunningGrail, attacks: Attacks
) -> None:
    """On all sockets but one at once, with text among them: the last is served, and there is room for as many again."""
    before, most = traces(running), int(CAPS["MAX_SOCKETS"]) - 1

    def flood(number: int) -> Any:
        data = random.Random(number)
        with thief.socket() as socket:
            with suppress(ConnectionClosed):
                for _ in range(200):
                    socket.connection.send(data.randbytes(1_000))
                    socket.send(action="ping")
            return ended(socket)

    with thief.socket() as other, ThreadPoolExecutor(most) as pool:
        for _ in range(2):
            for end in pool.map(flood, range(most)):
                attacks.refused("malformed input", end == (UNSUPPORTED_DATA, ""), end)
            assert only_open_ones(running, thief, 1)
        other.send(action="ping")
        attacks.refused("malformed input", other.receive()["type"] == "pong", "another socket is not served")
    attacks.refused("malformed input", traces(running) == before, "something broke")


def test_a_binary_frame_amid_an_answer_loses_nothing(reader: PageClient, attacks: Attacks) -> None:
    with reader.socket() as socket:
        socket.send(action="ask", request_id="amid", text=QUESTION)
        message_id = socket.until("accepted")["message_id"]
        socket.connection.send(b"\x00")
        with pytest.raises(ConnectionClosed):
            socket.until("never")
    with reader.socket() as socket:
        socket.send(action="resume", message_id=message_id, after_seq=0)
        told = socket.until("done", "failed")
    attacks.refused("malformed input", told["type"] == "done" and "Signe Lund" in told["message"]["text"], told)


def ended(socket: Socket) -> Any:
    """With which code and reason a socket was closed, or what it told instead."""
    try:
        return socket.receive()
    except ConnectionClosed as closed:
        return closed.rcvd and (closed.rcvd.code, closed.rcvd.reason)


def traces(running: RunningGrail) -> int:
    """How often the gateway and the functions broke."""
    return sum(path.read_text(errors="replace").count("Traceback") for path in running.home.rglob("*.log"))


def test_long_bodies_are_refused(thief: PageClient, running: RunningGrail, attacks: Attacks) -> None:
    headers = {"Authorization": thief.id_token, "Content-Type": "application/json"}
    with httpx.Client(base_url=running.api_url, headers=headers, trust_env=False, timeout=30) as http:
        for method, path, body in (
            ("POST", "/search", b'{"query": "' + b"a" * 1_000_000 + b'"}'),
            ("POST", "/search", b'{"query": "a", "document_ids": [' + b'"a",' * 5_000 + b'"a"]}'),
            ("POST", "/search", b'{"query": "a", "tags": ' + b"[" * 50_000 + b"]" * 50_000 + b"}"),
            ("POST", "/verify", b'{"claim": "' + b"a " * 1_001 + b'", "document_id": "a", "ordinal": 0}'),
            ("POST", "/documents", b'{"filename": "a.txt", "size": 1' + b"0" * 400 + b"}"),
            ("POST", "/documents", b'{"filename": "a.txt", "size": 1e400}'),
            ("POST", "/documents", b'{"filename": "a.txt", "size": NaN}'),
            (
                "POST",
                "/documents",
                json.dumps(
                    {"filename": "a.txt", "size": 1, "tags": [str(number) for number in range(10_000)]}
                ).encode(),
            ),
            ("POST", "/documents", b"\xff\xfe"),
            ("POST", "/documents", b'{"filename": "a.txt", "size": 1}' * 2),
        ):
            answer = http.request(method, path, content=body)
            attacks.refused("malformed input", answer.status_code in (400, 413), (path, body[:60], answer.status_code))
