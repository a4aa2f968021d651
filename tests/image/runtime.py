"""A function as its image runs it: the real Lambda runtime client asks a stand-in of its service for events."""

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.image.sandbox import Sandbox

SECONDS = 120  # Generous: the machine may be busy. Nothing is measured by it.


@dataclass(frozen=True)
class Image:
    """What the Dockerfile lays together: `task` as /var/task, `runtime` as the base image's own runtime client.

    Its functions run in a sandbox like Lambda's; without one they run as the test's own user.
    """

    task: Path
    runtime: Path
    sandbox: Sandbox | None
    logs: list[str] = field(default_factory=list)
    """Every line that the functions have written."""

    def call(self, handler: str, event: Any, environment: Mapping[str, str]) -> Any:
        """What the handler returns for one event, in a new process; AssertionError with its words if it fails."""
        with _Service(event) as service:
            process = subprocess.Popen(
                self._command(handler),
                cwd=self.task,
                env={**self._environment(service.address), **environment},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            try:
                kind, answer = service.answers.get(timeout=SECONDS)
            except queue.Empty:
                kind, answer = "nothing", None
            finally:
                process.kill()
                output, _ = process.communicate()
        self.logs.extend(output.decode().splitlines())
        assert kind == "response", f"{kind}: {answer}\n{output.decode()}"
        return answer

    def _command(self, handler: str) -> list[str]:
        # -S: the packages of this test's own environment are out of its sight.
        command = [str(Path(sys.executable).resolve()), "-S", "-m", "awslambdaric", handler]
        return self.sandbox.command(self.task, self.runtime, command) if self.sandbox else command

    def _environment(self, address: str) -> dict[str, str]:
        task, runtime = ("/var/task", "/var/runtime") if self.sandbox else (str(self.task), str(self.runtime))
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{task}{os.pathsep}{runtime}",
            "LAMBDA_TASK_ROOT": task,
            "AWS_LAMBDA_RUNTIME_API": address,
            "AWS_LAMBDA_FUNCTION_NAME": "grail",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "2048",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_LOG_FORMAT": "JSON",
            "PYTHONUNBUFFERED": "1",
        }


class _Service:
    """Lambda's Runtime API for one event, as its documentation has it (custom runtimes, 2018-06-01)."""

    def __init__(self, event: Any) -> None:
        self.answers: queue.Queue[tuple[str, Any]] = queue.Queue()
        self._server = _Server(("127.0.0.1", 0), _handler(json.dumps(event).encode(), self.answers))
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "_Service":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A function is killed while it asks for the next event: its connection breaks, and nothing is wrong."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _handler(event: bytes, answers: "queue.Queue[tuple[str, Any]]") -> type[BaseHTTPRequestHandler]:
    waiting: queue.Queue[bytes] = queue.Queue()
    waiting.put(event)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            try:
                body = waiting.get_nowait()
            except queue.Empty:  # After its one event it waits, as a warm function does, until it is killed.
                threading.Event().wait(SECONDS)
                return
            self.send_response(200)
            self.send_header("Content-Type", "application/json")  # Without it the runtime client crashes.
            self.send_header("Lambda-Runtime-Aws-Request-Id", str(uuid4()))
            self.send_header("Lambda-Runtime-Deadline-Ms", str(int((time.time() + SECONDS) * 1000)))
            self.send_header(
                "Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:000000000000:function:grail"
            )
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answers.put((self.path.rsplit("/", 1)[-1], json.loads(body) if body else None))
            self.send_response(202)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            return

    return Handler
