"""Reads a reply of OpenAI's API, however a server writes it: as events or whole, with thoughts or without."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Any

import httpx
from httpx_sse import EventSource

from cloud.bedrock.chat.base import ChatPart, Delta, Finish, StopReason, Thought
from cloud.bedrock.chat.server_failures import Asked, refusal_of, unreachable
from cloud.bedrock.wire.errors import failed_model

_REASONS: dict[str, StopReason] = {
    "length": "max_tokens",
    "max_tokens": "max_tokens",
    "model_length": "max_tokens",
    "content_filter": "content_filtered",
}
"""What is not here ended as it should: `stop`, `eos`, `tool_calls`, a server's own."""


async def parts(response: httpx.Response, asked: Asked) -> AsyncGenerator[ChatPart]:
    """The reply's parts, `Finish` last. Raises `ServiceError` where it says nothing and no reason why.

    Many servers leave out the reason, or the last event `[DONE]`, or both; a text that came whole is an answer.
    """
    reading = _Reading()
    async with aclosing(_chunks(response)) as chunks:
        async for chunk in chunks:
            if chunk.get("error") or chunk.get("object") == "error":
                raise refusal_of(response.status_code, chunk).error(asked)
            for part in reading.take(chunk):
                yield part
    for part in reading.end():
        yield part


async def _chunks(response: httpx.Response) -> AsyncGenerator[dict[str, Any]]:
    kind = response.headers.get("content-type", "")
    if "html" in kind:
        raise unreachable(str(response.url), "What answers there is a web page, not a model server.")
    if "ndjson" in kind:
        async for line in _lines(response):
            yield _of_ollama(_chunk(line))
        return
    if "json" in kind:  # Some do not stream, whatever they are asked for.
        yield _chunk(await response.aread())
        return
    async with aclosing(EventSource(_as_events(response)).aiter_sse()) as events:
        async for event in events:
            for chunk in _chunks_of(event.data):
                yield chunk


async def _lines(response: httpx.Response) -> AsyncGenerator[bytes]:
    held = b""
    async for data in response.aiter_bytes():
        *lines, held = (held + data).split(b"\n")
        for line in filter(bytes.strip, lines):
            yield line
    if held.strip():
        yield held


def _of_ollama(chunk: dict[str, Any]) -> dict[str, Any]:
    """A line of Ollama's own API as a chunk of OpenAI's."""
    message = chunk.get("message")
    if not isinstance(message, dict):
        return chunk
    delta = {"content": message.get("content"), "reasoning_content": message.get("thinking")}
    if not chunk.get("done"):
        return {"choices": [{"delta": delta}]}
    usage = {"prompt_tokens": chunk.get("prompt_eval_count"), "completion_tokens": chunk.get("eval_count")}
    return {"choices": [{"delta": delta, "finish_reason": chunk.get("done_reason") or "stop"}], "usage": usage}


def _as_events(response: httpx.Response) -> httpx.Response:
    """The response with the name of events, which some call `text/plain`, and with an end to its last one."""

    async def ended() -> AsyncGenerator[bytes]:
        async for data in response.aiter_bytes():
            yield data
        yield b"\n\n"

    return httpx.Response(200, headers={"content-type": "text/event-stream"}, content=ended())


def _chunks_of(data: str) -> Iterator[dict[str, Any]]:
    """The object of an event; of each line where a server parts its events by one line break instead of two."""
    try:
        whole = json.loads(data)
    except ValueError:
        for line in data.split("\n"):
            if line.strip() not in ("", "[DONE]"):
                yield _chunk(line)
    else:
        yield _checked(whole)


def _chunk(data: str | bytes) -> dict[str, Any]:
    try:
        return _checked(json.loads(data))
    except ValueError as error:
        raise failed_model("The model server sent what is not JSON.") from error


def _checked(chunk: Any) -> dict[str, Any]:
    if not isinstance(chunk, dict):
        raise failed_model("The model server sent what is no reply.")
    return chunk


class _Reading:
    def __init__(self) -> None:
        self._thinking = Thinking()
        self._reason: StopReason | None = None
        self._usage: dict[str, int] = {}
        self._pieces = 0

    def take(self, chunk: dict[str, Any]) -> Iterator[ChatPart]:
        self._usage = chunk.get("usage") or self._usage
        for choice in chunk.get("choices") or ():
            message = choice.get("delta") or choice.get("message") or {}
            if thought := message.get("reasoning_content") or message.get("reasoning"):
                yield Thought(str(thought))
            text = _text(message.get("content")) or _text(choice.get("text"))  # Plain completions have a text.
            if text:
                self._pieces += 1
                yield from self._thinking.take(text)
            if reason := choice.get("finish_reason"):
                self._reason = _REASONS.get(reason, "end_turn")

    def end(self) -> Iterator[ChatPart]:
        yield from self._thinking.end()
        if self._reason is None and not self._pieces:
            raise failed_model("The model server ended its answer early.")
        read, written = self._usage.get("prompt_tokens"), self._usage.get("completion_tokens")
        yield Finish(self._reason or "end_turn", read or 0, self._pieces if written is None else written)


def _text(content: Any) -> str:
    """A content's text, which may be a list of typed parts."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return ""
    texts = (part.get("text") for part in content if isinstance(part, dict) and part.get("type") == "text")
    return "".join(text for text in texts if isinstance(text, str))


class Thinking:
    """Parts a text into what a model thinks first, between `<think>` tags at its beginning, and what it says."""

    OPENING = ("<think>", "<thinking>", "<thought>", "<reasoning>")

    def __init__(self) -> None:
        self._held = ""
        self._closing: str | None = None  # The tag that ends the thought.
        self._answering = False
        self._trim = False  # Blanks between the thought and the answer belong to neither.

    def take(self, text: str) -> Iterator[ChatPart]:
        if self._answering:
            yield from self._say(text)
            return
        self._held += text
        if self._closing is None:
            self._begin()
        if self._closing is not None:
            yield from self._think(self._closing)
        elif self._answering:
            yield from self._say("")

    def end(self) -> Iterator[ChatPart]:
        """What was held back: a thought that did not end, or the text's beginning."""
        held, self._held = self._held, ""
        if held:
            yield Thought(held) if self._closing else Delta(held)

    def _begin(self) -> None:
        """See whether the text's beginning is a thought. While it may be either, nothing is message."""
        start = self._held.lstrip()
        if tag := next((tag for tag in self.OPENING if start.startswith(tag)), None):
            self._closing = tag.replace("<", "</")
            self._held = start.removeprefix(tag)
        else:
            self._answering = not any(tag.startswith(start) for tag in self.OPENING)

    def _think(self, closing: str) -> Iterator[ChatPart]:
        thought, tag, rest = self._held.partition(closing)
        if tag:
            self._held, self._answering, self._trim = "", True, True
            if thought:
                yield Thought(thought)
            yield from self._say(rest)
            return
        safe = len(self._held) - len(closing) + 1  # The last characters may begin the closing tag.
        if safe > 0:
            yield Thought(self._held[:safe])
            self._held = self._held[safe:]

    def _say(self, text: str) -> Iterator[ChatPart]:
        if self._held:
            text, self._held = self._held + text, ""
        if self._trim:
            text = text.lstrip()
        if text:
            self._trim = False
            yield Delta(text)
