"""How the service is reached: addresses that a token may be sent to, proxies, answers and errors."""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec

from grail.calls import Call
from grail.errors import GrailError, UnreachableError, refused

Transport = httpx.BaseTransport
TIMEOUT = httpx.Timeout(40.0, connect=10.0)
"""Seconds. API Gateway ends a call after 29."""

OPENING_SECONDS = 10.0
"""For a socket to open."""

UPLOAD_TIMEOUT = httpx.Timeout(300.0, connect=10.0)
CODES_OF_GATEWAYS = {
    403: "The service refuses this.",
    413: "What was sent is too large.",
    429: "The service is asked too much at the moment. Please try again in a minute.",
}


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def checked_address(url: str) -> str:
    """An address that a token may be sent to, without a slash at its end. Raises GrailError."""
    address = url.strip().rstrip("/").removesuffix("/mcp")
    try:
        parts = urlsplit(address)
        whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        whole = False
    if not whole or parts.username or parts.password or parts.query or parts.fragment:
        raise GrailError("The address of a Grail looks like https://api.example.org/api or http://localhost:8000.")
    if parts.scheme == "http" and not is_loopback(address):
        raise GrailError("A token is sent to another machine by https:// alone, so that nobody reads it on its way.")
    return address


def timeout_of(seconds: float | None) -> httpx.Timeout:
    """Of a call, where so many seconds were asked for."""
    return TIMEOUT if seconds is None else httpx.Timeout(seconds)


def sent(call: Call[Any]) -> dict[str, Any]:
    """What httpx is told of a call."""
    return {
        "method": call.method,
        "url": call.address,
        "params": dict(call.query),
        "json": call.body,
    }


def understood[T](call: Call[T], answer: httpx.Response) -> T:
    """What an answer gives. Raises NotSignedInError, LimitError, ServiceError or UnreachableError."""
    if not answer.is_success:
        raise refusal(answer)
    try:
        return msgspec.json.decode(answer.content or b"{}", type=call.gives)
    except msgspec.MsgspecError as error:
        raise UnreachableError(
            f"The answer to {call.method} {call.path} is not Grail's. Is the address right?"
        ) from error


def refusal(answer: httpx.Response) -> GrailError:
    """The error that an answer tells; one that is a gateway's has a sentence of ours."""
    status = answer.status_code
    try:
        error = answer.json()["error"]
        return refused(status, str(error["code"]), str(error["message"]), str(error.get("request_id", "")))
    except (ValueError, KeyError, TypeError):
        sentence = CODES_OF_GATEWAYS.get(status, f"The service answered with status {status}. Is the address right?")
        return refused(status, "", sentence)


def unreachable(url: str, error: Exception) -> UnreachableError:
    """A sentence for a call that got no answer. It names the host and nothing else of the address."""
    host = urlsplit(url).hostname or "The service"
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return UnreachableError(f"{host} gave no answer in time.")
    return UnreachableError(f"{host} cannot be reached. Is Grail running there, and is the address right?")


def not_stored(answer: httpx.Response) -> UnreachableError:
    """A sentence for a file that the store refused; its own answer is XML and may name keys."""
    return UnreachableError(f"The store refused the file (status {answer.status_code}). Please try again.")
