"""The words of the protocol: revisions, error codes, and the values that go through a server."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

CURRENT = "2026-07-28"
"""The revision without handshake and session: each request says who asks, and by which revision."""

EARLIER = ("2025-11-25", "2025-06-18", "2025-03-26")
"""Those that begin with `initialize`, the newest first."""

META = "io.modelcontextprotocol/"
VERSION_KEY = f"{META}protocolVersion"
CAPABILITIES_KEY = f"{META}clientCapabilities"
SERVER_KEY = f"{META}serverInfo"

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
HEADER_MISMATCH = -32020
MISSING_CAPABILITY = -32021
UNSUPPORTED_VERSION = -32022

# HTTP statuses of errors, in the current revision. In earlier ones a request that was understood answers 200.
STATUSES: Mapping[int, int] = {
    PARSE_ERROR: 400,
    INVALID_REQUEST: 400,
    METHOD_NOT_FOUND: 404,
    INVALID_PARAMS: 400,
    HEADER_MISMATCH: 400,
    MISSING_CAPABILITY: 400,
    UNSUPPORTED_VERSION: 400,
}


class RpcError(Exception):
    """An error of the protocol: what was asked is not understood, or not offered."""

    def __init__(self, code: int, message: str, data: Json | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.data = data

    def shown(self) -> Json:
        return {"code": self.code, "message": str(self), **({} if self.data is None else {"data": self.data})}


@dataclass(frozen=True)
class Request:
    """What a client asks. `capabilities` are the client's own; in earlier revisions they are not told again.

    `notify` hands a notification to the client before the result.
    """

    method: str
    params: Json
    current: bool
    capabilities: Json = field(default_factory=dict)
    notify: Callable[[str, Json], None] = lambda _method, _params: None


@dataclass(frozen=True)
class Reply:
    """An HTTP answer; `body` is UTF-8, empty where nothing is said."""

    status: int
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


type Handler = Callable[[Request], Json]
"""Answers one method with its result; raises RpcError."""
