"""The way to an address: never through a proxy to this machine, else through the one that the environment names.

httpx alone fails over a variable that names a SOCKS proxy, even where the address is reached by another one.
"""

import urllib.request
from typing import Any
from urllib.parse import urlsplit

import httpx

from grail.connection import OPENING_SECONDS, is_loopback
from grail.errors import UnreachableError

WRONG_PROXY = (
    "The environment names a proxy of a kind that Grail's client does not speak to. "
    "Name an HTTP proxy in HTTPS_PROXY, or add the host to NO_PROXY."
)
_WEB_SCHEMES = {"ws": "http", "wss": "https"}


def proxy_for(url: str) -> str | None:
    """The proxy by which an address is reached; None is directly. Raises UnreachableError for one of a wrong kind."""
    parts = urlsplit(url)
    if is_loopback(url) or urllib.request.proxy_bypass(parts.netloc):
        return None
    proxies = urllib.request.getproxies()
    proxy = proxies.get(_WEB_SCHEMES.get(parts.scheme, parts.scheme)) or proxies.get("all")
    if proxy and "://" not in proxy:
        return f"http://{proxy}"
    if proxy and not proxy.startswith(("http://", "https://")):
        raise UnreachableError(WRONG_PROXY)
    return proxy


def client_options(url: str, transport: Any = None) -> dict[str, Any]:
    """What httpx is told of the way to an address; `transport` goes there by itself. Raises UnreachableError."""
    if transport is not None:
        return {"transport": transport, "trust_env": False}
    if (proxy := proxy_for(url)) is not None:
        return {"proxy": proxy}
    if is_loopback(url) or not urllib.request.getproxies():
        return {"trust_env": False} if is_loopback(url) else {}
    return {"trust_env": False, "verify": httpx.create_ssl_context()}  # Its certificates the environment may name.


def socket_options(url: str, timeout: float | None = None) -> dict[str, Any]:
    """What websockets is told of the way to an address. Raises UnreachableError."""
    return {"open_timeout": timeout or OPENING_SECONDS, "proxy": proxy_for(url)}
