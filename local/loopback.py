"""Calls between the parts of this machine never go through a proxy, whatever the environment says of proxies."""

import ipaddress
import os
import urllib.request
from collections.abc import MutableMapping
from urllib.parse import urlsplit

HOSTS = ("localhost", "127.0.0.1", "::1")
SPELLINGS = ("no_proxy", "NO_PROXY")  # Libraries differ in which of the two they read.


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


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
