"""A11: frames and bodies that are too long, too deep, or nothing are refused in a sentence, and hurt nobody."""

import json
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from local.client import Client
from tests.attacks.conftest import Attacks
from tests.conftest import owner_of
from tests.running import RunningGrail

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


def test_a11_a_frame_that_is_none_hurts_nobody(thief: Client, attacks: Attacks) -> None:
    """One socket takes them all: each is told to be wrong, and the next frame is served."""
    with thief.socket() as socket:
        for frame in FRAMES:
            socket.send_text(frame)
            refused(socket.receive(), frame, attacks)
            socket.send(action="ping")
            attacks.refused("A11", socket.receive()["type"] == "pong", frame[:60])


def test_a11_a_frame_nested_too_deeply_is_refused(thief: Client, running: RunningGrail, attacks: Attacks) -> None:
    """Given to the function as AWS's gateway hands it on. The laptop's own breaks at it before, and ends the socket."""
    with thief.socket() as socket:
        (connection,) = (
            running.dynamo()
            .Table(running.told["CONNECTIONS_TABLE"])
            .query(
                IndexName="owner",
                KeyConditionExpression="owner_id = :owner",
                ExpressionAttributeValues={":owner": owner_of(thief)},
            )["Items"]
        )
        context = {"connectionId": connection["id"], "apiId": "api", "domainName": "localhost", "stage": "api"}
        event = json.dumps({"requestContext": {**context, "routeKey": "$default"}, "body": DEEP})
        answer = running.aws("lambda").invoke(FunctionName="grail-local-websocket_message", Payload=event)
        attacks.refused("A11", "FunctionError" not in answer, "the function broke")
        refused(socket.receive(), DEEP, attacks)
        socket.send_text(DEEP)
        with pytest.raises(ConnectionClosed):
            socket.receive()
    with thief.socket() as socket:
        socket.send(action="ping")
        attacks.refused("A11", socket.receive()["type"] == "pong", "no socket can be opened after it")


def refused(told: Any, frame: str, attacks: Attacks) -> None:
    wrong = told["type"] == "error" and told["error"]["code"] in ("invalid_request", "document_not_found")
    attacks.refused("A11", wrong and told["error"]["message"].endswith("."), (frame[:60], told))


def test_a11_bodies_are_bounded(thief: Client, running: RunningGrail, attacks: Attacks) -> None:
    headers = {"Authorization": thief.id_token, "Content-Type": "application/json"}
    with httpx.Client(base_url=running.api_url, headers=headers, trust_env=False, timeout=30) as http:
        for method, path, body in (
            ("POST", "/search", b'{"query": "' + b"a" * 1_000_000 + b'"}'),
            ("POST", "/search", b'{"query": "a", "document_ids": [' + b'"a",' * 5_000 + b'"a"]}'),
            ("POST", "/search", b'{"query": "a", "tags": ' + b"[" * 50_000 + b"]" * 50_000 + b"}"),
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
            attacks.refused("A11", answer.status_code in (400, 413), (path, body[:60], answer.status_code))
