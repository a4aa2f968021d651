"""A server that sends whatever bytes a test says, and a line to it that notes which address was connected to."""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

type Reply = Callable[[bytes, socket.socket], None]


class RawServer:
    """`reply` gets each request's head and the connection; `requests` are the heads that came."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self.requests: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]

    @contextmanager
    def running(self) -> Iterator["RawServer"]:
        threading.Thread(target=self._serve, daemon=True).start()
        try:
            yield self
        finally:
            self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                if not (piece := connection.recv(4096)):
                    return
                head += piece
            self.requests.append(head)
            self.reply(head, connection)
            connection.shutdown(socket.SHUT_WR)


class Line:
    """Names resolve as `hosts` says, the last answer of each for good; every connection ends at `port` here."""

    def __init__(self, port: int, hosts: Mapping[str, Sequence[Sequence[str]]]) -> None:
        self._port = port
        self._answers = {host: list(answers) for host, answers in hosts.items()}
        self.resolved: list[str] = []
        self.connected: list[str] = []

    def resolve(self, host: str, port: int) -> Sequence[str]:
        self.resolved.append(host)
        answers = self._answers.get(host, [[host]])
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def connect(self, address: tuple[str, int], seconds: float) -> socket.socket:
        self.connected.append(address[0])
        return socket.create_connection(("127.0.0.1", self._port), seconds)


def sends(*parts: bytes) -> Reply:
    """A reply of these bytes."""

    def reply(_: bytes, connection: socket.socket) -> None:
        for part in parts:
            connection.sendall(part)

    return reply


def page(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """An answer with its length and these headers."""
    head = "".join(f"{header}\r\n" for header in (f"Content-Length: {len(body)}", *headers))
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body
