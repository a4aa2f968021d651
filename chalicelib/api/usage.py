"""REST: what was used, day by day and program by program, and how much there may be."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

from chalicelib import wire
from chalicelib.api.http import Call
from chalicelib.api.schema import Json, many, of, route, shape
from chalicelib.errors import InvalidRequestError
from chalicelib.models import ClientUsage, DayUsage, Stored

MAX_USAGE_DAYS = 366
FIRST_DAY = date(2000, 1, 1)  # Nothing is older, and before the year 1 there is no day to go back to.
DAY: Json = {"type": "string", "format": "date"}
MOST_CLIENTS = 50
KINDS = ("page", "token", "app", "other")
CLIENT = shape(
    kind={"enum": list(KINDS)},
    id={"type": ["string", "null"]},
    name={"type": ["string", "null"]},
    questions={"type": "integer"},
    price_usd={"type": "number"},
)


@route(
    "GET",
    "/usage",
    gives=shape(
        days=many(DayUsage), stored=of(Stored), caps={"type": "object"}, clients={"type": "array", "items": CLIENT}
    ),
    query={"from": DAY, "to": DAY},
)
def usage(call: Call) -> Any:
    last = _day(call, "to", datetime.now(UTC).date())
    first = _day(call, "from", max(last, FIRST_DAY) - timedelta(days=29))
    if not first <= last or (last - first).days > MAX_USAGE_DAYS:
        raise InvalidRequestError(f"Please ask for 1 to {MAX_USAGE_DAYS} days.")
    days, programs = call.adapters.usage.report(call.owner_id, first.isoformat(), last.isoformat())
    caps = call.adapters.usage.caps(call.owner_id)
    counts = call.adapters.documents.stored
    quota = counts.quota_of(call.owner_id)
    shown = {
        "daily_questions": caps.daily_questions,
        "daily_price_usd": caps.daily_price_usd,
        "documents": quota.documents,
        "bytes": quota.bytes,
        "notes": quota.notes,
        "collections": quota.collections,
        "memberships": quota.memberships,
        "sources": quota.sources,
    }
    return {
        "days": [wire.day_usage(day) for day in days],
        "stored": asdict(counts.of(call.owner_id)),
        "caps": shown,
        "clients": _clients(call, days, programs),
    }


def _clients(call: Call, days: Sequence[DayUsage], programs: Sequence[ClientUsage]) -> list[Json]:
    """The page first, which has what is left, then the programs, those beyond a number together. Empty without any."""
    if not programs:
        return []
    questions = sum(day.questions for day in days) - sum(one.questions for one in programs)
    price = sum(day.price_usd for day in days) - sum(one.price_usd for one in programs)
    known = [one for one in programs if one.client != "other"]
    rest = [*known[MOST_CLIENTS:], *(one for one in programs if one.client == "other")]
    named = any(one.client.startswith("token_") for one in known)
    names = {token.id: token.name for token in call.adapters.personal_tokens.all(call.owner_id)} if named else {}
    shown = [_client("page", None, None, max(questions, 0), max(price, 0.0))]
    for one in known[:MOST_CLIENTS]:
        kind, _, id_ = one.client.partition("_")
        shown.append(_client(kind, id_, names.get(id_), one.questions, one.price_usd))
    if rest:
        more = sum(one.questions for one in rest), sum(one.price_usd for one in rest)
        shown.append(_client("other", None, None, *more))
    return shown


def _client(kind: str, id_: str | None, name: str | None, questions: int, price_usd: float) -> Json:
    return {"kind": kind, "id": id_, "name": name, "questions": questions, "price_usd": price_usd}


def _day(call: Call, name: str, default: date) -> date:
    value = call.parameter(name)
    try:
        return date.fromisoformat(value) if value else default
    except ValueError as error:
        raise InvalidRequestError(f"{name} is a day like 2026-01-31.") from error
