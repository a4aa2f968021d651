"""Sign in through the browser: authorization code with PKCE, taken on this machine (RFC 8252, RFC 7636).

The browser comes back to an address of this machine alone, with a code that is good once and for the holder of a secret
that never left this program.
"""

import base64
import hashlib
import os
import queue
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import msgspec

from grail import grants
from grail.connection import TIMEOUT, is_loopback, unreachable
from grail.errors import GrailError, NotSignedInError, UnreachableError
from grail.grants import Grant
from grail.proxies import client_options
from grail.values import Programs, Scope

PORTS = (47011, 47012, 47013)
"""Cognito compares the whole address, with its port: these are in the stack's template."""

SECONDS = 300.0  # So long the person has for the sign-in.
STALLED_SECONDS = 5.0  # So long a browser's connection may say nothing.
PAGE = b"""<!doctype html><meta charset="utf-8"><title>Grail</title>
<p style="font: 1.2em system-ui; margin: 3em">%s</p>"""
DONE = "Grail goes on in the terminal. You may close this page."
REFUSED = "This is not the sign-in that the terminal waits for. You may close this page."
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Issuer(msgspec.Struct):
    """What an issuer says of itself (OpenID Connect Discovery)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    revocation_endpoint: str | None = None


def sign_in(
    programs: Programs,
    url: str,
    scopes: Sequence[Scope],
    show: Callable[[str], None],
    transport: httpx.BaseTransport | None = None,
    seconds: float = SECONDS,
) -> Grant:
    """What the person grants at the page that `show` opens. Raises GrailError where it is refused or takes too long."""
    if programs.resource != url:
        raise GrailError(
            f"This Grail signs people in for {programs.resource} alone: grail --url {programs.resource} login"
        )
    issuer = issuer_at(programs.issuer, transport)
    verifier, state = secrets.token_urlsafe(64), secrets.token_urlsafe(32)
    with _listening(state) as (address, answers):
        common = {"client_id": programs.client_id, "redirect_uri": address, "resource": programs.resource}
        asked = {
            "response_type": "code",
            "scope": " ".join(f"grail/{scope}" for scope in scopes),
            "state": state,
            "code_challenge": _challenge(verifier),
            "code_challenge_method": "S256",
        }
        show(f"{issuer.authorization_endpoint}?{urlencode(common | asked)}")
        code = _code(answers, seconds)
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
    tokens = grants.asked(issuer.token_endpoint, common | form, transport)
    return Grant(
        access_token=tokens.access_token,
        refresh_token=tokens.refresh_token,
        expires_at=time.time() + tokens.expires_in,
        client_id=programs.client_id,
        token_url=issuer.token_endpoint,
        resource=programs.resource,
        revoke_url=issuer.revocation_endpoint,
    )


def issuer_at(issuer: str, transport: httpx.BaseTransport | None = None) -> Issuer:
    """Where an issuer signs people in. It must be who it says, but on this machine, where it plays another."""
    url = f"{grants.checked(issuer)}/.well-known/openid-configuration"
    try:
        with httpx.Client(timeout=TIMEOUT, **client_options(url, transport)) as http:
            described = msgspec.json.decode(http.get(url).content, type=Issuer)
    except httpx.HTTPError as error:
        raise unreachable(url, error) from error
    except msgspec.MsgspecError as error:
        raise UnreachableError("The sign-in of this Grail does not say where it is.") from error
    if described.issuer != issuer and not is_loopback(issuer):
        raise GrailError("The sign-in of this Grail says that it is another one.")
    for address in (
        described.authorization_endpoint,
        described.token_endpoint,
        described.revocation_endpoint or issuer,
    ):
        grants.checked(address)
    return described


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


type Answers = queue.Queue[dict[str, str]]


def _code(answers: Answers, seconds: float) -> str:
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise GrailError("Nobody signed in. Please try again: grail login") from None
    if "code" not in answer:
        raise NotSignedInError(f"The sign-in was refused: {answer.get('error_description') or answer.get('error')}.")
    return answer["code"]


@contextmanager
def _listening(state: str) -> Iterator[tuple[str, Answers]]:
    """An address of this machine while the context lasts, and what the browser brings there, with the right state."""
    answers: Answers = queue.Queue()
    server = _server(_handler(state, answers))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", answers
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = os.name == "posix"  # On Windows it would let another program take the port as well.

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: a browser that goes away in the middle is no error of ours, and the terminal is the person's."""


def _server(handler: type[BaseHTTPRequestHandler]) -> _Server:
    for port in PORTS:
        try:
            return _Server(("127.0.0.1", port), handler)
        except OSError:
            continue
    raise GrailError(
        f"Other programs use the ports {', '.join(map(str, PORTS))} of this machine, which signing in needs."
    )


def _handler(state: str, answers: Answers) -> type[BaseHTTPRequestHandler]:
    lock = threading.Lock()
    taken: list[bool] = []

    class Handler(BaseHTTPRequestHandler):
        timeout = STALLED_SECONDS

        def do_GET(self) -> None:
            with lock:
                answer = None if taken else self._answer()
                if answer is not None:
                    taken.append(True)
            try:
                self._tell(200 if answer else 400, DONE if answer else REFUSED)
            finally:
                if answer is not None:
                    answers.put(answer)  # After the page: the program may end once it has the code.

        def _answer(self) -> dict[str, str] | None:
            """What the browser brings, where it is for us: the right path and host, and the state that we made."""
            parts = urlsplit(self.path)
            fields = {name: values[0] for name, values in parse_qs(parts.query).items()}
            host = f"127.0.0.1:{self.connection.getsockname()[1]}"
            is_ours = parts.path == "/" and self.headers.get("Host") == host
            is_whole = "code" in fields or "error" in fields
            is_known = secrets.compare_digest(fields.get("state", "").encode(), state.encode())
            return fields if is_ours and is_whole and is_known else None

        def _tell(self, status: int, text: str) -> None:
            content = PAGE % text.encode()
            self.send_response(status)
            for name, value in {**HEADERS, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Nothing: the line holds the code."""

    return Handler
