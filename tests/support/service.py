"""A Grail in memory behind httpx's MockTransport; every call and answer is held to /openapi.json."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import unquote

import httpx
import jsonschema_rs

import app
from chalicelib import wire
from chalicelib.api.openapi import description
from chalicelib.api.shown_sources import source, source_item
from chalicelib.models import (
    Citation,
    Collection,
    Conversation,
    Document,
    Failure,
    Grant,
    Message,
    Passage,
    Source,
    SourceItem,
    SweepCounts,
    SweepResult,
)

assert app.app.routes  # The description is made of the routes that app imports.

TOKEN = "grail_a_token_of_a_test"
URL = "http://localhost:8000"
STORE = "https://store.test/files"
NOW = "2026-07-28T12:00:00Z"
Json = dict[str, Any]


@cache
def paths() -> list[tuple[re.Pattern[str], str, Json]]:
    """A pattern of each path of the description, the path, and its methods."""
    return [
        (re.compile(re.sub(r"\\\{\w+\\\}", "([^/]+)", re.escape(path))), path, methods)
        for path, methods in description()["paths"].items()
    ]


@cache
def _validator(schema: str) -> Any:
    return jsonschema_rs.validator_for({**json.loads(schema), "components": description()["components"]})


def valid(schema: Json, value: Any) -> None:
    """Raises ValidationError for a value that is not as a schema of the description has it."""
    _validator(json.dumps(schema)).validate(value)


@dataclass
class Stored:
    """A document; `content` is the hash of the file that arrived last, of the version `arrived`."""

    document: Document
    content: str = ""
    arrived: int = 0


class Killed(BaseException):
    """The program is killed here."""


@dataclass
class Service:
    """`uploads` are the ids of the files that arrived, in order, with their hashes."""

    documents: dict[str, Stored] = field(default_factory=dict)
    collections: dict[str, Collection] = field(default_factory=dict)
    shared: list[tuple[Collection, Grant]] = field(default_factory=list)
    conversations: dict[str, tuple[Conversation, list[Message]]] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    items: dict[str, SourceItem] = field(default_factory=dict)
    runs: list[Json] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    result: SweepResult = field(default_factory=lambda: SweepResult("complete", False, NOW, NOW, SweepCounts(added=3)))
    uploads: list[tuple[str, str]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    token: str = TOKEN
    refuses: dict[str, tuple[int, str]] = field(default_factory=dict)
    fails: dict[str, str] = field(default_factory=dict)
    dies: Callable[[str], bool] = lambda _: False
    loses_answers: bool = False  # In place of the program's death, its gateway gives up.
    page: int = 3  # So that lists have several pages.

    programs: Json | None = None
    archive: bytes = b"everything of the account"
    cuts: list[int] = field(default_factory=list)
    downloads: list[int] = field(default_factory=list)  # The first byte of each.
    ranges: bool = True
    looks: int = 0  # So many find the archive still being made.
    exports: int = 0
    made: int = 0

    def new_id(self) -> str:
        self.made += 1
        return f"id{self.made:09d}"

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._handle)

    def add(self, filename: str, tags: tuple[str, ...] = ()) -> str:
        """A document of somebody else's making."""
        made = Document("o", self.new_id(), filename, "text/plain", 5, "ready", NOW, NOW)
        self.documents[made.id] = Stored(_changed(made, tags=tags), "foreign", 1)
        return made.id

    def converse(self, title: str, messages: int = 2) -> str:
        """A conversation of so many messages."""
        made = Conversation(self.new_id(), "o", title, NOW, NOW)
        texts = (f"message {number}" for number in range(messages))
        told = [Message(f"m {text}", made.id, "o", "user", text, "complete", NOW) for text in texts]
        self.conversations[made.id] = (made, told)
        return made.id

    def _handle(self, request: httpx.Request) -> httpx.Response:
        if str(request.url).startswith(STORE):
            assert "authorization" not in request.headers
            if request.url.path.endswith("/archive"):
                return self._archived(request)
            if request.method == "GET":
                return httpx.Response(200, content=b"the original")
            return self._mortal("before store", "after store", lambda: self._store(request))
        path = unquote(request.url.raw_path.decode().split("?")[0])
        pattern, template, methods = next(known for known in paths() if known[0].fullmatch(path))
        operation = methods[request.method.lower()]
        named = {one["name"] for one in operation["parameters"] if one["in"] == "query"}
        assert set(request.url.params) <= named, f"{request.method} {path} takes no {set(request.url.params) - named}"
        body = json.loads(request.content or b"null")
        if taken := operation.get("requestBody"):
            schema = taken["content"]["application/json"]["schema"]
            valid(schema, body)
            name = schema["$ref"].rsplit("/", 1)[-1]
            assert set(body or ()) <= set(description()["components"]["schemas"][name]["properties"])
        name = f"{request.method} {template}"
        self.calls.append(name)
        if (error := self._refusal(name, request, operation)) is not None:
            return error
        match = pattern.fullmatch(path)
        assert match is not None
        return self._mortal(
            f"before {name}", f"after {name}", lambda: self._answered(name, operation, match.groups(), body, request)
        )

    def _mortal(self, before: str, after: str, work: Callable[[], httpx.Response]) -> httpx.Response:
        if self.dies(before):
            return self._end()
        answer = work()
        return self._end() if self.dies(after) else answer

    def _end(self) -> httpx.Response:
        if self.loses_answers:
            return httpx.Response(504)
        raise Killed

    def _refusal(self, name: str, request: httpx.Request, operation: Json) -> httpx.Response | None:
        if operation["security"] and request.headers.get("authorization") != f"Bearer {self.token}":
            return refusal(401, "not_signed_in", "Please sign in.")
        status, code = self.refuses.get(name, (0, ""))
        return refusal(status, code, f"Refused: {code}.") if status else None

    def _answered(
        self, name: str, operation: Json, ids: tuple[str, ...], body: Any, request: httpx.Request
    ) -> httpx.Response:
        answer = ROUTES[name](self, ids, body, request)
        if isinstance(answer, httpx.Response):
            return answer
        status, response = next((int(key), one) for key, one in operation["responses"].items() if key.startswith("2"))
        valid(response["content"]["application/json"]["schema"], answer)
        return httpx.Response(status, json=answer)

    def _archived(self, request: httpx.Request) -> httpx.Response:
        """The archive from the byte on that is asked for; `cuts` says how many bytes the next answers have."""
        told = re.fullmatch(r"bytes=(\d+)-", request.headers.get("range", ""))
        first = int(told[1]) if told and self.ranges else 0
        self.downloads.append(first)
        headers = {"content-range": f"bytes {first}-{len(self.archive) - 1}/{len(self.archive)}"} if first else {}
        sent = self.archive[first : first + self.cuts.pop(0) if self.cuts else None]
        return httpx.Response(206 if first else 200, headers=headers, content=sent)

    def _store(self, request: httpx.Request) -> httpx.Response:
        boundary = re.search(r"boundary=(.+)", request.headers["content-type"])
        assert boundary
        *fields, file, _ = request.read().split(f"--{boundary[1]}".encode())
        key = next(part for part in fields if b'name="key"' in part).split(b"\r\n\r\n", 1)[1].strip().decode()
        content = file.split(b"\r\n\r\n", 1)[1][:-2]
        document_id, version = key.split("/")
        stored = self.documents.get(document_id)
        if stored is None or stored.document.version != int(version):
            return httpx.Response(204)
        assert len(content) == stored.document.size
        stored.content, stored.arrived = sha256(content).hexdigest(), int(version)
        self.uploads.append((document_id, stored.content))
        failure = self.fails.get(stored.document.filename)
        stored.document = _changed(
            stored.document,
            status="failed" if failure else "queued",
            failure=Failure("unreadable", failure, False) if failure else None,
        )
        return httpx.Response(204)

    def find(self, document_id: str) -> Stored | None:
        """A document; each look brings its reading on."""
        stored = self.documents.get(document_id)
        if stored and stored.document.status == "queued":
            stored.document = _changed(stored.document, status="ready", ready_at=NOW, passages=1)
        return stored


