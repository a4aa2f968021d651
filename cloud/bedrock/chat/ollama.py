"""A model of Ollama by its own API, which takes the length of the context: without one it cuts prompts silently."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from cloud.bedrock.chat.base import ChatPart, ChatRequest
from cloud.bedrock.chat.openai_server import messages_of
from cloud.bedrock.chat.openai_stream import Dialect, stream


class OllamaChat:
    """`url` is the server's root, `context` how many tokens prompt and answer may have together.

    A model that `thinks` first is told not to: thoughts are no part of the answer, and on a laptop they take minutes.
    """

    def __init__(self, url: str, model: str, context: int, *, thinks: bool = False, key: str | None = None) -> None:
        self._address = f"{url}/api/chat"
        self._model, self._context, self._thinks = model, context, thinks
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._dialect = Dialect()

    async def reply(self, request: ChatRequest) -> AsyncGenerator[ChatPart]:
        """Raises `ServiceError`, as `stream` does."""
        async with aclosing(stream(self._address, self._body(request), self._headers, self._dialect)) as parts:
            async for part in parts:
                yield part

    def _body(self, request: ChatRequest) -> dict[str, Any]:
        options = {
            "num_ctx": self._context,
            "num_predict": request.max_tokens,
            "temperature": request.temperature,
            "top_p": request.top_p,
            "stop": list(request.stop_sequences) or None,
        }
        body = {
            "model": self._model,
            "messages": messages_of(request),
            "options": {name: value for name, value in options.items() if value is not None},
        }
        return body | ({"think": False} if self._thinks else {})
