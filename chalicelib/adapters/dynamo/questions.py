"""Taking a question into DynamoDB: it, its answer to come and its conversation, all or nothing, and once."""

import hashlib
import json
import time
import zlib
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.dynamo.client import (
    ConditionLostError,
    Item,
    again_when_taken,
    dynamo_errors,
    from_item,
    get_many,
    to_item,
)
from chalicelib.adapters.dynamo.daily_questions import DailyQuestions
from chalicelib.adapters.dynamo.messages import conversation_of, message_item, question_item
from chalicelib.adapters.dynamo.slots import Slots
from chalicelib.adapters.dynamo.stage_budget import Reservation, StageBudget, reserved_field
from chalicelib.errors import ConflictError, ConversationNotFoundError, RateLimitedError
from chalicelib.models import Accepted, Caps, Conversation, Message, Question

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

REQUEST_SECONDS = 24 * 3600  # For so long the same request_id is known again.
WAITING_SECONDS = 120  # So long a question may wait for a function that begins to answer it.
LEASE_SECONDS = 60  # A function that has not said for so long that it is there is gone, and makes no answer.
OPEN_SHARDS = 4  # The index of answers being made is spread, so that no one partition takes every write.
OPEN = ("open", "check_at")  # What a message carries only while it streams.


class Questions:
    """In the tables of these names; `now` is the clock, in Unix seconds.

    `answer_price` is what an answer of a model usually costs (US dollars): so much the stage reserves for each.
    """

    def __init__(
        self,
        dynamo: "DynamoDBServiceResource",
        conversations: str,
        messages: str,
        usage: str,
        caps: Caps,
        now: Callable[[], float] = time.time,
        answer_price: Callable[[str], float] = lambda _: 0.0,
    ) -> None:
        self._dynamo = dynamo
        self._conversations = dynamo.Table(conversations)
        self._messages = dynamo.Table(messages)
        self._caps = caps
        self._now = now
        self._answer_price = answer_price
        self._daily = DailyQuestions(dynamo, usage, caps)
        self._stage = StageBudget(dynamo, usage, caps.stage)
        self._running = Slots(self._messages, _running_key, self._being_made)

    def conversation(self, owner_id: str, conversation_id: str) -> Conversation:
        with dynamo_errors():
            answer = self._conversations.get_item(Key=key_of(owner_id, conversation_id), ConsistentRead=True)
        if "Item" not in answer:
            raise ConversationNotFoundError
        return conversation_of(from_item(answer["Item"]))

    def ask(
        self,
        conversation: Conversation,
        user_message: Message | None,
        answer: Message,
        connection_id: str,
        question: Question,
    ) -> Accepted:
        """Store a question, its answer to come and its conversation, and count it, all or nothing.

        `user_message` is None when an answer is made anew. The same question with the same `request_id` gives the first
        outcome again; another one raises ConflictError. A conversation that was deleted meanwhile stays deleted:
        ConversationNotFoundError. Raises BudgetExceededError when the owner's or the stage's day is used up,
        RateLimitedError while the owner has as many unfinished answers as it may have.
        """
        asked = question_item(question)
        outcome = Accepted(conversation.id, answer.reply_to or "", answer.id, new=True)
        request_id = f"request#{answer.request_id}"
        request = key_of(answer.owner_id, request_id) | {
            "asked": _digest(asked),
            "outcome": to_item(asdict(outcome)),
            "ttl": int(self._now()) + REQUEST_SECONDS,
        }
        streaming = message_item(answer) | {"connections": {connection_id}, "asked": to_item(asked)}
        streaming |= self._open_mark(answer.id, WAITING_SECONDS)
        first = {"Item": request, "ConditionExpression": "attribute_not_exists(id)"}
        writes = [{"Put": {"TableName": self._messages.name, **first}}]
        if user_message is not None:
            writes += [self._put(message_item(user_message))]
        day = answer.created_at[:10]
        writes += [self._used(conversation), self._daily.entry(answer.owner_id, day)]
        writes += [self._running.entry(answer.owner_id, answer.id, self._caps.parallel_answers)]
        reservation = self._stage.reservation(day, self._answer_price(answer.model or ""))
        while not self._written([*writes, *self._reserved(streaming, reservation)]):
            before = self._asked_before(answer.owner_id, request_id, asked)
            if before is not None:  # By this very call, if it was written and the reply was lost.
                return replace(before, new=before.message_id == answer.id)
            if not _is_new(conversation):
                self.conversation(conversation.owner_id, conversation.id)
            self._daily.check(answer.owner_id, day)
            if self._running.reclaim(answer.owner_id) >= self._caps.parallel_answers:
                raise RateLimitedError("Other answers are still being written. Please wait until one has ended.")
            reservation = self._stage.another(reservation)
        return outcome

    def _reserved(self, answer: Item, reservation: Reservation) -> list[Item]:
        """The answer to come, with the reservation that its end settles; the stage's count of both."""
        return [self._put(answer | reserved_field(reservation)), self._stage.entry(reservation)]

    def _put(self, item: Item) -> Item:
        return {"Put": {"TableName": self._messages.name, "Item": item}}

    def _being_made(self, owner_id: str, ids: set[str]) -> set[str]:
        """Those of the answers that are being made: they have not ended, and their function is there."""
        messages = get_many(self._dynamo, self._messages.name, [key_of(owner_id, each) for each in sorted(ids)])
        return {each["id"] for each in messages if each.get("check_at", 0) >= self._now()}

    def _open_mark(self, message_id: str, seconds: int) -> Item:
        """Marks an answer as being made, to be looked at by the sweeper unless it is prolonged within `seconds`."""
        shard = zlib.crc32(message_id.encode()) % OPEN_SHARDS
        return {"open": str(shard), "check_at": int(self._now()) + seconds}

    @again_when_taken
    def _written(self, writes: list[Item]) -> bool:
        """Do it all or nothing; False if a condition was not met."""
        try:
            with dynamo_errors():
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

    def _asked_before(self, owner_id: str, request_id: str, asked: Item) -> Accepted | None:
        with dynamo_errors():
            answer = self._messages.get_item(Key=key_of(owner_id, request_id), ConsistentRead=True)
        if "Item" not in answer:
            return None
        request = from_item(answer["Item"])
        if request["asked"] != _digest(asked):
            raise ConflictError("This request_id was used for another question.")
        return Accepted(**request["outcome"])


def key_of(owner_id: str, item_id: str) -> dict[str, Any]:
    return {"owner_id": owner_id, "id": item_id}


def _is_new(conversation: Conversation) -> bool:
    return conversation.updated_at == conversation.created_at


def _running_key(owner_id: str) -> dict[str, Any]:
    return key_of(owner_id, "running")


def _digest(asked: Item) -> str:
    """What tells two questions apart. Not the words: a request is remembered longer than its conversation may be."""
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
