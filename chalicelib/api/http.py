"""The REST edge: one wrapper for every route. It signs in, reads the body, and turns errors into answers."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any, Concatenate
from uuid import uuid4

import msgspec
from chalice.app import Blueprint, Request, Response

from chalicelib.api import origins
from chalicelib.api.schema import Json, Route, describe
from chalicelib.errors import GrailError, InvalidRequestError, NotFoundError
from chalicelib.models import Identity
from chalicelib.wiring import services

log = logging.getLogger(__name__)

INTERNAL = HTTPStatus.INTERNAL_SERVER_ERROR
MAX_BODY_BYTES = 256 * 1024

MAX_ID_CHARACTERS = 64
MAX_DIGITS = 10

_preflights: set[str] = set()  # Paths that answer a preflight: one for all methods.

View = Callable[..., Any]
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_ID_CHARACTERS)]


def open_route(
    blueprint: Blueprint, method: str, path: str, status: int = 200, *, gives: Json | None = None
) -> Callable[[Callable[Concatenate[Request, ...], Any]], View]:
    """A route that needs no sign-in. The handler gets the request and the path's parts."""
    return _register(blueprint, Route(method, path, status, gives=gives or {}, signed_in=False))


def _register(blueprint: Blueprint, described: Route) -> Callable[[Callable[Concatenate[Request, ...], Any]], View]:
    def register(handler: Callable[Concatenate[Request, ...], Any]) -> View:
        def view(**parts: str) -> Response:
            return _answer(blueprint.current_request, described.status, lambda request: handler(request, **parts))

        view.__name__ = getattr(handler, "__name__", "view")
        blueprint.route(described.path, methods=[described.method])(view)
        _register_preflight(blueprint, described.path)
        module = handler.__module__.rsplit(".", 1)[-1]
        describe(replace(described, blueprint=module, name=view.__name__))
        return view

    return register


def _register_preflight(blueprint: Blueprint, path: str) -> None:
    if path in _preflights:
        return
    _preflights.add(path)

    def preflight(**_: str) -> Response:
        return origins.preflight(blueprint.current_request)

    blueprint.route(path, methods=["OPTIONS"])(preflight)


def route(
    blueprint: Blueprint,
    method: str,
    path: str,
    status: int = 200,
    *,
    takes: type | None = None,
    gives: Json | None = None,
    query: Mapping[str, Json] | None = None,
) -> Callable[[Callable[Concatenate[Identity, Request, ...], Any]], View]:
    """A route for those signed in. The handler gets who calls, the request and the path's parts.

    `takes`, `gives` and `query` are for the description (api/openapi.py): the body's struct and JSON schemas.
    """

    def register(handler: Callable[Concatenate[Identity, Request, ...], Any]) -> View:
        def signed_in(request: Request, **parts: str) -> Any:
            identity = services().tokens.verify(request.headers.get("authorization", ""))
            if any(len(part) > MAX_ID_CHARACTERS for part in parts.values()):
                raise NotFoundError  # No id is so long, and no store takes it as a key.
            return handler(identity, request, **parts)

        signed_in.__name__ = getattr(handler, "__name__", "view")
        signed_in.__module__ = handler.__module__
        return _register(blueprint, Route(method, path, status, takes, gives or {}, query or {}))(signed_in)

    return register


def body[T](request: Request, shape: type[T]) -> T:
    """The request's JSON as `shape` (a msgspec.Struct); raises InvalidRequestError with what is wrong."""
    raw = request.raw_body or b"{}"
    if len(raw) > MAX_BODY_BYTES:
        raise InvalidRequestError("The request is too long.")
    return decode(raw, shape)


def decode[T](raw: bytes | str, shape: type[T]) -> T:
    try:
        return msgspec.json.decode(raw, type=shape)
    except (msgspec.DecodeError, UnicodeError) as error:  # ValidationError is a DecodeError.
        raise InvalidRequestError(f"The request cannot be read: {error}.") from error
    except RecursionError as error:
        raise InvalidRequestError("The request cannot be read: it is nested too deeply.") from error


def query(request: Request) -> dict[str, str]:
    return dict(request.query_params or {})


def number(request: Request, name: str, default: int, least: int, most: int) -> int:
    """A whole number of the query string within its bounds; raises InvalidRequestError."""
    value = query(request).get(name)
    if value is None:
        return default
    well = value.isascii() and value.isdecimal() and len(value) <= MAX_DIGITS
    if not well or not least <= int(value) <= most:
        raise InvalidRequestError(f"{name} is a whole number from {least} to {most}.")
    return int(value)


def place(request: Request, identity: Identity, name: str) -> str | None:
    """Where the page asked for begins in the caller's list `name`; raises InvalidRequestError for a foreign cursor."""
    return services().cursors.open(identity.owner_id, name, query(request).get("cursor"))


def listed(identity: Identity, name: str, items: list[Any], next_place: str | None) -> dict[str, Any]:
    """One page of the caller's list `name`."""
    return {"items": items, "next_cursor": services().cursors.seal(identity.owner_id, name, next_place)}


def _answer(request: Request, status: int, call: Callable[[Request], Any]) -> Response:
    request_id = getattr(request.lambda_context, "aws_request_id", None) or str(uuid4())
    try:
        content = call(request)
    except GrailError as error:
        status, content = error.status or INTERNAL, _error(error, request_id)
        log.info("%s %s: %s", request.method, request.context.get("resourcePath"), error.code)
    except Exception:
        # The outermost edge: the person gets a fixed sentence, the operator the details.
        log.exception("%s %s failed", request.method, request.context.get("resourcePath"))
        status, content = INTERNAL, _error(GrailError(), request_id)
    headers = {
        "X-Request-Id": request_id,
        "Content-Type": "application/json",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        **origins.allow(request),
    }
    return Response(content, headers=headers, status_code=status)


def _error(error: GrailError, request_id: str) -> dict[str, dict[str, str]]:
    return {"error": {"code": error.code, "message": str(error), "request_id": request_id}}
