"""REST: sources, their sweeps, and their items."""

from typing import Annotated, Any

import msgspec

from chalicelib.api.http import Call
from chalicelib.api.schema import PAGING, of, page_of, route
from chalicelib.api.shown_sources import source, source_item
from chalicelib.errors import InvalidRequestError
from chalicelib.models import Source, SourceItem
from chalicelib.models.sources import Follow, SourceEnd, SourceKind

MOST_HOURS = 24 * 90
Depth = Annotated[int, msgspec.Meta(ge=0, le=20)]
Hours = Annotated[int, msgspec.Meta(ge=0, le=MOST_HOURS)]
Number = Annotated[int, msgspec.Meta(ge=1, le=2**53)]
Price = Annotated[float, msgspec.Meta(ge=0, le=1000)]


class SourceWish(msgspec.Struct):
    """What is not given stays, or is the usual."""

    follow: Follow | None = None
    path: str | None = None
    depth: Depth | None = None
    every_hours: Hours | None = None
    most_items: Number | None = None
    most_bytes: Number | None = None
    most_price_usd: Price | None = None
    tags: list[str] | None = None
    paused: bool | None = None


class NewSource(SourceWish, kw_only=True):
    address: Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]
    kind: SourceKind | None = None


class RunWish(msgspec.Struct):
    """`allow_deletions`: so many documents may go without a further question."""

    dry: bool = False
    allow_deletions: Annotated[int, msgspec.Meta(ge=0, le=2**31)] = 0


@route("GET", "/sources", gives=page_of(Source), query=PAGING)
def list_all(call: Call) -> Any:
    page = call.adapters.sources.list_page(call.owner_id, call.number("limit", 50), call.position("sources"))
    return call.listed("sources", [source(each) for each in page.items], page.next_position)


@route("POST", "/sources", status=201, takes=NewSource, gives=of(Source))
def create(call: Call) -> Any:
    body = call.body(NewSource)
    call.adapters.rate_limits.count(call.owner_id, "sweeps")
    return source(call.services.sources.keeping.add(call.owner_id, body.kind, body.address, _wishes(body)))


@route("GET", "/sources/{source_id}", gives=of(Source))
def get(call: Call, source_id: str) -> Any:
    return source(call.adapters.sources.get(call.owner_id, source_id))


@route("PATCH", "/sources/{source_id}", takes=SourceWish, gives=of(Source))
def change(call: Call, source_id: str) -> Any:
    wishes = _wishes(call.body(SourceWish))
    return source(call.services.sources.keeping.change(call.owner_id, source_id, wishes))


@route(
    "DELETE", "/sources/{source_id}", status=202, gives=of(Source), query={"documents": {"enum": ["keep", "remove"]}}
)
def delete(call: Call, source_id: str) -> Any:
    how: SourceEnd
    match call.parameter("documents"):
        case "keep":
            how = "keep"
        case "remove":
            how = "remove"
        case _:
            raise InvalidRequestError("documents is keep or remove: whether the source's documents stay.")
    return source(call.services.sources.keeping.end(call.owner_id, source_id, how))


@route("POST", "/sources/{source_id}/runs", status=202, takes=RunWish, gives=of(Source))
def run(call: Call, source_id: str) -> Any:
    body = call.body(RunWish)
    call.adapters.sources.get(call.owner_id, source_id)
    call.adapters.rate_limits.count(call.owner_id, "sweeps")
    keeping = call.services.sources.keeping
    return source(keeping.run(call.owner_id, source_id, dry=body.dry, allowed=body.allow_deletions))


@route("GET", "/sources/{source_id}/items", gives=page_of(SourceItem), query=PAGING)
def items(call: Call, source_id: str) -> Any:
    call.adapters.sources.get(call.owner_id, source_id)
    name = f"items of {source_id}"
    page = call.adapters.sources.list_items(call.owner_id, source_id, call.number("limit", 50), call.position(name))
    return call.listed(name, [source_item(each) for each in page.items], page.next_position)


def _wishes(body: SourceWish) -> Any:
    from chalicelib.rag.documents.sources.keeping import SourceWishes

    return SourceWishes(**{name: getattr(body, name) for name in SourceWish.__struct_fields__})
