"""REST: documents, and searching in them."""

import dataclasses
import logging
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from chalicelib import wire
from chalicelib.api.http import Call
from chalicelib.api.schema import CURSOR, PAGING, many, of, page_of, route, shape, whole
from chalicelib.errors import InvalidRequestError
from chalicelib.models import Document, GuideSentence, Link, Passage, Upload
from chalicelib.models.jobs import Id
from chalicelib.rag.answers.scope import Scope, check_documents
from chalicelib.rag.text.cleaning import clean_tag_filter

if TYPE_CHECKING:
    from chalicelib.rag.search.ranking import Query
    from chalicelib.rag.search.search import SearchResult

log = logging.getLogger(__name__)

MAX_QUERY_CHARACTERS = 2_000
BLANKS = shape(blanks={"type": "string"})  # What stands behind a passage in its document.
UPLOAD = shape(document=of(Document), upload=of(Upload))


GUIDE = shape(
    summary=many(GuideSentence), questions={"type": "array", "items": {"type": "string"}}, made_by={"type": "string"}
)


class NewDocument(msgspec.Struct):
    filename: str
    size: int
    content_type: str | None = None
    tags: list[str] = []
    folder: str | None = None
    collection_id: Id | None = None


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
    collection_ids: list[Id] | None = None
    mode: Literal["hybrid", "vector", "text"] = "hybrid"
    explain: bool = False


@route("POST", "/documents", status=201, takes=NewDocument, gives=UPLOAD)
def create(call: Call) -> Any:
    body = call.body(NewDocument)
    call.adapters.rate_limits.count(call.owner_id, "uploads")
    described = (body.filename, body.size, body.tags, body.folder)
    if body.collection_id is not None:
        return _with_upload(*call.services.accounts.contributing.add(call.identity, body.collection_id, *described))
    return _with_upload(*call.services.library.add(call.owner_id, *described))


@route("GET", "/documents", gives=page_of(Document), query=PAGING)
def list_all(call: Call) -> Any:
    limit = call.number("limit", 50)
    page = call.adapters.documents.list_page(call.owner_id, limit, call.position("documents"))
    return call.listed("documents", [wire.document(document) for document in page.items], page.next_position)


@route("GET", "/documents/{document_id}", gives=of(Document))
def get(call: Call, document_id: str) -> Any:
    document = call.services.accounts.sharing.document(call.owner_id, document_id)
    return wire.document(document, outline=True, reader=call.owner_id, names=contributors(call, [document]))


@route("PATCH", "/documents/{document_id}", takes=Description, gives=of(Document))
def describe(call: Call, document_id: str) -> Any:
    body = call.body(Description)
    document = call.services.library.describe(call.owner_id, document_id, body.filename, body.tags)
    return wire.document(document)


@route("DELETE", "/documents/{document_id}", status=202)
def delete(call: Call, document_id: str) -> Any:
    call.services.library.delete(call.owner_id, document_id)
    return {}


@route("PUT", "/documents/{document_id}/content", takes=NewVersion, gives=UPLOAD)
def replace(call: Call, document_id: str) -> Any:
    body = call.body(NewVersion)
    call.adapters.rate_limits.count(call.owner_id, "uploads")
    return _with_upload(*call.services.library.replace(call.owner_id, document_id, body.size))


@route("GET", "/documents/{document_id}/content", gives=of(Link))
def content(call: Call, document_id: str) -> Any:
    document = call.services.accounts.sharing.document(call.owner_id, document_id)
    return asdict(call.services.library.content(document, call.owner_id))


@route(
    "GET",
    "/documents/{document_id}/passages",
    gives=shape(items={"type": "array", "items": {"allOf": [of(Passage), BLANKS]}}, next_cursor=CURSOR),
    query={"ordinal": whole(0, 2**31 - 1), "limit": whole(1, 200)},
)
def passages(call: Call, document_id: str) -> Any:
    first = call.number("ordinal", 0)
    limit = call.number("limit", 20)
    document = call.services.accounts.sharing.document(call.owner_id, document_id)
    chunks = call.services.retriever.read(document, first, limit)
    after = first + limit
    more = document.passages is not None and after < document.passages
    items = [wire.passage(chunk, sections=True) | {"blanks": blanks} for chunk, blanks in chunks]
    return {"items": items, "next_cursor": str(after) if more else None}


