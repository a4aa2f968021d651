"""Models that do what a test has written down for them: call tools, find patterns in passages, read pictures."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator
from typing import Any

from cloud.bedrock.chat.base import ChatPart, ChatRequest, Delta, Finish, ToolUse
from cloud.bedrock.wire.errors import invalid

ENOUGH = "enough"
_PICTURE = re.compile(r"\[picture ([0-9a-f]{64})\]")
_PASSAGE = re.compile(r'<passage-(\w{8}) n="(\d+)"[^>]*>\n(.*?)\n</passage-\1>', re.DOTALL)


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
        read = _read_words(request)
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


class PatternScript:
    """`PUT /_local/patterns` replaces the patterns: a JSON object of `{"list", "pattern"}` by the first line of a
    system text; `DELETE` removes them.

    The reply to such a request is JSON: under `list` an entry for each match in its passages, with the passage's
    number, the whole match as `quote`, and the pattern's named groups.
    """

    def __init__(self) -> None:
        self._patterns: dict[str, tuple[str, re.Pattern[str]]] = {}

    def replace(self, patterns: object) -> int:
        """Returns how many there are. Raises `ServiceError` for what is no script."""
        if not isinstance(patterns, dict) or not all(_is_pattern(pattern) for pattern in patterns.values()):
            raise invalid('A script is a JSON object of {"list", "pattern"} by the first line of a system text.')
        self._patterns = {task: (one["list"], re.compile(one["pattern"])) for task, one in patterns.items()}
        return len(patterns)

    def takes(self, system: str) -> bool:
        return system.partition("\n")[0] in self._patterns

    async def reply(self, request: ChatRequest) -> AsyncGenerator[ChatPart]:
        name, pattern = self._patterns[request.system.partition("\n")[0]]
        entries = [
            {"passage": int(number), "quote": match[0], **match.groupdict()}
            for _, number, text in _PASSAGE.findall(request.question)
            for match in pattern.finditer(text)
        ]
        reply = json.dumps({name: entries}, ensure_ascii=False)
        words = reply.split()
        for word in words[: request.max_tokens]:
            yield Delta(f"{word} ")
        cut = len(words) > request.max_tokens
        yield Finish("max_tokens" if cut else "end_turn", _read_words(request), min(len(words), request.max_tokens))


class TranscriptScript:
    """`PUT /_local/transcripts` replaces the texts: a JSON object of replies by the SHA-256 of the picture (hex), that
    of `*` for all others; `DELETE` removes them. A request that shows a picture gets its reply.
    """

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def replace(self, texts: object) -> int:
        """Returns how many there are. Raises `ServiceError` for what is no script."""
        if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
            raise invalid("A script is a JSON object of texts by the digest of a picture.")
        self._texts = dict(texts)
        return len(texts)

    def takes(self, request: ChatRequest) -> bool:
        return self._text(request) is not None

    async def reply(self, request: ChatRequest) -> AsyncGenerator[ChatPart]:
        words = re.findall(r"\S+\s*", self._text(request) or "")
        for word in words[: request.max_tokens]:
            yield Delta(word)
        cut = len(words) > request.max_tokens
        yield Finish("max_tokens" if cut else "end_turn", _read_words(request), min(len(words), request.max_tokens))

    def _text(self, request: ChatRequest) -> str | None:
        shown = _PICTURE.search(request.question)
        return self._texts.get(shown[1], self._texts.get("*")) if shown else None


def _read_words(request: ChatRequest) -> int:
    return len(" ".join([request.system, *(turn.text for turn in request.turns)]).split())


def _is_round(calls: object) -> bool:
    return isinstance(calls, list) and all(
        isinstance(call, dict) and set(call) == {"name", "input"} and isinstance(call["name"], str) for call in calls
    )


def _is_pattern(pattern: object) -> bool:
    if not isinstance(pattern, dict) or set(pattern) != {"list", "pattern"}:
        return False
    try:
        re.compile(pattern["pattern"])
    except (re.error, TypeError):
        return False
    return isinstance(pattern["list"], str)
