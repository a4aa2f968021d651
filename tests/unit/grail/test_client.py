"""The client: what it sends where, what its errors say, and how it tells an answer."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosedError

from grail import (
    AnswerError,
    Client,
    GrailError,
    LimitError,
    NotSignedInError,
    Question,
    ServiceError,
    UnreachableError,
)
from grail.connection import checked_address
from grail.credentials import Account
from grail.proxies import client_options, proxy_for, socket_options
from grail.sockets import SocketError
from grail.streaming import Accepted, End, Stage, Text
from tests.support.service import NOW, TOKEN, URL, Service


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def client(service: Service) -> Iterator[Client]:
    with Client(URL, TOKEN, transport=service.transport(), pause=lambda _: None) as made:
        yield made


def test_a_file_is_uploaded_and_waited_for(client: Client, service: Service, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"one\r\n\r\ntwo")
    added = client.add(tmp_path / "a.txt", ["law"], "work")
    assert (added.path, added.tags) == ("work/a.txt", ["law"])
    assert client.wait(added.id).status == "ready"
    (tmp_path / "a.txt").write_bytes(b"three")
    assert client.replace(added.id, tmp_path / "a.txt").version == 2
    assert [document_id for document_id, _ in service.uploads] == [added.id, added.id]


def test_content_is_uploaded_without_a_file(client: Client, service: Service) -> None:
    added = client.add_content("a.txt", b"one\r\n\r\ntwo", ["law"], "work")
    assert (added.path, added.tags, added.size) == ("work/a.txt", ["law"], 10)
    assert client.replace_content(added.id, b"three").version == 2
    assert [content for _, content in service.uploads] == [
        sha256(content).hexdigest() for content in (b"one\r\n\r\ntwo", b"three")
    ]


def test_conversations_are_listed_read_whole_and_deleted(client: Client, service: Service) -> None:
    names = [service.converse(f"{number}", messages=8) for number in range(5)]
    assert [chat.title for chat in client.conversations()] == ["4", "3", "2", "1", "0"]
    read = client.conversation(names[0])
    assert [message.text for message in read.messages] == [f"message {number}" for number in range(8)]
    assert (read.title, read.next_cursor) == ("0", None)
    client.delete_conversation(names[0])
    with pytest.raises(ServiceError, match="This conversation does not exist"):
        client.conversation(names[0])


def test_a_program_may_renew_its_token_by_itself(service: Service) -> None:
    tokens = ["", TOKEN]
    with Client(URL, lambda: tokens[0], transport=service.transport()) as client:
        with pytest.raises(NotSignedInError, match="grail login") as told:
            list(client.documents())
        assert (told.value.code, service.calls) == ("", [])
        del tokens[0]
        assert list(client.documents()) == []
        tokens[0] = "grail_of_yesterday"
        with pytest.raises(NotSignedInError) as told:
            list(client.documents())
    assert told.value.code == "not_signed_in"


def test_a_timeout_is_that_of_calls_and_of_opening_a_socket() -> None:
    seen: list[dict[str, float]] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request.extensions["timeout"])
        return httpx.Response(200, json={"items": [], "next_cursor": None})

    for timeout in (None, 3.0):
        with Client(URL, TOKEN, timeout=timeout, transport=httpx.MockTransport(handle)) as client:
            assert list(client.documents()) == []
        assert socket_options(URL, timeout)["open_timeout"] == (timeout or 10.0)
    assert [(one["read"], one["connect"]) for one in seen] == [(40.0, 10.0), (3.0, 3.0)]


PROXY = "http://proxy.example:8080"


@pytest.mark.parametrize(
    ("url", "proxy"),
    [("https://api.example", PROXY), ("wss://api.example/x", PROXY), ("http://127.0.0.1:1", None),
     ("https://near.intranet.example", None)],
)  # fmt: skip
def test_an_address_is_reached_as_the_environment_says(
    url: str, proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a SOCKS proxy is named for what else there is."""
    for name, value in {"HTTPS_PROXY": PROXY, "ALL_PROXY": "socks5h://p:1", "no_proxy": ".intranet.example"}.items():
        monkeypatch.setenv(name, value)
    assert proxy_for(url) == socket_options(url)["proxy"] == proxy
    httpx.Client(**client_options(url)).close()
    Client(url.replace("wss", "https"), TOKEN).close()


def test_a_proxy_of_a_wrong_kind_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5h://me:" + "secret@proxy.example:1080")
    monkeypatch.delenv("HTTPS_PROXY", raising=False)
    monkeypatch.delenv("https_proxy", raising=False)
    with pytest.raises(UnreachableError, match="Name an HTTP proxy") as told:
        Client("https://api.example", TOKEN)
    assert "secret" not in str(told.value)


def test_lists_are_followed_to_their_end(client: Client, service: Service) -> None:
    names = {service.add(f"{number}.txt") for number in range(8)}
    assert {document.id for document in client.documents()} == names


