"""Conversations against messages against usage: each message has its conversation, each answer its question and its
sources, and what was answered was counted."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from chalicelib.adapters.dynamo.conversations import SUMMARY
from chalicelib.adapters.dynamo.messages import SOURCES
from chalicelib.rag.change import TIMER
from chalicelib.wiring import Services
from operations.drift import Drift
from operations.inventory import Chats, Inventory, Item

STREAM_SECONDS = 900  # Time after which an answer streams without a worker: no function lives half so long.


def chat_drifts(services: Services, inventory: Inventory, owner_id: str, chats: Chats, now: float) -> Iterator[Drift]:
    """What does not agree about an owner's conversations and their cost. `now` is in Unix seconds."""
    yield from _orphans(inventory, owner_id, chats)
    for item in chats.messages.values():
        if item["role"] == "assistant" and item["conversation_id"] in chats.conversations:
            yield from _streaming(services, inventory, owner_id, item, now)
            yield from _answer(inventory, owner_id, chats, item)
    yield from _usage(inventory, owner_id, chats)


def _orphans(inventory: Inventory, owner_id: str, chats: Chats) -> Iterator[Drift]:
    """What is left of a conversation that was deleted."""
    for message_id, item in chats.messages.items():
        if item["conversation_id"] not in chats.conversations:
            delete = partial(inventory.delete_messages, owner_id, [message_id, f"{message_id}{SOURCES}"])
            yield Drift(owner_id, "a message has no conversation", message_id, delete)
    for message_id in sorted(chats.sources.keys() - chats.messages.keys()):
        delete = partial(inventory.delete_messages, owner_id, [f"{message_id}{SOURCES}"])
        yield Drift(owner_id, "sources have no message", message_id, delete)
    for conversation_id in sorted(chats.summaries - chats.conversations.keys()):
        delete = partial(inventory.delete_messages, owner_id, [f"{conversation_id}{SUMMARY}"])
        yield Drift(owner_id, "a summary has no conversation", conversation_id, delete)


def _streaming(services: Services, inventory: Inventory, owner_id: str, item: Item, now: float) -> Iterator[Drift]:
    message_id = item["id"]
    if item["status"] == "streaming" and item.get("check_at", 0) < now - STREAM_SECONDS:
        yield Drift(
            owner_id, "an answer streams for ever", message_id, partial(services.abandoned.end, owner_id, message_id)
        )
    if item["status"] != "streaming" and "open" in item:
        unmark = partial(inventory.change_message, owner_id, message_id, {}, removes=TIMER)
        yield Drift(owner_id, "an ended answer is still looked after", message_id, unmark)


def _answer(inventory: Inventory, owner_id: str, chats: Chats, item: Item) -> Iterator[Drift]:
    """What is stored of an answer is what was sent, and its citations rest on its sources."""
    message_id = item["id"]
    if item.get("reply_to") not in chats.messages:
        yield Drift(owner_id, "an answer has no question", message_id)
    sources, citations = chats.sources.get(message_id, {}).get("sources", []), item.get("citations", [])
    resting = [citation for citation in citations if _rests_on(citation, sources)]
    if len(resting) < len(citations):
        drop = partial(inventory.change_message, owner_id, message_id, {"citations": resting})
        yield Drift(owner_id, "a citation rests on no source", message_id, drop)
    ends, end = item.get("delta_ends", []), len(item["text"])
    if ends != sorted(set(ends)) or (ends[-1] if ends else 0) != end:
        right = sorted({at for at in ends if 0 < at < end} | ({end} if end else set()))
        rewrite = partial(inventory.change_message, owner_id, message_id, {"delta_ends": right})
        yield Drift(owner_id, "an answer's text is not what was sent", message_id, rewrite)


def _rests_on(citation: Item, sources: list[Item]) -> bool:
    """Its number is a source's, that source is the passage it names, and the quote stands in it."""
    if not 0 < citation["n"] <= len(sources):
        return False
    source = sources[citation["n"] - 1]
    start = citation["quote_start"] - source["start"]
    quoted = source["text"][max(start, 0) : citation["quote_end"] - source["start"]]
    return start >= 0 and source["id"] == citation["passage_id"] and bool(quoted)


def _usage(inventory: Inventory, owner_id: str, chats: Chats) -> Iterator[Drift]:
    """What is stored of answers was paid for: a day's usage is never less. More it may be: chats are deleted."""
    usage = inventory.usage(owner_id)
    for day, amounts in _spent(chats).items():
        short = {name: amount for name, amount in amounts.items() if usage.get(day, {}).get(name, 0) < amount}
        if short and not _ended_later(usage, day, short):
            yield Drift(
                owner_id,
                "usage is less than what was answered",
                day,
                partial(inventory.raise_usage, owner_id, day, short),
            )


def _spent(chats: Chats) -> dict[str, dict[str, Any]]:
    """By the day on which the questions were asked."""
    spent: dict[str, dict[str, Any]] = {}
    for item in chats.messages.values():
        if item["role"] == "assistant":
            on_day = spent.setdefault(item["created_at"][:10], {"questions": 0, "input_tokens": 0, "output_tokens": 0})
            usage = item.get("usage", {})
            on_day["questions"] += 1
            on_day["input_tokens"] += usage.get("input_tokens", 0)
            on_day["output_tokens"] += usage.get("output_tokens", 0)
    return spent


def _ended_later(usage: dict[str, Item], day: str, short: Item) -> bool:
    """An answer that ends after midnight is counted on the day it ends; its question on the one it was asked."""
    return "questions" not in short and any(other > day for other in usage)
