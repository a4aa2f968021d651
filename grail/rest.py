"""The client that waits for each answer: REST alone. `client.py` adds questions."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import httpx

from grail import calls, downloads, messages, values
from grail.bearer import bearer_of
from grail.calls import Call
from grail.collected import Collection
from grail.connection import UPLOAD_TIMEOUT, not_stored, sent, timeout_of, understood, unreachable
from grail.errors import GrailError
from grail.files import opened, size_of
from grail.proxies import client_options


class RestClient:
    """One account's view of Grail.

    Address and token are those given, else GRAIL_URL and GRAIL_TOKEN, else those that `grail login` kept. A program
    that renews its token by itself gives a function in place of it. A call, and the opening of a socket, have `timeout`
    seconds; without one they have 40 and 10. Every method raises a GrailError whose message is a sentence for the
    person. `transport` and `pause` stand in for the network and for waiting in tests.
    """

    def __init__(
        self,
        url: str | None = None,
        token: str | Callable[[], str] | None = None,
        *,
        timeout: float | None = None,
        transport: httpx.BaseTransport | None = None,
        pause: Callable[[float], None] | None = None,
    ) -> None:
        self.url, self._bearer = bearer_of(url, token, transport)
        self._timeout = timeout
        self._transport = transport
        self._http = httpx.Client(base_url=self.url, timeout=timeout_of(timeout), **client_options(self.url, transport))
        self._config: values.Config | None = None
        self.pause = pause or time.sleep

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def send[T](self, call: Call[T]) -> T:
        """Make a call of `grail.calls`. Raises NotSignedInError, LimitError, ServiceError or UnreachableError."""
        return understood(call, self._asked(signed_in=call.path != "/config", **sent(call)))

    def post(self, path: str, content: bytes, headers: Mapping[str, str]) -> httpx.Response:
        """Send a message of another protocol as it is. Raises NotSignedInError or UnreachableError."""
        return self._asked(method="POST", url=path, content=content, headers=headers)

    def _asked(
        self, signed_in: bool = True, headers: Mapping[str, str] | None = None, **request: Any
    ) -> httpx.Response:
        token = {"Authorization": f"Bearer {self._bearer.token()}"} if signed_in else {}
        try:
            return self._http.request(headers={**(headers or {}), **token}, **request)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise unreachable(self.url, error) from error
        except UnicodeEncodeError as error:
            raise GrailError("A name or a text has letters that are none in any encoding.") from error

    @property
    def config(self) -> values.Config:
        """What the service says of itself, asked for once."""
        self._config = self._config or self.send(calls.config())
        return self._config

    def _items[T](self, after: Callable[[str | None], Call[values.Page[T]]]) -> Iterator[T]:
        """The items of all pages of a list; `after` makes the call for the page behind a cursor."""
        page = self.send(after(None))
        yield from page.items
        while page.next_cursor is not None:
            page = self.send(after(page.next_cursor))
            yield from page.items

    # Documents

    def documents(self) -> Iterator[values.Document]:
        """All documents, the newest first."""
        return self._items(calls.documents)

    def document(self, document_id: str) -> values.Document:
        return self.send(calls.document(document_id))

    def add(self, file: Path, tags: Sequence[str] = (), folder: str | None = None) -> values.Document:
        """Register and upload a file; what comes back is still on its way (see `wait`)."""
        with opened(file) as content:
            return self._sent(calls.add(file.name, size_of(content), tags, folder), content)

    def add_content(
        self, filename: str, content: bytes, tags: Sequence[str] = (), folder: str | None = None
    ) -> values.Document:
        """The same with a file that is not on the disk; the name's ending says what it is."""
        return self._sent(calls.add(filename, len(content), tags, folder), BytesIO(content))

    def replace(self, document_id: str, file: Path) -> values.Document:
        """Upload a new version; the old one is searched until the new one is ready."""
        with opened(file) as content:
            return self._sent(calls.replace(document_id, size_of(content)), content)

    def replace_content(self, document_id: str, content: bytes) -> values.Document:
        """The same with a file that is not on the disk."""
        return self._sent(calls.replace(document_id, len(content)), BytesIO(content))

    def _sent(self, call: Call[values.Awaited], content: BinaryIO) -> values.Document:
        awaited = self.send(call)
        self.upload(awaited.upload, content)
        return awaited.document

    def upload(self, upload: values.Upload, content: BinaryIO) -> None:
        """Send a file to the form that it is awaited at. The token does not go there. Raises UnreachableError."""
        try:
            with httpx.Client(timeout=UPLOAD_TIMEOUT, **client_options(upload.url, self._transport)) as http:
                answer = http.post(upload.url, data=upload.fields, files={"file": content})
        except httpx.HTTPError as error:
            raise unreachable(upload.url, error) from error
        if not answer.is_success:
            raise not_stored(answer)

    def wait(
        self,
        document_id: str,
        seconds: float = 900.0,
        told: Callable[[values.Document], None] = lambda _: None,
    ) -> values.Document:
        """The document once it is ready or has failed; `told` hears of each look at it. Raises GrailError."""
        until, between = time.monotonic() + seconds, 0.3
        while True:
            document = self.document(document_id)
            told(document)
            if document.is_settled:
                return document
            if time.monotonic() > until:
                raise GrailError(f"{document.filename} is still being read ({document.status}).")
            self.pause(between)
            between = min(between * 1.3, 3.0)

    def download(self, document_id: str, target: Path) -> None:
        """Save the original file. Raises UnreachableError, or GrailError where it cannot be written."""
        self.fetch(self.send(calls.content(document_id)).url, target)

    def fetch(
        self, url: str, target: Path, *, resume: bool = False, progress: Callable[[int], None] = lambda _: None
    ) -> None:
        """Save what a link leads to, as `grail.downloads` does."""
        downloads.fetch(url, target, self._transport, resume=resume, progress=progress)

    def passages(self, document_id: str) -> Iterator[values.Passage]:
        """All passages of a document, in order."""
        ordinal: int | None = 0
        while ordinal is not None:
            page = self.send(calls.passages(document_id, ordinal, 100))
            yield from page.items
            ordinal = None if page.next_cursor is None else int(page.next_cursor)

    def describe(
        self, document_id: str, filename: str | None = None, tags: Sequence[str] | None = None
    ) -> values.Document:
        """Give a document another name (its ending stays) or other tags."""
        return self.send(calls.describe(document_id, filename, tags))

    def delete(self, document_id: str) -> None:
        """Delete a document for good."""
        self.send(calls.delete(document_id))

    # Collections

    def collections(self) -> Iterator[Collection]:
        """All collections, the newest first."""
        return self._items(calls.collections)

    def shared_collections(self) -> Iterator[Collection]:
        """Those that others share."""
        return self._items(calls.shared_collections)

    def collection_documents(self, collection_id: str) -> Iterator[values.Document]:
        """The documents of a collection."""
        return self._items(partial(calls.collection_documents, collection_id))

    def create_collection(self, name: str) -> Collection:
        return self.send(calls.create_collection(name))

    def rename_collection(self, collection_id: str, name: str) -> Collection:
        return self.send(calls.rename_collection(collection_id, name))

    def delete_collection(self, collection_id: str) -> None:
        """Its documents stay."""
        self.send(calls.delete_collection(collection_id))

    def add_to_collection(self, collection_id: str, document_id: str) -> Collection:
        return self.send(calls.add_to_collection(collection_id, document_id))

    def remove_from_collection(self, collection_id: str, document_id: str) -> Collection:
        """The document stays."""
        return self.send(calls.remove_from_collection(collection_id, document_id))

    # Reading

    def search(
        self,
        query: str,
        k: int = 8,
        document_ids: Sequence[str] | None = None,
        tags: Sequence[str] | None = None,
        collection_ids: Sequence[str] | None = None,
        mode: str = "hybrid",
    ) -> values.Found:
        """Passages that bear on a query; `mode` is `hybrid`, `text` or `vector`."""
        return self.send(calls.search(query, k, document_ids, tags, mode, collection_ids))

    def verify(self, claim: str, document_id: str, ordinal: int = 0, passages: int = 1) -> messages.Verdict:
        """Whether the words of a document hold a claim: of so many passages (1 to 8) from `ordinal` on."""
        return self.send(calls.verify(claim, document_id, ordinal, passages))

    def usage(self, first: str | None = None, last: str | None = None) -> values.UsageReport:
        """Days are written 2026-07-28. Without any: the last 30."""
        return self.send(calls.usage(first, last))
