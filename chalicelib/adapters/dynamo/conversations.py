"""Conversations and their messages in DynamoDB.

A message's sources rest in an item of their own (`<message id>#sources`), since the message itself is written
again with every flush while its answer streams, and DynamoDB bills by the size of what is written.
"""

import logging
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from boto3.dynamodb.conditions import Attr, ConditionBase, Key

from chalicelib.adapters.dynamo.client import (
    ConditionLostError,
    Item,
    dynamo_errors,
    from_item,
    get_many,
    query_all,
    to_item,
)
from chalicelib.adapters.dynamo.messages import conversation_of, message_item, message_of, question_of, stream_state_of
from chalicelib.adapters.dynamo.questions import LEASE_SECONDS, OPEN, OPEN_SHARDS, Questions, key_of
from chalicelib.adapters.dynamo.stage_budget import reservation_of
from chalicelib.errors import ConversationNotFoundError, LeaseLostError, MessageNotFoundError, StoreBusyError
from chalicelib.models import (
    Conversation,
    Feedback,
    Message,
    Page,
    Passage,
    Question,
    StreamState,
    Summary,
    timestamp,
)
from chalicelib.rag.text.words import without_diacritics

log = logging.getLogger(__name__)

SEARCHED_AT_ONCE = 100  # Conversations that one call looks into; each is a query.


