"""Which hosts may be asked: those of the public internet, and what an operator names beside them.

An address is checked as a number, after its name was resolved, and that very number is connected to: what a name
resolves to a moment later does not matter.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterable, Sequence

from chalicelib.errors import AddressRefusedError, FetchError

type IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
type IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network
type Resolve = Callable[[str, int], Sequence[str]]

# Public by the registries, and still not what a person means by a page of the web.
_NEVER_V4 = tuple(
    ipaddress.IPv4Network(text)
    for text in (
        "168.63.129.16/32",  # The wire server of Azure.
        "192.0.0.0/24",  # Protocol assignments, two of which count as global.
        "192.88.99.0/24",  # The relays of 6to4.
    )
)
# Of IPv6 only what is given out to hosts: all forms that carry an IPv4 address lie outside of it or are named here.
_GIVEN_OUT = ipaddress.IPv6Network("2000::/3")
_NEVER_V6 = tuple(
    ipaddress.IPv6Network(text)
    for text in (
        "2001::/23",  # Teredo and other protocols.
        "2001:db8::/32",  # Documentation.
        "2002::/16",  # 6to4.
        "3fff::/20",  # Documentation.
    )
)
_METADATA = (ipaddress.ip_network("169.254.0.0/16"), ipaddress.ip_network("fe80::/10"))


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of a host; raises OSError."""
    entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in entries))


class Networks:
    """`allowed` names hosts and ranges (such as `10.1.0.0/16`) that may be asked although they are not public.

    A named host may still not lead to this machine's own metadata. Raises ValueError for a range that is none.
    """

    def __init__(self, allowed: Iterable[str] = (), resolver: Resolve = resolve) -> None:
        self._resolve = resolver
        entries = [entry.lower() for entry in allowed]
        self._ranges: list[IPNetwork] = [ipaddress.ip_network(entry) for entry in entries if _is_range(entry)]
        self._hosts = frozenset(entry for entry in entries if not _is_range(entry))

    def addresses(self, host: str, port: int) -> list[str]:
        """What a host's name leads to, each address checked. Raises AddressRefusedError, FetchError.

        A name that leads to a public and to a private address is refused: which one is asked would be chance.
        """
        try:
            addresses = [ipaddress.ip_address(text) for text in self._resolve(host, port)]
        except (OSError, UnicodeError, ValueError) as error:
            raise FetchError("unreachable", f"{host} cannot be found.", retryable=True) from error
        if not addresses:
            raise FetchError("unreachable", f"{host} cannot be found.", retryable=True)
        if not all(self._may_be_asked(host, address) for address in addresses):
            raise AddressRefusedError(f"{host} is not on the public internet, so its pages are not read.")
        return [str(address) for address in addresses]

    def _may_be_asked(self, host: str, address: IPAddress) -> bool:
        if any(address.version == network.version and address in network for network in self._ranges):
            return True
        if host in self._hosts and not _is_never_meant(address):
            return True
        return is_public(address)


def is_public(address: IPAddress) -> bool:
    """Whether a host of the public internet may have an address, and no other protocol is meant by it."""
    if not address.is_global or _is_never_meant(address):
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _NEVER_V4)
    return address in _GIVEN_OUT and not any(address in network for network in _NEVER_V6)


def _is_never_meant(address: IPAddress) -> bool:
    is_metadata = any(address.version == network.version and address in network for network in _METADATA)
    carried = isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None
    return is_metadata or carried or address.is_multicast or address.is_unspecified or address.is_reserved


def _is_range(entry: str) -> bool:
    return "/" in entry or ":" in entry or entry.replace(".", "").isdecimal()
