"""REST: who else may read a collection, and what others share."""

import time
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec

from chalicelib import wire
from chalicelib.api.http import Call
from chalicelib.api.schema import Json, of, route, shape
from chalicelib.errors import InvalidRequestError
from chalicelib.models import RIGHTS, Collection, Grant, Right, Shared, timestamp

STATUSES = ("waiting", "accepted", "expired")
TEXT: Json = {"type": "string"}
OPTIONAL: Json = {"type": ["string", "null"]}
RIGHT: Json = {"enum": list(RIGHTS)}
GRANT = shape(
    id=TEXT,
    email=OPTIONAL,
    everyone={"type": "boolean"},
    role=RIGHT,
    status={"enum": list(STATUSES)},
    created_at=TEXT,
    accepted_at=OPTIONAL,
    waits_until=OPTIONAL,
)
INVITATION = shape(
    id=TEXT,
    collection=shape(id=TEXT, name=TEXT),
    role=RIGHT,
    owner_name=OPTIONAL,
    created_at=TEXT,
    waits_until=TEXT,
)


class Given(msgspec.Struct):
    """To the person of an address, or to everyone of the stage."""

    role: Right
    email: str | None = None
    everyone: Literal[True] | None = None


@route("POST", "/collections/{collection_id}/grants", status=201, takes=Given, gives=GRANT)
def give(call: Call, collection_id: str) -> Any:
    body = call.body(Given)
    if (body.email is None) is (body.everyone is None):
        raise InvalidRequestError("Give either an email or everyone.")
    call.adapters.rate_limits.count(call.owner_id, "grants")
    return _grant(call.services.accounts.sharing.give(call.identity, collection_id, body.email, body.role))


@route("GET", "/collections/{collection_id}/grants", gives=shape(items={"type": "array", "items": GRANT}))
def list_all(call: Call, collection_id: str) -> Any:
    return {"items": [_grant(one) for one in call.services.accounts.sharing.given(call.owner_id, collection_id)]}


@route("DELETE", "/collections/{collection_id}/grants/{grant_id}")
def revoke(call: Call, collection_id: str, grant_id: str) -> Any:
    call.services.accounts.sharing.revoke(call.owner_id, collection_id, grant_id)
    return {}


@route("DELETE", "/collections/{collection_id}/membership")
def leave(call: Call, collection_id: str) -> Any:
    call.services.accounts.sharing.leave(call.owner_id, collection_id)
    return {}


@route("GET", "/invitations", gives=shape(items={"type": "array", "items": INVITATION}))
def invitations(call: Call) -> Any:
    return {"items": [_invitation(one) for one in call.services.accounts.sharing.invitations(call.identity)]}


@route("POST", "/invitations/{grant_id}", gives=of(Collection))
def accept(call: Call, grant_id: str) -> Any:
    call.adapters.rate_limits.count(call.owner_id, "grants")
    one = call.services.accounts.sharing.accept(call.identity, grant_id)
    return wire.collection(one.collection, one.grant)


@route("DELETE", "/invitations/{grant_id}")
def decline(call: Call, grant_id: str) -> Any:
    call.services.accounts.sharing.decline(call.identity, grant_id)
    return {}


def _grant(value: Grant) -> Json:
    """Whom it was given to by the address alone."""
    accepted = value.grantee == "everyone" or value.person_id is not None
    status = "accepted" if accepted else "waiting" if value.waits(time.time()) else "expired"
    return {
        "id": value.id,
        "email": value.email,
        "everyone": value.grantee == "everyone",
        "role": value.right,
        "status": status,
        "created_at": value.created_at,
        "accepted_at": value.accepted_at,
        "waits_until": None if accepted else _moment(value.waits_until),
    }


def _invitation(value: Shared) -> Json:
    return {
        "id": value.grant.id,
        "collection": {"id": value.collection.id, "name": value.collection.name},
        "role": value.grant.right,
        "owner_name": value.grant.owner_name,
        "created_at": value.grant.created_at,
        "waits_until": _moment(value.grant.waits_until),
    }


def _moment(seconds: int) -> str:
    return timestamp(datetime.fromtimestamp(seconds, UTC))
