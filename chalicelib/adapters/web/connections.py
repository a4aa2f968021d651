"""One connection to one checked IP address, with an end by the clock.

The socket is made here and handed to http.client, so that no other code resolves a name or opens another one. A timer
shuts it down when the time of the whole answer is over: limits on single reads alone let an answer of one byte every
few seconds go on for ever.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from chalicelib.adapters.web.addresses import WebAddress

CONNECT_SECONDS = 5.0
READ_SECONDS = 15.0  # Of silence.

type Connect = Callable[[tuple[str, int], float], socket.socket]


@contextmanager
def answered(
    address: WebAddress,
    ips: Sequence[str],
    headers: Mapping[str, str],
    until: float,
    connect: Connect = socket.create_connection,
    context: ssl.SSLContext | None = None,
) -> Iterator[http.client.HTTPResponse]:
    """The answer to a GET. `ips` are tried in turn; at `until` (time.monotonic) the connection is shut down.

    Raises OSError (with it TimeoutError and ssl.SSLError), http.client.HTTPException.
    """
    with _connected(ips, address.port, until, connect) as raw, _ended_by(until, raw) as guarded:
        sock: socket.socket = raw
        if address.scheme == "https":
            made = context or ssl.create_default_context()
            sock = wrapped = made.wrap_socket(raw, server_hostname=address.host, do_handshake_on_connect=False)
            guarded.append(wrapped)
            wrapped.do_handshake()
        with sock:
            connection = http.client.HTTPConnection(address.host, address.port)
            connection.sock = sock
            connection.putrequest("GET", address.target, skip_host=True, skip_accept_encoding=True)
            for name, value in {"Host": address.authority, **headers, "Connection": "close"}.items():
                connection.putheader(name, value)
            connection.endheaders()
            with connection.getresponse() as response:
                yield response


@contextmanager
def _connected(ips: Sequence[str], port: int, until: float, connect: Connect) -> Iterator[socket.socket]:
    failure: OSError = OSError("There is no address to connect to.")
    for ip in ips:
        try:
            sock = connect((ip, port), max(min(CONNECT_SECONDS, until - time.monotonic()), 0.01))
        except OSError as error:
            failure = error
            continue
        sock.settimeout(READ_SECONDS)
        with sock:
            yield sock
        return
    raise failure


@contextmanager
def _ended_by(until: float, sock: socket.socket) -> Iterator[list[socket.socket]]:
    """Shuts the socket down at a time, and whatever wraps it by then."""
    sockets = [sock]
    over = threading.Event()

    def watch() -> None:
        seconds = until - time.monotonic()
        while not over.wait(max(seconds, 0.05)):
            for each in reversed(sockets):
                try:
                    each.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # Wrapped by another one, or closed.
            seconds = 0.05  # Once more: it may have been wrapped in this moment.

    watcher = threading.Thread(target=watch, daemon=True, name="fetch-deadline")
    watcher.start()
    try:
        yield sockets
    finally:
        over.set()
        watcher.join()
