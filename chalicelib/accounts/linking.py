"""A conversation shared by a link: a frozen copy that whoever is signed in may read until it ends or is taken back.

The copy has the answers' words and which documents they cite. The words of a document are shown only to who may read
that document now, whoever made the link.
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from chalicelib.accounts.linking_roles import CopiedChats, LinkStore, ReadableDocuments
from chalicelib.accounts.roles import AccountRecords
from chalicelib.errors import InvalidRequestError, NotFoundError, TooLargeError
from chalicelib.models import Message, Page
from chalicelib.models.links import ConversationLink, CopiedCitation, CopiedMessage

MOST_MESSAGES = 500  # Of one copy.
READ_AT_ONCE = 50
DAY_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Linking:
    """`now` gives the time in Unix seconds."""

    links: LinkStore
    chats: CopiedChats
    accounts: AccountRecords
    readable: ReadableDocuments
    now: Callable[[], float] = time.time

    def make(self, owner_id: str, conversation_id: str, days: int) -> ConversationLink:
        """Freeze what the conversation holds now. Raises ConversationNotFoundError, ConflictError, TooLargeError."""
        conversation = self.chats.conversation(owner_id, conversation_id)
        ended = (one for one in self.chats.backwards(owner_id, conversation_id, None, READ_AT_ONCE) if _is_copied(one))
        messages = list(islice(ended, MOST_MESSAGES + 1))
        if len(messages) > MOST_MESSAGES:
            raise TooLargeError(f"At most {MOST_MESSAGES} messages can be shared.")
        if not messages:
            raise InvalidRequestError("There is nothing to share yet.")
        now = int(self.now())
        link_id, ends = self.links.new_id(owner_id), now + days * DAY_SECONDS
        link = ConversationLink(link_id, conversation_id, conversation.title, now, ends, len(messages))
        self.links.copy(owner_id, link, map(_copied, messages))
        self.links.add(owner_id, link)
        return link

    def take_back(self, owner_id: str, link_id: str) -> None:
        """It opens nothing from here on. Raises NotFoundError."""
        if link_id not in {link.id for link in self.links.all(owner_id)}:
            raise NotFoundError
        self.links.remove(owner_id, [link_id])

    def forget(self, owner_id: str, conversation_id: str) -> None:
        """No copy outlives its conversation."""
        links = [link.id for link in self.links.all(owner_id) if link.conversation_id == conversation_id]
        if links:
            self.links.remove(owner_id, links)

    def read(
        self, reader_id: str, link_id: str, limit: int, after: str | None
    ) -> tuple[ConversationLink, bool, Page[CopiedMessage]]:
        """The link, whether it is the reader's own, and a page of its messages. Raises NotFoundError."""
        owner_id, link = self.links.open(link_id)
        if self.accounts.find(owner_id).ended:
            raise NotFoundError
        page = self.links.messages(owner_id, link, limit, after)
        cited = {citation.document_id for message in page.items for citation in message.citations}
        shown = self.readable(reader_id, cited) if cited else frozenset[str]()
        return link, owner_id == reader_id, Page(tuple(_within(page.items, shown)), page.next_position)


def _is_copied(message: Message) -> bool:
    return message.role == "user" or message.status != "streaming"


def _copied(message: Message) -> CopiedMessage:
    """Without ratings, comments, prices, scopes and errors: they are its owner's."""
    citations = (
        CopiedCitation(
            n=citation.n,
            document_id=citation.document_id,
            filename=citation.filename,
            page=citation.page,
            answer_start=citation.answer_start,
            answer_end=citation.answer_end,
            verified=citation.verified,
            quote=citation.quote,
            heading=citation.heading,
        )
        for citation in message.citations
    )
    return CopiedMessage(
        id=message.id,
        role=message.role,
        text=message.text,
        created_at=message.created_at,
        markers=tuple(message.markers) if message.role == "assistant" else (),
        citations=tuple(citations),
        model=message.model if message.role == "assistant" else None,
        reply_to=message.reply_to,
        after=message.after,
    )


def _within(messages: Iterable[CopiedMessage], readable: Collection[str]) -> Iterator[CopiedMessage]:
    """Without the words of documents that the reader may not read."""
    for message in messages:
        citations = (
            citation if citation.document_id in readable else replace(citation, quote="", heading=())
            for citation in message.citations
        )
        yield replace(message, citations=tuple(citations))
