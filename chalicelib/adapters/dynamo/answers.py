"""Answers while they are made. Their changes are the table of `rag/answers/lifecycle.py`; each is one request."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from chalicelib.adapters.dynamo.client import Item, dynamo_errors
from chalicelib.adapters.dynamo.messages import (
    DynamoMessages,
    key_of,
    message_item,
    message_of,
    question_of,
    sources_id,
    sources_item,
    stream_state_of,
)
from chalicelib.adapters.dynamo.stage_budget import StageBudget, reservation_of
from chalicelib.adapters.dynamo.stage_records import DynamoStageRecords
from chalicelib.adapters.dynamo.timers import Timers
from chalicelib.adapters.dynamo.updates import condition_of, update
from chalicelib.errors import MessageNotFoundError, StoreBusyError
from chalicelib.models import Feedback, Message, MessageRef, Question, StreamState
from chalicelib.rag.answers.lifecycle import LISTEN, RATE, STOP, Transition

log = logging.getLogger(__name__)

TIMERS = Timers(shards=4)


class DynamoAnswers:
    """Answers among the messages. `now` gives the time in Unix seconds."""

    def __init__(
        self,
        messages: DynamoMessages,
        stage: StageBudget,
        records: DynamoStageRecords,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._messages = messages
        self._stage = stage
        self._records = records
        self._now = now

    def get(self, owner_id: str, message_id: str) -> tuple[Message, Question]:
        """An answer and the question that it is to; raises MessageNotFoundError, or UnreadableRowError."""
        item, sources = self._messages.items(owner_id, message_id)
        return message_of(item, sources), question_of(item)

    def due(self, now: int) -> Iterator[MessageRef]:
        """Every answer that has not ended and whose lease is over by `now` (Unix seconds)."""
        return (MessageRef(item["owner_id"], item["id"]) for item in TIMERS.due(self._messages.table, now))

    def count_due(self, now: int, most: int | None = None) -> int:
        return TIMERS.count(self._messages.table, now, most)

    def set_aside(self, owner_id: str, message_id: str, seconds: int) -> None:
        """Look at an answer that stops its reader only `seconds` later. Nothing else of it is touched."""
        TIMERS.set_aside(self._messages.table, key_of(owner_id, message_id), int(self._now()) + seconds)

    def save_sources(self, answer: Message) -> None:
        item = key_of(answer.owner_id, sources_id(answer.id)) | sources_item(answer.sources)
        with dynamo_errors():
            self._messages.table.put_item(Item=item)

    def apply(self, answer: Message | MessageRef, transition: Transition, **values: Any) -> StreamState | None:
        """Who listens after the transition; None if the answer has moved on or was deleted."""
        item = self._applied(answer, transition, values)
        if item is None:
            if transition.by == "function":
                self._delete_orphaned_sources(answer)
            return None
        if transition.clears:
            self._settle(item, by_function=transition.by == "function")
            self._count(item["created_at"], _outcome(item))
        return stream_state_of(item)

    def request_stop(self, owner_id: str, message_id: str) -> None:
        """Raises MessageNotFoundError. A message that has ended stays as it is."""
        if self._applied(MessageRef(owner_id, message_id), STOP, {}) is None:
            raise MessageNotFoundError

    def listen(self, owner_id: str, message_id: str, connection_id: str) -> Message:
        """Send the events of a streaming message to this connection too; returns the message as it stands.

        One update does both, so that every event is either in the returned message or still to be sent.
        """
        item = self._applied(MessageRef(owner_id, message_id), LISTEN, {"connections": {connection_id}})
        if item is None:
            raise MessageNotFoundError
        sources = self._messages.items_by_id(owner_id, [sources_id(message_id)])
        return message_of(item, sources.get(sources_id(message_id)))

    def set_feedback(self, owner_id: str, conversation_id: str, message_id: str, feedback: Feedback) -> None:
        """Raises MessageNotFoundError."""
        values = {"conversation_id": conversation_id, "feedback": asdict(feedback)}
        before = self._applied(MessageRef(owner_id, message_id), RATE, values, before=True)
        if before is None:
            raise MessageNotFoundError
        ratings = Counter({feedback.rating: 1})
        ratings.subtract([(before.get("feedback") or {}).get("rating")])
        self._count(before["created_at"], {"up": ratings["up"], "down": ratings["down"]})

    def _count(self, moment: str, amounts: Mapping[str, int]) -> None:
        """Count in the week in which an answer was asked for. What people do goes on without it."""
        try:
            self._records.count(moment, amounts)
        except StoreBusyError as error:
            log.warning("A week's count was not kept", exc_info=error)

    def _applied(
        self, answer: Message | MessageRef, transition: Transition, values: Mapping[str, Any], *, before: bool = False
    ) -> Item | None:
        """The item after the transition, or as it was `before`; None if a condition is lost."""
        fields = message_item(answer) if isinstance(answer, Message) else {}
        change = transition.change(int(self._now()), fields, values)
        return update(
            self._messages.table,
            key_of(answer.owner_id, answer.id),
            {**change.sets, **TIMERS.fields(answer.id, change.wake)},
            condition=condition_of(change.conditions),
            removes=change.clears,
            adds=change.adds,
            before=before,
        )

    def _delete_orphaned_sources(self, answer: Message | MessageRef) -> None:
        """Delete sources that were saved when the conversation had just been deleted: no word of it may stay."""
        try:
            self._messages.items(answer.owner_id, answer.id)
        except MessageNotFoundError:
            self._messages.delete_item(answer.owner_id, sources_id(answer.id))

    def _settle(self, ended: Item, *, by_function: bool) -> None:
        """The stage's day counts what the answer cost.

        Where its function was killed, nobody knows the cost: the reservation stays, or goes if no function began the
        answer.
        """
        reservation = reservation_of(ended)
        if reservation is None or (not by_function and "worker" in ended):
            return
        try:
            self._stage.settle(reservation, ended["usage"]["price_usd"])
        except StoreBusyError as error:  # The answer has ended all the same; the day counts the reservation.
            log.warning("The reservation of an answer was not settled", exc_info=error)


def _outcome(ended: Item) -> dict[str, int]:
    """What an answer that has ended counts for its week. After a search, what cites nothing is a refusal."""
    failed = ended.get("status") == "failed"
    searched = ended.get("evidence") is not None and ended.get("notice") is None
    refused = ended.get("status") == "complete" and searched and not ended.get("citations")
    return {"answers": 1, "refusals": int(refused), "failures": int(failed)}