def test_collections_are_made_filled_searched_and_deleted(client: Client, service: Service) -> None:
    one, two = service.add("one.txt"), service.add("two.txt")
    made = [client.create_collection(f"{number}") for number in range(5)]
    assert [collection.id for collection in client.collections()] == [each.id for each in reversed(made)]
    letters = client.rename_collection(made[0].id, "Letters")
    assert (letters.name, letters.documents) == ("Letters", 0)
    assert client.add_to_collection(letters.id, one).documents == 1
    assert [document.id for document in client.collection_documents(letters.id)] == [one]
    for ids, found in (([letters.id], [one]), ([made[1].id], []), ([], []), (None, [one, two])):
        assert [passage.document_id for passage in client.search("hours", collection_ids=ids).passages] == found
    assert client.remove_from_collection(letters.id, one).documents == 0
    client.delete_collection(letters.id)
    with pytest.raises(ServiceError, match="This collection does not exist"):
        client.search("hours", collection_ids=[letters.id])
    assert set(service.documents) == {one, two}


def test_all_documents_of_a_collection_are_told(client: Client, service: Service) -> None:
    documents = {service.add(f"{number}.txt") for number in range(8)}
    collection = client.create_collection("All").id
    for document in documents:
        client.add_to_collection(collection, document)
    assert {document.id for document in client.collection_documents(collection)} == documents


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [(401, "session_expired", NotSignedInError), (409, "quota_exceeded", LimitError), (429, "rate_limited", LimitError),
     (404, "document_not_found", ServiceError), (403, "not_allowed", ServiceError)],
)  # fmt: skip
def test_an_error_says_what_the_service_says(
    client: Client, service: Service, status: int, code: str, kind: type[GrailError]
) -> None:
    service.refuses["POST /search"] = (status, code)
    with pytest.raises(kind, match=f"^Refused: {code}.$"):
        client.search("hours")


@pytest.mark.parametrize("answer", [httpx.Response(200, text="<html>"), httpx.Response(200, json={"items": 1})])
def test_an_answer_of_something_else_is_told(answer: httpx.Response) -> None:
    with (
        Client(URL, TOKEN, transport=httpx.MockTransport(lambda _: answer)) as client,
        pytest.raises(UnreachableError, match="Is the address right"),
    ):
        list(client.documents())


