"""What it means where no socket can be opened."""

from websockets.exceptions import InvalidHandshake, InvalidURI

from grail.errors import UnreachableError

UNOPENED = (OSError, TimeoutError, InvalidHandshake, InvalidURI, UnreachableError)
"""Why a socket was not opened."""


class SocketError(UnreachableError):
    """No socket can be opened, though the service may be reached otherwise."""


def no_socket(error: Exception) -> SocketError:
    """A sentence without the address, which holds the ticket."""
    return SocketError(str(error) if isinstance(error, UnreachableError) else "No socket can be opened to the service.")
