"""The client for asyncio. It makes the same calls as `client.py` and tells answers by the same rules."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from grail import calls, credentials, messages, values, waiting
from grail.bearer import Bearer
from grail.calls import Call
from grail.collected import Collection
from grail.connection import TIMEOUT, UPLOAD_TIMEOUT, WRONG_PROXY, not_stored, sent, understood, unreachable, way
from grail.errors import GrailError, UnreachableError
from grail.rest import opened, size_of
from grail.sockets import UNOPENED, SocketError, no_socket, socket_way
from grail.streaming import ATTEMPTS, SILENCE_SECONDS, Accepted, End, Event, Listening, Question, frame_text, lost
from grail.waiting import chosen


class AsyncClient:
    """One account's view of Grail. Address, token, errors and `transport` are as of `Client`."""

    def __init__(
        self, url: str | None = None, token: str | None = None, *, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        account = credentials.find(url, token)
        self.url = account.url
        self._bearer = Bearer(account)
        self._transport = transport
        self._config: values.Config | None = None
        try:
            self._http = httpx.AsyncClient(base_url=self.url, timeout=TIMEOUT, transport=transport, **way(self.url))
        except (ImportError, ValueError) as error:
            raise UnreachableError(WRONG_PROXY) from error

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def send[T](self, call: Call[T]) -> T:
        """Make a call of `grail.calls`. Raises NotSignedInError, LimitError, ServiceError or UnreachableError."""
        headers: Mapping[str, str] = {}
        if call.path != "/config":
            token = await asyncio.to_thread(self._bearer.token) if self._bearer.is_stale else self._bearer.token()
            headers = {"Authorization": f"Bearer {token}"}
        try:
            answer = await self._http.request(headers=headers, **sent(call))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise unreachable(self.url, error) from error
        return understood(call, answer)

    async def config(self) -> values.Config:
        """What the service says of itself, asked for once."""
        if self._config is None:
            self._config = await self.send(calls.config())
        return self._config

    async def _items[T](self, after: Callable[[str | None], Call[values.Page[T]]]) -> AsyncIterator[T]:
        """The items of all pages of a list; `after` makes the call for the page behind a cursor."""
        cursor: str | None = None
        while True:
            page = await self.send(after(cursor))
            for item in page.items:
                yield item
            cursor = page.next_cursor
            if cursor is None:
                return

    def documents(self) -> AsyncIterator[values.Document]:
        """All documents, the newest first."""
        return self._items(calls.documents)

    async def add(self, file: Path, tags: Sequence[str] = (), folder: str | None = None) -> values.Document:
        """Register and upload a file; what comes back is still on its way (see `wait`)."""
        with opened(file) as content:
            awaited = await self.send(calls.add(file.name, size_of(content), tags, folder))
            await self._upload(awaited.upload, await asyncio.to_thread(content.read))
        return awaited.document

    async def replace(self, document_id: str, file: Path) -> values.Document:
        """Upload a new version; the old one is searched until the new one is ready."""
        with opened(file) as content:
            awaited = await self.send(calls.replace(document_id, size_of(content)))
            await self._upload(awaited.upload, await asyncio.to_thread(content.read))
        return awaited.document

    async def _upload(self, upload: values.Upload, content: bytes) -> None:
        try:
            async with httpx.AsyncClient(timeout=UPLOAD_TIMEOUT, transport=self._transport, **way(upload.url)) as http:
                answer = await http.post(upload.url, data=upload.fields, files={"file": content})
        except httpx.HTTPError as error:
            raise unreachable(upload.url, error) from error
        if not answer.is_success:
            raise not_stored(answer)

    async def wait(self, document_id: str, between: float = 0.5) -> values.Document:
        """The document once it is ready or has failed. Limit it with `asyncio.timeout`."""
        while True:
            document = await self.send(calls.document(document_id))
            if document.is_settled:
                return document
            await asyncio.sleep(between)

    async def delete(self, document_id: str) -> None:
        """Delete a document for good."""
        await self.send(calls.delete(document_id))

    def collections(self) -> AsyncIterator[Collection]:
        """All collections, the newest first."""
        return self._items(calls.collections)

    def shared_collections(self) -> AsyncIterator[Collection]:
        """Those that others share."""
        return self._items(calls.shared_collections)

    def collection_documents(self, collection_id: str) -> AsyncIterator[values.Document]:
        """The documents of a collection."""
        return self._items(partial(calls.collection_documents, collection_id))

    async def create_collection(self, name: str) -> Collection:
        return await self.send(calls.create_collection(name))

    async def rename_collection(self, collection_id: str, name: str) -> Collection:
        return await self.send(calls.rename_collection(collection_id, name))

    async def delete_collection(self, collection_id: str) -> None:
        """Its documents stay."""
        await self.send(calls.delete_collection(collection_id))

    async def add_to_collection(self, collection_id: str, document_id: str) -> Collection:
        return await self.send(calls.add_to_collection(collection_id, document_id))

    async def remove_from_collection(self, collection_id: str, document_id: str) -> Collection:
        """The document stays."""
        return await self.send(calls.remove_from_collection(collection_id, document_id))

    async def search(
        self,
        query: str,
        k: int = 8,
        document_ids: Sequence[str] | None = None,
        tags: Sequence[str] | None = None,
        collection_ids: Sequence[str] | None = None,
    ) -> values.Found:
        return await self.send(calls.search(query, k, document_ids, tags, collection_ids=collection_ids))

    async def verify(self, claim: str, document_id: str, ordinal: int = 0, passages: int = 1) -> messages.Verdict:
        """Whether the words of a document hold a claim: of so many passages (1 to 8) from `ordinal` on."""
        return await self.send(calls.verify(claim, document_id, ordinal, passages))

    async def ask(self, question: Question | str) -> End:
        """The whole answer. Raises AnswerError where it could not be finished."""
        async with aclosing(self.stream(question)) as events:
            async for event in events:
                if isinstance(event, End):
                    return event
        raise lost()

    async def stream(self, question: Question | str) -> AsyncGenerator[Event]:
        """An answer as it is made; to close it early stops it (`contextlib.aclosing`)."""
        asked = question if isinstance(question, Question) else Question(question)
        listening = Listening(asked)
        tries = 0
        while not listening.is_over:
            before = (listening.accepted, listening.seq)
            try:
                async with aclosing(self._listen(listening)) as events:
                    async for event in events:
                        yield await self._whole(event) if isinstance(event, End) else event
            except SocketError:
                if not listening.was_sent:
                    break
            tries = tries + 1 if before == (listening.accepted, listening.seq) else 0
            if tries == ATTEMPTS:
                raise lost()
            await asyncio.sleep(tries)
        if not listening.was_sent:
            async for event in self._wait_for(asked):
                yield event

    async def _listen(self, listening: Listening) -> AsyncGenerator[Event]:
        """The events of one socket, until the answer or the socket ends."""
        socket = await self._socket()
        try:
            await socket.send(frame_text(listening.opening()))
            while not listening.is_over:
                async with asyncio.timeout(SILENCE_SECONDS):
                    frame = await socket.recv()
                for event in listening.take(frame):
                    yield event
        except (ConnectionClosed, TimeoutError):
            return
        except (GeneratorExit, asyncio.CancelledError):
            if stop := listening.stopping():
                await socket.send(frame_text(stop))
            raise
        finally:
            await socket.close()

    async def _socket(self) -> ClientConnection:
        try:
            address = (await self.config()).websocket_url
            ticket = (await self.send(calls.ticket())).ticket
            return await connect(f"{address}?ticket={ticket}", **socket_way(address))
        except UNOPENED as error:
            raise no_socket(error) from None  # The cause may name the ticket.

    async def _whole(self, end: End) -> End:
        """An answer with what its last frame had no room for; as it is where the token may not read it."""
        if end.message.is_whole:
            return end
        try:
            return End(end.text, await self._message(end.message.conversation_id, end.message.id))
        except GrailError:
            return end

    async def _message(self, conversation_id: str, message_id: str) -> messages.Message:
        return chosen(await self.send(calls.conversation(conversation_id)), message_id)

    async def _wait_for(self, question: Question) -> AsyncIterator[Event]:
        told = waiting.told(await self.send(waiting.begin(question)))
        yield Accepted(told.conversation_id, told.message_id)
        while told.status == "streaming":
            told = waiting.told(await self.send(waiting.go_on(told.message_id)))
        for event in waiting.events(await self._message(told.conversation_id, told.message_id)):
            yield event
