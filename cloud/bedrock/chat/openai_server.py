"""`local.openai`: any server that speaks OpenAI's chat API (Ollama, llama.cpp, vLLM …), streamed through."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from cloud.bedrock.chat.base import ChatPart, ChatRequest
from cloud.bedrock.chat.openai_stream import first_model, stream


class OpenAiChat:
    """`url` with or without `/v1`; where no `model` is named the server's first is taken."""

    def __init__(self, url: str, model: str | None = None, key: str | None = None) -> None:
        base = url.rstrip("/")
        self._url = base if base.endswith("/v1") else f"{base}/v1"
        self._model = model
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}

    async def reply(self, request: ChatRequest) -> AsyncGenerator[ChatPart]:
        """Raises `ServiceError`, as `stream` does."""
        if self._model is None:
            self._model = await first_model(self._url, self._headers)
        async with aclosing(stream(f"{self._url}/chat/completions", self._body(request), self._headers)) as parts:
            async for part in parts:
                yield part

    def _body(self, request: ChatRequest) -> dict[str, Any]:
        messages = [{"role": turn.role, "content": turn.text} for turn in request.turns]
        if request.system:
            messages.insert(0, {"role": "system", "content": request.system})
        optional = {
            "model": self._model,
            "temperature": request.temperature,
            "top_p": request.top_p,
            "stop": list(request.stop_sequences) or None,
        }
        given = {key: value for key, value in optional.items() if value is not None}
        return {"messages": messages, "max_tokens": request.max_tokens, **given}