def _changed(document: Document, **changes: Any) -> Document:
    return replace(document, **changes)


def refusal(status: int, code: str, message: str) -> httpx.Response:
    return httpx.Response(status, json={"error": {"code": code, "message": message, "request_id": "r1"}})


def gone() -> httpx.Response:
    return refusal(404, "document_not_found", "This document does not exist.")


def _config(service: Service, ids: Any, body: Any, request: Any) -> Any:
    upload = {"max_bytes": 1000, "extensions": ["md", "pdf", "txt"]}
    auth = {"programs": service.programs}
    told = {"version": "1", "websocket_url": "ws://127.0.0.1:9/api", "upload": upload}
    return told | {"auth": auth, "page_url": "https://grail.test"}


def _create(service: Service, ids: Any, body: Any, request: Any) -> Any:
    made = Document("o", service.new_id(), body["filename"], "text/plain", body["size"], "uploading", NOW, NOW)
    made = _changed(made, tags=tuple(body.get("tags", ())), folder=body.get("folder"))
    service.documents[made.id] = Stored(made)
    return _awaited(made)


def _awaited(document: Document) -> Json:
    upload = {"url": STORE, "fields": {"key": f"{document.id}/{document.version}"}}
    return {"document": wire.document(document), "upload": upload}


def _page(service: Service, ids: Iterable[str], shown: Callable[[str], Json], request: httpx.Request) -> Json:
    """A page of what has these ids, the newest first."""
    newest = sorted(ids, reverse=True)
    first = int(request.url.params.get("cursor", 0))
    after = first + service.page
    return {"items": list(map(shown, newest[first:after])), "next_cursor": str(after) if after < len(newest) else None}


