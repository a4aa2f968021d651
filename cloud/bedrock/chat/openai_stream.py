"""Streams a reply from any server that speaks OpenAI's API, and names its failures as Bedrock would."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing, contextmanager
from typing import Any

import httpx

from cloud.bedrock.chat.base import ChatPart, Delta, Finish, StopReason
from cloud.bedrock.wire.errors import ServiceError, failed_model
from cloud.loopback import ProxyKindError, proxy_for

CONNECT_SECONDS = 5.0
SILENCE_SECONDS = 300.0
"""How long the model may say nothing: a large one on a laptop reads a long prompt for minutes."""

_UNREACHED = "The model server cannot be reached."
_BY_PROXY = (
    "The model server cannot be reached through the proxy that HTTP_PROXY, HTTPS_PROXY or ALL_PROXY names. If the "
    "server needs no proxy, add its host to NO_PROXY."
)
_TIMEOUT = httpx.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS)
_REASONS: dict[str, StopReason] = {
    "stop": "end_turn",
    "length": "max_tokens",
    "content_filter": "content_filtered",
}


async def stream(
    url: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> AsyncGenerator[ChatPart]:
    """Posts `body` and gives the reply as it comes; closing the generator closes the connection.

    Raises `ServiceError`: throttling as such, silence as ModelTimeoutException, an unreachable server as
    ServiceUnavailableException, a refused request as ValidationException, anything else as ModelErrorException.
    """
    asked = {**body, "stream": True, "stream_options": {"include_usage": True}}
    with _named_failures(url):
        async with (
            _client(url, headers) as client,
            client.stream("POST", url, json=asked) as response,
        ):
            await _check(response)
            async with aclosing(_parts(response)) as parts:
                async for part in parts:
                    yield part


async def first_model(url: str, headers: Mapping[str, str] | None = None) -> str:
    """The name of the first model that the server lists under `url`. Raises `ServiceError`, as `stream` does."""
    with _named_failures(url):
        async with _client(url, headers) as client:
            response = await client.get(f"{url}/models")
            await _check(response)
    models = response.json().get("data")
    if not models:
        raise failed_model("The model server has no models; name one in LOCAL_LLM_MODEL.")
    return str(models[0]["id"])


def _client(url: str, headers: Mapping[str, str] | None) -> httpx.AsyncClient:
    """A model server on this machine is reached directly, another one as the environment says."""
    proxy = proxy_for(url)
    return httpx.AsyncClient(timeout=_TIMEOUT, headers=headers, proxy=proxy, trust_env=proxy is not None)


@contextmanager
def _named_failures(url: str) -> Iterator[None]:
    try:
        yield
    except httpx.TimeoutException as error:
        raise ServiceError("ModelTimeoutException", "The model server did not answer in time.") from error
    except httpx.HTTPError as error:
        raise ServiceError("ServiceUnavailableException", _BY_PROXY if proxy_for(url) else _UNREACHED) from error
    except ProxyKindError as error:
        raise ServiceError("ServiceUnavailableException", str(error)) from error


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
            # chat completions carry a delta, plain completions a text
            text = (choice.get("delta") or {}).get("content") or choice.get("text")
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
    if not isinstance(chunk, dict) or "error" in chunk:
        raise failed_model("The model server failed while it answered.")
    return chunk
