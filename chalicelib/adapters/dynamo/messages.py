"""Messages in DynamoDB, and as its items.

A message's sources rest in an item of their own (`<message id>#sources`), since the message itself is written
again with every flush while its answer streams, and DynamoDB bills by the size of what is written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Key

from chalicelib.adapters.dynamo.client import Item, dynamo_errors, get_many, query_all, to_item
from chalicelib.errors import MessageNotFoundError
from chalicelib.models import (
    Citation,
    Conversation,
    Failure,
    Feedback,
    Message,
    Notice,
    Passage,
    Question,
    Section,
    Step,
    StreamState,
    Usage,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

BESIDE = ("hit_start", "hit_end", "sections")  # Fields of a passage that stand beside the passages in their item.
OF_QUESTION = ("document_ids", "tags")  # Fields of an answer that the question in its item tells.
NOT_STORED = ("quote", "heading", "confidence", "profile", "standing")  # Its source or the registry tells them.
SECTION_CHARACTERS = 8_000  # Characters of a passage's headings; of one that has more, no sections are stored.


class DynamoMessages:
    """Messages by owner and id, in the table of this name."""

    def __init__(self, dynamo: "DynamoDBServiceResource", table: str) -> None:
        self._dynamo = dynamo
        self.table = dynamo.Table(table)

    def get(self, owner_id: str, message_id: str) -> Message:
        """Raises MessageNotFoundError."""
        return message_of(*self.items(owner_id, message_id))

    def items(self, owner_id: str, message_id: str) -> tuple[Item, Item | None]:
        """A message's own item and that of its sources; raises MessageNotFoundError."""
        items = self.items_by_id(owner_id, [message_id, sources_id(message_id)])
        if "role" not in items.get(message_id, {}):
            raise MessageNotFoundError
        return items[message_id], items.get(sources_id(message_id))

    def of_conversation(self, owner_id: str, conversation_id: str) -> list[Message]:
        """Oldest first."""
        ids = self.ids(owner_id, conversation_id)
        items = self.items_by_id(owner_id, [*ids, *map(sources_id, ids)])
        return [message_of(items[name], items.get(sources_id(name))) for name in ids if name in items]

    def items_by_id(self, owner_id: str, ids: Sequence[str]) -> dict[str, Item]:
        items = get_many(self._dynamo, self.table.name, [key_of(owner_id, item_id) for item_id in ids])
        return {item["id"]: item for item in items}

    def ids(self, owner_id: str, conversation_id: str) -> list[str]:
        """The ids of a conversation's messages, oldest first. The index holds keys alone, so that a flush leaves it."""
        condition = Key("owner_id").eq(owner_id) & Key("conversation_message").begins_with(f"{conversation_id}#")
        query = {"IndexName": "conversation", "KeyConditionExpression": condition, "ConsistentRead": True}
        return [item["id"] for item in query_all(self.table, **query)]

    def delete_item(self, owner_id: str, item_id: str) -> None:
        with dynamo_errors():
            self.table.delete_item(Key=key_of(owner_id, item_id))


def key_of(owner_id: str, item_id: str) -> dict[str, Any]:
    return {"owner_id": owner_id, "id": item_id}


def sources_id(message_id: str) -> str:
    return f"{message_id}#sources"


def conversation_of(item: Item) -> Conversation:
    return Conversation(**{name: item[name] for name in Conversation.__dataclass_fields__})


def message_item(message: Message) -> Item:
    """Without what its sources tell of its citations, quotes and headings: a row in DynamoDB has 400 KB."""
    elsewhere = ("sources", *(OF_QUESTION if message.role == "assistant" else ()))
    fields = {name: value for name, value in asdict(message).items() if name not in elsewhere}
    fields["citations"] = [
        {name: value for name, value in citation.items() if name not in NOT_STORED} for citation in fields["citations"]
    ]
    item: Item = to_item(fields)
    return item | {"conversation_message": f"{message.conversation_id}#{message.id}"}


