"""The client for asyncio does what the one that waits does."""

import inspect
import json
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import anyio
import anyio.lowlevel
import httpx
import pytest

from grail import (
    Accepted,
    AnswerError,
    AsyncClient,
    Client,
    LimitError,
    NotSignedInError,
    ServiceError,
    UnreachableError,
)
from grail.rest import RestClient
from grail.sockets import SocketError
from tests.support.service import TOKEN, URL, Service
from tests.unit.grail.test_client import ACCEPTED, STORY, WHOLE, FakeSocket

COLLECTED = [name for name in vars(RestClient) if "collection" in name]
CONVERSED = [name for name in vars(Client) if "conversation" in name]


class FakeAsyncSocket:
    """The same socket for asyncio."""

    def __init__(self, frames: list[Any]) -> None:
        self.socket = FakeSocket(frames)

    async def send(self, text: str) -> None:
        self.socket.send(text)

    async def recv(self) -> str:
        return self.socket.recv(0)

    async def close(self) -> None:
        pass


def using(use: Callable[[AsyncClient], Awaitable[None]], transport: httpx.MockTransport, *stories: list[Any]) -> Any:
    """Use a client whose sockets tell the stories, one after another. The frames that were sent, by socket."""
    sockets = [FakeAsyncSocket(story) for story in stories]
    waiting = iter(sockets)

    async def opened() -> FakeAsyncSocket:
        socket = next(waiting, None)
        if socket is None:
            raise SocketError("No socket can be opened to the service.")
        return socket

    async def main() -> None:
        async with AsyncClient(URL, TOKEN, transport=transport) as client:
            client._socket = opened  # type: ignore[method-assign, assignment]
            await use(client)

    anyio.run(main)
    return [socket.socket.sent for socket in sockets]


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(_: float) -> None:
        await anyio.lowlevel.checkpoint()

    monkeypatch.setattr("grail.asynchronous.asyncio.sleep", at_once)


def test_documents_are_added_replaced_found_and_deleted(tmp_path: Path) -> None:
    service = Service()
    (tmp_path / "a.txt").write_text("a")

    async def use(client: AsyncClient) -> None:
        added = await client.add(tmp_path / "a.txt", ["law"])
        assert (await client.wait(added.id)).status == "ready"
        assert (await client.replace(added.id, tmp_path / "a.txt")).version == 2
        assert (await client.search("hours")).passages[0].document_id == added.id
        assert (await client.verify("The office opens at 9.", added.id)).verified
        for _ in range(4):
            await client.add(tmp_path / "a.txt")
        assert len([document async for document in client.documents()]) == 5
        await client.delete(added.id)
        service.refuses["POST /search"] = (429, "rate_limited")
        with pytest.raises(LimitError, match="Refused"):
            await client.search("hours")

    using(use, service.transport())
    assert len(service.documents) == 4


def test_conversations_are_listed_read_whole_and_deleted() -> None:
    service = Service()
    names = [service.converse(f"{number}", messages=8) for number in range(5)]

    async def use(client: AsyncClient) -> None:
        assert [chat.title async for chat in client.conversations()] == ["4", "3", "2", "1", "0"]
        read = await client.conversation(names[0])
        assert [message.text for message in read.messages] == [f"message {number}" for number in range(8)]
        await client.delete_conversation(names[0])

    using(use, service.transport())
    assert list(service.conversations) == names[1:]


def test_content_is_uploaded_without_a_file() -> None:
    service = Service()

    async def use(client: AsyncClient) -> None:
        added = await client.add_content("a.txt", b"a", ["law"], "work")
        assert (added.path, added.tags) == ("work/a.txt", ["law"])
        assert (await client.replace_content(added.id, b"three")).version == 2

    using(use, service.transport())
    assert len(service.uploads) == 2


def test_a_program_may_renew_its_token_by_itself() -> None:
    service = Service()

    async def main() -> None:
        async with AsyncClient(URL, lambda: TOKEN, transport=service.transport()) as client:
            assert [document async for document in client.documents()] == []

    anyio.run(main)
    assert service.calls == ["GET /documents"]


