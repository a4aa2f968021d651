"""REST: collections, and which documents are in them."""

from typing import Any

import msgspec

from chalicelib import wire
from chalicelib.api.documents import contributors
from chalicelib.api.http import Call
from chalicelib.api.schema import PAGING, of, page_of, route
from chalicelib.models import Collection, Document, new_id, timestamp
from chalicelib.models.jobs import Id
from chalicelib.rag.text.cleaning import clean_collection_name


class Named(msgspec.Struct):
    name: str


class Collected(msgspec.Struct):
    document_id: Id


@route(
    "GET",
    "/collections",
    gives=page_of(Collection),
    query={**PAGING, "shared": {"type": "string", "enum": ["true"]}},
)
def list_all(call: Call) -> Any:
    """One's own, or all that others share: as many of these as a membership's quota allows, on one page."""
    if call.parameter("shared") == "true":
        shared = call.adapters.grants.shared_with(call.owner_id)
        return {"items": [wire.collection(one.collection, one.grant) for one in shared], "next_cursor": None}
    page = call.adapters.collections.list_page(call.owner_id, call.number("limit", 50), call.position("collections"))
    return call.listed("collections", [wire.collection(collection) for collection in page.items], page.next_position)


@route("POST", "/collections", status=201, takes=Named, gives=of(Collection))
def create(call: Call) -> Any:
    name, now = clean_collection_name(call.body(Named).name), timestamp()
    call.adapters.rate_limits.count(call.owner_id, "collected")
    collection = Collection(new_id(), call.owner_id, name, now, now)
    call.adapters.collections.create(collection)
    return wire.collection(collection)


@route("GET", "/collections/{collection_id}", gives=of(Collection))
def get(call: Call, collection_id: str) -> Any:
    access = call.services.accounts.sharing.collection(call.owner_id, collection_id)
    return wire.collection(access.collection, access.grant)


@route("PATCH", "/collections/{collection_id}", takes=Named, gives=of(Collection))
def rename(call: Call, collection_id: str) -> Any:
    name = clean_collection_name(call.body(Named).name)
    call.adapters.rate_limits.count(call.owner_id, "collected")
    return wire.collection(call.adapters.collections.rename(call.owner_id, collection_id, name))


@route("DELETE", "/collections/{collection_id}")
def delete(call: Call, collection_id: str) -> Any:
    """The documents stay."""
    call.services.accounts.sharing.end(call.owner_id, collection_id)
    return {}


@route("GET", "/collections/{collection_id}/documents", gives=page_of(Document), query=PAGING)
def documents(call: Call, collection_id: str) -> Any:
    name, limit = f"collection {collection_id}", call.number("limit", 50)
    after = call.position(name)
    access = call.services.accounts.sharing.collection(call.owner_id, collection_id)
    page = call.adapters.collections.documents_page(access.owner_id, access.collection, limit, after)
    names = contributors(call, page.items)
    shown = [wire.document(document, reader=call.owner_id, names=names) for document in page.items]
    return call.listed(name, shown, page.next_position)


@route("POST", "/collections/{collection_id}/documents", takes=Collected, gives=of(Collection))
def add(call: Call, collection_id: str) -> Any:
    body = call.body(Collected)
    call.adapters.rate_limits.count(call.owner_id, "collected")
    return wire.collection(call.adapters.collections.add(call.owner_id, collection_id, body.document_id))


@route("DELETE", "/collections/{collection_id}/documents/{document_id}", gives=of(Collection))
def remove(call: Call, collection_id: str, document_id: str) -> Any:
    call.adapters.rate_limits.count(call.owner_id, "collected")
    return wire.collection(*call.services.accounts.sharing.take_out(call.owner_id, collection_id, document_id))
