"""The REST edge: one wrapper for every route. It signs in, reads the body, and turns errors into answers."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
from chalice.app import Blueprint, Request, Response

from chalicelib.api import origins, security_log
from chalicelib.api.schema import Json, Route, registered
from chalicelib.errors import (
    GrailError,
    InvalidRequestError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    QuotaExceededError,
)
from chalicelib.mcp.protocol import Reply
from chalicelib.models import Identity
from chalicelib.models.documents import MAX_ID_CHARACTERS
from chalicelib.models.programs import TOKEN_PREFIX, without_scheme
from chalicelib.wiring import Services
from chalicelib.wiring.adapters import Adapters

log = logging.getLogger(__name__)

INTERNAL = HTTPStatus.INTERNAL_SERVER_ERROR
MAX_BODY_BYTES = 256 * 1024

MAX_DIGITS = 10

HEADERS: Mapping[str, str] = json.loads((Path(__file__).parent / "response-headers.json").read_text())


@dataclass(frozen=True)
class OpenCall:
    """One request of anybody, and the services that answer it."""

    services: Services
    request: Request
    route: Route

    @property
    def adapters(self) -> Adapters:
        return self.services.adapters

    def body[T](self, shape: type[T]) -> T:
        """The request's JSON as `shape` (a msgspec.Struct); raises InvalidRequestError with what is wrong."""
        raw = self.request.raw_body or b"{}"
        if len(raw) > MAX_BODY_BYTES:
            raise InvalidRequestError("The request is too long.")
        return decode(raw, shape)

    def parameter(self, name: str) -> str | None:
        """A value of the query string, None where it is not given. KeyError for what the route does not describe."""
        values: Mapping[str, str] = self.request.query_params or {}
        return {described: values.get(described) for described in self.route.query}[name]

    def number(self, name: str, default: int) -> int:
        """A whole number of the query string within the bounds that the route describes; raises InvalidRequestError."""
        value = self.parameter(name)
        if value is None:
            return default
        least, most = (self.route.query[name][bound] for bound in ("minimum", "maximum"))
        is_number = value.isascii() and value.isdecimal() and len(value) <= MAX_DIGITS
        if not is_number or not least <= int(value) <= most:
            raise InvalidRequestError(f"{name} is a whole number from {least} to {most}.")
        return int(value)


@dataclass(frozen=True)
class Call(OpenCall):
    """One request of a person who is signed in."""

    identity: Identity

    @property
    def owner_id(self) -> str:
        return self.identity.owner_id

    def position(self, name: str) -> str | None:
        """Where the page asked for begins in the caller's list `name`; raises InvalidRequestError for another's."""
        return self.adapters.cursors.open(self.owner_id, name, self.parameter("cursor"))

    def listed(self, name: str, items: list[Any], next_position: str | None) -> dict[str, Any]:
        """One page of the caller's list `name`."""
        return {"items": items, "next_cursor": self.adapters.cursors.seal(self.owner_id, name, next_position)}


@dataclass
class Caller:
    """Who makes a call, once its token was verified."""

    owner_id: str | None = None


def source_of(context: Mapping[str, Any]) -> str | None:
    """The address that a request came from, as API Gateway saw it."""
    address = (context.get("identity") or {}).get("sourceIp")
    return address if isinstance(address, str) else None


def blueprint(services: Services) -> Blueprint:
    """Every route that was described, answered by these services."""
    routes = Blueprint(__name__)
    routes.middleware("http")(_with_headers)
    for route in registered():
        routes.route(route.path, methods=[route.method])(_view(routes, services, route))
    for path in dict.fromkeys(route.path for route in registered()):
        routes.route(path, methods=["OPTIONS"])(_preflight(routes, services))
    return routes


def _with_headers(event: Request, answer: Callable[[Request], Response]) -> Response:
    """Chalice's own answers too: a method, content type or path that no route takes."""
    response = answer(event)
    response.headers = {**HEADERS, **response.headers}
    return response


def _view(routes: Blueprint, services: Services, route: Route) -> Callable[..., Response]:
    def view(**parts: str) -> Response:
        request, caller = routes.current_request, Caller()
        return _answer(services, request, route, caller, partial(_handled, services, request, route, caller, parts))

    view.__name__ = f"{route.module}_{route.name}"
    return view


def _preflight(routes: Blueprint, services: Services) -> Callable[..., Response]:
    def preflight(**_: str) -> Response:
        return origins.preflight(services, routes.current_request)

    return preflight


