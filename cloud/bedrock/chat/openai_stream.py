"""Streams a reply from any server that speaks OpenAI's API, and names its failures as Bedrock would."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing, contextmanager
from typing import Any

import httpx

from chalicelib.errors import ModelUnknownError
from cloud.bedrock.chat.base import ChatPart
from cloud.bedrock.chat.openai_events import parts
from cloud.bedrock.chat.server_failures import Asked, Refusal, failure, refusal, unreachable
from cloud.bedrock.wire.errors import ServiceError
from cloud.loopback import ProxyKindError, proxy_for

CONNECT_SECONDS = 5.0
SILENCE_SECONDS = 300.0
"""How long the model may say nothing: a large one on a laptop reads a long prompt for minutes."""

_BY_PROXY = (
    "It was not reached through the proxy that HTTP_PROXY, HTTPS_PROXY or ALL_PROXY names. If the server needs no "
    "proxy, add its host to NO_PROXY."
)
_ROOM = re.compile(r"max_(?:completion_|new_)?tokens|in the completion")
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

    Raises `ServiceError`: throttling as such, silence as ModelTimeoutException, what a person can help with by the
    sentence of its error (`server_failures.py`), any other refusal by its status.
    """
    dialect = dialect or Dialect()
    request = {**body, "stream": True, "stream_options": {"include_usage": True}}
    asked = _asked(body, headers)
    with _named_failures(url):
        async with _client(url, headers) as client:
            while True:
                async with client.stream("POST", url, json=dialect.spoken(request)) as response:
                    if not response.is_success:
                        refused = await _refusal(response)
                        if _asks_again(refused, request, dialect):
                            continue
                        raise refused.error(asked)
                    async with aclosing(parts(response, asked)) as reply:
                        async for part in reply:
                            yield part
                    return


def _asks_again(refused: Refusal, request: dict[str, Any], dialect: Dialect) -> bool:
    """Whether the server may take the request in another form. A length that is left out is told with the next one."""
    if refused.status not in REFUSED:
        return False
    if refused.too_long:
        return bool(_ROOM.search(refused.words)) and request.pop("max_tokens", None) is not None
    return dialect.learns(refused.words, request)


def _asked(body: Mapping[str, Any], headers: Mapping[str, str] | None) -> Asked:
    texts = [message["content"] for message in body.get("messages", ())]
    key = (headers or {}).get("Authorization", "").removeprefix("Bearer ")
    return Asked(key, str(body.get("model", "")), [*texts, *filter(None, [body.get("prompt")])])


async def _refusal(response: httpx.Response) -> Refusal:
    return refusal(response.status_code, await response.aread())


async def first_model(url: str, headers: Mapping[str, str] | None = None) -> str:
    """The name of the first model that the server lists under `url`. Raises `ServiceError`, as `stream` does."""
    with _named_failures(url):
        async with _client(url, headers) as client:
            response = await client.get(f"{url}/models")
            if not response.is_success:
                raise (await _refusal(response)).error(_asked({}, headers))
    models = _models(response)
    if not models:
        raise failure(ModelUnknownError, "The model server has no models; name one in LOCAL_LLM_MODEL.")
    return models[0]


def _models(response: httpx.Response) -> list[str]:
    try:
        listed = response.json()
    except ValueError:
        return []
    entries = listed.get("data") if isinstance(listed, dict) else None
    return [entry["id"] for entry in entries or () if isinstance(entry, dict) and isinstance(entry.get("id"), str)]


def _client(url: str, headers: Mapping[str, str] | None) -> httpx.AsyncClient:
    """A model server on this machine is reached directly, another one as the environment says."""
    proxy = proxy_for(url)
    return httpx.AsyncClient(timeout=_TIMEOUT, headers=headers, proxy=proxy, trust_env=proxy is not None)


@contextmanager
def _named_failures(url: str) -> Iterator[None]:
    try:
        yield
    except (httpx.ReadTimeout, httpx.WriteTimeout) as error:
        raise ServiceError("ModelTimeoutException", "The model server did not answer in time.") from error
    except httpx.HTTPError as error:
        raise unreachable(url, _BY_PROXY if proxy_for(url) else "") from error
    except ProxyKindError as error:
        raise unreachable(url, str(error)) from error