def _list(service: Service, ids: Any, body: Any, request: httpx.Request) -> Any:
    def shown(id: str) -> Json:
        stored = service.find(id)
        assert stored is not None
        return wire.document(stored.document)

    collection = service.collections.get(ids[0]) if ids else None
    if ids and collection is None:
        return no_collection()
    return _page(service, collection.documents if collection else service.documents, shown, request)


def no_collection() -> httpx.Response:
    return refusal(404, "collection_not_found", "This collection does not exist.")


def _collections(service: Service, ids: Any, body: Any, request: httpx.Request) -> Any:
    if request.url.params.get("shared") == "true":
        return {"items": [wire.collection(*one) for one in service.shared], "next_cursor": None}
    return _page(service, service.collections, lambda id: wire.collection(service.collections[id]), request)


def _conversations(service: Service, ids: Any, body: Any, request: httpx.Request) -> Any:
    known = service.conversations
    if not ids:
        return _page(service, known, lambda id: wire.conversation(known[id][0]), request)
    if ids[0] not in known:
        return refusal(404, "conversation_not_found", "This conversation does not exist.")
    if request.method == "DELETE":
        del known[ids[0]]
        return {}
    conversation, messages = known[ids[0]]
    last = int(request.url.params.get("cursor", len(messages)))
    first = max(last - service.page, 0)
    shown = [wire.message(message) for message in messages[first:last]]
    return wire.conversation(conversation) | {"messages": shown, "next_cursor": str(first) if first else None}


def _sources(service: Service, ids: Any, body: Any, request: httpx.Request) -> Any:
    if not ids:
        return _page(service, service.sources, lambda id: source(service.sources[id]), request)
    running = service.sources[ids[0]]
    service.sources[ids[0]] = ended = replace(running, state="idle", last=service.result, dry=False)
    return source(ended)