@route("GET", "/documents/{document_id}/guide", gives=GUIDE)
def guide(call: Call, document_id: str) -> Any:
    document = call.services.accounts.sharing.document(call.owner_id, document_id)
    return wire.guide(call.services.guiding.guide(document))


@route("POST", "/documents/{document_id}/retry", status=202, gives=of(Document))
def retry(call: Call, document_id: str) -> Any:
    call.adapters.rate_limits.count(call.owner_id, "uploads")
    return wire.document(call.services.library.retry(call.owner_id, document_id))


@route(
    "POST",
    "/search",
    takes=Search,
    scope="read",
    gives=shape(passages=many(Passage), timings_ms={"type": "object"}),
)
def search(call: Call) -> Any:
    body = call.body(Search)
    from chalicelib.rag.search.ranking import Query  # Every function imports this module; only a search needs that one.

    query = Query(
        text=checked_query(body.query),
        k=min(max(body.k, 1), 50),
        document_ids=tuple(body.document_ids) if body.document_ids is not None else None,
        tags=clean_tag_filter(body.tags),
        mode=body.mode,
    )
    query, result = search_within(call, query, body.collection_ids)
    shown = [wire.passage(passage) for passage in result.passages]
    if body.explain:
        shown = [passage | {"explain": asdict(result.explain[passage["id"]])} for passage in shown]
    answer = {"passages": shown, "evidence": result.evidence, "timings_ms": result.timings_ms}
    if not body.explain:
        return answer
    return answer | {"steps": result.steps, "route": _route(call, query)}


def contributors(call: Call, documents: Sequence[Document]) -> "wire.Names":
    """The addresses of who added documents of one owner, by the grants that they have: who has left has none."""
    owners = {document.owner_id for document in documents if document.added_by}
    return {grant.person_id: grant.email for owner in owners for grant in call.adapters.grants.all_of(owner)}


def search_within(
    call: Call, query: "Query", collection_ids: Sequence[str] | None = None
) -> "tuple[Query, SearchResult]":
    """The query within the collections, and its result; the search counts, and the caller pays for it."""
    call.adapters.rate_limits.count(call.owner_id, "searches")
    call.adapters.usage.check_price(call.owner_id)
    scoped = _scoped(call, query, collection_ids)  # Before the store is loaded: a refusal is cheap.
    result = call.services.retriever.search(call.owner_id, scoped)
    call.adapters.usage.add_search(call.owner_id, result.embedded_tokens, result.reranked, call.identity.client)
    return scoped, result


def _scoped(call: Call, query: "Query", collection_ids: Sequence[str] | None) -> "Query":
    """The query within documents and collections that the caller has; raises NotFoundError for any other."""
    scope = call.services.scopes.known(call.owner_id, query.document_ids, collection_ids)
    check_documents(call.adapters.documents, call.owner_id, query.document_ids, scope.granted)
    return dataclasses.replace(query, document_ids=scope.document_ids, granted=scope.granted)


def _route(call: Call, query: "Query") -> dict[str, Any]:
    """What an answer to the query would rest on; it costs a search of its own, or several."""
    scope = Scope(query.document_ids, query.granted)
    explained = call.services.explaining.explain(call.owner_id, query.text, scope, query.tags)
    call.adapters.usage.add_search(call.owner_id, explained.embedded_tokens, explained.reranked, call.identity.client)
    steps = [{"route": step.route, "detail": step.detail} for step in explained.steps]
    return {"name": explained.route, "steps": steps, "by_code": explained.by_code}


def checked_query(text: str) -> str:
    """Raises InvalidRequestError for a query that is empty or too long."""
    if not text.strip() or len(text) > MAX_QUERY_CHARACTERS:
        raise InvalidRequestError(f"A query has 1 to {MAX_QUERY_CHARACTERS} characters.")
    return text


def _with_upload(document: Document, upload: Upload) -> dict[str, Any]:
    log.info("A file is awaited", extra={"document": document.id})
    return {"document": wire.document(document), "upload": asdict(upload)}
