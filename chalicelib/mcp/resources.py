"""Resources: things that a client may list and read by their address."""

from collections.abc import Mapping
from typing import Protocol

from chalicelib.mcp.protocol import INVALID_PARAMS, Handler, Json, Request, RpcError


class Resources(Protocol):
    """What a server keeps. Addresses that it does not know, and cursors that it did not give, raise RpcError."""

    @property
    def templates(self) -> list[Json]: ...

    def page(self, cursor: str | None) -> tuple[list[Json], str | None]:
        """Some resources, and the cursor of the next ones, None after the last."""
        ...

    def read(self, uri: str) -> list[Json]: ...


def resource_methods(resources: Resources) -> Mapping[str, Handler]:
    def listed(request: Request) -> Json:
        cursor = request.params.get("cursor")
        if cursor is not None and not isinstance(cursor, str):
            raise RpcError(INVALID_PARAMS, "cursor must be a string.")
        items, following = resources.page(cursor)
        return {"resources": items, **({"nextCursor": following} if following else {})}

    def templates(_: Request) -> Json:
        return {"resourceTemplates": resources.templates}

    def read(request: Request) -> Json:
        uri = request.params.get("uri")
        if not isinstance(uri, str):
            raise RpcError(INVALID_PARAMS, "uri must be a string.")
        return {"contents": resources.read(uri)}

    return {"resources/list": listed, "resources/templates/list": templates, "resources/read": read}


def not_found(uri: str) -> RpcError:
    return RpcError(INVALID_PARAMS, "There is no resource of this address.", {"uri": uri})
