"""Conversations and messages as DynamoDB's items, and back."""

from collections.abc import Sequence
from dataclasses import asdict, replace

from chalicelib.adapters.dynamo.client import Item, to_item
from chalicelib.models import (
    Citation,
    Conversation,
    Failure,
    Feedback,
    Message,
    Notice,
    Passage,
    Question,
    StreamState,
    Usage,
)


def conversation_of(item: Item) -> Conversation:
    return Conversation(**{name: item[name] for name in Conversation.__dataclass_fields__})


def message_item(message: Message) -> Item:
    """Without its citations' quotes, which stand in its sources: a row in DynamoDB has 400 KB."""
    fields = {name: value for name, value in asdict(message).items() if name != "sources"}
    fields["citations"] = [
        {name: value for name, value in citation.items() if name != "quote"} for citation in fields["citations"]
    ]
    item: Item = to_item(fields)
    return item | {"conversation_message": f"{message.conversation_id}#{message.id}"}


def message_of(item: Item, sources: Item | None) -> Message:
    fields = {name: item[name] for name in Message.__dataclass_fields__ if name in item}
    passages = tuple(map(_passage, (sources or {}).get("sources", ())))
    return replace(
        Message(**fields),
        sources=passages,
        citations=tuple(_citation(citation, passages) for citation in item.get("citations", ())),
        usage=Usage(**item["usage"]) if "usage" in item else Usage(),
        feedback=Feedback(**{"rating": None, **item["feedback"]}) if "feedback" in item else None,
        error=Failure(**item["error"]) if "error" in item else None,
        notice=Notice(**item["notice"]) if "notice" in item else None,
        delta_ends=tuple(item.get("delta_ends", ())),
        stages=tuple(item.get("stages", ())),
    )


def question_item(question: Question) -> Item:
    """What an answer's item carries of its question. The `request_id` stands in the item itself."""
    return {name: value for name, value in asdict(question).items() if name != "request_id"}


def question_of(answer: Item) -> Question:
    """The question that an answer's item carries."""
    fields: Item = {name: tuple(value) if isinstance(value, list) else value for name, value in answer["asked"].items()}
    return Question(**fields, request_id=answer["request_id"])


def stream_state_of(item: Item | None) -> StreamState:
    """Of a message that has ended or was deleted (None) nobody is told any more."""
    if item is None:
        return StreamState((), stop_requested=True)
    connections = tuple(sorted(item.get("connections", ())))
    return StreamState(connections, bool(item.get("stop_requested")), item.get("told", 0))


def _citation(item: Item, sources: Sequence[Passage]) -> Citation:
    source = sources[item["n"] - 1]
    quote = source.text[item["quote_start"] - source.start : item["quote_end"] - source.start]
    return Citation(**{"page": None, **item, "quote": quote})


def _passage(item: Item) -> Passage:
    return Passage(**{"page": None, **item, "heading": tuple(item["heading"])})
