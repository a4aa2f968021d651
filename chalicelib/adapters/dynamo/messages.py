"""Conversations and messages as DynamoDB's items, and back."""

from collections.abc import Sequence
from dataclasses import asdict, replace

from chalicelib.adapters.dynamo.client import Item, to_item
from chalicelib.models import Citation, Conversation, Failure, Feedback, Message, Notice, Passage, Usage


def conversation_of(item: Item) -> Conversation:
    return Conversation(**{name: item[name] for name in Conversation.__dataclass_fields__})


def message_item(message: Message) -> Item:
    """Without its citations' quotes, which stand in its sources: a row in DynamoDB has 400 KB."""
    fields = {name: value for name, value in asdict(message).items() if name != "sources"}
    fields["citations"] = [
        {name: value for name, value in each.items() if name != "quote"} for each in fields["citations"]
    ]
    item: Item = to_item(fields)
    return item | {"conversation_message": f"{message.conversation_id}#{message.id}"}


def message_of(item: Item, sources: Item | None) -> Message:
    known = {name: item[name] for name in Message.__dataclass_fields__ if name in item}
    passages = tuple(_passage(each) for each in (sources or {}).get("sources", ()))
    return replace(
        Message(**known),
        sources=passages,
        citations=tuple(_citation(each, passages) for each in item.get("citations", ())),
        usage=Usage(**item["usage"]) if "usage" in item else Usage(),
        feedback=Feedback(**{"rating": None, **item["feedback"]}) if "feedback" in item else None,
        error=Failure(**item["error"]) if "error" in item else None,
        notice=Notice(**item["notice"]) if "notice" in item else None,
        delta_ends=tuple(item.get("delta_ends", ())),
        stages=tuple(item.get("stages", ())),
    )


def _citation(item: Item, sources: Sequence[Passage]) -> Citation:
    source = sources[item["n"] - 1]
    quote = source.text[item["quote_start"] - source.start : item["quote_end"] - source.start]
    return Citation(**{"page": None, **item, "quote": quote})


def _passage(item: Item) -> Passage:
    return Passage(**{"page": None, **item, "heading": tuple(item["heading"])})
