"""REST: stored chats, feedback and usage."""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from chalice.app import Blueprint, Request

from chalicelib import wire
from chalicelib.api.http import body, listed, number, place, query, route
from chalicelib.api.schema import PAGING, many, of, page_of, shape
from chalicelib.errors import InvalidRequestError
from chalicelib.models import Conversation, DayUsage, Feedback, Identity, Message, Rating
from chalicelib.rag.text.cleaning import clean_text
from chalicelib.wiring import services

routes = Blueprint(__name__)

MAX_TITLE_CHARACTERS = 200
MAX_SEARCH_CHARACTERS = 200
MAX_COMMENT_CHARACTERS = 2_000
MAX_USAGE_DAYS = 366
FIRST_DAY = date(2000, 1, 1)  # Nothing is older, and before the year 1 there is no day to go back to.
SEARCHING = {**PAGING, "q": {"type": "string", "maxLength": MAX_SEARCH_CHARACTERS}}
DAY = {"type": "string", "format": "date"}


class Title(msgspec.Struct):
    title: str


class Rated(msgspec.Struct):
    rating: Rating | None
    comment: str | None = None


@route(routes, "GET", "/conversations", gives=page_of(Conversation), query=SEARCHING)
def list_all(identity: Identity, request: Request) -> Any:
    limit = number(request, "limit", 50, 1, 200)
    words = query(request).get("q", "").strip()
    if len(words) > MAX_SEARCH_CHARACTERS:
        raise InvalidRequestError(f"Please search with at most {MAX_SEARCH_CHARACTERS} characters.")
    conversations, after = services().conversations, place(request, identity, "conversations")
    if words:
        services().counters.count(identity.owner_id, "searches")
        page = conversations.find(identity.owner_id, words, limit, after)
    else:
        page = conversations.list_page(identity.owner_id, limit, after)
    return listed(identity, "conversations", [wire.conversation(each) for each in page.items], page.next_place)


@route(
    routes,
    "GET",
    "/conversations/{conversation_id}",
    gives={"allOf": [of(Conversation), shape(messages=many(Message))]},
)
def get(identity: Identity, request: Request, conversation_id: str) -> Any:
    conversation = services().conversations.conversation(identity.owner_id, conversation_id)
    messages = services().conversations.history(identity.owner_id, conversation_id)
    return wire.conversation(conversation) | {"messages": [wire.message(each) for each in messages]}


@route(routes, "PATCH", "/conversations/{conversation_id}", takes=Title, gives=of(Conversation))
def rename(identity: Identity, request: Request, conversation_id: str) -> Any:
    title = clean_text(body(request, Title).title)
    if not 0 < len(title) <= MAX_TITLE_CHARACTERS:
        raise InvalidRequestError(f"A title has 1 to {MAX_TITLE_CHARACTERS} characters.")
    conversation = services().conversations.rename(identity.owner_id, conversation_id, title)
    shown = wire.conversation(conversation)
    services().sockets.tell_owner(identity.owner_id, {"type": "conversation", "conversation": shown})
    return shown


@route(routes, "DELETE", "/conversations/{conversation_id}", status=202)
def delete(identity: Identity, request: Request, conversation_id: str) -> Any:
    services().conversations.delete(identity.owner_id, conversation_id)
    return {}


@route(
    routes,
    "PUT",
    "/conversations/{conversation_id}/messages/{message_id}/feedback",
    takes=Rated,
    gives=of(Feedback),
)
def give_feedback(identity: Identity, request: Request, conversation_id: str, message_id: str) -> Any:
    wanted = body(request, Rated)
    if len(wanted.comment or "") > MAX_COMMENT_CHARACTERS:
        raise InvalidRequestError(f"A comment has at most {MAX_COMMENT_CHARACTERS} characters.")
    feedback = Feedback(rating=wanted.rating, comment=wanted.comment)
    services().conversations.set_feedback(identity.owner_id, conversation_id, message_id, feedback)
    return asdict(feedback)


@route(
    routes,
    "GET",
    "/usage",
    gives=shape(days=many(DayUsage), caps={"type": "object"}),
    query={"from": DAY, "to": DAY},
)
def usage(identity: Identity, request: Request) -> Any:
    last = _day(request, "to", datetime.now(UTC).date())
    first = _day(request, "from", max(last, FIRST_DAY) - timedelta(days=29))
    if not first <= last or (last - first).days > MAX_USAGE_DAYS:
        raise InvalidRequestError(f"Please ask for 1 to {MAX_USAGE_DAYS} days.")
    days = services().usage.between(identity.owner_id, first.isoformat(), last.isoformat())
    caps = services().usage.caps(identity.owner_id)
    shown = {"daily_questions": caps.daily_questions, "daily_price_usd": caps.daily_price_usd}
    return {"days": [wire.day_usage(each) for each in days], "caps": shown}


def _day(request: Request, name: str, default: date) -> date:
    value = query(request).get(name)
    try:
        return date.fromisoformat(value) if value else default
    except ValueError as error:
        raise InvalidRequestError(f"{name} is a day like 2026-01-31.") from error
