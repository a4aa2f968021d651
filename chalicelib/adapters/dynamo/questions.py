"""One transaction takes a question: it, its answer to come, its conversation and the day's count, all or nothing."""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.dynamo.answers import TIMERS
from chalicelib.adapters.dynamo.client import (
    Item,
    dynamo_errors,
    from_item,
    to_item,
    transact,
)
from chalicelib.adapters.dynamo.conversations import DynamoConversations
from chalicelib.adapters.dynamo.daily_questions import DailyQuestions
from chalicelib.adapters.dynamo.messages import DynamoMessages, key_of, message_item, question_item
from chalicelib.adapters.dynamo.slots import Slots
from chalicelib.adapters.dynamo.stage_budget import Reservation, StageBudget, reserved_field
from chalicelib.adapters.dynamo.stored import read
from chalicelib.errors import ConflictError, RateLimitedError
from chalicelib.models import Accepted, Caps, Conversation, Message, Question
from chalicelib.rag.answers.lifecycle import ASK, REQUEST_SECONDS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource


class DynamoQuestions:
    """Questions of the conversations. `now` gives the time in Unix seconds.

    `answer_price` is what an answer of a model usually costs (US dollars): the stage reserves it for each.
    """

    def __init__(
        self,
        dynamo: "DynamoDBServiceResource",
        conversations: DynamoConversations,
        messages: DynamoMessages,
        usage_table: str,
        caps: Caps,
        now: Callable[[], float] = time.time,
        answer_price: Callable[[str], float] = lambda _: 0.0,
    ) -> None:
        self._dynamo = dynamo
        self._conversations = conversations
        self._messages = messages
        self._caps = caps
        self._now = now
        self._answer_price = answer_price
        self._daily = DailyQuestions(dynamo, usage_table, caps)
        self._stage = StageBudget(dynamo, usage_table, caps.stage)
        self._running = Slots(messages.table, _running_key, self._unfinished)

    def ask(
        self,
        conversation: Conversation,
        user_message: Message | None,
        answer: Message,
        connection_id: str | None,
        question: Question,
    ) -> Accepted:
        """Store a question, its answer to come and its conversation, and count it, all or nothing.

        `user_message` is None when an answer is made anew. The same question with the same `request_id` gives the first
        outcome again; another one raises ConflictError. A conversation that was deleted meanwhile stays deleted:
        ConversationNotFoundError. Raises BudgetExceededError when the owner's or the stage's day is used up,
        RateLimitedError while the owner has as many unfinished answers as it may have, AccountEndedError once the
        account has ended.
        """
        asked = question_item(question)
        outcome = Accepted(conversation.id, answer.reply_to or "", answer.id, new=True)
        listening: Item = {} if connection_id is None else {"connections": {connection_id}}
        streaming = message_item(answer) | listening | {"asked": to_item(asked)}
        if question.accept_price_usd is not None:
            streaming["accept_price_usd"] = to_item(question.accept_price_usd)
        streaming |= TIMERS.fields(answer.id, ASK.change(int(self._now()), streaming, {}).wake)
        asking = [] if user_message is None else [self._put(message_item(user_message))]
        writes = [self._first(answer, asked, outcome), *asking]
        day = answer.created_at[:10]
        writes += [self._used(conversation), self._daily.entry(answer.owner_id, day)]
        writes += [self._running.entry(answer.owner_id, answer.id, self._caps.parallel_answers)]
        reservation = self._stage.reservation(day, self._answer_price(answer.model or ""))
        while not transact(self._dynamo, [*writes, *self._reserved(streaming, reservation)]):
            before = self._asked_before(answer, asked)
            if before is not None:  # New if this very call wrote it and the reply was lost.
                return replace(before, new=before.message_id == answer.id)
            if not _is_new(conversation):
                self._conversations.conversation(conversation.owner_id, conversation.id)
            self._daily.check(answer.owner_id, day)
            if self._running.reclaim(answer.owner_id) >= self._caps.parallel_answers:
                raise RateLimitedError("Other answers are still being written. Please wait until one has ended.")
            reservation = self._stage.another(reservation)
        return outcome

    def shut(self, owner_id: str) -> set[str]:
        """Take no further question of an owner; returns the ids of the answers that may be under way."""
        return self._running.shut(owner_id)

    def reopen(self, owner_id: str) -> None:
        self._running.reopen(owner_id)

    def _first(self, answer: Message, asked: Item, outcome: Accepted) -> Item:
        """The write that lets one question through for each `request_id`."""
        request = _request_key(answer) | {
            "asked": _digest(asked),
            "outcome": to_item(asdict(outcome)),
            "ttl": int(self._now()) + REQUEST_SECONDS,
        }
        first = {"Item": request, "ConditionExpression": "attribute_not_exists(id)"}
        return {"Put": {"TableName": self._messages.table.name, **first}}

    def _reserved(self, answer: Item, reservation: Reservation) -> list[Item]:
        """The answer to come, with the reservation that its end settles; the stage's count of both."""
        return [self._put(answer | reserved_field(reservation)), self._stage.entry(reservation)]

    def _put(self, item: Item) -> Item:
        return {"Put": {"TableName": self._messages.table.name, "Item": item}}

    def _unfinished(self, owner_id: str, ids: set[str]) -> set[str]:
        """Those of the answers that have not ended and whose lease is not over."""
        items = self._messages.items_by_id(owner_id, sorted(ids))
        return {message_id for message_id, item in items.items() if item.get("check_at", 0) >= self._now()}

    def _used(self, conversation: Conversation) -> Item:
        """Put a new conversation; of an older one change the time alone, since its title may have changed meanwhile."""
        if _is_new(conversation):
            return {"Put": {"TableName": self._conversations.table.name, "Item": to_item(asdict(conversation))}}
        update = {
            "TableName": self._conversations.table.name,
            "Key": key_of(conversation.owner_id, conversation.id),
            "UpdateExpression": "SET updated_at = :now",
            "ConditionExpression": "attribute_exists(id)",
            "ExpressionAttributeValues": {":now": conversation.updated_at},
        }
        return {"Update": update}

    def _asked_before(self, answer: Message, asked: Item) -> Accepted | None:
        with dynamo_errors():
            stored = self._messages.table.get_item(Key=_request_key(answer), ConsistentRead=True)
        if "Item" not in stored:
            return None
        request = from_item(stored["Item"])
        if request.get("asked") != _digest(asked):
            raise ConflictError("This request_id was used for another question.")
        return read(Accepted, request.get("outcome", {}))


def _is_new(conversation: Conversation) -> bool:
    return conversation.updated_at == conversation.created_at


def _request_key(answer: Message) -> dict[str, Any]:
    return key_of(answer.owner_id, f"request#{answer.request_id}")


def _running_key(owner_id: str) -> dict[str, Any]:
    return key_of(owner_id, "running")


def _digest(asked: Item) -> str:
    """A hash that tells two questions apart. Not their words: a request may outlive its conversation."""
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