def _handled(services: Services, request: Request, route: Route, caller: Caller, parts: Mapping[str, str]) -> Any:
    if not route.signed_in:
        return route.handler(OpenCall(services, request, route), **parts)
    identity = _identity(services, request, route)
    caller.owner_id = identity.owner_id
    check_scope(identity, route.needs)
    services.adapters.request_limit.count(identity.owner_id)
    if any(len(part) > MAX_ID_CHARACTERS for part in parts.values()):
        raise NotFoundError  # No id is so long, and no store takes it as a key.
    services.accounts.admission.admit(identity)
    if route.admin:
        services.administration.admins.check(identity)
    return route.handler(Call(services, request, route, identity), **parts)


def _identity(services: Services, request: Request, route: Route) -> Identity:
    """Raises NotSignedInError, SessionExpiredError or StoreBusyError."""
    header = request.headers.get("authorization", "")
    token = without_scheme(header)
    if token.startswith(TOKEN_PREFIX):
        return services.adapters.personal_tokens.verify(token)
    if route.programs:
        access = services.adapters.program_access
        if access is None:
            raise NotSignedInError
        return access.verify(token)  # No ID token: that says who a person is, and was never meant for a program.
    try:
        return services.adapters.tokens.verify(header)
    except NotSignedInError:
        access = services.adapters.rest_access
        if access is None:
            raise
        return access.verify(token)


def challenge(services: Services) -> dict[str, str]:
    """Tells a program where it learns how to sign in, where it can."""
    resource = services.settings.rest_resource
    if resource is None:
        return {"WWW-Authenticate": "Bearer"}
    metadata = f"{resource}/.well-known/oauth-protected-resource"
    return {"WWW-Authenticate": f'Bearer resource_metadata="{metadata}", scope="grail/read grail/ask"'}


def check_scope(identity: Identity, needed: str) -> None:
    """Raises NotAllowedError where a program wants more than its token lets it."""
    if identity.scopes is not None and needed != "any" and needed not in identity.scopes:
        raise NotAllowedError


def decode[T](raw: bytes | str, shape: type[T]) -> T:
    """JSON as `shape`; raises InvalidRequestError."""
    try:
        return msgspec.json.decode(raw, type=shape)
    except (msgspec.DecodeError, UnicodeError) as error:  # ValidationError is a DecodeError.
        raise InvalidRequestError(f"The request cannot be read: {error}.") from error
    except RecursionError as error:
        raise InvalidRequestError("The request cannot be read: it is nested too deeply.") from error


def _answer(services: Services, request: Request, route: Route, caller: Caller, handle: Callable[[], Any]) -> Response:
    source, status = source_of(request.context), route.status
    request_id = getattr(request.lambda_context, "aws_request_id", None) or str(uuid4())
    try:
        content = handle()
        if event := security_log.DONE.get((route.method, route.path)):
            security_log.record(event, caller.owner_id, source, **security_log.ids_of(request.uri_params))
    except GrailError as error:
        security_log.record_refusal("call_refused", caller.owner_id, source, error, path=route.path)
        status, content = error.status or INTERNAL, _error(error, request_id)
        foreseen = status < INTERNAL or error.retryable
        level, reason = (logging.INFO, None) if foreseen else (logging.ERROR, error)  # The operator mends those.
        log.log(level, "%s %s: %s", request.method, request.context.get("resourcePath"), error.code, exc_info=reason)
    except Exception:
        # The outermost edge: the person gets a fixed sentence, the operator the details.
        log.exception("%s %s failed", request.method, request.context.get("resourcePath"))
        status, content = INTERNAL, _error(GrailError(), request_id)
    headers = {
        "X-Request-Id": request_id,
        "Content-Type": "application/json",
        **origins.allow(services, request),
        **(challenge(services) if route.programs and status == HTTPStatus.UNAUTHORIZED else {}),
    }
    if isinstance(content, Reply):
        return Response(content.body, headers={**headers, **content.headers}, status_code=content.status)
    # As UTF-8: Chalice would write six bytes for each letter beyond ASCII.
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(errors="replace").decode()
    return Response(body, headers=headers, status_code=status)


def _error(error: GrailError, request_id: str) -> Json:
    numbers = {"numbers": error.numbers} if isinstance(error, QuotaExceededError) else {}
    return {"error": {"code": error.code, "message": str(error), **numbers, "request_id": request_id}}
