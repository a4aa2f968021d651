"""Conversations and their messages in DynamoDB.

A message's sources rest in an item of their own (`<message id>#sources`), since the message itself is written
again with every flush while its answer streams, and DynamoDB bills by the size of what is written.
"""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
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
from chalicelib.errors import ConflictError, ConversationNotFoundError, MessageNotFoundError
from chalicelib.models import (
    Asked,
    Citation,
    Conversation,
    Failure,
    Feedback,
    Message,
    Page,
    Passage,
    Usage,
    timestamp,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

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
        return _conversation(from_item(answer["Item"]))

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
        items = tuple(_conversation(from_item(item)) for item in answer["Items"])
        return Page(items, cursor_of(f"{last['updated_at']!s} {last['id']!s}" if last else None))

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
        return _conversation(from_item(answer["Attributes"]))

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
        same `request_id` with the same gives the first outcome again, with another raises ConflictError.
        """
        outcome = Asked(conversation.id, answer.reply_to or "", answer.id, new=True)
        request_id = f"request#{answer.request_id}"
        request = _key(answer.owner_id, request_id) | {
            "asked": to_item(asked),
            "outcome": to_item(asdict(outcome)),
            "ttl": int(time.time()) + REQUEST_SECONDS,
        }
        streaming = _message_item(answer) | {"connections": {connection_id}, "asked": to_item(asked)}
        first = {"Item": request, "ConditionExpression": "attribute_not_exists(id)"}
        items = [streaming] if question is None else [streaming, _message_item(question)]
        writes = [{"Put": {"TableName": self._messages.name, **first}}]
        writes += [{"Put": {"TableName": self._messages.name, "Item": item}} for item in items]
        writes += [{"Put": {"TableName": self._conversations.name, "Item": to_item(asdict(conversation))}}]
        try:
            with border():
                self._dynamo.meta.client.transact_write_items(TransactItems=writes)  # type: ignore[arg-type]
        except ConditionLostError:
            return self._asked_before(answer.owner_id, request_id, asked)
        return outcome

    def _asked_before(self, owner_id: str, request_id: str, asked: Item) -> Asked:
        with border():
            answer = self._messages.get_item(Key=_key(owner_id, request_id), ConsistentRead=True)
        request = from_item(answer.get("Item", {}))
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
        return _message(items[message_id], items.get(f"{message_id}#sources")), items[message_id].get("asked", {})

    def history(self, owner_id: str, conversation_id: str) -> list[Message]:
        ids = self._message_ids(owner_id, conversation_id)
        keys = [_key(owner_id, name) for each in ids for name in (each, f"{each}#sources")]
        items = {item["id"]: item for item in get_many(self._dynamo, self._messages.name, keys)}
        return [_message(items[each], items.get(f"{each}#sources")) for each in ids if each in items]

    def _message_ids(self, owner_id: str, conversation_id: str) -> list[str]:
        condition = Key("owner_id").eq(owner_id) & Key("conversation_message").begins_with(f"{conversation_id}#")
        found = query_all(
            self._messages, IndexName="conversation", KeyConditionExpression=condition, ConsistentRead=True
        )
        return [item["id"] for item in found]

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
        item = _message_item(message)
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
        return _message(from_item(answer["Attributes"]), from_item(sources.get("Item")))

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


def _state(item: Item) -> StreamState:
    return StreamState(tuple(sorted(item.get("connections", ()))), bool(item.get("stop_requested")))


def _conversation(item: Item) -> Conversation:
    return Conversation(**{name: item[name] for name in Conversation.__dataclass_fields__})


def _message_item(message: Message) -> Item:
    item: Item = to_item({name: value for name, value in asdict(message).items() if name != "sources"})
    return item | {"conversation_message": f"{message.conversation_id}#{message.id}"}


def _message(item: Item, sources: Item | None) -> Message:
    known = {name: item[name] for name in Message.__dataclass_fields__ if name in item}
    passages = (sources or {}).get("sources", ())
    return replace(
        Message(**known),
        sources=tuple(_passage(each) for each in passages),
        citations=tuple(Citation(**{"page": None, **each}) for each in item.get("citations", ())),
        usage=Usage(**item["usage"]) if "usage" in item else Usage(),
        feedback=Feedback(**{"rating": None, **item["feedback"]}) if "feedback" in item else None,
        error=Failure(**item["error"]) if "error" in item else None,
        delta_ends=tuple(item.get("delta_ends", ())),
        stages=tuple(item.get("stages", ())),
    )


def _passage(item: Item) -> Passage:
    return Passage(**{"page": None, **item, "heading": tuple(item["heading"])})
