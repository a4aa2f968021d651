"""REST: stored chats and feedback."""

from dataclasses import asdict
from typing import Any

import msgspec

from chalicelib import wire
from chalicelib.api import chat_page
from chalicelib.api.http import Call
from chalicelib.api.schema import CURSOR, PAGING, many, of, page_of, route, shape
from chalicelib.errors import InvalidRequestError, MessageNotFoundError
from chalicelib.models import Conversation, Feedback, Message, Passage, Rating
from chalicelib.rag.answers.readable_sources import ReadableSources
from chalicelib.rag.citations.standing import cited_documents
from chalicelib.rag.text.cleaning import clean_folder_name, clean_title

MAX_SEARCH_CHARACTERS = 200
MAX_COMMENT_CHARACTERS = 2_000
SEARCHING = {
    **PAGING,
    "q": {"type": "string", "maxLength": MAX_SEARCH_CHARACTERS},
    "pinned": {"type": "string", "enum": ["true"]},
    "filed": {"type": "string", "enum": ["true"]},
}
MAX_MESSAGES = 200
SOURCES = ("full", "brief")
READING = {**PAGING, "sources": {"type": "string", "enum": list(SOURCES)}}


class Change(msgspec.Struct):
    title: str | None = None
    pinned: bool | None = None
    folder: str | None = None


class Rated(msgspec.Struct):
    rating: Rating | None
    comment: str | None = None


@route("GET", "/conversations", gives=page_of(Conversation), query=SEARCHING)
def list_all(call: Call) -> Any:
    limit = call.number("limit", 50)
    words = (call.parameter("q") or "").strip()
    if len(words) > MAX_SEARCH_CHARACTERS:
        raise InvalidRequestError(f"Please search with at most {MAX_SEARCH_CHARACTERS} characters.")
    conversations, after = call.adapters.conversations, call.position("conversations")
    if call.parameter("pinned") == "true":
        page = conversations.pinned_page(call.owner_id, after)
    elif call.parameter("filed") == "true":
        page = conversations.filed_page(call.owner_id, after)
    elif words:
        call.adapters.rate_limits.count(call.owner_id, "searches")
        page = conversations.find(call.owner_id, words, limit, after)
    else:
        page = conversations.list_page(call.owner_id, limit, after)
    return call.listed(
        "conversations", [wire.conversation(conversation) for conversation in page.items], page.next_position
    )


@route(
    "GET",
    "/conversations/{conversation_id}",
    gives={"allOf": [of(Conversation), shape(messages=many(Message), next_cursor=CURSOR)]},
    query=READING,
)
def get(call: Call, conversation_id: str) -> Any:
    """A client that asks for no page gets as many of the newest messages as fit, with all that they have."""
    limit = call.number("limit", MAX_MESSAGES)
    texts = _with_texts(call)
    name = f"messages {conversation_id}"
    before = call.position(name)
    conversations = call.adapters.conversations
    conversation = conversations.conversation(call.owner_id, conversation_id)
    at_once = min(limit + 1, chat_page.READ_AT_ONCE)
    sources = ReadableSources(call.adapters.grants, call.owner_id)
    newest_first = map(sources.message, conversations.backwards(call.owner_id, conversation_id, before, at_once))
    page = chat_page.cut(newest_first, limit, texts=texts)
    documents = call.adapters.documents.get_many(call.owner_id, cited_documents(page.messages))
    others = call.adapters.documents.find_each(sources.of_others(page.messages))
    documents |= {document.id: document for _, reading in others if (document := reading()) is not None}
    cursor = call.adapters.cursors.seal(call.owner_id, name, page.next_position)
    shown = chat_page.shown(page, documents, texts=texts)
    return wire.conversation(conversation) | {"messages": shown, "next_cursor": cursor}


def _with_texts(call: Call) -> bool:
    sources = call.parameter("sources") or "full"
    if sources not in SOURCES:
        raise InvalidRequestError(f"sources is one of: {', '.join(SOURCES)}.")
    return sources == "full"


@route(
    "GET",
    "/conversations/{conversation_id}/messages/{message_id}/sources",
    gives=shape(sources=many(Passage)),
)
def sources(call: Call, conversation_id: str, message_id: str) -> Any:
    message = call.adapters.conversations.message(call.owner_id, message_id)
    if message.conversation_id != conversation_id:
        raise MessageNotFoundError
    message = ReadableSources(call.adapters.grants, call.owner_id).message(message)
    return {"sources": [wire.passage(source) for source in message.sources]}


@route("PATCH", "/conversations/{conversation_id}", takes=Change, gives=of(Conversation))
def change(call: Call, conversation_id: str) -> Any:
    """Of a folder an empty name is none."""
    body = call.body(Change)
    if body.title is None and body.pinned is None and body.folder is None:
        raise InvalidRequestError("Say what to change: title, pinned or folder.")
    title = None if body.title is None else clean_title(body.title)
    folder = None if body.folder is None else clean_folder_name(body.folder)
    conversations = call.adapters.conversations
    if body.pinned is not None:
        conversation = conversations.pin(call.owner_id, conversation_id, body.pinned)
    if folder is not None:
        conversation = conversations.file(call.owner_id, conversation_id, folder or None)
    if title is not None:
        conversation = conversations.rename(call.owner_id, conversation_id, title)
    shown = wire.conversation(conversation)
    call.adapters.sockets.tell_owner(call.owner_id, {"type": "conversation", "conversation": shown})
    return shown


@route("DELETE", "/conversations/{conversation_id}", status=202)
def delete(call: Call, conversation_id: str) -> Any:
    call.adapters.conversations.delete(call.owner_id, conversation_id)
    call.services.accounts.linking.forget(call.owner_id, conversation_id)
    return {}


@route(
    "PUT",
    "/conversations/{conversation_id}/messages/{message_id}/feedback",
    takes=Rated,
    gives=of(Feedback),
)
def give_feedback(call: Call, conversation_id: str, message_id: str) -> Any:
    body = call.body(Rated)
    if len(body.comment or "") > MAX_COMMENT_CHARACTERS:
        raise InvalidRequestError(f"A comment has at most {MAX_COMMENT_CHARACTERS} characters.")
    feedback = Feedback(rating=body.rating, comment=body.comment)
    call.adapters.answers.set_feedback(call.owner_id, conversation_id, message_id, feedback)
    return asdict(feedback)
