"""REST: links to frozen copies of conversations. A person makes them, and only who is signed in reads by them."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec

from chalicelib.api.http import Call
from chalicelib.api.schema import CURSOR, PAGING, Json, route, shape
from chalicelib.models import timestamp
from chalicelib.models.links import ConversationLink, CopiedMessage

MOST_DAYS = 90
TEXT: Json = {"type": "string"}
LINK = shape(id=TEXT, conversation_id=TEXT, title=TEXT, created_at=TEXT, expires_at=TEXT, messages={"type": "integer"})
HEAD = ("conversation_id", "title", "created_at", "expires_at")  # What a reader is told of a link.
COPIED = shape(id=TEXT, role=TEXT, text=TEXT, created_at=TEXT, citations={"type": "array"})


class NewLink(msgspec.Struct):
    """It is good for so many `days`."""

    days: Annotated[int, msgspec.Meta(ge=1, le=MOST_DAYS)] = 7


@route("POST", "/conversations/{conversation_id}/links", status=201, takes=NewLink, gives=LINK)
def make(call: Call, conversation_id: str) -> Any:
    body = call.body(NewLink)
    call.adapters.rate_limits.count(call.owner_id, "links")
    return _shown(call.services.accounts.linking.make(call.owner_id, conversation_id, body.days))


@route("GET", "/links", gives=shape(items={"type": "array", "items": LINK}))
def list_all(call: Call) -> Any:
    return {"items": [_shown(link) for link in call.adapters.links.all(call.owner_id)]}


@route("DELETE", "/links/{link_id}", status=202)
def take_back(call: Call, link_id: str) -> Any:
    call.services.accounts.linking.take_back(call.owner_id, link_id)
    return {}


@route(
    "GET",
    "/links/{link_id}",
    gives=shape(
        conversation_id=TEXT,
        title=TEXT,
        created_at=TEXT,
        expires_at=TEXT,
        own={"type": "boolean"},
        items={"type": "array", "items": COPIED},
        next_cursor=CURSOR,
    ),
    query=PAGING,
)
def read(call: Call, link_id: str) -> Any:
    name = f"link {link_id}"
    after = call.position(name)
    link, own, page = call.services.accounts.linking.read(call.owner_id, link_id, call.number("limit", 50), after)
    head = {name: value for name, value in _shown(link).items() if name in HEAD}
    return {**head, "own": own, **call.listed(name, [_message(one) for one in page.items], page.next_position)}


def _message(message: CopiedMessage) -> Json:
    citations = [asdict(citation) | {"heading": list(citation.heading)} for citation in message.citations]
    shown = asdict(message) | {"citations": citations}
    return shown | {"markers": list(message.markers) if message.role == "assistant" else None}


def _shown(link: ConversationLink) -> Json:
    times = {name: timestamp(datetime.fromtimestamp(getattr(link, name), UTC)) for name in ("created_at", "expires_at")}
    return asdict(link) | times
