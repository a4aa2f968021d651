"""Documents as resources of the protocol, at `grail://documents/{id}`."""

from dataclasses import dataclass

from chalicelib.api.http import Call
from chalicelib.api.programs import arguments, tools
from chalicelib.errors import InvalidRequestError, NotFoundError
from chalicelib.mcp.protocol import INVALID_PARAMS, Json, RpcError
from chalicelib.mcp.resources import not_found
from chalicelib.mcp.server import encoded

SCHEME = "grail://documents/"
PAGE = 50
KIND = "application/json"


@dataclass(frozen=True)
class DocumentResources:
    """Those of who calls; none for a token that may not read."""

    call: Call
    may_read: bool

    @property
    def templates(self) -> list[Json]:
        shown = {"title": "A document, from a passage on", "mimeType": KIND}
        return [{"uriTemplate": f"{SCHEME}{{id}}/{{ordinal}}", "name": "document", **shown}]

    def page(self, cursor: str | None) -> tuple[list[Json], str | None]:
        if not self.may_read:
            return [], None
        try:
            listed = tools.list_documents(self.call, arguments.ListDocuments(PAGE, cursor))
        except InvalidRequestError as error:
            raise RpcError(INVALID_PARAMS, str(error)) from error
        found = [
            {"uri": SCHEME + item["id"], "name": item["title"], "mimeType": KIND, "size": item["size"]}
            for item in listed["items"]
        ]
        return found, listed["next_cursor"]

    def read(self, uri: str) -> list[Json]:
        """What `fetch` gives: a part of the text, fenced, and the id of what follows."""
        document_id, _, ordinal = uri.removeprefix(SCHEME).partition("/")
        if not self.may_read or not uri.startswith(SCHEME):
            raise not_found(uri)
        id_ = f"{document_id}:{ordinal}" if ordinal else document_id
        try:
            shown = tools.fetch(self.call, arguments.Fetch(id_))
        except NotFoundError as error:
            raise not_found(uri) from error
        return [{"uri": uri, "mimeType": KIND, "text": encoded(shown)}]
