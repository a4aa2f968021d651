"""What the edge does with requests and frames that are not as they should be."""

import json
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from cloud.response_headers import HEADERS
from measure.page_client import PageClient
from measure.running import RunningGrail


@pytest.fixture
def http(running: RunningGrail, client: PageClient) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {client.id_token}", "Content-Type": "application/json"}
    with httpx.Client(base_url=running.api_url, headers=headers, trust_env=False) as made:
        yield made


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/documents", "not json"),
        ("POST", "/documents", "[]"),
        ("POST", "/documents", '{"filename": 3, "size": 1}'),
        ("POST", "/documents", '{"filename": "a.txt"}'),
        ("POST", "/documents", '{"filename": "a.txt", "size": 1, "tags": "one"}'),
        ("POST", "/documents", '{"filename": "a.txt", "size": -1}'),
        ("POST", "/documents", '{"filename": "a.txt", "size": 1, "folder": ["work"]}'),
        ("POST", "/search", '{"query": "   "}'),
        ("POST", "/search", '{"query": "a", "mode": "magic"}'),
        ("POST", "/search", "[" * 100_000),
        ("POST", "/search", '"\\ud800"'),
        ("POST", "/verify", '{"claim": " ", "document_id": "none", "ordinal": 0}'),
        ("POST", "/verify", '{"claim": "a", "document_id": "none", "ordinal": -1}'),
        ("POST", "/verify", '{"claim": "a", "document_id": "none", "ordinal": 0, "passages": 9}'),
        ("PATCH", "/conversations/none", "{}"),
        ("PATCH", "/conversations/none", '{"folder": "' + "x" * 61 + '"}'),
        ("POST", "/collections", "{}"),
        ("POST", "/collections", '{"name": ""}'),
        ("POST", "/collections/none/documents", '{"document_id": ""}'),
        ("POST", "/search", '{"query": "a", "collection_ids": [""]}'),
        ("POST", "/search", '{"query": "a", "collection_ids": ' + json.dumps(["c"] * 101) + "}"),
        ("POST", "/notes", "{}"),
        ("POST", "/notes", '{"message_id": "none"}'),
        ("GET", "/documents?limit=0", None),
        ("GET", "/conversations/none?limit=201", None),
        ("GET", "/conversations/none?sources=some", None),
        ("GET", "/conversations/none?cursor=none", None),
        ("GET", "/documents?limit=many", None),
        ("GET", "/documents?cursor=%00%ff", None),
        ("GET", "/documents?limit=00000000011999", None),
        ("GET", "/documents?limit=1" + "0" * 5_000, None),
        ("GET", "/usage?from=yesterday", None),
        ("GET", "/usage?to=0001-01-05", None),
    ],
)
def test_bad_requests_get_a_sentence(http: httpx.Client, method: str, path: str, body: str | None) -> None:
    answer = http.request(method, path, content=body)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (400, "invalid_request")
    assert error["message"].endswith(".")
    assert error["request_id"] == answer.headers["X-Request-Id"]


@pytest.mark.parametrize(
    ("method", "path", "content_type", "status"),
    [
        ("PUT", "/documents", "application/json", 405),
        ("GET", "/nowhere", "application/json", 403),
        ("POST", "/search", "text/plain", 415),
        ("GET", "/documents", "application/json", 200),
        ("OPTIONS", "/documents", "application/json", 204),
    ],
)
def test_every_answer_carries_the_headers(
    http: httpx.Client, method: str, path: str, content_type: str, status: int
) -> None:
    """Those that no handler of ours gives, too."""
    answer = http.request(method, path, headers={"Content-Type": content_type})
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_every_answer_names_its_request_and_allows_the_page(http: httpx.Client, running: RunningGrail) -> None:
    """Under each of its addresses: one may still wait for its DNS."""
    for origin in (running.web_url, running.web_url.replace("localhost", "127.0.0.1")):
        for path in ("/health", "/documents", "/documents/none"):
            answer = http.get(path, headers={"Origin": origin})
            assert answer.headers["X-Request-Id"]
            assert answer.headers["Access-Control-Allow-Origin"] == origin
            assert answer.headers["Access-Control-Expose-Headers"] == "X-Request-Id"
            assert answer.headers["Vary"] == "Origin"
        asked = {"Origin": origin, "Access-Control-Request-Method": "PUT"}
        preflight = http.options("/documents/none/content", headers=asked)
        assert preflight.status_code == 204
        assert preflight.headers["Access-Control-Allow-Origin"] == origin
        assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]
        assert "PUT" in preflight.headers["Access-Control-Allow-Methods"]


