"""Tools: what a client may have done, each described by the JSON schema of its arguments."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.mcp.protocol import INVALID_PARAMS, Handler, Json, Request, RpcError
from chalicelib.mcp.server import encoded


@dataclass(frozen=True)
class Tool:
    """`schema` is that of its arguments; `run` takes them with the request and gives a result's content."""

    name: str
    title: str
    description: str
    schema: Json
    run: Callable[[Json, Request], Json]
    changes: bool = False
    destroys: bool = False

    def shown(self) -> Json:
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": self.schema,
            "annotations": {
                "title": self.title,
                "readOnlyHint": not self.changes,
                **({"destructiveHint": self.destroys} if self.changes else {}),
                "openWorldHint": False,
            },
        }


def tool_methods(tools: Sequence[Tool]) -> Mapping[str, Handler]:
    """The methods that list and call them."""
    by_name = {tool.name: tool for tool in tools}

    def listed(_: Request) -> Json:
        return {"tools": [tool.shown() for tool in tools]}

    def called(request: Request) -> Json:
        name, arguments = request.params.get("name"), request.params.get("arguments", {})
        tool = by_name.get(name) if isinstance(name, str) else None
        if tool is None:
            raise RpcError(INVALID_PARAMS, "There is no tool of this name.")
        if not isinstance(arguments, dict):
            raise RpcError(INVALID_PARAMS, "arguments must be an object.")
        return tool.run(arguments, request)

    return {"tools/list": listed, "tools/call": called}


def said(value: Any) -> Json:
    """A result that is one JSON value, as one text."""
    return {"content": [{"type": "text", "text": encoded(value)}], "isError": False}


def failed(sentence: str) -> Json:
    """A call that did not work: the model reads why, and may call again."""
    return {"content": [{"type": "text", "text": sentence}], "isError": True}
