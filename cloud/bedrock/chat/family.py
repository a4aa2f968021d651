"""A chat model in the manner of a family: it thinks first, cites search results by itself, and obeys a guardrail."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from cloud.bedrock.chat.base import ChatModel, ChatPart, ChatRequest, Cited, Delta, Finish, Thought
from cloud.bedrock.quoting.prompt import Source, fenced_source, key_of
from cloud.bedrock.wire.families import Called, Guardrail

THOUGHT_WORDS = {"low": 60, None: 600}  # By the effort that is asked for; a word counts as a token.
_MARK = re.compile(r"[\[【](\d+)[\]】]\s*")


class FamilyChat:
    """Answers as `inner` does. `bill` is told what each call costs."""

    def __init__(
        self, inner: ChatModel, called: Called, body: Mapping[str, Any], bill: Callable[[float], None]
    ) -> None:
        self._inner, self._called, self._bill = inner, called, bill
        self._effort = (body.get("outputConfig") or {}).get("effort")
        self._results = [block["searchResult"] for turn in _last(body) for block in turn if "searchResult" in block]
        self._guardrail: Guardrail | None = called.guardrail(body)

    async def reply(self, request: ChatRequest) -> AsyncGenerator[ChatPart]:
        blocked = self._guardrail
        if blocked is not None and any(blocked.blocks in turn.text for turn in request.turns):
            yield Delta(blocked.message)
            yield Finish("guardrail_intervened", 0, 0)
            return
        thought = self._thought_words(request)
        if thought:
            yield Thought(" ".join(["Let", "me", "see."] * thought)[: 5 * thought])
        async for part in self._answer(request, thought):
            yield part

    async def _answer(self, request: ChatRequest, thought: int) -> AsyncGenerator[ChatPart]:
        room = request.max_tokens - thought
        if room <= 0:
            yield self._finish(Finish("max_tokens", len(request.system.split()), 0), thought)
            return
        async with aclosing(self._inner.reply(replace(request, max_tokens=room))) as parts:
            async for part in parts:
                if isinstance(part, Finish):
                    yield self._finish(part, thought)
                elif self._results and isinstance(part, Delta) and (mark := _MARK.fullmatch(part.text)):
                    yield Cited(self._results[int(mark[1]) - 1])
                else:
                    yield part

    def _thought_words(self, request: ChatRequest) -> int:
        if not self._called.family.thinks:
            return 0
        return min(THOUGHT_WORDS.get(self._effort, THOUGHT_WORDS[None]), request.max_tokens)

    def _finish(self, end: Finish, thought: int) -> Finish:
        written = end.output_tokens + thought
        self._bill(self._called.price(end.input_tokens, written))
        return replace(end, output_tokens=written)


def with_sources(body: Mapping[str, Any]) -> dict[str, Any]:
    """The request with its search results as the fenced sources that the model behind it reads."""
    messages = [{**turn, "content": _fenced(turn["content"])} for turn in body.get("messages", ())]
    return {**body, "messages": messages}


def _fenced(content: list[dict[str, Any]]) -> list[dict[str, Any]]:
    key = key_of("\n".join(block.get("text", "") for block in content)) or "00000000"
    fenced, number = [], 0
    for block in content:
        if "searchResult" in block:
            number += 1
            result = block["searchResult"]
            text = "\n".join(part["text"] for part in result["content"])
            fenced.append({"text": fenced_source(Source(number, result["title"], text), key)})
        else:
            fenced.append(block)
    return fenced


def _last(body: Mapping[str, Any]) -> list[list[dict[str, Any]]]:
    return [turn["content"] for turn in list(body.get("messages", ()))[-1:]]
