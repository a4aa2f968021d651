"""REST: what a person keeps, words of their own and answers."""

from typing import Any

import msgspec

from chalicelib import wire
from chalicelib.api.http import Call
from chalicelib.api.schema import PAGING, of, page_of, route
from chalicelib.errors import InvalidRequestError, MessageNotFoundError
from chalicelib.models import KeptAnswer, Note, new_id, timestamp
from chalicelib.models.documents import MAX_ID_CHARACTERS
from chalicelib.rag.answers.keeping import kept
from chalicelib.rag.answers.readable_sources import ReadableSources
from chalicelib.rag.text.cleaning import clean_note


class Kept(msgspec.Struct):
    text: str = ""
    conversation_id: str | None = None
    message_id: str | None = None


class Written(msgspec.Struct):
    text: str


@route("GET", "/notes", gives=page_of(Note), query=PAGING)
def list_all(call: Call) -> Any:
    page = call.adapters.notes.list_page(call.owner_id, call.number("limit", 50), call.position("notes"))
    sources = ReadableSources(call.adapters.grants, call.owner_id)
    return call.listed("notes", [wire.note(sources.note(note)) for note in page.items], page.next_position)


@route("POST", "/notes", status=201, takes=Kept, gives=of(Note))
def keep(call: Call) -> Any:
    """An answer that is kept already stays as it was kept first."""
    body = call.body(Kept)
    text, answer = clean_note(body.text), _answer(call, body)
    if not text and answer is None:
        raise InvalidRequestError("A note has words of its own, or an answer.")
    call.adapters.rate_limits.count(call.owner_id, "uploads")  # A write of 300 KB is paid for as one of a file is.
    now = timestamp()
    note_id = answer.message_id if answer else new_id()
    note = call.adapters.notes.keep(Note(note_id, call.owner_id, text, now, now, answer))
    return wire.note(ReadableSources(call.adapters.grants, call.owner_id).note(note))


@route("PATCH", "/notes/{note_id}", takes=Written, gives=of(Note))
def write(call: Call, note_id: str) -> Any:
    text = clean_note(call.body(Written).text)
    if not text and call.adapters.notes.get(call.owner_id, note_id).answer is None:
        raise InvalidRequestError("A note has words of its own, or an answer.")
    call.adapters.rate_limits.count(call.owner_id, "uploads")
    note = call.adapters.notes.write(call.owner_id, note_id, text)
    return wire.note(ReadableSources(call.adapters.grants, call.owner_id).note(note))


@route("DELETE", "/notes/{note_id}")
def delete(call: Call, note_id: str) -> Any:
    call.adapters.notes.delete(call.owner_id, note_id)
    return {}


def _answer(call: Call, body: Kept) -> KeptAnswer | None:
    """The answer that is to be kept; raises MessageNotFoundError unless it stands in that conversation."""
    conversation_id, message_id = body.conversation_id, body.message_id
    if conversation_id is None and message_id is None:
        return None
    if conversation_id is None or message_id is None:
        raise InvalidRequestError("Of an answer say both: conversation_id and message_id.")
    if max(len(conversation_id), len(message_id)) > MAX_ID_CHARACTERS:
        raise MessageNotFoundError
    conversations = call.adapters.conversations
    answer = conversations.message(call.owner_id, message_id)
    if answer.conversation_id != conversation_id:
        raise MessageNotFoundError
    if answer.reply_to is None:
        raise InvalidRequestError("Only an answer that has ended can be kept.")
    question = conversations.message(call.owner_id, answer.reply_to)
    return kept(question, ReadableSources(call.adapters.grants, call.owner_id).message(answer))
