"""Streams a reply from any server that speaks OpenAI's API, and names its failures as Bedrock would."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing, contextmanager
from typing import Any

import httpx

from cloud.bedrock.chat.base import ChatPart
from cloud.bedrock.chat.openai_events import parts
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
REFUSED = (400, 422)


class Dialect:
    """The parts of a request that a server was found to refuse. A later request is made without them at once."""

    OPTIONAL = ("stream_options", "temperature", "top_p", "stop")

    def __init__(self) -> None:
        self._renamed: dict[str, str] = {}
        self._left_out: set[str] = set()

    def spoken(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The request as the server takes it."""
        return {self._renamed.get(name, name): value for name, value in body.items() if name not in self._left_out}

    def learns(self, refusal: str, body: Mapping[str, Any]) -> bool:
        """Whether a refusal names a part of the request that it can do without or under another name."""
        if "max_completion_tokens" in refusal and "max_tokens" in self.spoken(body):
            self._renamed["max_tokens"] = "max_completion_tokens"
            return True
        named = {name for name in self.OPTIONAL if name in self.spoken(body) and re.search(rf"\b{name}\b", refusal)}
        if "stop" in named and len(named) > 1:
            named.discard("stop")  # It is a word of English too.
        self._left_out |= named
        return bool(named)


async def stream(
    url: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None, dialect: Dialect | None = None
) -> AsyncGenerator[ChatPart]:
    """Posts `body` and gives the reply as it comes; closing the generator closes the connection.

    Where the server refuses a part of the body that may be missing, it is asked again without it; `dialect` keeps that.

    Raises `ServiceError`: throttling as such, silence as ModelTimeoutException, an unreachable server as
    ServiceUnavailableException, a refused request as ValidationException, anything else as ModelErrorException.
    """
    dialect = dialect or Dialect()
    asked = {**body, "stream": True, "stream_options": {"include_usage": True}}
    with _named_failures(url):
        async with _client(url, headers) as client:
            while True:
                async with client.stream("POST", url, json=dialect.spoken(asked)) as response:
                    if response.status_code in REFUSED and dialect.learns(await _refusal(response), asked):
                        continue
                    await _check(response)
                    async with aclosing(parts(response)) as reply:
                        async for part in reply:
                            yield part
                    return


async def _refusal(response: httpx.Response) -> str:
    await response.aread()
    return _message(response)


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
    """What the server says of its failure: `error.message`, `error`, `message` or `detail`, as servers put it."""
    try:
        content = response.json()
    except ValueError:
        content = None
    said = content if isinstance(content, dict) else {}
    error = said.get("error") or said.get("message") or said.get("detail")
    if isinstance(error, dict):
        error = error.get("message")
    return error if isinstance(error, str) else f"The model server answered with status {response.status_code}."