def test_collections_are_made_filled_searched_and_deleted() -> None:
    service = Service()
    documents = {service.add(f"{number}.txt") for number in range(5)}
    outside = service.add("outside.txt")

    async def use(client: AsyncClient) -> None:
        made = (await client.create_collection("Mail")).id
        assert (await client.rename_collection(made, "Letters")).name == "Letters"
        for document in documents:
            await client.add_to_collection(made, document)
        others = {(await client.create_collection("Other")).id for _ in range(4)}
        assert {each.id async for each in client.collections()} == {made, *others}
        assert {each.id async for each in client.collection_documents(made)} == documents
        found = await client.search("hours", collection_ids=[made])
        assert {passage.document_id for passage in found.passages} == documents
        assert outside in {passage.document_id for passage in (await client.search("hours")).passages}
        assert (await client.remove_from_collection(made, min(documents))).documents == 4
        await client.delete_collection(made)
        with pytest.raises(ServiceError, match="This collection does not exist"):
            await client.search("hours", collection_ids=[made])

    using(use, service.transport())


def test_a_lost_connection_goes_on_where_it_was() -> None:
    async def use(client: AsyncClient) -> None:
        assert (await client.ask("When?")).text == "At 9 [1]."

    first, second = using(use, Service().transport(), [ACCEPTED, *STORY[:2]], [STORY[3], STORY[1], STORY[2]])
    assert first[0]["action"] == "ask"
    assert second == [{"action": "resume", "message_id": "m", "after_seq": 2}]


def test_who_leaves_an_answer_stops_it() -> None:
    async def use(client: AsyncClient) -> None:
        async with aclosing(client.stream("When?")) as events:
            async for event in events:
                assert isinstance(event, Accepted)
                break

    (sent,) = using(use, Service().transport(), [ACCEPTED, *STORY])
    assert sent[-1] == {"action": "stop", "message_id": "m"}


def test_a_connection_that_is_always_lost_is_given_up() -> None:
    async def use(client: AsyncClient) -> None:
        with pytest.raises(UnreachableError, match="The answer goes on"):
            await client.ask("When?")

    using(use, Service().transport(), [ACCEPTED])


@pytest.mark.parametrize("fails", [False, True])
def test_an_answer_comes_without_a_socket(fails: bool) -> None:
    replies = iter(["streaming", "complete"])
    error = {"code": "model_busy", "message": "The model is busy.", "retryable": True}

    def answered(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/mcp":
            text = json.dumps({"status": next(replies), "message_id": "m", "conversation_id": "c"})
            return httpx.Response(200, json={"jsonrpc": "2.0", "id": 1, "result": {"content": [{"text": text}]}})
        message = WHOLE | ({"status": "failed", "error": error} if fails else {})
        return httpx.Response(200, json={"id": "c", "title": "t", "messages": [message], "next_cursor": None})

    async def use(client: AsyncClient) -> None:
        if fails:
            with pytest.raises(AnswerError, match="The model is busy"):
                await client.ask("When?")
        else:
            assert (await client.ask("When?")).text == "At 9 [1]."

    using(use, httpx.MockTransport(answered))


def test_without_a_token_nothing_is_sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("GRAIL_TOKEN", raising=False)
    service = Service()

    async def main() -> None:
        async with AsyncClient(URL, transport=service.transport()) as client:
            with pytest.raises(NotSignedInError):
                await client.search("hours")

    anyio.run(main)
    assert service.calls == []


@pytest.mark.parametrize(
    "name",
    [
        *COLLECTED,
        *CONVERSED,
        "__init__",
        "add",
        "add_content",
        "replace",
        "replace_content",
        "search",
        "verify",
        "ask",
        "stream",
        "delete",
    ],
)
def test_both_clients_take_the_same(name: str) -> None:
    waits, does_not = (inspect.signature(getattr(kind, name)).parameters for kind in (Client, AsyncClient))
    assert [name for name in waits if name != "pause"] == list(does_not)
