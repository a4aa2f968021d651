"""A bridge for clients of the Model Context Protocol that start a program and speak to it by lines.

Each line of standard input is a message that goes to the endpoint `/mcp`; each answer is a line of standard output.
What only reads is asked several at once, and answered in the order in which it is done: an answer of a model takes its
time. All else waits for what came before it, and what comes after it waits for it.
"""

import base64
import json
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, Any

import click
import httpx

from grail.client import Client
from grail.commands.output import note
from grail.commands.session import Session
from grail.connection import refusal
from grail.errors import GrailError

VERSION_KEY = "io.modelcontextprotocol/protocolVersion"
NAMES = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}
INTERNAL_ERROR, PARSE_ERROR = -32603, -32700
MOST_BYTES = 10_000_000  # Of a line.
AT_ONCE = 8  # As many connections as httpx keeps open, and less than a person's limits.
READING = frozenset(
    {"ping", "tools/list", "resources/list", "resources/templates/list", "resources/read", "prompts/list"}
    | {"notifications/cancelled"}  # What it names may be running.
)
READING_TOOLS = frozenset(
    {"search", "fetch", "ask", "read_passages", "list_documents", "list_collections", "verify_claim"}
)


@click.command()
@click.pass_obj
def mcp(session: Session) -> None:
    """Speak the Model Context Protocol on standard input and output, for assistants that start a program.

    {"mcpServers": {"grail": {"command": "grail", "args": ["mcp"]}}}
    """
    with session.client() as client:
        Bridge(client).serve(sys.stdin.buffer, sys.stdout.buffer)


class Bridge:
    """`version` is the revision that the two agreed on by `initialize`, which nothing else runs beside."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._version: str | None = None
        self._writing = threading.Lock()
        self._free = threading.BoundedSemaphore(AT_ONCE)

    def serve(self, lines: IO[bytes], out: IO[bytes]) -> None:
        """Until the input ends and all is answered."""
        running: list[Future[None]] = []
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while line := lines.readline(MOST_BYTES):
                if not line.strip():
                    continue
                message = _parsed(line)
                running = [one for one in running if not (one.done() and one.result() is None)]
                if _only_reads(message):
                    self._free.acquire()  # Lines that nobody has taken up yet stay where they are.
                    running.append(pool.submit(self._beside, line, message, out))
                    continue
                for one in running:
                    one.result()
                self._tell(out, self._answer(line, message))
            for one in running:
                one.result()

    def _beside(self, line: bytes, message: Any, out: IO[bytes]) -> None:
        try:
            self._tell(out, self._answer(line, message))
        finally:
            self._free.release()

    def _tell(self, out: IO[bytes], answer: Any) -> None:
        if answer is None:
            return
        text = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        with self._writing:
            out.write(text)
            out.flush()

    def _answer(self, line: bytes, message: Any) -> Any:
        """The answer to a line; None where there is none, as to a notification."""
        if message is None:
            return _error(None, PARSE_ERROR, "The line is not JSON.")
        fields = message if isinstance(message, dict) else {}
        try:
            reply = self._client.post("/mcp", line, self._headers(fields))
            return self._understood(fields, reply)
        except GrailError as error:
            note(f"grail: {error}")
            return _error(fields["id"], INTERNAL_ERROR, str(error)) if "id" in fields else None

    def _headers(self, message: dict[str, Any]) -> dict[str, str]:
        """What the current revision has repeated in headers; in earlier ones the version that was agreed on."""
        params = message.get("params")
        params = params if isinstance(params, dict) else {}
        meta = params.get("_meta")
        headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
        version = meta.get(VERSION_KEY) if isinstance(meta, dict) else None
        if isinstance(version, str):
            method = str(message.get("method"))
            headers |= {"Mcp-Protocol-Version": _header(version), "Mcp-Method": _header(method)}
            if isinstance(name := params.get(NAMES.get(method, "")), str):
                headers["Mcp-Name"] = _header(name)
        elif self._version is not None:
            headers["Mcp-Protocol-Version"] = self._version
        return headers

    def _understood(self, message: dict[str, Any], reply: httpx.Response) -> Any:
        try:
            answer = json.loads(reply.content) if reply.content else None
        except ValueError:
            raise refusal(reply) from None
        if isinstance(answer, dict) and "jsonrpc" not in answer:
            raise refusal(reply)  # The edge's own: not signed in, a limit.
        if message.get("method") == "initialize" and isinstance(answer, dict):
            agreed = (answer.get("result") or {}).get("protocolVersion")
            self._version = agreed if isinstance(agreed, str) else None
        return answer


def _parsed(line: bytes) -> Any:
    """None for what is not JSON, and for its null, which is no message either."""
    try:
        return json.loads(line)
    except ValueError:
        return None


def _only_reads(message: Any) -> bool:
    """Whether a message changes nothing, neither documents nor what the two sides agreed on."""
    if not isinstance(message, dict):
        return False
    method, params = message.get("method"), message.get("params")
    if method == "tools/call":
        return isinstance(params, dict) and params.get("name") in READING_TOOLS
    return isinstance(method, str) and method in READING


def _header(value: str) -> str:
    """A header's value: with other letters than plain ASCII it is told in Base64."""
    is_plain = value.isascii() and value.isprintable() and value == value.strip() and not value.startswith("=?")
    return value if is_plain else f"=?base64?{base64.b64encode(value.encode(errors='replace')).decode()}?="


def _error(message_id: Any, code: int, text: str) -> Any:
    return {"jsonrpc": "2.0", "id": message_id, "error": {"code": code, "message": text}}
