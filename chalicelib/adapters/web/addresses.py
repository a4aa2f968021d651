"""Addresses of the web: written in one way each, and refused where two readers could take them for two hosts.

What a browser mends (backslashes, blanks, numbers that stand for an IP address in another notation) is refused here:
between a check and a connection nobody may read an address anew.
"""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from chalicelib.errors import AddressRefusedError

MOST_CHARACTERS = 2_000
PORTS = {"http": 80, "https": 443}
_ODD = re.compile(r"[\x00-\x20\x7f-\x9f\\\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_KEPT = "!$&'()*+,;=:@/~%-._"  # RFC 3986: what stands in a path as it is.
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True)
class WebAddress:
    """`host` is lower case and ASCII, an IPv6 address without brackets; `target` is the path with its query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host and port as a request's Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.authority}"

    def __str__(self) -> str:
        return self.origin + self.target


def parse(text: str, ports: Iterable[int] = PORTS.values()) -> WebAddress:
    """An address in its one form, without its fragment. Raises AddressRefusedError."""
    if not 0 < len(text) <= MOST_CHARACTERS or _ODD.search(text):
        raise AddressRefusedError("This is no address of a page.")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise AddressRefusedError("This is no address of a page.") from error
    if parts.scheme not in PORTS or not text.lower().startswith(f"{parts.scheme}://"):
        raise AddressRefusedError("Only addresses that begin with http:// or https:// can be read.")
    if "@" in parts.netloc:
        raise AddressRefusedError("The address holds a name or a password. Please leave them out.")
    port = PORTS[parts.scheme] if port is None else port
    if port not in ports:
        raise AddressRefusedError("Pages are read at the usual ports of the web alone, 80 and 443.")
    target = _escaped(parts.path or "/") + (f"?{_escaped(parts.query, '?')}" if parts.query else "")
    return WebAddress(parts.scheme, _host(parts.hostname or ""), port, target)


def join(base: WebAddress, link: str, ports: Iterable[int] = PORTS.values()) -> WebAddress:
    """What a link on the page `base` leads to. Raises AddressRefusedError."""
    link = link.strip(" \t\r\n\f")
    if len(link) > MOST_CHARACTERS or _ODD.search(link):
        raise AddressRefusedError("This is no address of a page.")
    try:
        return parse(urljoin(str(base), link), ports)
    except ValueError as error:
        raise AddressRefusedError("This is no address of a page.") from error


def _host(name: str) -> str:
    """Raises AddressRefusedError for what is no name of a host and no plain IP address."""
    if ":" in name:
        try:
            return str(ipaddress.IPv6Address(name if "%" not in name else "no zones"))
        except ValueError as error:
            raise AddressRefusedError("This is no address of a page.") from error
    try:
        # The codec maps other digits and dots to ASCII ones first, so that what follows sees what a resolver would.
        host = name.removesuffix(".").encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise AddressRefusedError("This is no address of a page.") from error
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise AddressRefusedError("This is no address of a page.")
    if _NUMBER.fullmatch(labels[-1]):
        try:
            return str(ipaddress.IPv4Address(host))
        except ValueError as error:
            raise AddressRefusedError("This is no address of a page.") from error
    return host


def _escaped(text: str, more: str = "") -> str:
    """The characters beyond ASCII, and what else may not stand there, as `%XX`; what is so already stays."""
    return quote(_BAD_PERCENT.sub("%25", text), safe=_KEPT + more)
