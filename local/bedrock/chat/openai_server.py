"""Any server that speaks OpenAI's chat API (Ollama, llama.cpp, vLLM …), streamed through."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import httpx

from local.bedrock.chat.base import ChatPart, ChatRequest, Delta, Finish, StopReason
from local.bedrock.errors import ServiceError, failed_model

CONNECT_SECONDS = 5.0
SILENCE_SECONDS = 300.0
"""How long the model may say nothing: a large one on a laptop reads a long prompt for minutes."""

_REASONS: dict[str, StopReason] = {
    "stop": "end_turn",
    "length": "max_tokens",
    "content_filter": "content_filtered",
}


class OpenAiChat:
    """`url` with or without `/v1`; `model` may be left out where the server has only one."""

    def __init__(
        self,
        url: str,
        model: str | None = None,
        key: str | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        base = url.rstrip("/")
        self._url = f"{base if base.endswith('/v1') else base + '/v1'}/chat/completions"
        self._model, self._transport = model, transport
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}

    async def reply(self, request: ChatRequest) -> AsyncGenerator[ChatPart]:
        """Raises `ServiceError`: throttling as such, an unreachable server as ServiceUnavailableException."""
        timeout = httpx.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS)
        async with httpx.AsyncClient(
            timeout=timeout, headers=self._headers, transport=self._transport
        ) as client:
            try:
                async with client.stream("POST", self._url, json=self._body(request)) as response:
                    await _check(response)
                    async with aclosing(_parts(response)) as parts:
                        async for part in parts:
                            yield part
            except httpx.TimeoutException as error:
                raise ServiceError(
                    "ModelTimeoutException", "The model server did not answer in time."
                ) from error
            except httpx.HTTPError as error:
                raise ServiceError(
                    "ServiceUnavailableException", "The model server cannot be reached."
                ) from error

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
        return {
            "messages": messages,
            "max_tokens": request.max_tokens,
            "stream": True,
            "stream_options": {"include_usage": True},
            **{key: value for key, value in optional.items() if value is not None},
        }


async def _check(response: httpx.Response) -> None:
    if response.is_success:
        return
    await response.aread()
    message = _message(response)
    match response.status_code:
        case 429:
            raise ServiceError("ThrottlingException", message)
        case 401 | 403:
            raise ServiceError("AccessDeniedException", message)
        case 400 | 404 | 413 | 422:
            raise ServiceError("ValidationException", message)
        case 503:
            raise ServiceError("ServiceUnavailableException", message)
        case _:
            raise failed_model(message)


def _message(response: httpx.Response) -> str:
    try:
        error = response.json()["error"]
    except (ValueError, KeyError, TypeError):
        return f"The model server answered with status {response.status_code}."
    return str(error.get("message", error) if isinstance(error, dict) else error)


async def _parts(response: httpx.Response) -> AsyncGenerator[ChatPart]:
    """Server-sent events as parts. A stream that ends without a reason to stop raises `ServiceError`."""
    reason: StopReason | None = None
    usage: dict[str, int] = {}
    pieces = 0
    async for line in response.aiter_lines():
        if not line.startswith("data:") or line.endswith("[DONE]"):
            continue
        chunk = _chunk(line.removeprefix("data:"))
        usage = chunk.get("usage") or usage
        for choice in chunk.get("choices") or ():
            text = (choice.get("delta") or {}).get("content")
            if text:
                pieces += 1
                yield Delta(text)
            reason = _REASONS.get(choice.get("finish_reason") or "", reason)
    if reason is None:
        raise failed_model("The model server ended its answer early.")
    yield Finish(reason, usage.get("prompt_tokens", 0), usage.get("completion_tokens", pieces))


def _chunk(data: str) -> dict[str, Any]:
    try:
        chunk = json.loads(data)
    except ValueError as error:
        raise failed_model("The model server sent what is not JSON.") from error
    if "error" in chunk:
        raise failed_model("The model server failed while it answered.")
    return dict(chunk)
