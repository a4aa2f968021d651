"""Parts of an answer as the frames of `ConverseStream`."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from cloud.bedrock.chat.base import ChatPart, Cited, Delta, Finish, Thought, ToolUse
from cloud.bedrock.wire import frames

SIGNATURE = "c2lnbmF0dXJl"
INPUT_CHARACTERS = 12  # Of a call's JSON in each delta.


class Blocks:
    """Parts of an answer as frames. A thought is a block of its own, and so is each cited piece of text."""

    def __init__(self) -> None:
        self._index = 0
        self._wrote = False

    def frames(self, part: ChatPart | None, started: float) -> list[bytes]:
        match part:
            case None:
                return [self._delta({"text": ""})]
            case Delta(text):
                return self._text(text)
            case Thought(text):
                signature = self._delta({"reasoningContent": {"signature": SIGNATURE}})
                return [self._delta({"reasoningContent": {"text": text}}), signature, self._stop()]
            case Cited(result):
                return [self._delta({"citation": _citation(result)}), self._stop()]
            case ToolUse(name, given):
                return self._call(name, given)
            case Finish(reason):
                open_block = [self._stop()] if self._wrote or self._index == 0 else []
                metadata = frames.event("metadata", closing(part, started))
                return [*open_block, frames.event("messageStop", {"stopReason": reason}), metadata]

    def _text(self, text: str) -> list[bytes]:
        if not text:
            return []
        self._wrote = True
        return [self._delta({"text": text})]

    def _call(self, name: str, given: str) -> list[bytes]:
        """A block of its own: its beginning, the JSON in pieces, its end."""
        before = [self._stop()] if self._wrote else []
        start = {"start": {"toolUse": {"toolUseId": new_id(), "name": name}}, "contentBlockIndex": self._index}
        pieces = [given[at : at + INPUT_CHARACTERS] for at in range(0, len(given), INPUT_CHARACTERS)]
        deltas = [self._delta({"toolUse": {"input": piece}}) for piece in pieces]
        return [*before, frames.event("contentBlockStart", start), *deltas, self._stop()]

    def _delta(self, delta: dict[str, Any]) -> bytes:
        return frames.event("contentBlockDelta", {"delta": delta, "contentBlockIndex": self._index})

    def _stop(self) -> bytes:
        self._index, self._wrote = self._index + 1, False
        return frames.event("contentBlockStop", {"contentBlockIndex": self._index - 1})


def new_id() -> str:
    return f"tooluse_{uuid4().hex[:22]}"


def _citation(result: Mapping[str, Any]) -> dict[str, Any]:
    parts = [{"text": part["text"]} for part in result["content"]]
    return {"source": result["source"], "title": result["title"], "sourceContent": parts}


def closing(finish: Finish, started: float) -> dict[str, Any]:
    return {
        "usage": {
            "inputTokens": finish.input_tokens,
            "outputTokens": finish.output_tokens,
            "totalTokens": finish.input_tokens + finish.output_tokens,
        },
        "metrics": {"latencyMs": round((time.monotonic() - started) * 1000)},
    }