def _follow(service: Service, ids: Any, body: Any, request: httpx.Request) -> Any:
    """Make a source, change it, run it, or end it."""
    if not ids:
        made = Source(service.new_id(), "o", "web", body["address"], NOW, NOW, tags=tuple(body.get("tags", ())))
        service.sources[made.id] = replace(
            made, state="idle" if body.get("paused") else "running", paused=body["paused"]
        )
        return source(service.sources[made.id])
    if request.method == "DELETE":
        how: Any = request.url.params["documents"]
        service.ended.append(how)
        return source(replace(service.sources.pop(ids[0]), ends=how))
    if request.method == "PATCH":
        service.sources[ids[0]] = changed = replace(service.sources[ids[0]], **body)
        return source(changed)
    service.runs.append(body)
    service.sources[ids[0]] = replace(service.sources[ids[0]], state="running", dry=body["dry"])
    return source(service.sources[ids[0]])


def _source_items(service: Service, ids: Any, body: Any, request: httpx.Request) -> Any:
    return _page(service, service.items, lambda key: source_item(service.items[key]), request)


def _collect(service: Service, ids: Any, body: Any, request: httpx.Request) -> Any:
    """Make, change or delete a collection, or what is in it."""
    before = Collection(service.new_id(), "o", "", NOW, NOW) if not ids else service.collections.get(ids[0])
    if before is None:
        return no_collection()
    documents = before.documents
    if body and "document_id" in body:
        if body["document_id"] not in service.documents:
            return gone()
        documents = tuple(sorted({*documents, body["document_id"]}))
    if len(ids) > 1:
        if ids[1] not in documents:
            return gone()
        documents = tuple(id for id in documents if id != ids[1])
    elif request.method == "DELETE":
        del service.collections[before.id]
        return {}
    after = replace(before, name=(body or {}).get("name", before.name), documents=documents)
    service.collections[after.id] = after
    return wire.collection(after)


def _get(service: Service, ids: Any, body: Any, request: Any) -> Any:
    stored = service.find(ids[0])
    return wire.document(stored.document, outline=True) if stored else gone()


def _describe(service: Service, ids: Any, body: Any, request: Any) -> Any:
    stored = service.find(ids[0])
    if stored is None:
        return gone()
    if body.get("filename"):
        assert stored.document.filename.rsplit(".", 1)[-1] == body["filename"].rsplit(".", 1)[-1]
    changes = {name: tuple(value) if name == "tags" else value for name, value in body.items()}
    stored.document = _changed(stored.document, **changes)
    return wire.document(stored.document)


def _delete(service: Service, ids: Any, body: Any, request: Any) -> Any:
    return {} if service.documents.pop(ids[0], None) else gone()


def _replace(service: Service, ids: Any, body: Any, request: Any) -> Any:
    stored = service.find(ids[0])
    if stored is None:
        return gone()
    version = stored.document.version + 1
    stored.document = _changed(stored.document, version=version, size=body["size"], status="uploading", failure=None)
    return _awaited(stored.document)


def passage_of(document: Document) -> Passage:
    return Passage("p1", document.id, document.filename, 0, 3, ("Hours",), 0, 21, "The office opens at 9.", 0.9, 0, 21)


def _passages(service: Service, ids: Any, body: Any, request: httpx.Request) -> Any:
    """Two, each on a page of its own."""
    shown = wire.passage(passage_of(service.documents[ids[0]].document), sections=True)
    ordinal = int(request.url.params["ordinal"])
    return {"items": [shown | {"ordinal": ordinal, "blanks": "\n\n"}], "next_cursor": None if ordinal else "1"}


def _content(service: Service, ids: Any, body: Any, request: Any) -> Any:
    return {"url": STORE, "expires_at": NOW}


def _search(service: Service, ids: Any, body: Any, request: Any) -> Any:
    within = body.get("collection_ids")
    known = service.collections | {one.id: one for one, _ in service.shared}
    if not set(within or ()) <= known.keys():
        return no_collection()
    held = {id for each in within or () for id in known[each].documents}
    found = [stored.document for id, stored in service.documents.items() if within is None or id in held]
    passages = [wire.passage(passage_of(document)) for document in found]
    return {"passages": passages[: body["k"]], "evidence": "enough", "timings_ms": {"search": 1}}


