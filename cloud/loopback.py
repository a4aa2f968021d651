"""Calls between the parts of this machine never go through a proxy, whatever the environment says of proxies."""

import ipaddress
import os
import urllib.request
from collections.abc import MutableMapping
from urllib.parse import urlsplit

HOSTS = ("localhost", "127.0.0.1", "::1")
WEB_SCHEMES = {"ws": "http", "wss": "https"}
SPELLINGS = ("no_proxy", "NO_PROXY")  # Libraries differ in which of the two they read.


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


class ProxyKindError(OSError):
    """The environment names a proxy of a kind that Grail's clients do not speak to."""


def proxy_for(url: str) -> str | None:
    """The proxy by which an address is reached; None is directly. Raises ProxyKindError."""
    parts = urlsplit(url)
    if is_loopback(url) or urllib.request.proxy_bypass(parts.netloc):
        return None
    proxies = urllib.request.getproxies()
    proxy = proxies.get(WEB_SCHEMES.get(parts.scheme, parts.scheme)) or proxies.get("all")
    if proxy and "://" not in proxy:
        return f"http://{proxy}"
    if proxy and not proxy.startswith(("http://", "https://")):
        raise ProxyKindError(
            f"{parts.hostname} cannot be reached through {proxy.split('://')[0]}://…, the proxy that the environment "
            "names: Grail speaks to HTTP proxies only. Name one in HTTPS_PROXY and HTTP_PROXY, or add the host to "
            "NO_PROXY."
        )
    return proxy


def bypass_proxies(environment: MutableMapping[str, str] = os.environ) -> None:
    """Let this process and those that it starts reach loopback directly.

    Where macOS has a proxy in its settings only, it is written into the environment: once a variable names
    exceptions, Python reads the settings no more.
    """
    proxies = {name: url for name, url in urllib.request.getproxies().items() if name != "no"}
    if not proxies and not any(environment.get(name) for name in SPELLINGS):
        return
    for name, url in proxies.items():
        if f"{name}_PROXY".upper() not in environment:
            environment.setdefault(f"{name}_proxy", url)
    named = ",".join(environment.get(name, "") for name in SPELLINGS)
    hosts = dict.fromkeys(host.strip() for host in [*named.split(","), *HOSTS] if host.strip())
    environment.update(dict.fromkeys(SPELLINGS, ",".join(hosts)))


def opener() -> urllib.request.OpenerDirector:
    """Opens addresses of this machine."""
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))
