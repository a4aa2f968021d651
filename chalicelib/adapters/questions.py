"""Taking a question into DynamoDB: it, its answer to come and its conversation, all or nothing, and once."""

import hashlib
import json
import time
import zlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.dynamo import ConditionLostError, Item, again_when_taken, border, from_item, to_item
from chalicelib.adapters.message_items import conversation_of, message_item
from chalicelib.adapters.running import RunningAnswers
from chalicelib.errors import ConflictError, ConversationNotFoundError, RateLimitedError
from chalicelib.models import Asked, Conversation, Message

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

REQUEST_SECONDS = 24 * 3600  # For so long the same request_id is known again.
ANSWER_SECONDS = 360  # By then the function that made an answer is gone: it lives 300 s at most.
OPEN_SHARDS = 4  # The index of answers being made is spread, so that no one partition takes every write.
OPEN = ("open", "check_at")  # What a message carries only while it streams.


class Questions:
    """`parallel` answers of an owner may be made at once."""

    def __init__(self, dynamo: "DynamoDBServiceResource", conversations: str, messages: str, parallel: int = 5) -> None:
        self._dynamo = dynamo
        self._running = RunningAnswers(dynamo, messages, parallel)
        self._conversations = dynamo.Table(conversations)
        self._messages = dynamo.Table(messages)

    def conversation(self, owner_id: str, conversation_id: str) -> Conversation:
        with border():
            answer = self._conversations.get_item(Key=key_of(owner_id, conversation_id), ConsistentRead=True)
        if "Item" not in answer:
            raise ConversationNotFoundError
        return conversation_of(from_item(answer["Item"]))

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
        conversation that was deleted meanwhile is not brought back: ConversationNotFoundError. Raises
        RateLimitedError while as many answers as may are being made for the owner.
        """
        outcome = Asked(conversation.id, answer.reply_to or "", answer.id, new=True)
        request_id = f"request#{answer.request_id}"
        request = key_of(answer.owner_id, request_id) | {
            "asked": _digest(asked),
            "outcome": to_item(asdict(outcome)),
            "ttl": int(time.time()) + REQUEST_SECONDS,
        }
        streaming = message_item(answer) | {"connections": {connection_id}, "asked": to_item(asked)}
        streaming |= open_mark(answer.id)
        first = {"Item": request, "ConditionExpression": "attribute_not_exists(id)"}
        items = [streaming] if question is None else [streaming, message_item(question)]
        writes = [{"Put": {"TableName": self._messages.name, **first}}]
        writes += [{"Put": {"TableName": self._messages.name, "Item": item}} for item in items]
        writes += [self._used(conversation), self._running.entry(answer.owner_id, answer.id)]
        while not self._written(writes):
            before = self._asked_before(answer.owner_id, request_id, asked)
            if before is not None:
                return before
            if not _is_new(conversation):
                self.conversation(conversation.owner_id, conversation.id)
            if not self._running.make_room(answer.owner_id):
                raise RateLimitedError("Other answers are still being written. Please wait until one has ended.")
        return outcome

    @again_when_taken
    def _written(self, writes: list[Item]) -> bool:
        """Do it all or nothing; False if a condition was not met."""
        try:
            with border():
                self._dynamo.meta.client.transact_write_items(TransactItems=writes)  # type: ignore[arg-type]
        except ConditionLostError:
            return False
        return True

    def _used(self, conversation: Conversation) -> Item:
        """A new conversation, or of a known one the time alone: its title may have been changed meanwhile."""
        if _is_new(conversation):
            return {"Put": {"TableName": self._conversations.name, "Item": to_item(asdict(conversation))}}
        update = {
            "TableName": self._conversations.name,
            "Key": key_of(conversation.owner_id, conversation.id),
            "UpdateExpression": "SET updated_at = :now",
            "ConditionExpression": "attribute_exists(id)",
            "ExpressionAttributeValues": {":now": conversation.updated_at},
        }
        return {"Update": update}

    def _asked_before(self, owner_id: str, request_id: str, asked: Item) -> Asked | None:
        with border():
            answer = self._messages.get_item(Key=key_of(owner_id, request_id), ConsistentRead=True)
        if "Item" not in answer:
            return None
        request = from_item(answer["Item"])
        if request["asked"] != _digest(asked):
            raise ConflictError("This request_id was used for another question.")
        return Asked(**{**request["outcome"], "new": False})


def key_of(owner_id: str, item_id: str) -> dict[str, Any]:
    return {"owner_id": owner_id, "id": item_id}


def _is_new(conversation: Conversation) -> bool:
    return conversation.updated_at == conversation.created_at


def open_mark(message_id: str) -> Item:
    """Marks an answer as being made, to be looked at by the sweeper when its function must be gone."""
    shard = zlib.crc32(message_id.encode()) % OPEN_SHARDS
    return {"open": str(shard), "check_at": int(time.time()) + ANSWER_SECONDS}


def _digest(asked: Item) -> str:
    """What tells two questions apart. Not the words: a request is remembered longer than its conversation may be."""
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
