"""How a socket is opened, and what it means where none can be."""

from typing import Any

from websockets.exceptions import InvalidHandshake, InvalidURI

from grail.connection import OPENING_SECONDS, is_loopback
from grail.errors import UnreachableError

UNOPENED = (OSError, TimeoutError, InvalidHandshake, InvalidURI, ImportError, UnreachableError)
"""Why a socket was not opened. ImportError: the environment names a SOCKS proxy."""


class SocketError(UnreachableError):
    """No socket can be opened, though the service may be reached otherwise."""


def no_socket(error: Exception) -> SocketError:
    """A sentence without the address, which holds the ticket."""
    return SocketError(str(error) if isinstance(error, UnreachableError) else "No socket can be opened to the service.")


def socket_way(url: str, timeout: float | None = None) -> dict[str, Any]:
    """What websockets is told of the way to an address: never through a proxy to this machine."""
    return {"open_timeout": timeout or OPENING_SECONDS, **({"proxy": None} if is_loopback(url) else {})}
