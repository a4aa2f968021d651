"""Every call of the service that the clients make, as a value: what is sent, and what comes back.

Nothing here sends anything, so the client that waits and the one that does not share it. A test holds each call to the
description that the service gives of itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from grail import messages, values
from grail.collected import Collection
from grail.errors import GrailError
from grail.sources import Source, SourceItem
from grail.values import Json

PAGE = 200  # Items on a page of a list: as many as the service gives.


@dataclass(frozen=True)
class Call[T]:
    """`path` is a template as in OpenAPI; `names` fill it in."""

    gives: type[T]
    method: str
    path: str
    names: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str | int] = field(default_factory=dict)
    body: Json | None = None

    @property
    def address(self) -> str:
        """The path with its names, none of which can lead to another path. Raises GrailError for one that would."""
        if any(name.strip(".") == "" for name in self.names.values()):
            raise GrailError("An id is empty.")
        return self.path.format_map({key: quote(name, safe="") for key, name in self.names.items()})


def _given(**fields: Any) -> Json:
    """The fields that are not None."""
    return {name: value for name, value in fields.items() if value is not None}


def config() -> Call[values.Config]:
    return Call(values.Config, "GET", "/config")


def ticket() -> Call[values.Ticket]:
    return Call(values.Ticket, "POST", "/socket-tickets")


def documents(cursor: str | None = None, limit: int = PAGE) -> Call[values.Page[values.Document]]:
    return Call(values.Page[values.Document], "GET", "/documents", query=_given(limit=limit, cursor=cursor))


def document(document_id: str) -> Call[values.Document]:
    return Call(values.Document, "GET", "/documents/{document_id}", {"document_id": document_id})


def add(filename: str, size: int, tags: Sequence[str] = (), folder: str | None = None) -> Call[values.Awaited]:
    body = _given(filename=filename, size=size, tags=list(tags), folder=folder)
    return Call(values.Awaited, "POST", "/documents", body=body)


def replace(document_id: str, size: int) -> Call[values.Awaited]:
    names = {"document_id": document_id}
    return Call(values.Awaited, "PUT", "/documents/{document_id}/content", names, body={"size": size})


def describe(document_id: str, filename: str | None = None, tags: Sequence[str] | None = None) -> Call[values.Document]:
    body = _given(filename=filename, tags=None if tags is None else list(tags))
    return Call(values.Document, "PATCH", "/documents/{document_id}", {"document_id": document_id}, body=body)


def delete(document_id: str) -> Call[values.Nothing]:
    return Call(values.Nothing, "DELETE", "/documents/{document_id}", {"document_id": document_id})


def retry(document_id: str) -> Call[values.Document]:
    return Call(values.Document, "POST", "/documents/{document_id}/retry", {"document_id": document_id})


def content(document_id: str) -> Call[values.Link]:
    return Call(values.Link, "GET", "/documents/{document_id}/content", {"document_id": document_id})


def passages(document_id: str, ordinal: int = 0, limit: int = 20) -> Call[values.Page[values.Passage]]:
    names = {"document_id": document_id}
    query = {"ordinal": ordinal, "limit": limit}
    return Call(values.Page[values.Passage], "GET", "/documents/{document_id}/passages", names, query)


def search(
    query: str,
    k: int = 8,
    document_ids: Sequence[str] | None = None,
    tags: Sequence[str] | None = None,
    mode: str = "hybrid",
    collection_ids: Sequence[str] | None = None,
) -> Call[values.Found]:
    ids, tags, collected = _listed(document_ids), _listed(tags), _listed(collection_ids)
    body = _given(query=query, k=k, document_ids=ids, tags=tags, collection_ids=collected, mode=mode)
    return Call(values.Found, "POST", "/search", body=body)


def verify(claim: str, document_id: str, ordinal: int = 0, passages: int = 1) -> Call[messages.Verdict]:
    body = {"claim": claim, "document_id": document_id, "ordinal": ordinal, "passages": passages}
    return Call(messages.Verdict, "POST", "/verify", body=body)


def collections(cursor: str | None = None, limit: int = PAGE) -> Call[values.Page[Collection]]:
    return Call(values.Page[Collection], "GET", "/collections", query=_given(limit=limit, cursor=cursor))


def shared_collections(_: str | None = None) -> Call[values.Page[Collection]]:
    return Call(values.Page[Collection], "GET", "/collections", query={"shared": "true"})


def create_collection(name: str) -> Call[Collection]:
    return Call(Collection, "POST", "/collections", body={"name": name})


def rename_collection(collection_id: str, name: str) -> Call[Collection]:
    names = {"collection_id": collection_id}
    return Call(Collection, "PATCH", "/collections/{collection_id}", names, body={"name": name})


def delete_collection(collection_id: str) -> Call[values.Nothing]:
    return Call(values.Nothing, "DELETE", "/collections/{collection_id}", {"collection_id": collection_id})


def collection_documents(
    collection_id: str, cursor: str | None = None, limit: int = PAGE
) -> Call[values.Page[values.Document]]:
    names, query = {"collection_id": collection_id}, _given(limit=limit, cursor=cursor)
    return Call(values.Page[values.Document], "GET", "/collections/{collection_id}/documents", names, query)


def add_to_collection(collection_id: str, document_id: str) -> Call[Collection]:
    names, body = {"collection_id": collection_id}, {"document_id": document_id}
    return Call(Collection, "POST", "/collections/{collection_id}/documents", names, body=body)


def remove_from_collection(collection_id: str, document_id: str) -> Call[Collection]:
    names = {"collection_id": collection_id, "document_id": document_id}
    return Call(Collection, "DELETE", "/collections/{collection_id}/documents/{document_id}", names)


def usage(first: str | None = None, last: str | None = None) -> Call[values.UsageReport]:
    return Call(values.UsageReport, "GET", "/usage", query=_given(**{"from": first, "to": last}))


def conversations(cursor: str | None = None, limit: int = PAGE) -> Call[values.Page[messages.Conversation]]:
    return Call(values.Page[messages.Conversation], "GET", "/conversations", query=_given(limit=limit, cursor=cursor))


def conversation(conversation_id: str, cursor: str | None = None) -> Call[messages.Conversation]:
    names = {"conversation_id": conversation_id}
    return Call(messages.Conversation, "GET", "/conversations/{conversation_id}", names, _given(cursor=cursor))


def delete_conversation(conversation_id: str) -> Call[values.Nothing]:
    names = {"conversation_id": conversation_id}
    return Call(values.Nothing, "DELETE", "/conversations/{conversation_id}", names)


def export() -> Call[values.AccountExport]:
    return Call(values.AccountExport, "POST", "/account/export")


def exported() -> Call[values.AccountExport]:
    return Call(values.AccountExport, "GET", "/account/export")


def tool(name: str, arguments: Json) -> Call[values.ToolReply]:
    """A tool of the endpoint for programs (docs/mcp.md), by a revision that needs no further headers."""
    params = {"name": name, "arguments": arguments}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    return Call(values.ToolReply, "POST", "/mcp", body=body)


def _listed(names: Sequence[str] | None) -> list[str] | None:
    return None if names is None else list(names)


def sources(cursor: str | None = None, limit: int = PAGE) -> Call[values.Page[Source]]:
    return Call(values.Page[Source], "GET", "/sources", query=_given(limit=limit, cursor=cursor))


def source(source_id: str) -> Call[Source]:
    return Call(Source, "GET", "/sources/{source_id}", {"source_id": source_id})


def add_source(address: str, **wishes: Any) -> Call[Source]:
    """`wishes` are the other fields of `POST /sources`; those that are None are left to the service."""
    return Call(Source, "POST", "/sources", body=_given(address=address, **wishes))


def change_source(source_id: str, **wishes: Any) -> Call[Source]:
    """`wishes` are the fields of `PATCH /sources/{source_id}`; those that are None stay as they are."""
    return Call(Source, "PATCH", "/sources/{source_id}", {"source_id": source_id}, body=_given(**wishes))


def run_source(source_id: str, dry: bool = False, allow_deletions: int = 0) -> Call[Source]:
    body = {"dry": dry, "allow_deletions": allow_deletions}
    return Call(Source, "POST", "/sources/{source_id}/runs", {"source_id": source_id}, body=body)


def end_source(source_id: str, documents: str) -> Call[Source]:
    return Call(Source, "DELETE", "/sources/{source_id}", {"source_id": source_id}, {"documents": documents})


def source_items(source_id: str, cursor: str | None = None, limit: int = PAGE) -> Call[values.Page[SourceItem]]:
    names, query = {"source_id": source_id}, _given(limit=limit, cursor=cursor)
    return Call(values.Page[SourceItem], "GET", "/sources/{source_id}/items", names, query)