def message_of(item: Item, sources: Item | None) -> Message:
    fields = {name: item[name] for name in Message.__dataclass_fields__ if name in item}
    passages = tuple(_passages(sources or {}))
    return replace(
        Message(**fields),
        sources=passages,
        citations=tuple(_citation(citation, passages) for citation in item.get("citations", ())),
        usage=Usage(**item["usage"]) if "usage" in item else Usage(),
        feedback=Feedback(**{"rating": None, **item["feedback"]}) if "feedback" in item else None,
        error=Failure(**item["error"]) if "error" in item else None,
        notice=Notice(**item["notice"]) if "notice" in item else None,
        brackets=tuple(item.get("brackets", ())),
        delta_ends=tuple(item.get("delta_ends", ())),
        stages=tuple(item.get("stages", ())),
        steps=tuple(Step(**step) for step in item.get("steps", ())),
        document_ids=_asked_within(item, "document_ids"),
        tags=_asked_within(item, "tags"),
    )


def _asked_within(item: Item, name: str) -> tuple[str, ...] | None:
    """Of an answer its question tells it, which stands in its item."""
    asked = item.get("asked", item)
    return tuple(asked[name]) if name in asked else None


def question_item(question: Question) -> Item:
    """What an answer's item carries of its question. The `request_id` stands in the item itself."""
    return {name: value for name, value in asdict(question).items() if name != "request_id"}


def question_of(answer: Item) -> Question:
    """The question that an answer's item carries."""
    fields: Item = {name: tuple(value) if isinstance(value, list) else value for name, value in answer["asked"].items()}
    return Question(**fields, request_id=answer["request_id"])


def stream_state_of(item: Item) -> StreamState:
    connections = tuple(sorted(item.get("connections", ())))
    return StreamState(connections, bool(item.get("stop_requested")), item.get("told", 0))


def _citation(item: Item, sources: Sequence[Passage]) -> Citation:
    source = sources[item["n"] - 1]
    quote = source.text[item["quote_start"] - source.start : item["quote_end"] - source.start]
    heading = source.heading_at(item["quote_start"])
    more = {"quote": quote, "heading": heading, "confidence": source.confidence, "profile": source.profile}
    return Citation(**{"page": None, **item, **more})


def sources_item(passages: Sequence[Passage]) -> Item:
    """The hits and the sections stand beside the passages: older functions take no field that they do not know."""
    beside: list[Item] = []
    sources: list[Item] = []
    sure: list[Any] = []
    for passage in passages:
        item = to_item(asdict(passage))
        if sum(len(title) for section in passage.sections for title in section.heading) > SECTION_CHARACTERS:
            item["sections"] = []
        item.pop("words", None)  # A client reads them with the document.
        item.pop("version", None)
        del item["before"], item["after"]  # They serve while the answer is written.
        sure.append(item.pop("confidence", None))
        item.pop("profile")
        beside.append({name: item.pop(name) for name in BESIDE if name in item})
        sources.append(item)
    of_scans = {"confidences": sure} if any(value is not None for value in sure) else {}
    profiles = [number for number, passage in enumerate(passages) if passage.profile]
    versions = {passage.document_id: passage.version for passage in passages if passage.version is not None}
    more = {"profiles": profiles, "versions": versions}
    return {"sources": sources, "beside": beside, **of_scans, **{name: value for name, value in more.items() if value}}


def _passages(item: Item) -> Iterator[Passage]:
    sources = item.get("sources", ())
    sure = item.get("confidences", [None] * len(sources))
    of_profiles = {int(number) for number in item.get("profiles", ())}
    besides = item.get("beside", [{}] * len(sources))
    for number, (source, beside, confidence) in enumerate(zip(sources, besides, sure, strict=True)):
        sections = tuple(Section(part["start"], tuple(part["heading"])) for part in beside.get("sections", ()))
        heading = tuple(source["heading"])
        fields = {"page": None, **source, **beside, "heading": heading, "sections": sections}
        sure_of = None if confidence is None else float(confidence)
        version = item.get("versions", {}).get(source["document_id"])
        read_of = None if version is None else int(version)
        yield Passage(**fields, confidence=sure_of, profile=number in of_profiles, version=read_of)
