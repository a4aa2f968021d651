"""The server: stateless in every revision, so that any function can answer any request.

It keeps no session, opens no stream and asks nothing of a client. Whoever mounts it has checked who asks.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib.mcp.envelope import check_current, is_acceptable, is_current, is_foreign, parse
from chalicelib.mcp.protocol import (
    CURRENT,
    EARLIER,
    INVALID_PARAMS,
    METHOD_NOT_FOUND,
    SERVER_KEY,
    STATUSES,
    Handler,
    Json,
    Reply,
    Request,
    RpcError,
)

JSON = {"Content-Type": "application/json"}
STREAM = {"Content-Type": "text/event-stream"}
CACHED: Mapping[str, Json] = {
    method: {"ttlMs": 0, "cacheScope": "private"}
    for method in (
        "server/discover",
        "tools/list",
        "prompts/list",
        "resources/list",
        "resources/templates/list",
        "resources/read",
    )
}
"""What a client may keep, and how long, where a handler does not say: nothing."""


@dataclass(frozen=True)
class Server:
    """`info` is its name and version, `capabilities` what `methods` offer, `origins` whose pages' scripts may ask."""

    info: Json
    capabilities: Json
    methods: Mapping[str, Handler]
    instructions: str = ""
    origins: Collection[str] = field(default_factory=tuple)

    def answer(self, verb: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """The reply to an HTTP request. Names of headers are in any case; blanks around a value do not belong to it."""
        headers = {name.lower(): value.strip(" \t") for name, value in headers.items()}
        if is_foreign(headers, self.origins):
            return Reply(403)
        if verb != "POST":  # No stream is open to GET, and there is no session to DELETE.
            return Reply(405, headers={"Allow": "POST"})
        if not is_acceptable(headers):
            return Reply(406)
        try:
            message = parse(body)
        except RpcError as error:
            return _reply(STATUSES[error.code], {"jsonrpc": "2.0", "id": None, "error": error.shown()})
        if "id" not in message:
            return Reply(202)  # A notification: nothing that a client may tell changes anything here.
        return self._answer(headers, message)

    def _answer(self, headers: Mapping[str, str], message: Json) -> Reply:
        told: list[Json] = []

        def notify(method: str, params: Json) -> None:
            told.append({"jsonrpc": "2.0", "method": method, "params": params})

        params = message.get("params", {})
        request = Request(message["method"], params, is_current(headers, params), notify=notify)
        head: Json = {"jsonrpc": "2.0", "id": message["id"]}
        try:
            result = self._result(headers, request)
        except RpcError as error:
            status = STATUSES.get(error.code, 200) if request.current else 200
            return _reply(status, {**head, "error": error.shown()})
        return _reply(200, {**head, "result": result}, told if "text/event-stream" in headers.get("accept", "") else ())

    def _result(self, headers: Mapping[str, str], request: Request) -> Json:
        if not request.current:
            return self._earlier(request)
        capabilities = check_current(headers, request.method, request.params)
        if request.method == "server/discover":
            result = self._discovered()
        else:
            result = self._handler(request)(replace(request, capabilities=capabilities))
        meta = {SERVER_KEY: self.info, **result.get("_meta", {})}
        return {"resultType": "complete", **CACHED.get(request.method, {}), **result, "_meta": meta}

    def _earlier(self, request: Request) -> Json:
        match request.method:
            case "initialize":
                asked = request.params.get("protocolVersion")
                if not isinstance(asked, str):
                    raise RpcError(INVALID_PARAMS, "protocolVersion is missing.")
                version = asked if asked in EARLIER else EARLIER[0]
                return {"protocolVersion": version, "serverInfo": self.info, **self._offered()}
            case "ping":
                return {}
        return self._handler(request)(request)

    def _handler(self, request: Request) -> Handler:
        handler = self.methods.get(request.method)
        if handler is None:
            raise RpcError(METHOD_NOT_FOUND, "This method is not offered.")
        return handler

    def _discovered(self) -> Json:
        return {"supportedVersions": [CURRENT], **self._offered()}

    def _offered(self) -> Json:
        return {
            "capabilities": self.capabilities,
            **({"instructions": self.instructions} if self.instructions else {}),
        }


def _reply(status: int, message: Json, before: Collection[Json] = ()) -> Reply:
    """The message as JSON; with notifications before it as a stream of events, which is sent as a whole."""
    if not before:
        return Reply(status, encoded(message), JSON)
    events = "".join(f"event: message\ndata: {encoded(event)}\n\n" for event in (*before, message))
    return Reply(status, events, STREAM)


def encoded(value: Any) -> str:
    """JSON as UTF-8: half a pair of surrogates, which UTF-8 has no bytes for, becomes a question mark."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode(errors="replace").decode()