def test_another_page_is_not_allowed(http: httpx.Client) -> None:
    asked = {"Origin": "https://other.example", "Access-Control-Request-Method": "GET"}
    for answer in (http.options("/documents", headers=asked), http.get("/health", headers=asked), http.get("/health")):
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]


def test_lists_are_told_page_by_page(client: PageClient) -> None:
    names = [f"file-{number}.txt" for number in range(5)]
    for name in names:
        client.call("POST", "/documents", {"filename": name, "size": 1})
    first = client.call("GET", "/documents", limit=2)
    second = client.call("GET", "/documents", limit=2, cursor=first["next_cursor"])
    third = client.call("GET", "/documents", limit=2, cursor=second["next_cursor"])
    told = [item["filename"] for page in (first, second, third) for item in page["items"]]
    assert told == names[::-1]
    assert third["next_cursor"] is None


@pytest.mark.parametrize(
    "frame",
    [
        "not json",
        "[]",
        "{}",
        '{"action": "dance"}',
        '{"action": "ask"}',
        '{"action": "ask", "request_id": "r", "text": ""}',
        '{"action": "ask", "request_id": "", "text": "Why?"}',
        '{"action": "ask", "request_id": "r", "text": "Why?", "model": "none"}',
        json.dumps({"action": "ask", "request_id": "r", "text": "a" * 9000}),
        '{"action": "resume", "message_id": "m", "after_seq": -1}',
        "[" * 500,
    ],
)
def test_a_bad_frame_gets_an_error_and_the_socket_stays_open(client: PageClient, frame: str) -> None:
    with client.socket() as socket:
        socket.send_text(frame)
        error = socket.receive()
        assert error["type"] == "error"
        assert error["error"]["code"] == "invalid_request"
        socket.send(action="ping")
        assert socket.until("pong")


def test_a_ticket_of_another_does_not_renew(client: PageClient, other_client: PageClient) -> None:
    with client.socket() as socket:
        socket.send(action="renew", ticket=other_client.call("POST", "/socket-tickets")["ticket"])
        assert socket.receive()["error"]["code"] == "not_signed_in"
        socket.send(action="renew", ticket=client.call("POST", "/socket-tickets")["ticket"])
        assert socket.receive() == {"type": "renewed"}


def test_conversations_are_renamed_rated_and_deleted(client: PageClient) -> None:
    with client.socket() as socket:
        asked = socket.ask(uuid4().hex, "What is in my documents?").accepted
        path = f"/conversations/{asked['conversation_id']}"
        assert client.call("PATCH", path, {"title": "Renamed"})["title"] == "Renamed"
        while (told := socket.until("conversation")["conversation"])["title"] != "Renamed":
            continue
        assert told["id"] == asked["conversation_id"]
    assert client.call("PATCH", path, {"pinned": True}) == told | {"pinned": True}
    assert [item["id"] for item in client.call("GET", "/conversations?pinned=true")["items"]] == [told["id"]]
    client.call("PUT", f"{path}/messages/{asked['message_id']}/feedback", {"rating": "up", "comment": "Good."})
    assert client.call("GET", path)["messages"][1]["feedback"] == {"rating": "up", "comment": "Good."}
    assert client.call("GET", "/usage")["days"][0]["questions"] == 1
    client.call("DELETE", path)
    assert list(client.conversations()) == []


def test_a_socket_that_is_not_known_is_closed(client: PageClient, running: RunningGrail) -> None:
    """So that the client opens another one, in place of speaking to nobody."""
    with client.socket() as socket:
        connections = running.dynamo().Table("grail-local-connections")
        for item in connections.scan()["Items"]:
            connections.delete_item(Key={"id": item["id"]})
        socket.send(action="ping")
        with pytest.raises(ConnectionClosed):
            socket.receive()


def test_a_client_outlives_its_token(client: PageClient) -> None:
    client._renew_at = 0.0
    client.call("GET", "/documents")
    assert client._renew_at > 0
    client.call("GET", "/documents")
