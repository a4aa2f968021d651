"""Conversations in DynamoDB: read, renamed, searched, deleted."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, Key

from chalicelib.adapters.dynamo.client import Item, dynamo_errors, from_item
from chalicelib.adapters.dynamo.messages import DynamoMessages, conversation_of, key_of, sources_id
from chalicelib.adapters.dynamo.stored import read, readable
from chalicelib.adapters.dynamo.updates import update
from chalicelib.errors import ConversationNotFoundError
from chalicelib.models import Conversation, Message, Page, Summary, timestamp
from chalicelib.rag.text.words import without_diacritics

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

SUMMARY = "#summary"  # Ends the id of the item that has a conversation's summary.
READ_AT_ONCE = 1_000  # Conversations that one call reads without their messages.
SEARCHED_AT_ONCE = 100  # Conversations that one call searches; each is a query.
MESSAGES_AT_ONCE = 5_000  # Messages that one call searches, to the end of the conversation that reaches them.


class DynamoConversations:
    """Conversations by owner and id, in the table of this name."""

    def __init__(self, dynamo: "DynamoDBServiceResource", table: str, messages: DynamoMessages) -> None:
        self.table = dynamo.Table(table)
        self._messages = messages

    def conversation(self, owner_id: str, conversation_id: str) -> Conversation:
        """Raises ConversationNotFoundError."""
        with dynamo_errors():
            answer = self.table.get_item(Key=key_of(owner_id, conversation_id), ConsistentRead=True)
        if "Item" not in answer:
            raise ConversationNotFoundError
        return conversation_of(from_item(answer["Item"]))

    def list_page(self, owner_id: str, limit: int, after: str | None) -> Page[Conversation]:
        """Last used first. `after` is the position after the page before: `updated_at` and id of its last one."""
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("owner_id").eq(owner_id),
            "IndexName": "updated",
        }
        if after:
            updated_at, _, conversation_id = after.partition(" ")
            query["ExclusiveStartKey"] = key_of(owner_id, conversation_id) | {"updated_at": updated_at}
        with dynamo_errors():
            answer = self.table.query(**query, Limit=limit, ScanIndexForward=False, ConsistentRead=True)
        last = answer.get("LastEvaluatedKey")
        return Page(
            tuple(readable(map(from_item, answer["Items"]), conversation_of)),
            f"{last['updated_at']!s} {last['id']!s}" if last else None,
        )

    def find(self, owner_id: str, words: str, limit: int, after: str | None) -> Page[Conversation]:
        """Those with all of the words in their title or in one of their messages, last used first.

        A call searches a bounded number of conversations and messages: a page may be short, even empty, and have a next
        one.
        """
        searched = _plain(words).split()
        matching: list[Conversation] = []
        read = messages = 0
        while len(matching) < limit and read < SEARCHED_AT_ONCE:
            page = self.list_page(owner_id, limit - len(matching), after)
            for conversation in page.items:
                mentions, searched_messages = self._mentions(conversation, searched)
                matching += [conversation] if mentions else []
                messages += searched_messages
                if messages >= MESSAGES_AT_ONCE:
                    return Page(tuple(matching), f"{conversation.updated_at} {conversation.id}")
            read += len(page.items)
            after = page.next_position
            if after is None:
                break
        return Page(tuple(matching), after)

    def _mentions(self, conversation: Conversation, words: Sequence[str]) -> tuple[bool, int]:
        """Whether it has all of the words in its title or in a message, and how many messages were read for that."""

        def has_all(text: str) -> bool:
            return all(word in _plain(text) for word in words)

        if has_all(conversation.title):
            return True, 0
        ids = self._messages.ids(conversation.owner_id, conversation.id)
        items = self._messages.items_by_id(conversation.owner_id, ids)
        return any(has_all(str(item.get("text", ""))) for item in items.values()), len(ids)

    def rename(self, owner_id: str, conversation_id: str, title: str) -> Conversation:
        """Raises ConversationNotFoundError."""
        return self._set(owner_id, conversation_id, {"title": title, "updated_at": timestamp()})

    def pin(self, owner_id: str, conversation_id: str, pinned: bool) -> Conversation:
        """Its place among the last used stays. Raises ConversationNotFoundError."""
        return self._set(owner_id, conversation_id, {"pinned": pinned})

    def file(self, owner_id: str, conversation_id: str, folder: str | None) -> Conversation:
        """Into a folder, or out of any; its place stays. Raises ConversationNotFoundError."""
        return self._set(owner_id, conversation_id, {"folder": folder})

    def _set(self, owner_id: str, conversation_id: str, fields: Item) -> Conversation:
        item = update(self.table, key_of(owner_id, conversation_id), fields, condition=Attr("id").exists())
        if item is None:
            raise ConversationNotFoundError
        return conversation_of(item)

    def pinned_page(self, owner_id: str, after: str | None) -> Page[Conversation]:
        """The pinned ones among the next `READ_AT_ONCE`, last used first: a page may be short, even empty."""
        page = self.list_page(owner_id, READ_AT_ONCE, after)
        return Page(tuple(item for item in page.items if item.pinned), page.next_position)

    def filed_page(self, owner_id: str, after: str | None) -> Page[Conversation]:
        """Those in folders among the next `READ_AT_ONCE`, in the same way."""
        page = self.list_page(owner_id, READ_AT_ONCE, after)
        return Page(tuple(item for item in page.items if item.folder), page.next_position)

    def delete(self, owner_id: str, conversation_id: str) -> None:
        """The conversation and all its messages; raises ConversationNotFoundError."""
        self.conversation(owner_id, conversation_id)
        self._delete_messages(owner_id, conversation_id)
        with dynamo_errors():
            self.table.delete_item(Key=key_of(owner_id, conversation_id))
        self._delete_messages(owner_id, conversation_id)  # Questions of that moment; later ones are refused.

    def _delete_messages(self, owner_id: str, conversation_id: str) -> None:
        ids = self._messages.ids(owner_id, conversation_id)
        with dynamo_errors(), self._messages.table.batch_writer() as batch:
            for message_id in ids:
                batch.delete_item(Key=key_of(owner_id, message_id))
                batch.delete_item(Key=key_of(owner_id, sources_id(message_id)))
            batch.delete_item(Key=key_of(owner_id, _summary_id(conversation_id)))

    # Their messages

    def message(self, owner_id: str, message_id: str) -> Message:
        """Raises MessageNotFoundError."""
        return self._messages.get(owner_id, message_id)

    def backwards(self, owner_id: str, conversation_id: str, before: str | None, at_once: int) -> Iterator[Message]:
        """Newest first: all, or those before the message `before`; `at_once` are read together."""
        return self._messages.backwards(owner_id, conversation_id, before, at_once)

    def recent(self, owner_id: str, conversation_id: str, after: str, before: str) -> list[Message]:
        """The newest messages with ids between two others, oldest first, without their sources and citations."""
        return self._messages.recent(owner_id, conversation_id, after, before)

    def summary(self, owner_id: str, conversation_id: str) -> Summary | None:
        item = self._messages.items_by_id(owner_id, [_summary_id(conversation_id)]).get(_summary_id(conversation_id))
        return next(readable([item] if item else [], partial(read, Summary)), None)

    def save_summary(self, owner_id: str, conversation_id: str, summary: Summary) -> None:
        with dynamo_errors():
            self._messages.table.put_item(Item=key_of(owner_id, _summary_id(conversation_id)) | asdict(summary))
        try:
            self.conversation(owner_id, conversation_id)
        except ConversationNotFoundError:  # It was deleted meanwhile: no word of it may stay.
            self._messages.delete_item(owner_id, _summary_id(conversation_id))


def _plain(text: str) -> str:
    """In small letters without diacritics, which people who search often leave out."""
    return without_diacritics(unicodedata.normalize("NFKC", text.casefold()))


def _summary_id(conversation_id: str) -> str:
    return f"{conversation_id}{SUMMARY}"