def test_without_a_token_nothing_is_sent(service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("GRAIL_TOKEN", raising=False)
    with Client(URL, transport=service.transport()) as client, pytest.raises(NotSignedInError, match="grail login"):
        client.search("hours")
    assert service.calls == []


@pytest.mark.parametrize(
    "url",
    ["http://grail.example.org", "ftp://localhost", "localhost:8000", "https://",
     "https://me:" + "secret@example.org", "https://x.org?a=b", "http://[::1"],
)  # fmt: skip
def test_a_token_is_sent_to_no_such_address(url: str) -> None:
    with pytest.raises(GrailError) as told:
        checked_address(url)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("url", ["http://localhost:8000/", "https://example.org/api/mcp", "http://[::1]:8000"])
def test_an_address_is_taken_as_people_copy_it(url: str) -> None:
    assert checked_address(url) == url.removesuffix("/").removesuffix("/mcp")


def test_a_token_is_in_no_representation() -> None:
    assert TOKEN not in repr(Account(URL, TOKEN))


# Answers

MESSAGE = {"id": "m", "conversation_id": "c", "role": "assistant", "status": "complete", "created_at": NOW}
WHOLE = MESSAGE | {"text": "At 9 [1].", "sources": [], "citations": []}
DONE = {"type": "done", "message_id": "m", "seq": 4, "message": WHOLE}
STORY: list[dict[str, Any]] = [
    {"type": "stage", "message_id": "m", "seq": 1, "stage": "searching"},
    {"type": "delta", "message_id": "m", "seq": 2, "text": "At 9 ", "markers": []},
    {"type": "delta", "message_id": "m", "seq": 3, "text": "[1].", "markers": [5]},
    DONE,
]


class FakeSocket:
    """Tells frames, then is lost, or for None at once."""

    def __init__(self, frames: list[dict[str, Any]]) -> None:
        self.frames, self.sent = list(frames), list[dict[str, Any]]()

    def __enter__(self) -> "FakeSocket":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def send(self, text: str) -> None:
        self.sent.append(json.loads(text))

    def recv(self, timeout: float) -> str:
        if not self.frames:
            raise ConnectionClosedError(None, None)
        frame = self.frames.pop(0)
        if isinstance(frame, dict) and frame.get("type") == "accepted":
            frame = frame | {"request_id": self.sent[0]["request_id"]}
        return json.dumps(frame)


ACCEPTED = {"type": "accepted", "conversation_id": "c", "user_message_id": "u", "message_id": "m"}


def telling(client: Client, *stories: list[dict[str, Any]]) -> list[FakeSocket]:
    """Sockets that the client opens, one after another."""
    sockets = [FakeSocket(story) for story in stories]
    waiting = iter(sockets)

    def opened() -> FakeSocket:
        socket = next(waiting, None)
        if socket is None:
            raise SocketError("No socket can be opened to the service.")
        return socket

    client._socket = opened  # type: ignore[assignment, method-assign]
    return sockets


def test_an_answer_is_told_piece_by_piece(client: Client) -> None:
    telling(client, [{"message": "Internal"}, {"type": "pong"}, ACCEPTED, *STORY])
    events = list(client.stream("When?"))
    assert events[:-1] == [Accepted("c", "m"), Stage("searching"), Text("At 9 "), Text("[1].")]
    assert isinstance(events[-1], End)
    assert events[-1].text == "At 9 [1]."


def test_a_question_says_where_it_is_asked(client: Client) -> None:
    (socket,) = telling(client, [ACCEPTED, *STORY])
    client.ask(Question("When?", document_ids=["d"], collection_ids=["k"], request_id="r"))
    asked = {"action": "ask", "request_id": "r", "text": "When?", "document_ids": ["d"], "collection_ids": ["k"]}
    assert socket.sent == [asked]


def test_a_lost_connection_goes_on_where_it_was(client: Client) -> None:
    first, second = telling(client, [ACCEPTED, *STORY[:2]], [STORY[3], STORY[1], STORY[2]])
    assert client.ask("When?").text == "At 9 [1]."
    assert first.sent[0]["action"] == "ask"
    assert second.sent == [{"action": "resume", "message_id": "m", "after_seq": 2}]


def test_a_question_that_was_perhaps_heard_is_the_same_one(client: Client) -> None:
    first, second = telling(client, [], [ACCEPTED, *STORY])
    assert client.ask("When?").text == "At 9 [1]."
    assert first.sent == second.sent


def test_a_connection_that_is_always_lost_is_given_up(client: Client) -> None:
    telling(client, [ACCEPTED])
    with pytest.raises(UnreachableError, match="The answer goes on"):
        client.ask("When?")


def test_who_leaves_an_answer_stops_it(client: Client) -> None:
    (socket,) = telling(client, [ACCEPTED, *STORY])
    stream = client.stream("When?")
    assert isinstance(next(stream), Accepted)
    stream.close()
    assert socket.sent[-1] == {"action": "stop", "message_id": "m"}


def test_a_failed_answer_tells_its_reason(client: Client) -> None:
    failed = {"code": "model_busy", "message": "The model is busy.", "retryable": True}
    telling(client, [ACCEPTED, *STORY[:2], {"type": "failed", "message_id": "m", "seq": 3, "error": failed}])
    with pytest.raises(AnswerError, match="The model is busy") as told:
        client.ask("When?")
    assert (told.value.code, told.value.text) == ("model_busy", "At 9 ")


def test_a_refused_question_tells_its_reason(client: Client) -> None:
    error = {"code": "budget_exceeded", "message": "Today's budget is used up."}
    telling(client, [{"type": "error", "request_id": None, "error": error}])
    with pytest.raises(LimitError, match="Today's budget"):
        client.ask("When?")


def test_an_answer_comes_without_a_socket(service: Service) -> None:
    """A network that lets no socket through: the endpoint for programs waits."""
    replies, asked = iter(["streaming", "complete"]), list[Any]()

    def answered(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/mcp":
            asked.append(json.loads(request.content)["params"]["arguments"])
            text = json.dumps({"status": next(replies), "message_id": "m", "conversation_id": "c"})
            return httpx.Response(200, json={"jsonrpc": "2.0", "id": 1, "result": {"content": [{"text": text}]}})
        assert request.url.path == "/conversations/c"
        return httpx.Response(200, json={"id": "c", "title": "t", "messages": [WHOLE], "next_cursor": None})

    with Client(URL, TOKEN, transport=httpx.MockTransport(answered)) as client:
        telling(client)
        assert client.ask(Question("When?", tags=["law"], collection_ids=["k"])).text == "At 9 [1]."
    assert asked == [{"question": "When?", "tags": ["law"], "collection_ids": ["k"]}, {"message_id": "m"}]


@pytest.mark.parametrize("frame", [[], {"type": "accepted"}, {"type": "error"}, {"type": "error", "error": "no"}])
def test_frames_of_something_else_are_told(client: Client, frame: Any) -> None:
    telling(client, [frame])
    with pytest.raises(UnreachableError, match="not Grail's"):
        client.ask("When?")


def test_what_a_frame_had_no_room_for_is_read(service: Service) -> None:
    def answered(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"id": "c", "title": "t", "messages": [WHOLE], "next_cursor": None})

    with Client(URL, TOKEN, transport=httpx.MockTransport(answered)) as client:
        telling(client, [ACCEPTED, *STORY[:3], DONE | {"message": WHOLE | {"citations": None}}])
        assert client.ask("When?").message.citations == []


def test_no_error_of_a_socket_names_its_ticket(service: Service) -> None:
    """The address of the fake service's socket has nobody behind it."""
    with Client(URL, TOKEN, transport=service.transport()) as client:
        with pytest.raises(SocketError) as told:
            client._socket()
        assert told.value.__cause__ is None
        assert "ticket-of-a-test" not in str(told.value)
    assert service.calls == ["GET /config", "POST /socket-tickets"]
