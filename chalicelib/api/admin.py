"""REST for admins: people and their caps, groups' caps, models on and off, acts. Counters alone, never a word.

Every route below `/admin` asks who calls before its handler runs (api/http.py).
"""

import re
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec

from chalicelib.administration.acts import new_act
from chalicelib.administration.people import texts_of
from chalicelib.api.http import Call
from chalicelib.api.schema import CURSOR, PAGING, Json, route, shape, whole
from chalicelib.errors import InvalidRequestError, NotFoundError
from chalicelib.models import timestamp
from chalicelib.models.administration import EVERYONE, Act, Person
from chalicelib.models.caps import GROUP_NAME, CapChoice

MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
TEXT: Json = {"type": "string"}
MOST_LISTED = 60  # The user pool tells no more at once.

Questions = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Dollars = Annotated[float, msgspec.Meta(ge=0, le=100_000)]


class PersonCaps(msgspec.Struct):
    """What is left out stays; null: as the settings say."""

    daily_questions: Questions | msgspec.UnsetType | None = msgspec.UNSET
    daily_price_usd: Dollars | msgspec.UnsetType | None = msgspec.UNSET
    documents: Annotated[int, msgspec.Meta(ge=0, le=10_000_000)] | msgspec.UnsetType | None = msgspec.UNSET
    bytes: Annotated[int, msgspec.Meta(ge=0, le=2**50)] | msgspec.UnsetType | None = msgspec.UNSET


class GroupCaps(msgspec.Struct):
    """null: as the settings say."""

    daily_questions: Questions | None = None
    daily_price_usd: Dollars | None = None


class ModelSwitch(msgspec.Struct):
    model: Annotated[str, msgspec.Meta(max_length=2_048)]
    on: bool


def listing(item: Json, **more: Json) -> Json:
    return shape(items={"type": "array", "items": item}, next_cursor=CURSOR, **more)


@route(
    "GET",
    "/admin/people",
    gives=listing({"type": "object"}, month=TEXT, defaults={"type": "object"}),
    query={"month": TEXT, "q": TEXT, "limit": whole(1, MOST_LISTED), "cursor": TEXT},
)
def people(call: Call) -> Any:
    month = call.parameter("month") or timestamp()[:7]
    if not MONTH.fullmatch(month):
        raise InvalidRequestError("month is like 2026-01.")
    prefix = call.parameter("q") or None
    name = f"people {prefix or ''}"
    page = call.services.administration.people.page(month, prefix, call.number("limit", 30), call.position(name))
    defaults = {
        **asdict(CapChoice(call.adapters.caps.daily_questions, call.adapters.caps.daily_price_usd)),
        "documents": call.adapters.documents.stored.quota.documents,
        "bytes": call.adapters.documents.stored.quota.bytes,
    }
    shown = call.listed(name, [_person(person) for person in page.items], page.next_position)
    return {**shown, "month": month, "defaults": defaults}


@route("PATCH", "/admin/people/{person_id}", takes=PersonCaps)
def person_caps(call: Call, person_id: str) -> Any:
    body = call.body(PersonCaps)
    fields = {name: getattr(body, name) for name in body.__struct_fields__}
    chosen = {name: value for name, value in fields.items() if value is not msgspec.UNSET}
    if not chosen:
        raise InvalidRequestError("Please name a cap.")
    call.adapters.rate_limits.count(call.owner_id, "admin_acts")
    call.services.administration.people.choose(call.identity, person_id, chosen)
    return {}


@route("GET", "/admin/groups", gives=shape(items={"type": "array", "items": {"type": "object"}}))
def groups(call: Call) -> Any:
    chosen = call.adapters.choices.groups()
    return {"items": [{"name": name, **asdict(caps)} for name, caps in sorted(chosen.items())]}


@route("PUT", "/admin/groups/{group}", takes=GroupCaps)
def group_caps(call: Call, group: str) -> Any:
    if not GROUP_NAME.fullmatch(group):
        raise NotFoundError
    body = call.body(GroupCaps)
    caps = CapChoice(body.daily_questions, body.daily_price_usd)
    call.adapters.rate_limits.count(call.owner_id, "admin_acts")
    act = new_act(call.identity, "group_caps_changed", f"group#{group}", {"group": group, **texts_of(caps)})
    call.adapters.choices.choose_for_group(act, group, caps)
    return {}


@route("GET", "/admin/models", gives=shape(items={"type": "array", "items": {"type": "object"}}))
def models(call: Call) -> Any:
    off = call.adapters.choices.models_off()
    infos = [call.adapters.catalogue.chat_info(model) for model in call.services.settings.chat_models]
    return {"items": [{"id": info.id, "label": info.label, "on": info.id not in off} for info in infos]}


@route("PATCH", "/admin/models", takes=ModelSwitch)
def switch(call: Call) -> Any:
    body, offered = call.body(ModelSwitch), call.services.settings.chat_models
    if body.model not in offered:
        raise NotFoundError
    call.adapters.rate_limits.count(call.owner_id, "admin_acts")
    details = {"model": body.model, "on": "true" if body.on else "false"}
    act = new_act(call.identity, "model_switched", EVERYONE, details)
    call.adapters.choices.switch(act, body.model, on=body.on, all_models=offered)
    return {}


@route("GET", "/admin/acts", gives=listing({"type": "object"}), query=PAGING)
def acts(call: Call) -> Any:
    page = call.adapters.acts.page(call.number("limit", 50), call.position("acts"))
    return call.listed("acts", [shown_act(act) for act in page.items], page.next_position)


def shown_act(act: Act) -> Json:
    return asdict(act)


def _person(person: Person) -> Json:
    seen = timestamp(datetime.fromtimestamp(person.seen_at, UTC)) if person.seen_at else None
    return {
        **asdict(person.account),
        "ended": person.ended,
        "groups": list(person.groups),
        "seen_at": seen,
        **asdict(person.used),
        "documents": person.stored.documents,
        "bytes": person.stored.bytes,
        "caps": {**asdict(person.caps), **asdict(person.quota)},
    }
