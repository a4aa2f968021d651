"""`local.openai`: any server that speaks OpenAI's chat API (Ollama, llama.cpp, vLLM …), streamed through."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import httpx

from cloud.bedrock.chat.base import ChatPart, ChatRequest
from cloud.bedrock.chat.openai_stream import Dialect, first_model, stream

_PATHS = ("/chat/completions", "/completions", "/models")  # People paste the address of a call.


def api_address(url: str) -> str:
    """The address of a server's API, as people paste it: bare, with its path, or with that of a call.

    A path that is given is kept; without one it is `/v1`. Raises ValueError with a sentence for the person.
    """
    try:
        address = httpx.URL(url.strip())
    except httpx.InvalidURL as error:
        raise ValueError(f"LOCAL_LLM_URL is no address: {url.strip()!r}.") from error
    if address.scheme not in ("http", "https") or not address.host:
        raise ValueError(f"LOCAL_LLM_URL must be like http://localhost:11434/v1, not {url.strip()!r}.")
    path = address.path.rstrip("/")
    for call in _PATHS:
        path = path.removesuffix(call)
    return str(address.copy_with(path=path or "/v1", query=None, fragment=None)).rstrip("/")


class OpenAiChat:
    """Where no `model` is named the server's first is taken. Raises ValueError for an `url` that cannot be one."""

    def __init__(self, url: str, model: str | None = None, key: str | None = None) -> None:
        self._url = api_address(url)
        self._model = model
        self._dialect = Dialect()
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}

    async def reply(self, request: ChatRequest) -> AsyncGenerator[ChatPart]:
        """Raises `ServiceError`, as `stream` does."""
        if self._model is None:
            self._model = await first_model(self._url, self._headers)
        address = f"{self._url}/chat/completions"
        async with aclosing(stream(address, self._body(request), self._headers, self._dialect)) as parts:
            async for part in parts:
                yield part

    def _body(self, request: ChatRequest) -> dict[str, Any]:
        optional = {
            "model": self._model,
            "temperature": request.temperature,
            "top_p": request.top_p,
            "stop": list(request.stop_sequences) or None,
        }
        given = {key: value for key, value in optional.items() if value is not None}
        return {"messages": messages_of(request), "max_tokens": request.max_tokens, **given}


def messages_of(request: ChatRequest) -> list[dict[str, str]]:
    """The conversation as OpenAI's API and Ollama's own take it."""
    turns = [{"role": turn.role, "content": turn.text} for turn in request.turns]
    return [{"role": "system", "content": request.system}, *turns] if request.system else turns
