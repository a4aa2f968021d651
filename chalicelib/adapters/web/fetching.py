"""A page of the web, asked for as an honest guest: by its name, within limits, and not again where nothing changed."""

import http.client
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage, Message
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from chalicelib.adapters.web.addresses import PORTS, WebAddress, join, parse
from chalicelib.adapters.web.bodies import read_body
from chalicelib.adapters.web.connections import Connect, answered
from chalicelib.adapters.web.networks import Networks
from chalicelib.errors import AddressRefusedError, FetchError

AGENT = "grail"  # The name by which robots.txt may speak to us.
MOST_REDIRECTS = 5
MOST_HEADER_BYTES = 64 * 1024
MOST_VALIDATOR = 300  # Characters of an ETag or a date that are sent back.
MOST_WAIT_SECONDS = 24 * 3600
USUAL_WAIT_SECONDS = 60  # Where a busy server does not say how long.
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


@dataclass(frozen=True)
class Limits:
    """Of one page: its bytes, unpacked, and the seconds from the first question to the last byte."""

    most_bytes: int = 20 * 1024 * 1024
    seconds: float = 45.0


@dataclass(frozen=True)
class Validators:
    """What a server said of a page the last time; it is told to the same address alone."""

    address: str = ""
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True)
class Page:
    """What an address gives. `address` is where it came from in the end; `body` is None where nothing has changed.

    `content_type` is the server's word, lower case and without parameters, "" for none; `charset` is from these.
    """

    address: WebAddress
    body: bytes | None
    content_type: str
    charset: str
    validators: Validators
    filename: str = ""


class Fetcher:
    """`contact` stands in the user agent: where an operator of a site learns who asks.

    `connect` and `context` are those of tests; `clock` is in seconds and only rises.
    """

    def __init__(
        self,
        networks: Networks | None = None,
        *,
        contact: str = "",
        ports: Iterable[int] = PORTS.values(),
        connect: Connect = socket.create_connection,
        context: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._networks = networks or Networks()
        self._agent = f"{AGENT}/1.0 (+{contact})" if contact else f"{AGENT}/1.0"
        self.ports = frozenset(ports)
        self._connect = connect
        self._context = context
        self._clock = clock

    def fetch(self, text: str, validators: Validators | None = None, limits: Limits | None = None) -> Page:
        """The page at an address, over redirects whose hosts are checked each. Raises FetchError."""
        known, bounds = validators or Validators(), limits or Limits()
        until = self._clock() + bounds.seconds
        address = parse(text, self.ports)
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._ask(address, known, bounds, until)
            if isinstance(answer, Page):
                return answer
            address = self._next(address, answer)
        raise FetchError("redirects", f"{address.host} leads on and on: more than {MOST_REDIRECTS} redirects.")

    def _ask(self, address: WebAddress, known: Validators, limits: Limits, until: float) -> Page | str:
        """A page, or where another one is."""
        ips = self._networks.addresses(address.host, address.port)
        if self._clock() > until:
            raise FetchError("too_slow", f"{address.host} gave no answer in time.", retryable=True)
        try:
            with answered(address, ips, self._headers(address, known), until, self._connect, self._context) as response:
                return self._read(address, response, limits, until)
        except (OSError, http.client.HTTPException, ValueError) as error:
            if self._clock() >= until or isinstance(error, TimeoutError):
                raise FetchError("too_slow", f"{address.host} gave no answer in time.", retryable=True) from error
            if isinstance(error, ssl.SSLError):
                raise FetchError("unreachable", f"{address.host} has no valid certificate.", retryable=True) from error
            if isinstance(error, OSError):
                raise FetchError("unreachable", f"{address.host} cannot be reached.", retryable=True) from error
            sentence = f"{address.host} sent an answer that cannot be read."
            raise FetchError("bad_answer", sentence, retryable=True) from error

    def _headers(self, address: WebAddress, known: Validators) -> Mapping[str, str]:
        headers = {"User-Agent": self._agent, "Accept": "*/*", "Accept-Encoding": "gzip"}
        if known.address == str(address):
            headers |= {"If-None-Match": known.etag} if known.etag else {}
            headers |= {"If-Modified-Since": known.modified} if known.modified else {}
        return headers

    def _read(
        self, address: WebAddress, response: http.client.HTTPResponse, limits: Limits, until: float
    ) -> Page | str:
        headers = response.headers
        if sum(len(name) + len(value) for name, value in headers.items()) > MOST_HEADER_BYTES:
            raise FetchError("bad_answer", f"{address.host} sent an answer that cannot be read.")
        location = headers.get("Location")
        if response.status in REDIRECTS and location:
            return location
        if response.status not in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            raise refusal(address.host, response.status, headers.get("Retry-After"))
        page = Page(address, None, *_type_of(headers), _validators(address, headers), _filename(headers))
        if response.status == HTTPStatus.NOT_MODIFIED:
            return page
        return replace(page, body=read_body(response, limits.most_bytes, until))

    def _next(self, address: WebAddress, location: str) -> WebAddress:
        following = join(address, location.encode("latin-1", "replace").decode("utf-8", "replace"), self.ports)
        if address.scheme == "https" and following.scheme == "http":
            raise AddressRefusedError(
                f"{address.host} leads from https to http, where anybody on the way can change what comes."
            )
        return following


def refusal(host: str, status: int, retry_after: str | None = None) -> FetchError:
    """Why a status other than 200 and 304 is no page."""
    if status in _BUSY:
        sentence = f"{host} is busy and asks for a pause."
        return FetchError("busy", sentence, retryable=True, wait_seconds=_wait(retry_after))
    if status == HTTPStatus.NOT_FOUND:
        return FetchError("not_found", f"{host} has no such page.")
    if status == HTTPStatus.GONE:
        return FetchError("gone", f"{host} has removed this page.")
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return FetchError("refused", f"{host} does not let everybody read this page.")
    is_fault = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return FetchError("bad_answer", f"{host} answered with status {status}.", retryable=is_fault)


def _wait(text: str | None) -> int:
    """Seconds of a Retry-After, which is a number or a date; bounded."""
    seconds = USUAL_WAIT_SECONDS
    if text and text.strip().isascii() and text.strip().isdecimal() and len(text) < 10:
        seconds = int(text)
    elif text and len(text) < 64:
        try:
            at = parsedate_to_datetime(text)
        except ValueError:
            return seconds
        seconds = int(((at if at.tzinfo else at.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds())
    return min(max(seconds, 1), MOST_WAIT_SECONDS)


def _validators(address: WebAddress, headers: Message) -> Validators:
    return Validators(str(address), _plain(headers.get("ETag")), _plain(headers.get("Last-Modified")))


def _plain(value: str | None) -> str | None:
    """A value that may be sent back as a header; None for any that is odd."""
    fits = value and len(value) <= MOST_VALIDATOR and value.isascii() and value.isprintable()
    return value.strip() or None if value and fits else None


def _type_of(headers: Message) -> tuple[str, str]:
    stated = headers.get("Content-Type", "")
    if not stated.strip() or len(stated) > MOST_VALIDATOR:
        return "", ""
    message = EmailMessage()
    message["content-type"] = " ".join(stated.split())
    return message.get_content_type(), str(message.get_content_charset() or "")[:40]


def _filename(headers: Message) -> str:
    """The name that a server gives a file, without any folder."""
    stated = headers.get("Content-Disposition", "")
    if not stated or len(stated) > MOST_VALIDATOR:
        return ""
    message = EmailMessage()
    message["content-disposition"] = " ".join(stated.split())
    return (message.get_filename() or "").replace("\\", "/").rsplit("/", 1)[-1]
