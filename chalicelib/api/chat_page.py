"""One page of a stored conversation, bounded in messages and in bytes: Lambda answers with at most 6 MB."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chalicelib import wire
from chalicelib.api.schema import Json
from chalicelib.models import Document, Message
from chalicelib.rag.citations.standing import with_standing

MAX_PAGE_BYTES = 1_000_000  # Of a page's JSON, as docs/protocol.md says.
HEAD_BYTES = 4_000  # Of these, what the conversation itself and the cursor may take.
STANDING_BYTES = 8  # A citation's standing is told after the page is cut: `"changed"` in the place of `null`, and more.
READ_AT_ONCE = 50  # Messages that are read together: with their sources, as many keys as one BatchGetItem takes.


@dataclass(frozen=True)
class ChatPage:
    """Messages, oldest first. `next_position` is the message before which the next page ends, None on the last."""

    messages: Sequence[Message]
    next_position: str | None


def cut(newest_first: Iterator[Message], limit: int, *, texts: bool) -> ChatPage:
    """The newest `limit` messages, or as many as fit; one at least. `texts`: with those of their sources.

    A page begins with a question if it has one, so that no answer stands without it.
    """
    taken: list[Message] = []
    left = MAX_PAGE_BYTES - HEAD_BYTES
    for message in newest_first:
        left -= _bytes(message, texts=texts)
        if len(taken) == limit or (taken and left < 0):
            return _from_a_question(taken[::-1])
        taken.append(message)
    return ChatPage(taken[::-1], None)


def _bytes(message: Message, *, texts: bool) -> int:
    return len(wire.encode(_shown(message, texts=texts))) + 1 + STANDING_BYTES * len(message.citations)


def _from_a_question(messages: Sequence[Message]) -> ChatPage:
    first = next((at for at, message in enumerate(messages) if message.role == "user"), 0)
    return ChatPage(messages[first:], messages[first].id)


def shown(page: ChatPage, documents: Mapping[str, Document], *, texts: bool) -> list[Json]:
    """The page's messages as the contract has them; `documents` are the cited ones that there are, by id."""
    return [_shown(message, texts=texts) for message in with_standing(page.messages, documents)]


def _shown(message: Message, *, texts: bool) -> Json:
    most = MAX_PAGE_BYTES - HEAD_BYTES - STANDING_BYTES * len(message.citations)
    return wire.message_within(message, most, source_texts=texts)
