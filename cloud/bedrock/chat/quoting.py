"""`local.quoting` behind the same base as the other chat models."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from cloud.bedrock.chat.base import ChatPart, ChatRequest, Delta, Finish, limited
from cloud.bedrock.chat.tasks import condense, plain, run_task
from cloud.bedrock.quoting import model
from cloud.bedrock.quoting.evidence import Reply
from cloud.bedrock.quoting.prompt import GroundedPrompt, parse_grounded
from cloud.bedrock.quoting.weights import Strictness

_WORD = re.compile(r"\S+\s*|\s+")


class SentenceEncoder(Protocol):
    def similarities(self, query: str, passages: Sequence[str]) -> NDArray[np.float32]: ...
    def tokens(self, text: str) -> int: ...


class QuotingChat:
    """Answers in a thread, then streams word by word with a pause of `pace` seconds between two."""

    def __init__(self, encoder: SentenceEncoder, pace: float = 0.0, strictness: Strictness = "default") -> None:
        self._encoder, self._pace, self._strictness = encoder, pace, strictness

    async def reply(self, request: ChatRequest) -> AsyncGenerator[ChatPart]:
        answer = await asyncio.to_thread(self.answer, request)
        written = ""
        async for piece in limited(self._words(answer), request):
            written += piece.text
            if piece.text:
                yield Delta(piece.text)
            if piece.reason:
                prompt = " ".join([request.system, *(turn.text for turn in request.turns)])
                yield Finish(piece.reason, self._encoder.tokens(prompt), self._encoder.tokens(written))

    def answer(self, request: ChatRequest) -> str:
        """The whole answer; deterministic."""
        task = run_task(request)
        return task if task is not None else model.written(self.judged(request))

    def judged(self, request: ChatRequest) -> Reply:
        """The quotes of an answer to a question with sources."""
        prompt = parse_grounded(request.question) or GroundedPrompt(request.question, ())
        own = plain(request.question)
        prompt = replace(prompt, question=condense(request.turns))
        return model.judged(prompt, self._encoder.similarities, self._strictness, own)

    async def _words(self, answer: str) -> AsyncIterator[str]:
        for word in _WORD.findall(answer):
            yield word
            await asyncio.sleep(self._pace)
