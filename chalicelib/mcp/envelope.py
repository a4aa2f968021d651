"""What is checked of a request before its method is looked at: the address it came from, its form, its revision.

In the current revision three headers repeat what the body says, so that a gateway can route without reading it. A
server that trusted one and a gateway that trusted the other could be played off against each other: they must agree.
"""

import base64
import binascii
import json
import re
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

from chalicelib.mcp.protocol import (
    CAPABILITIES_KEY,
    CURRENT,
    EARLIER,
    HEADER_MISMATCH,
    INVALID_PARAMS,
    INVALID_REQUEST,
    PARSE_ERROR,
    UNSUPPORTED_VERSION,
    VERSION_KEY,
    Json,
    RpcError,
)

NAMED = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}
"""Methods whose header `Mcp-Name` repeats a parameter, and which one."""

_ENCODED = re.compile(r"=\?base64\?(.*)\?=")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def is_foreign(headers: Mapping[str, str], origins: Collection[str]) -> bool:
    """Whether a browser sent the request for a page of another origin.

    The pages of `origins` may ask, and those of this machine may ask a server on it. What is no browser names no
    origin.
    """
    origin = headers.get("origin")
    if origin is None or origin in origins:
        return False
    local = _host(origin) in _LOOPBACK and _host(f"//{headers.get('host', '')}") in _LOOPBACK
    return not local


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def is_acceptable(headers: Mapping[str, str]) -> bool:
    """Whether the client reads JSON."""
    accepted = headers.get("accept", "*/*").lower()
    return any(kind in accepted for kind in ("application/json", "application/*", "*/*"))


def parse(body: bytes) -> Json:
    """The message. Raises RpcError for what is no JSON, or no single message."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:  # Also integers of too many digits, and letters that are no UTF-8.
        raise RpcError(PARSE_ERROR, "The request is not JSON.") from error
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0" or not isinstance(message.get("method"), str):
        raise RpcError(INVALID_REQUEST, "The request is not one message of JSON-RPC 2.0.")
    if not isinstance(message.get("params", {}), dict):
        raise RpcError(INVALID_REQUEST, "params must be an object.")
    if "id" in message and not is_id(message["id"]):
        raise RpcError(INVALID_REQUEST, "id must be a string or a whole number.")
    return message


def is_id(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def is_current(headers: Mapping[str, str], params: Json) -> bool:
    """Whether a request speaks the current revision, or one that is not known: what it lacks is then told."""
    meta = params.get("_meta")
    named = isinstance(meta, dict) and VERSION_KEY in meta
    return named or headers.get("mcp-protocol-version", EARLIER[0]) not in EARLIER


def check_current(headers: Mapping[str, str], method: str, params: Json) -> Json:
    """The client's capabilities. Raises RpcError where something is missing, contradicts itself or is not spoken."""
    meta = params.get("_meta")
    if not isinstance(meta, dict):
        raise RpcError(INVALID_PARAMS, f"params._meta must hold {VERSION_KEY} and {CAPABILITIES_KEY}.")
    version, capabilities = meta.get(VERSION_KEY), meta.get(CAPABILITIES_KEY)
    if not isinstance(version, str) or not isinstance(capabilities, dict):
        raise RpcError(INVALID_PARAMS, f"params._meta must hold {VERSION_KEY} and {CAPABILITIES_KEY}.")
    _agree("Mcp-Protocol-Version", headers.get("mcp-protocol-version"), version)
    _agree("Mcp-Method", headers.get("mcp-method"), method)
    named = params.get(NAMED.get(method, ""))
    if isinstance(named, str):
        _agree("Mcp-Name", decoded(headers.get("mcp-name")), named)
    if version != CURRENT:
        told: Json = {"supported": [CURRENT], "requested": version}
        raise RpcError(UNSUPPORTED_VERSION, "This revision of the protocol is not spoken here.", told)
    return capabilities


def _agree(header: str, value: str | None, said: str) -> None:
    if value != said:
        raise RpcError(HEADER_MISMATCH, f"The header {header} does not say what the body says.")


def decoded(value: str | None) -> str | None:
    """A header's value, which comes as `=?base64?…?=` where it has other letters than ASCII; None if it is broken."""
    match = _ENCODED.fullmatch(value or "")
    if match is None:
        return value
    try:
        return base64.b64decode(match[1], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
