"""REST: tokens that a person makes for programs. No program may make one itself."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec

from chalicelib.api.http import Call
from chalicelib.api.schema import Json, route, shape
from chalicelib.errors import InvalidRequestError
from chalicelib.models import PersonalToken, Scope, timestamp
from chalicelib.rag.text.cleaning import clean_title

MOST_DAYS = 365
TEXT: Json = {"type": "string"}
SCOPES: Json = {"type": "array", "items": {"enum": ["read", "ask", "write"]}}
TOKEN = shape(
    id=TEXT,
    name=TEXT,
    scopes=SCOPES,
    created_at=TEXT,
    expires_at=TEXT,
    last_used_at={"type": ["string", "null"]},
)


class NewToken(msgspec.Struct):
    """`scopes` is what a program may do with it, for so many `days`."""

    name: Annotated[str, msgspec.Meta(max_length=200)]
    scopes: Annotated[list[Scope], msgspec.Meta(min_length=1, max_length=3)]
    days: Annotated[int, msgspec.Meta(ge=1, le=MOST_DAYS)] = 90


@route("POST", "/tokens", status=201, takes=NewToken, gives=shape(**TOKEN["properties"], token=TEXT))
def create(call: Call) -> Any:
    body = call.body(NewToken)
    name = clean_title(body.name)
    scopes = sorted(set(body.scopes))
    if not name:
        raise InvalidRequestError("Please name the token.")
    call.adapters.rate_limits.count(call.owner_id, "tokens")
    made, token = call.adapters.personal_tokens.create(call.owner_id, name, scopes, body.days)
    return shown(made) | {"token": token}


@route("GET", "/tokens", gives=shape(items={"type": "array", "items": TOKEN}))
def list_all(call: Call) -> Any:
    return {"items": [shown(token) for token in call.adapters.personal_tokens.all(call.owner_id)]}


@route("DELETE", "/tokens/{token_id}", status=202)
def revoke(call: Call, token_id: str) -> Any:
    call.adapters.personal_tokens.revoke(call.owner_id, token_id)
    return {}


def shown(token: PersonalToken) -> Json:
    times = ("created_at", "expires_at", "last_used_at")
    return asdict(token) | {name: _time(getattr(token, name)) for name in times} | {"scopes": list(token.scopes)}


def _time(seconds: int | None) -> str | None:
    return None if seconds is None else timestamp(datetime.fromtimestamp(seconds, UTC))
