"""What a route tells of itself, in JSON schemas; openapi.py makes the service's description of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Route:
    """What a route's description tells: the JSON schemas of its query's values and of what it gives, what it takes."""

    method: str
    path: str
    status: int = 200
    takes: type | None = None
    gives: Json = field(default_factory=dict)
    query: Mapping[str, Json] = field(default_factory=dict)
    blueprint: str = ""
    name: str = ""
    signed_in: bool = True


_routes: list[Route] = []


def describe(described: Route) -> None:
    _routes.append(described)


def registered() -> tuple[Route, ...]:
    """The routes of the blueprints that have been imported."""
    return tuple(_routes)


def shape(**fields: Json) -> Json:
    """The JSON schema of an object with these fields, all of them there."""
    return {"type": "object", "required": list(fields), "properties": fields}


def of(kind: type) -> Json:
    """A reference to the schema of a value."""
    return {"$ref": f"#/components/schemas/{kind.__name__}"}


def many(kind: type) -> Json:
    return {"type": "array", "items": of(kind)}


def page_of(kind: type) -> Json:
    return shape(items=many(kind), next_cursor={"type": ["string", "null"]})


def whole(least: int, most: int) -> Json:
    return {"type": "integer", "minimum": least, "maximum": most}


PAGING: Mapping[str, Json] = {"limit": whole(1, 200), "cursor": {"type": "string"}}
