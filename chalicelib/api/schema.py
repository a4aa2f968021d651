"""What a route says of itself, in JSON schemas; openapi.py makes the service's description of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from chalicelib.models import Scope

Json = dict[str, Any]

ADMIN = "admin"  # The first part of the paths that are for admins alone.
PERSONAL = frozenset({"account", ADMIN, "tokens", "grants", "invitations", "membership", "links"})
"""What no program does, unless a route here names a scope: it neither ends the account nor makes itself more rights,
and lets nobody else in."""


@dataclass(frozen=True)
class Route:
    """A route, its handler, and its description: JSON schemas of what it gives and of its query, the body's struct."""

    method: str
    path: str
    handler: Callable[..., Any]
    status: int = 200
    takes: type | None = None
    gives: Json = field(default_factory=dict)
    query: Mapping[str, Json] = field(default_factory=dict)
    signed_in: bool = True
    scope: Scope | None = None
    programs: bool = False  # It is for programs alone, which sign in by tokens of their own.

    @property
    def needs(self) -> "Scope | Literal['any', 'person']":
        """What a program must be allowed, by default by the method.

        `person`: no program may do it; `any`: what it asks for decides.
        """
        if self.programs:
            return "any"
        if self.scope is None and PERSONAL.intersection(self.path.split("/")):
            return "person"
        return self.scope or ("read" if self.method == "GET" else "write")

    @property
    def admin(self) -> bool:
        """Only an admin may call it."""
        return self.path.split("/")[1] == ADMIN

    @property
    def name(self) -> str:
        return self.handler.__name__

    @property
    def module(self) -> str:
        return self.handler.__module__.rsplit(".", 1)[-1]


_routes: list[Route] = []


def route[H: Callable[..., Any]](
    method: str,
    path: str,
    status: int = 200,
    *,
    takes: type | None = None,
    gives: Json | None = None,
    query: Mapping[str, Json] | None = None,
    signed_in: bool = True,
    scope: Scope | None = None,
    programs: bool = False,
) -> Callable[[H], H]:
    """Describes the decorated handler as a route. The handler gets the call (api/http.py) and the path's parts."""

    def register(handler: H) -> H:
        _routes.append(
            Route(method, path, handler, status, takes, gives or {}, query or {}, signed_in, scope, programs)
        )
        return handler

    return register


def registered() -> tuple[Route, ...]:
    """The routes of the modules that have been imported."""
    return tuple(_routes)


def shape(**fields: Json) -> Json:
    """The JSON schema of an object with these fields, all of them required."""
    return {"type": "object", "required": list(fields), "properties": fields}


def of(kind: type) -> Json:
    """A reference to the schema of a value."""
    return {"$ref": f"#/components/schemas/{kind.__name__}"}


def many(kind: type) -> Json:
    return {"type": "array", "items": of(kind)}


def page_of(kind: type) -> Json:
    return shape(items=many(kind), next_cursor=CURSOR)


def whole(least: int, most: int) -> Json:
    return {"type": "integer", "minimum": least, "maximum": most}


CURSOR: Json = {"type": ["string", "null"]}
PAGING: Mapping[str, Json] = {"limit": whole(1, 200), "cursor": {"type": "string"}}
