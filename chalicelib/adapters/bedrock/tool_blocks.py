"""Tools by Converse's blocks: what a model may call, its calls out of a stream, and calls with results as turns."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.models import SignedThought, Tool, ToolCall, Turn

ARGUMENT_CHARACTERS = 4_000  # The longest JSON of a call's arguments that is read.


def tool_config(tools: Sequence[Tool]) -> dict[str, Any]:
    """The request's `toolConfig`; the model decides by itself whether it calls one."""
    return {"tools": [{"toolSpec": _spec(tool)} for tool in tools]}


def tool_content(turn: Turn) -> list[dict[str, Any]]:
    """The blocks of a turn's calls, after their thoughts, or of its results. Each result has text."""
    thoughts = [{"reasoningContent": _thought(thought)} for thought in turn.thoughts]
    calls = [
        {"toolUse": {"toolUseId": call.id, "name": call.name, "input": dict(call.arguments or {})}}
        for call in turn.calls
    ]
    results = [
        {"toolResult": {"toolUseId": result.call_id, "content": [{"text": result.text}]}} for result in turn.results
    ]
    return [*thoughts, *calls, *results]


class ToolBlocks:
    """Blocks of one stream, in their order: each call and each signed thought comes at its block's end."""

    def __init__(self) -> None:
        self._called: Mapping[str, Any] | None = None
        self._begin()

    def start(self, start: Mapping[str, Any]) -> None:
        self._called = start.get("toolUse")

    def take(self, delta: Mapping[str, Any]) -> None:
        """Too long a call is not kept: what a model repeats without end must not fill the memory."""
        written = delta.get("toolUse", {}).get("input", "")
        if self._length <= ARGUMENT_CHARACTERS:
            self._written.append(written)
        self._length += len(written)
        thought = delta.get("reasoningContent", {})
        self._thought.append(thought.get("text", ""))
        self._signature += thought.get("signature", "")
        self._redacted += thought.get("redactedContent", b"")

    def end(self) -> Iterator[ToolCall | SignedThought]:
        if self._called is not None:
            yield ToolCall(self._called["toolUseId"], self._called["name"], self._arguments())
        elif self._signature or self._redacted:
            yield SignedThought("".join(self._thought), self._signature, self._redacted)
        self._begin()

    def _begin(self) -> None:
        self._called = None
        self._written: list[str] = []
        self._length = 0
        self._thought: list[str] = []
        self._signature, self._redacted = "", b""

    def _arguments(self) -> Mapping[str, object] | None:
        if self._length > ARGUMENT_CHARACTERS:
            return None
        try:
            arguments = json.loads("".join(self._written) or "{}")
        except (ValueError, RecursionError):
            return None
        return arguments if isinstance(arguments, dict) else None


def _spec(tool: Tool) -> dict[str, Any]:
    return {"name": tool.name, "description": tool.description, "inputSchema": {"json": dict(tool.schema)}}


def _thought(thought: SignedThought) -> dict[str, Any]:
    if thought.redacted:
        return {"redactedContent": thought.redacted}
    return {"reasoningText": {"text": thought.text, "signature": thought.signature}}