class DynamoConversations(Questions):
    """Conversations and messages by owner and id, and all that changes them."""

    # Conversations

    def list_page(self, owner_id: str, limit: int, after: str | None) -> Page[Conversation]:
        """Last used first. A place is `updated_at` and id of the last one seen."""
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("owner_id").eq(owner_id),
            "IndexName": "updated",
        }
        if after:
            updated_at, _, conversation_id = after.partition(" ")
            query["ExclusiveStartKey"] = key_of(owner_id, conversation_id) | {"updated_at": updated_at}
        with dynamo_errors():
            answer = self._conversations.query(**query, Limit=limit, ScanIndexForward=False, ConsistentRead=True)
        last = answer.get("LastEvaluatedKey")
        items = tuple(conversation_of(from_item(item)) for item in answer["Items"])
        return Page(items, f"{last['updated_at']!s} {last['id']!s}" if last else None)

    def find(self, owner_id: str, words: str, limit: int, after: str | None) -> Page[Conversation]:
        """Those with all of the words in their title or in one of their messages, last used first.

        A call looks at a bounded number of conversations: a page may be short, even empty, and have a next one.
        """
        wanted = _plain(words).split()
        found: list[Conversation] = []
        looked_at = 0
        while len(found) < limit and looked_at < SEARCHED_AT_ONCE:
            page = self.list_page(owner_id, limit - len(found), after)
            found += [each for each in page.items if self._mentions(each, wanted)]
            looked_at += len(page.items)
            after = page.next_position
            if after is None:
                break
        return Page(tuple(found), after)

    def _mentions(self, conversation: Conversation, wanted: Sequence[str]) -> bool:
        def has_all(text: str) -> bool:
            return all(word in _plain(text) for word in wanted)

        if has_all(conversation.title):
            return True
        ids = self._message_ids(conversation.owner_id, conversation.id)
        keys = [key_of(conversation.owner_id, each) for each in ids]
        return any(has_all(item["text"]) for item in get_many(self._dynamo, self._messages.name, keys))

    def rename(self, owner_id: str, conversation_id: str, title: str) -> Conversation:
        return self._change_conversation(owner_id, conversation_id, title=title)

    def delete(self, owner_id: str, conversation_id: str) -> None:
        """The conversation and all its messages; raises ConversationNotFoundError."""
        self.conversation(owner_id, conversation_id)
        self._delete_messages(owner_id, conversation_id)
        with dynamo_errors():
            self._conversations.delete_item(Key=key_of(owner_id, conversation_id))
        self._delete_messages(owner_id, conversation_id)  # What was asked meanwhile; from here on nothing can be.

    def _delete_messages(self, owner_id: str, conversation_id: str) -> None:
        ids = self._message_ids(owner_id, conversation_id)
        with dynamo_errors(), self._messages.batch_writer() as batch:
            for message_id in ids:
                batch.delete_item(Key=key_of(owner_id, message_id))
                batch.delete_item(Key=key_of(owner_id, f"{message_id}#sources"))
            batch.delete_item(Key=key_of(owner_id, f"{conversation_id}#summary"))

    def _change_conversation(self, owner_id: str, conversation_id: str, **fields: str) -> Conversation:
        fields = {"updated_at": timestamp(), **fields}
        try:
            with dynamo_errors():
                answer = self._conversations.update_item(
                    Key=key_of(owner_id, conversation_id),
                    UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in fields),
                    ConditionExpression=Attr("id").exists(),
                    ExpressionAttributeNames={f"#{name}": name for name in fields},
                    ExpressionAttributeValues={f":{name}": value for name, value in fields.items()},
                    ReturnValues="ALL_NEW",
                )
        except ConditionLostError as error:
            raise ConversationNotFoundError from error
        return conversation_of(from_item(answer["Attributes"]))

    # Messages

    def message(self, owner_id: str, message_id: str) -> Message:
        """Raises MessageNotFoundError."""
        return message_of(*self._items(owner_id, message_id))

    def answer_with_question(self, owner_id: str, message_id: str) -> tuple[Message, Question]:
        """An answer and the question that it is to; raises MessageNotFoundError."""
        item, sources = self._items(owner_id, message_id)
        return message_of(item, sources), question_of(item)

    def _items(self, owner_id: str, message_id: str) -> tuple[Item, Item | None]:
        """A message's own item and that of its sources."""
        keys = [key_of(owner_id, message_id), key_of(owner_id, f"{message_id}#sources")]
        items = {item["id"]: item for item in get_many(self._dynamo, self._messages.name, keys)}
        if message_id not in items or "role" not in items[message_id]:
            raise MessageNotFoundError
        return items[message_id], items.get(f"{message_id}#sources")

    def history(self, owner_id: str, conversation_id: str) -> list[Message]:
        ids = self._message_ids(owner_id, conversation_id)
        keys = [key_of(owner_id, name) for each in ids for name in (each, f"{each}#sources")]
        items = {item["id"]: item for item in get_many(self._dynamo, self._messages.name, keys)}
        return [message_of(items[each], items.get(f"{each}#sources")) for each in ids if each in items]

    def _message_ids(self, owner_id: str, conversation_id: str) -> list[str]:
        """The ids of a conversation's messages, oldest first. The index holds keys alone, so that a flush leaves it."""
        condition = Key("owner_id").eq(owner_id) & Key("conversation_message").begins_with(f"{conversation_id}#")
        query = {"IndexName": "conversation", "KeyConditionExpression": condition, "ConsistentRead": True}
        return [item["id"] for item in query_all(self._messages, **query)]

    def summary(self, owner_id: str, conversation_id: str) -> Summary | None:
        key = key_of(owner_id, f"{conversation_id}#summary")
        with dynamo_errors():
            item = from_item(self._messages.get_item(Key=key, ConsistentRead=True).get("Item"))
        return Summary(item["text"], item["until"]) if item else None

    def save_summary(self, owner_id: str, conversation_id: str, summary: Summary) -> None:
        with dynamo_errors():
            self._messages.put_item(Item=key_of(owner_id, f"{conversation_id}#summary") | asdict(summary))
        try:
            self.conversation(owner_id, conversation_id)
        except ConversationNotFoundError:  # It was deleted meanwhile: no word of it is to stay.
            self._delete_item(owner_id, f"{conversation_id}#summary")

    def due(self, now: int) -> Iterator[tuple[str, str]]:
        """Owner and id of every answer that has not ended and whose function is gone by `now` (Unix seconds)."""
        for shard in range(OPEN_SHARDS):
            condition = Key("open").eq(str(shard)) & Key("check_at").lt(now)
            for item in query_all(self._messages, IndexName="open", KeyConditionExpression=condition):
                yield item["owner_id"], item["id"]

    def begin(self, owner_id: str, message_id: str, worker: str) -> bool:
        free = Attr("status").eq("streaming") & (Attr("worker").not_exists() | Attr("worker").eq(worker))
        fields = {"worker": worker, **self._open_mark(message_id, LEASE_SECONDS)}
        return self._change(owner_id, message_id, fields, free) is not None

    def beat(self, message: Message, /) -> None:
        lease = {"check_at": int(self._now()) + LEASE_SECONDS}
        if self._change(message.owner_id, message.id, lease, Attr("status").eq("streaming")) is None:
            raise LeaseLostError("This answer has ended.")

    def save_sources(self, owner_id: str, message_id: str, sources: Sequence[Passage]) -> None:
        item = key_of(owner_id, f"{message_id}#sources") | {"sources": [to_item(asdict(each)) for each in sources]}
        with dynamo_errors():
            self._messages.put_item(Item=item)

    def flush(self, message: Message, delivered: int) -> StreamState:
        fields: Item = {
            "text": message.text,
            "delta_ends": message.delta_ends,
            "stages": message.stages,
            "told": delivered,
        }
        if message.evidence is not None:
            fields["evidence"] = message.evidence
        changed = self._change(message.owner_id, message.id, fields, Attr("status").eq("streaming"))
        if changed is None:
            self._forget_sources_of_gone(message.owner_id, message.id)
        return stream_state_of(changed)

    def _forget_sources_of_gone(self, owner_id: str, message_id: str) -> None:
        """Sources that were saved when the conversation had just been deleted: no word of it is to stay."""
        try:
            self.message(owner_id, message_id)
        except MessageNotFoundError:
            self._delete_item(owner_id, f"{message_id}#sources")

    def _delete_item(self, owner_id: str, item_id: str) -> None:
        with dynamo_errors():
            self._messages.delete_item(Key=key_of(owner_id, item_id))

    def finish(self, message: Message, due: int | None = None) -> StreamState:
        """`due` (Unix seconds): only if its function is gone by then. Nobody listens to what had ended before."""
        item = message_item(message)
        fields = {name: value for name, value in item.items() if name not in ("owner_id", "id")}
        condition: ConditionBase = Attr("status").eq("streaming")
        if due is not None:
            condition &= Attr("check_at").lt(due)
        changed = self._change(message.owner_id, message.id, fields, condition, OPEN)
        if changed:
            self._settle(changed, message.usage.price_usd, known=due is None)
        return stream_state_of(changed)

    def _settle(self, ended: Item, price_usd: float, *, known: bool) -> None:
        """The stage's day counts what the answer cost. Not `known`, since its function was killed: what was reserved,
        or nothing if no function began it."""
        reservation = reservation_of(ended)
        if reservation is None or (not known and "worker" in ended):
            return
        try:
            self._stage.settle(reservation, price_usd)
        except StoreBusyError as error:  # The answer has ended all the same; the day counts what was reserved.
            log.warning("What was reserved for an answer was not settled", exc_info=error)

    def request_stop(self, owner_id: str, message_id: str) -> None:
        """Raises MessageNotFoundError. A message that has ended stays as it is."""
        if self._change(owner_id, message_id, {"stop_requested": True}, Attr("role").eq("assistant")) is None:
            raise MessageNotFoundError

    def listen(self, owner_id: str, message_id: str, connection_id: str) -> Message:
        """Send what comes of a streaming message to this connection too; returns the message as it stands.

        One update does both, so that every event is either in what is returned or still to be sent.
        """
        try:
            with dynamo_errors():
                answer = self._messages.update_item(
                    Key=key_of(owner_id, message_id),
                    UpdateExpression="ADD connections :connection",
                    ConditionExpression=Attr("role").eq("assistant"),
                    ExpressionAttributeValues={":connection": {connection_id}},
                    ReturnValues="ALL_NEW",
                )
                sources = self._messages.get_item(Key=key_of(owner_id, f"{message_id}#sources"), ConsistentRead=True)
        except ConditionLostError as error:
            raise MessageNotFoundError from error
        return message_of(from_item(answer["Attributes"]), from_item(sources.get("Item")))

    def set_feedback(self, owner_id: str, conversation_id: str, message_id: str, feedback: Feedback) -> None:
        fields = {"feedback": asdict(feedback)}
        condition = Attr("role").eq("assistant") & Attr("conversation_id").eq(conversation_id)
        if self._change(owner_id, message_id, fields, condition) is None:
            raise MessageNotFoundError

    def _change(
        self, owner_id: str, message_id: str, fields: Item, condition: ConditionBase, gone: Sequence[str] = ()
    ) -> Item | None:
        """Set `fields` and remove `gone`; None if the condition is lost."""
        expression = "SET " + ", ".join(f"#{name} = :{name}" for name in fields)
        if gone:
            expression += " REMOVE " + ", ".join(f"#{name}" for name in gone)
        try:
            with dynamo_errors():
                answer = self._messages.update_item(
                    Key=key_of(owner_id, message_id),
                    UpdateExpression=expression,
                    ConditionExpression=condition,
                    ExpressionAttributeNames={f"#{name}": name for name in (*fields, *gone)},
                    ExpressionAttributeValues={f":{name}": to_item(value) for name, value in fields.items()},
                    ReturnValues="ALL_NEW",
                )
        except ConditionLostError:
            return None
        item: Item = from_item(answer["Attributes"])
        return item


def _plain(text: str) -> str:
    """In small letters without diacritics, which people who search often leave out."""
    return without_diacritics(unicodedata.normalize("NFKC", text.casefold()))
