"""A model that calls the tools which a test has written down for it, round by round."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from typing import Any

from cloud.bedrock.chat.base import ChatPart, ChatRequest, Delta, Finish, ToolUse
from cloud.bedrock.wire.errors import invalid

ENOUGH = "enough"


class ToolScript:
    """`PUT /_local/tool_calls` replaces the rounds: a JSON list of lists of `{"name", "input"}`; `DELETE` removes them.

    Each request with tools takes the next round; without one it calls nothing. `input` that is a text is sent as it
    is, so that a test can break it.
    """

    def __init__(self) -> None:
        self._rounds: list[list[dict[str, Any]]] = []

    def replace(self, rounds: object) -> int:
        """Returns how many there are. Raises `ServiceError` for what is no script."""
        if not isinstance(rounds, list) or not all(_is_round(calls) for calls in rounds):
            raise invalid('A script is a JSON list of rounds: lists of {"name", "input"}.')
        self._rounds = list(rounds)
        return len(rounds)

    async def reply(self, request: ChatRequest) -> AsyncGenerator[ChatPart]:
        read = len(" ".join([request.system, *(turn.text for turn in request.turns)]).split())
        calls = self._rounds.pop(0) if self._rounds else []
        if not calls:
            yield Delta(ENOUGH)
            yield Finish("end_turn", read, 1)
            return
        written = 0
        for call in calls:
            given = call["input"] if isinstance(call["input"], str) else json.dumps(call["input"])
            written += len(given.split())
            yield ToolUse(call["name"], given)
        yield Finish("tool_use", read, written)


def _is_round(calls: object) -> bool:
    return isinstance(calls, list) and all(
        isinstance(call, dict) and set(call) == {"name", "input"} and isinstance(call["name"], str) for call in calls
    )
