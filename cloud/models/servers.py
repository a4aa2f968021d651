"""Model servers that run on this machine, found on the ports that they usually have."""

import asyncio
import json
from collections.abc import Collection, Mapping
from typing import Any

import httpx

from cloud.loopback import ProxyKindError, proxy_for
from cloud.models.kinds import OTHER, PORTS, Server, entries, identify

HOSTS = ("127.0.0.1", "[::1]")
CONNECT_SECONDS = 0.5
ANSWER_SECONDS = 1.5  # Of one answer.
SERVER_SECONDS = 4.0  # Of all that a server is asked.
LONGEST = 4_000_000  # Bytes of an answer.


def find(ports: Mapping[int, str] = PORTS, own: Collection[int] = ()) -> list[Server]:
    """The servers, in the order of `ports`; `own` are Grail's ports, which are passed over."""

    async def look_at_all() -> list[Server | None]:
        looks = (_look_at_port(port, usual) for port, usual in ports.items() if port not in own)
        return await asyncio.gather(*looks)

    return [server for server in asyncio.run(look_at_all()) if server is not None]


def look_at(url: str, key: str = "") -> Server | None:
    """The server at an address that a person has named: its root, without `/v1`."""
    return asyncio.run(_look_at(url, OTHER, key))


async def _look_at_port(port: int, usual: str) -> Server | None:
    """The first of the two addresses of this machine at which one answers."""
    seen = await asyncio.gather(*(_look_at(f"http://{host}:{port}", usual) for host in HOSTS))
    return next((server for server in seen if server is not None), None)


async def _look_at(url: str, usual: str, key: str = "") -> Server | None:
    """None where nobody answers, or something else than a model server does."""
    timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        proxy = proxy_for(url)
        async with (
            asyncio.timeout(SERVER_SECONDS),
            httpx.AsyncClient(timeout=timeout, headers=headers, proxy=proxy, trust_env=False) as client,
        ):
            status, listed = await _asked(client, f"{url}/v1/models")
            if status in (401, 403) and isinstance(listed, dict) and "error" in listed:
                return Server(usual, url, locked=True)
            if not _is_list(listed):
                return None

            async def ask(path: str, body: Any = None) -> Any:
                return (await _asked(client, url + path, body))[1]

            return await identify(ask, url, usual, entries(listed))
    except (TimeoutError, ProxyKindError):
        return None


def _is_list(listed: Any) -> bool:
    """Whether it is OpenAI's list of models, which may be empty."""
    if not isinstance(listed, dict) or "data" not in listed:
        return False
    return listed.get("object") == "list" or any(entry.get("object") == "model" for entry in entries(listed))


async def _asked(client: httpx.AsyncClient, url: str, body: Any = None) -> tuple[int, Any]:
    """Status and parsed JSON of an answer; 0 and None where there is none that can be read."""
    content = b""
    try:
        async with client.stream("GET" if body is None else "POST", url, json=body) as response:
            async for piece in response.aiter_bytes():
                content += piece
                if len(content) > LONGEST:
                    return response.status_code, None
            if not response.is_success and response.status_code not in (401, 403):
                return response.status_code, None
            return response.status_code, json.loads(content)
    except (httpx.HTTPError, ValueError):
        return 0, None
