"""Small servers on this machine, for clients that speak HTTP to what a test makes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from tests.support.rest import Rest


class Web:
    """A server on this machine whose pages are a method's."""

    def __init__(self) -> None:
        web = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                status, headers, content = web.page(self.command, self.path, dict(self.headers.items()), body)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

            def log_message(self, *_: object) -> None: ...

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def page(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        raise NotImplementedError

    @contextmanager
    def running(self) -> Iterator[str]:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        try:
            yield self.url
        finally:
            self.server.shutdown()
            self.server.server_close()


class Grail(Web):
    """REST of a stage on moto, at an address."""

    rest: Rest

    def page(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        answer = self.rest.raw(method, path, headers, body)
        kept = {name: value for name, value in answer.headers.items() if name.lower() != "content-length"}
        return int(answer.status_code), kept, answer.body
