"""`local.quoting`: answers by quoting the best sentences of the sources. No weights write a word of it.

It cannot invent. Where the sources hold too little evidence it says so and cites nothing.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import replace

from chalicelib.rag.search.diacritics import restored
from cloud.bedrock.chat.base import ChatPart, ChatRequest, Delta, Finish, limited
from cloud.bedrock.chat.language import SILENT, language_of
from cloud.bedrock.chat.prompts import GroundedPrompt, parse_grounded
from cloud.bedrock.chat.tasks import condense, run_task
from cloud.bedrock.embedders import E5
from cloud.bedrock.quoting import evidence
from cloud.bedrock.quoting.weights import Strictness

_WORD = re.compile(r"\S+\s*|\s+")


class QuotingChat:
    """Answers in a thread, then streams word by word with a pause of `pace` seconds between two.

    A strict one keeps silent sooner: fewer questions that the sources only almost answer get past it, and fewer of
    those that they do.
    """

    def __init__(self, e5: E5, pace: float = 0.0, strictness: Strictness = "default") -> None:
        self._e5, self._pace, self._strictness = e5, pace, strictness

    async def reply(self, request: ChatRequest) -> AsyncGenerator[ChatPart]:
        answer = await asyncio.to_thread(self.answer, request)
        written = ""
        async for piece in limited(self._words(answer), request):
            written += piece.text
            if piece.text:
                yield Delta(piece.text)
            if piece.reason:
                asked = " ".join([request.system, *(turn.text for turn in request.turns)])
                yield Finish(piece.reason, self._e5.tokens(asked), self._e5.tokens(written))

    def answer(self, request: ChatRequest) -> str:
        """The whole answer; deterministic."""
        task = run_task(request)
        if task is not None:
            return task
        prompt = parse_grounded(request.question) or GroundedPrompt(request.question, ())
        return self.quote(replace(prompt, question=condense(request.turns)))

    def quote(self, prompt: GroundedPrompt) -> str:
        prompt = as_written(prompt)
        found = evidence.best(prompt, self._e5.similarities, self._strictness)
        if not found:
            return SILENT[language_of(prompt.question)]
        return " ".join(f"{quote.text} [{quote.n}]" for quote in found)

    async def _words(self, answer: str) -> AsyncIterator[str]:
        for word in _WORD.findall(answer):
            yield word
            await asyncio.sleep(self._pace)


def as_written(prompt: GroundedPrompt) -> GroundedPrompt:
    """A question typed without accents, with those of the sources."""
    texts = [f"{source.title} {source.text}" for source in prompt.sources]
    return replace(prompt, question=restored(prompt.question, texts))
