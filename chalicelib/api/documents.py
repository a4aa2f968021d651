"""REST: documents, and searching in them."""

import logging
from dataclasses import asdict
from typing import Any, Literal

import msgspec
from chalice.app import Blueprint, Request

from chalicelib import wire
from chalicelib.api.http import Id, body, listed, number, place, route
from chalicelib.api.schema import PAGING, many, of, page_of, shape, whole
from chalicelib.errors import InvalidRequestError
from chalicelib.models import Document, Identity, Link, Passage, Upload
from chalicelib.rag.answers.ask import check_documents
from chalicelib.rag.text.cleaning import clean_tag_filter
from chalicelib.wiring import services

log = logging.getLogger(__name__)
routes = Blueprint(__name__)

MAX_QUERY_CHARACTERS = 2_000
UPLOAD = shape(document=of(Document), upload=of(Upload))


class NewDocument(msgspec.Struct):
    filename: str
    size: int
    content_type: str | None = None
    tags: list[str] = []


class NewVersion(msgspec.Struct):
    size: int


class Description(msgspec.Struct):
    filename: str | None = None
    tags: list[str] | None = None


class Search(msgspec.Struct):
    query: str
    k: int = 8
    document_ids: list[Id] | None = None
    tags: list[str] | None = None
    mode: Literal["hybrid", "vector", "text"] = "hybrid"
    explain: bool = False


@route(routes, "POST", "/documents", status=201, takes=NewDocument, gives=UPLOAD)
def create(identity: Identity, request: Request) -> Any:
    wanted = body(request, NewDocument)
    services().counters.count(identity.owner_id, "uploads")
    return _with_upload(*services().library.add(identity.owner_id, wanted.filename, wanted.size, wanted.tags))


@route(routes, "GET", "/documents", gives=page_of(Document), query=PAGING)
def list_all(identity: Identity, request: Request) -> Any:
    limit = number(request, "limit", 50, 1, 200)
    page = services().documents.list_page(identity.owner_id, limit, place(request, identity, "documents"))
    return listed(identity, "documents", [wire.document(each) for each in page.items], page.next_place)


@route(routes, "GET", "/documents/{document_id}", gives=of(Document))
def get(identity: Identity, request: Request, document_id: str) -> Any:
    return wire.document(services().documents.get(identity.owner_id, document_id))


@route(routes, "PATCH", "/documents/{document_id}", takes=Description, gives=of(Document))
def describe(identity: Identity, request: Request, document_id: str) -> Any:
    wanted = body(request, Description)
    document = services().library.describe(identity.owner_id, document_id, wanted.filename, wanted.tags)
    return wire.document(document)


@route(routes, "DELETE", "/documents/{document_id}", status=202)
def delete(identity: Identity, request: Request, document_id: str) -> Any:
    services().library.delete(identity.owner_id, document_id)
    return {}


@route(routes, "PUT", "/documents/{document_id}/content", takes=NewVersion, gives=UPLOAD)
def replace(identity: Identity, request: Request, document_id: str) -> Any:
    wanted = body(request, NewVersion)
    services().counters.count(identity.owner_id, "uploads")
    return _with_upload(*services().library.replace(identity.owner_id, document_id, wanted.size))


@route(routes, "GET", "/documents/{document_id}/content", gives=of(Link))
def content(identity: Identity, request: Request, document_id: str) -> Any:
    return asdict(services().library.content(identity.owner_id, document_id))


@route(
    routes,
    "GET",
    "/documents/{document_id}/passages",
    gives=page_of(Passage),
    query={"ordinal": whole(0, 2**31 - 1), "limit": whole(1, 200)},
)
def passages(identity: Identity, request: Request, document_id: str) -> Any:
    first = number(request, "ordinal", 0, 0, 2**31 - 1)
    limit = number(request, "limit", 20, 1, 200)
    document = services().documents.get(identity.owner_id, document_id)
    found = services().retriever.read(document, first, limit)
    after = first + limit
    more = document.passages is not None and after < document.passages
    return {"items": [wire.passage(each) for each in found], "next_cursor": str(after) if more else None}


@route(routes, "POST", "/documents/{document_id}/retry", status=202, gives=of(Document))
def retry(identity: Identity, request: Request, document_id: str) -> Any:
    services().counters.count(identity.owner_id, "uploads")
    return wire.document(services().library.retry(identity.owner_id, document_id))


@route(
    routes,
    "POST",
    "/search",
    takes=Search,
    gives=shape(passages=many(Passage), timings_ms={"type": "object"}),
)
def search(identity: Identity, request: Request) -> Any:
    wanted = body(request, Search)
    from chalicelib.rag.search.ranking import Query  # Every function imports this module; only a search needs that one.

    query = Query(
        text=checked_query(wanted.query),
        k=min(max(wanted.k, 1), 50),
        document_ids=tuple(wanted.document_ids) if wanted.document_ids is not None else None,
        tags=clean_tag_filter(wanted.tags),
        mode=wanted.mode,
    )
    services().counters.count(identity.owner_id, "searches")
    services().usage.check_price(identity.owner_id)
    check_documents(services().documents, identity.owner_id, query.document_ids)
    found = services().retriever.search(identity.owner_id, query)
    services().usage.add_search(identity.owner_id, found.embedded_tokens, found.reranked)
    shown = [wire.passage(each) for each in found.passages]
    if wanted.explain:
        shown = [each | {"explain": asdict(found.explain[each["id"]])} for each in shown]
    answer = {"passages": shown, "evidence": found.evidence, "timings_ms": found.timings_ms}
    return answer | {"steps": found.steps} if wanted.explain else answer


def checked_query(text: str) -> str:
    """Raises InvalidRequestError for a query that is empty or too long."""
    if not text.strip() or len(text) > MAX_QUERY_CHARACTERS:
        raise InvalidRequestError(f"A query has 1 to {MAX_QUERY_CHARACTERS} characters.")
    return text


def _with_upload(document: Document, upload: Upload) -> dict[str, Any]:
    log.info("A file is awaited", extra={"document": document.id})
    return {"document": wire.document(document), "upload": asdict(upload)}
