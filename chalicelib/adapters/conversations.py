"""Conversations and their messages in DynamoDB.

A message's sources rest in an item of their own (`<message id>#sources`), since the message itself is written
again with every flush while its answer streams, and DynamoDB bills by the size of what is written.
"""

import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, ConditionBase, Key

from chalicelib.adapters.dynamo import (
    ConditionLostError,
    Item,
    border,
    cursor_of,
    from_item,
    get_many,
    place_of,
    query_all,
    to_item,
)
from chalicelib.adapters.message_items import conversation_of, message_item, message_of
from chalicelib.errors import ConflictError, ConversationNotFoundError, MessageNotFoundError
from chalicelib.models import (
    Asked,
    Conversation,
    Feedback,
    Message,
    Page,
    Passage,
    Summary,
    timestamp,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

SEARCHED_AT_ONCE = 100  # Conversations that one call looks into; each is a query.
REQUEST_SECONDS = 24 * 3600  # For so long the same request_id is known again.


@dataclass(frozen=True)
class StreamState:
    """Who listens to a streaming message, and whether its owner wants it to stop."""

    connections: tuple[str, ...]
    stop_requested: bool


class DynamoConversations:
    def __init__(self, dynamo: "DynamoDBServiceResource", conversations: str, messages: str) -> None:
        self._dynamo = dynamo
        self._conversations = dynamo.Table(conversations)
        self._messages = dynamo.Table(messages)

    # Conversations

    def conversation(self, owner_id: str, conversation_id: str) -> Conversation:
        with border():
            answer = self._conversations.get_item(Key=_key(owner_id, conversation_id), ConsistentRead=True)
        if "Item" not in answer:
            raise ConversationNotFoundError
        return conversation_of(from_item(answer["Item"]))

    def list_page(self, owner_id: str, limit: int, cursor: str | None) -> Page[Conversation]:
        """Last used first. A cursor is `updated_at` and id of the last one seen."""
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("owner_id").eq(owner_id),
            "IndexName": "updated",
        }
        if place := place_of(cursor):
            updated_at, _, conversation_id = place.partition(" ")
            query["ExclusiveStartKey"] = _key(owner_id, conversation_id) | {"updated_at": updated_at}
        with border():
            answer = self._conversations.query(**query, Limit=limit, ScanIndexForward=False, ConsistentRead=True)
        last = answer.get("LastEvaluatedKey")
        items = tuple(conversation_of(from_item(item)) for item in answer["Items"])
        return Page(items, cursor_of(f"{last['updated_at']!s} {last['id']!s}" if last else None))

    def find(self, owner_id: str, words: str, limit: int, cursor: str | None) -> Page[Conversation]:
        """Those with all of the words in their title or in one of their messages, last used first.

        A call looks at a bounded number of conversations: a page may be short, even empty, and have a next one.
        """
        wanted = _plain(words).split()
        found: list[Conversation] = []
        looked_at = 0
        while len(found) < limit and looked_at < SEARCHED_AT_ONCE:
            page = self.list_page(owner_id, limit - len(found), cursor)
            found += [each for each in page.items if self._mentions(each, wanted)]
            looked_at += len(page.items)
            cursor = page.next_cursor
            if cursor is None:
                break
        return Page(tuple(found), cursor)

    def _mentions(self, conversation: Conversation, wanted: Sequence[str]) -> bool:
        def has_all(text: str) -> bool:
            return all(word in _plain(text) for word in wanted)

        if has_all(conversation.title):
            return True
        texts = self._messages_of(conversation.owner_id, conversation.id, "#text")
        return any(has_all(item.get("text", "")) for item in texts)

    def rename(self, owner_id: str, conversation_id: str, title: str) -> Conversation:
        return self._change_conversation(owner_id, conversation_id, title=title)

    def delete(self, owner_id: str, conversation_id: str) -> None:
        """The conversation and all its messages; raises ConversationNotFoundError."""
        self.conversation(owner_id, conversation_id)
        ids = self._message_ids(owner_id, conversation_id)
        with self._messages.batch_writer() as batch:
            for message_id in ids:
                batch.delete_item(Key=_key(owner_id, message_id))
                batch.delete_item(Key=_key(owner_id, f"{message_id}#sources"))
            batch.delete_item(Key=_key(owner_id, f"{conversation_id}#summary"))
        with border():
            self._conversations.delete_item(Key=_key(owner_id, conversation_id))

    def _change_conversation(self, owner_id: str, conversation_id: str, **fields: str) -> Conversation:
        fields = {"updated_at": timestamp(), **fields}
        try:
            with border():
                answer = self._conversations.update_item(
                    Key=_key(owner_id, conversation_id),
                    UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in fields),
                    ConditionExpression=Attr("id").exists(),
                    ExpressionAttributeNames={f"#{name}": name for name in fields},
                    ExpressionAttributeValues={f":{name}": value for name, value in fields.items()},
                    ReturnValues="ALL_NEW",
                )
        except ConditionLostError as error:
            raise ConversationNotFoundError from error
        return conversation_of(from_item(answer["Attributes"]))

    # Asking

    def ask(
        self,
        conversation: Conversation,
        question: Message | None,
        answer: Message,
        connection_id: str,
        asked: Item,
    ) -> Asked:
        """Store a question, its answer to come and its conversation, all or nothing.

        `question` is None when an answer is made anew. `asked` is what was asked for (text and filters): the
        same `request_id` with the same gives the first outcome again, with another raises ConflictError. A
        conversation that was deleted meanwhile is not brought back: ConversationNotFoundError.
        """
        outcome = Asked(conversation.id, answer.reply_to or "", answer.id, new=True)
        request_id = f"request#{answer.request_id}"
        request = _key(answer.owner_id, request_id) | {
            "asked": to_item(asked),
            "outcome": to_item(asdict(outcome)),
            "ttl": int(time.time()) + REQUEST_SECONDS,
        }
        streaming = message_item(answer) | {"connections": {connection_id}, "asked": to_item(asked)}
        first = {"Item": request, "ConditionExpression": "attribute_not_exists(id)"}
        items = [streaming] if question is None else [streaming, message_item(question)]
        writes = [{"Put": {"TableName": self._messages.name, **first}}]
        writes += [{"Put": {"TableName": self._messages.name, "Item": item}} for item in items]
        writes += [self._used(conversation)]
        try:
            with border():
                self._dynamo.meta.client.transact_write_items(TransactItems=writes)  # type: ignore[arg-type]
        except ConditionLostError:
            return self._asked_before(answer.owner_id, request_id, asked)
        return outcome

    def _used(self, conversation: Conversation) -> Item:
        """A new conversation, or of a known one the time alone: its title may have been changed meanwhile."""
        if conversation.updated_at == conversation.created_at:
            return {"Put": {"TableName": self._conversations.name, "Item": to_item(asdict(conversation))}}
        update = {
            "TableName": self._conversations.name,
            "Key": _key(conversation.owner_id, conversation.id),
            "UpdateExpression": "SET updated_at = :now",
            "ConditionExpression": "attribute_exists(id)",
            "ExpressionAttributeValues": {":now": conversation.updated_at},
        }
        return {"Update": update}

    def _asked_before(self, owner_id: str, request_id: str, asked: Item) -> Asked:
        with border():
            answer = self._messages.get_item(Key=_key(owner_id, request_id), ConsistentRead=True)
        request = from_item(answer.get("Item", {}))
        if not request:
            raise ConversationNotFoundError
        if request.get("asked") != from_item(to_item(asked)):
            raise ConflictError("This request_id was used for another question.")
        return Asked(**{**request["outcome"], "new": False})

    # Messages

    def message(self, owner_id: str, message_id: str) -> Message:
        """Raises MessageNotFoundError."""
        message, _ = self.message_with_request(owner_id, message_id)
        return message

    def message_with_request(self, owner_id: str, message_id: str) -> tuple[Message, Item]:
        """A message, and what was asked for when it was begun (text and filters)."""
        keys = [_key(owner_id, message_id), _key(owner_id, f"{message_id}#sources")]
        items = {item["id"]: item for item in get_many(self._dynamo, self._messages.name, keys)}
        if message_id not in items or "role" not in items[message_id]:
            raise MessageNotFoundError
        return message_of(items[message_id], items.get(f"{message_id}#sources")), items[message_id].get("asked", {})

    def history(self, owner_id: str, conversation_id: str) -> list[Message]:
        ids = self._message_ids(owner_id, conversation_id)
        keys = [_key(owner_id, name) for each in ids for name in (each, f"{each}#sources")]
        items = {item["id"]: item for item in get_many(self._dynamo, self._messages.name, keys)}
        return [message_of(items[each], items.get(f"{each}#sources")) for each in ids if each in items]

    def _message_ids(self, owner_id: str, conversation_id: str) -> list[str]:
        return [item["id"] for item in self._messages_of(owner_id, conversation_id, "#id")]

    def _messages_of(self, owner_id: str, conversation_id: str, field: str) -> Iterator[Item]:
        """One field (`#id` or `#text`) of every message of a conversation, oldest first."""
        condition = Key("owner_id").eq(owner_id) & Key("conversation_message").begins_with(f"{conversation_id}#")
        return query_all(
            self._messages,
            IndexName="conversation",
            KeyConditionExpression=condition,
            ProjectionExpression=field,
            ExpressionAttributeNames={field: field.removeprefix("#")},
            ConsistentRead=True,
        )

    def summary(self, owner_id: str, conversation_id: str) -> Summary | None:
        key = _key(owner_id, f"{conversation_id}#summary")
        with border():
            item = from_item(self._messages.get_item(Key=key, ConsistentRead=True).get("Item"))
        return Summary(item["text"], item["until"]) if item else None

    def save_summary(self, owner_id: str, conversation_id: str, summary: Summary) -> None:
        with border():
            self._messages.put_item(Item=_key(owner_id, f"{conversation_id}#summary") | asdict(summary))

    def begin(self, owner_id: str, message_id: str, worker: str) -> bool:
        free = Attr("status").eq("streaming") & (Attr("worker").not_exists() | Attr("worker").eq(worker))
        return self._change(owner_id, message_id, {"worker": worker}, free) is not None

    def save_sources(self, owner_id: str, message_id: str, sources: Sequence[Passage]) -> None:
        item = _key(owner_id, f"{message_id}#sources") | {"sources": [to_item(asdict(each)) for each in sources]}
        with border():
            self._messages.put_item(Item=item)

    def flush(self, message: Message) -> StreamState:
        fields = {"text": message.text, "delta_ends": message.delta_ends, "stages": message.stages}
        changed = self._change(message.owner_id, message.id, fields, Attr("status").eq("streaming"))
        return _state(changed) if changed else StreamState((), stop_requested=True)

    def finish(self, message: Message) -> tuple[str, ...]:
        item = message_item(message)
        fields = {name: value for name, value in item.items() if name not in ("owner_id", "id")}
        changed = self._change(message.owner_id, message.id, fields, Attr("status").eq("streaming"))
        return _state(changed).connections if changed else ()

    def request_stop(self, owner_id: str, message_id: str) -> None:
        """Raises MessageNotFoundError. A message that has ended stays as it is."""
        if self._change(owner_id, message_id, {"stop_requested": True}, Attr("role").eq("assistant")) is None:
            raise MessageNotFoundError

    def listen(self, owner_id: str, message_id: str, connection_id: str) -> Message:
        """Send what comes of a streaming message to this connection too; returns the message as it stands.

        One update does both, so that every event is either in what is returned or still to be sent.
        """
        try:
            with border():
                answer = self._messages.update_item(
                    Key=_key(owner_id, message_id),
                    UpdateExpression="ADD connections :connection",
                    ConditionExpression=Attr("role").eq("assistant"),
                    ExpressionAttributeValues={":connection": {connection_id}},
                    ReturnValues="ALL_NEW",
                )
                sources = self._messages.get_item(Key=_key(owner_id, f"{message_id}#sources"), ConsistentRead=True)
        except ConditionLostError as error:
            raise MessageNotFoundError from error
        return message_of(from_item(answer["Attributes"]), from_item(sources.get("Item")))

    def set_feedback(self, owner_id: str, conversation_id: str, message_id: str, feedback: Feedback) -> None:
        fields = {"feedback": asdict(feedback)}
        condition = Attr("role").eq("assistant") & Attr("conversation_id").eq(conversation_id)
        if self._change(owner_id, message_id, fields, condition) is None:
            raise MessageNotFoundError

    def _change(self, owner_id: str, message_id: str, fields: Item, condition: ConditionBase) -> Item | None:
        try:
            with border():
                answer = self._messages.update_item(
                    Key=_key(owner_id, message_id),
                    UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in fields),
                    ConditionExpression=condition,
                    ExpressionAttributeNames={f"#{name}": name for name in fields},
                    ExpressionAttributeValues={f":{name}": to_item(value) for name, value in fields.items()},
                    ReturnValues="ALL_NEW",
                )
        except ConditionLostError:
            return None
        item: Item = from_item(answer["Attributes"])
        return item


def _key(owner_id: str, item_id: str) -> dict[str, Any]:
    return {"owner_id": owner_id, "id": item_id}


def _plain(text: str) -> str:
    """In small letters without accents: who searches need not type them."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _state(item: Item) -> StreamState:
    return StreamState(tuple(sorted(item.get("connections", ()))), bool(item.get("stop_requested")))