def _verify(service: Service, ids: Any, body: Any, request: Any) -> Any:
    quote = "The office opens at 9."
    verified = body["claim"] == quote
    name = service.documents[body["document_id"]].document.filename
    cited = Citation(1, "p1", body["document_id"], name, 3, 0, 21, quote, 0, 21, verified)
    return {"verified": verified, "citation": wire.citation(cited)}


def _usage(service: Service, ids: Any, body: Any, request: Any) -> Any:
    day = {"day": "2026-07-28", "questions": 2, "input_tokens": 10, "output_tokens": 5, "embedded_tokens": 7}
    stored = {"documents": len(service.documents), "bytes": 1_500_000, "notes": 0}
    caps = {"daily_questions": 200, "daily_price_usd": 5.0, "documents": 100, "bytes": 2_000_000, "notes": 10}
    clients: list[Json] = [
        {"kind": kind, "id": id, "name": name, "questions": 1, "price_usd": 0.5}
        for kind, id, name in (("page", None, None), ("token", "t", "Script"), ("token", "u", None), ("app", "c", None))
    ]
    return {"days": [{**day, "price_usd": 0.0123}], "stored": stored, "caps": caps, "clients": clients}


def _export(service: Service, ids: Any, body: Any, request: httpx.Request) -> Any:
    if request.method == "POST":
        service.exports, service.looks = service.exports + 1, 2
    elif service.looks:
        service.looks -= 1
    told: Json = {"state": "none", "documents": 0, "total": 0, "bytes": 0}
    told |= dict.fromkeys(("asked_at", "ended_at", "kept_until", "failure", "link"))
    if service.exports:
        told |= {"state": "running", "documents": 3 - service.looks, "total": 3, "asked_at": NOW}
    if service.exports and not service.looks:
        link = {"url": f"{STORE}/archive", "expires_at": NOW}
        ended = f"2026-07-28T12:00:0{service.exports}Z"
        told |= {"state": "ready", "bytes": len(service.archive), "ended_at": ended, "kept_until": NOW, "link": link}
    return told


def _ticket(service: Service, ids: Any, body: Any, request: Any) -> Any:
    return {"ticket": "ticket-of-a-test", "expires_at": NOW}


ROUTES: dict[str, Callable[[Service, Any, Any, Any], Any]] = {
    "GET /config": _config,
    "POST /socket-tickets": _ticket,
    "POST /documents": _create,
    "GET /documents": _list,
    "GET /documents/{document_id}": _get,
    "PATCH /documents/{document_id}": _describe,
    "DELETE /documents/{document_id}": _delete,
    "PUT /documents/{document_id}/content": _replace,
    "GET /documents/{document_id}/passages": _passages,
    "GET /documents/{document_id}/content": _content,
    "GET /collections": _collections,
    "POST /collections": _collect,
    "PATCH /collections/{collection_id}": _collect,
    "DELETE /collections/{collection_id}": _collect,
    "GET /collections/{collection_id}/documents": _list,
    "POST /collections/{collection_id}/documents": _collect,
    "DELETE /collections/{collection_id}/documents/{document_id}": _collect,
    "GET /conversations": _conversations,
    "GET /conversations/{conversation_id}": _conversations,
    "DELETE /conversations/{conversation_id}": _conversations,
    "GET /sources": _sources,
    "POST /sources": _follow,
    "GET /sources/{source_id}": _sources,
    "PATCH /sources/{source_id}": _follow,
    "DELETE /sources/{source_id}": _follow,
    "POST /sources/{source_id}/runs": _follow,
    "GET /sources/{source_id}/items": _source_items,
    "POST /search": _search,
    "POST /verify": _verify,
    "GET /usage": _usage,
    "POST /account/export": _export,
    "GET /account/export": _export,
}
