"""The client for asyncio: REST alone, by the same calls as `rest.py`. `asynchronous.py` adds questions."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from grail import calls, messages, values
from grail.bearer import bearer_of
from grail.calls import Call
from grail.collected import Collection
from grail.connection import UPLOAD_TIMEOUT, not_stored, sent, timeout_of, understood, unreachable
from grail.files import content_of
from grail.proxies import client_options


class AsyncRestClient:
    """One account's view of Grail. Address, token, `timeout`, errors and `transport` are as of `Client`."""

    def __init__(
        self,
        url: str | None = None,
        token: str | Callable[[], str] | None = None,
        *,
        timeout: float | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.url, self._bearer = bearer_of(url, token)
        self._timeout = timeout
        self._transport = transport
        self._config: values.Config | None = None
        self._http = httpx.AsyncClient(
            base_url=self.url, timeout=timeout_of(timeout), **client_options(self.url, transport)
        )

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
        return await self.add_content(file.name, await asyncio.to_thread(content_of, file), tags, folder)

    async def add_content(
        self, filename: str, content: bytes, tags: Sequence[str] = (), folder: str | None = None
    ) -> values.Document:
        """The same with a file that is not on the disk; the name's ending says what it is."""
        return await self._sent(calls.add(filename, len(content), tags, folder), content)

    async def replace(self, document_id: str, file: Path) -> values.Document:
        """Upload a new version; the old one is searched until the new one is ready."""
        return await self.replace_content(document_id, await asyncio.to_thread(content_of, file))

    async def replace_content(self, document_id: str, content: bytes) -> values.Document:
        """The same with a file that is not on the disk."""
        return await self._sent(calls.replace(document_id, len(content)), content)

    async def _sent(self, call: Call[values.Awaited], content: bytes) -> values.Document:
        awaited = await self.send(call)
        await self._upload(awaited.upload, content)
        return awaited.document

    async def _upload(self, upload: values.Upload, content: bytes) -> None:
        try:
            async with httpx.AsyncClient(timeout=UPLOAD_TIMEOUT, **client_options(upload.url, self._transport)) as http:
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
        mode: str = "hybrid",
    ) -> values.Found:
        """Passages that bear on a query; `mode` is `hybrid`, `text` or `vector`."""
        return await self.send(calls.search(query, k, document_ids, tags, mode, collection_ids))

    async def verify(self, claim: str, document_id: str, ordinal: int = 0, passages: int = 1) -> messages.Verdict:
        """Whether the words of a document hold a claim: of so many passages (1 to 8) from `ordinal` on."""
        return await self.send(calls.verify(claim, document_id, ordinal, passages))
