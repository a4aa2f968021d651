"""Messages in DynamoDB, and as its items.

A message's sources rest in an item of their own (`<message id>#sources`), since the message itself is written
again with every flush while its answer streams, and DynamoDB bills by the size of what is written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from itertools import islice, zip_longest
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Key

from chalicelib.adapters.dynamo.client import Item, dynamo_errors, get_many, query_all, to_item
from chalicelib.adapters.dynamo.stored import nested, read, readable, refused
from chalicelib.errors import MessageNotFoundError
from chalicelib.models import (
    Citation,
    Conversation,
    Message,
    Passage,
    Question,
    StreamState,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

SOURCES = "#sources"  # Ends the id of the item that has a message's sources.
BESIDE = ("hit_start", "hit_end", "sections")  # Fields of a passage that stand beside the passages in their item.
ELSEWHERE_OF_PASSAGE = ("words", "version", "owner_id", "before", "after", "gist")  # Beside them, or not needed again.
BESIDE_QUESTION = ("request_id", "accept_price_usd")  # Fields of a question that stand in its answer's own item.
OF_QUESTION = ("document_ids", "tags", "collection_ids")  # Fields of an answer that the question in its item tells.
NOT_STORED = ("quote", "heading", "confidence", "profile", "standing")  # Its source or the registry tells them.
ELSEWHERE = ("sources", "citations", *OF_QUESTION)  # Fields that are put together of several values.
UNREADABLE_PASSAGE = Passage("", "", "", 0, None, (), 0, 0, "", 0.0)
RECENT_MESSAGES = 200  # Messages of a conversation that a question reads at most; a summary covers those before.
SECTION_CHARACTERS = 8_000  # Characters of a passage's headings; of one that has more, no sections are stored.


class DynamoMessages:
    """Messages by owner and id, in the table of this name."""

    def __init__(self, dynamo: "DynamoDBServiceResource", table: str) -> None:
        self._dynamo = dynamo
        self.table = dynamo.Table(table)

    def get(self, owner_id: str, message_id: str) -> Message:
        """Raises MessageNotFoundError, or UnreadableRowError."""
        return message_of(*self.items(owner_id, message_id))

    def items(self, owner_id: str, message_id: str) -> tuple[Item, Item | None]:
        """A message's own item and that of its sources; raises MessageNotFoundError."""
        items = self.items_by_id(owner_id, [message_id, sources_id(message_id)])
        if "role" not in items.get(message_id, {}):
            raise MessageNotFoundError
        return items[message_id], items.get(sources_id(message_id))

    def backwards(self, owner_id: str, conversation_id: str, before: str | None, at_once: int) -> Iterator[Message]:
        """Newest first, with their sources: all, or those before the message `before`; `at_once` are read together.

        Two requests for each `at_once` messages that the caller takes, however long the conversation is.
        """
        condition = Key("owner_id").eq(owner_id) & Key("conversation_message").begins_with(f"{conversation_id}#")
        query: dict[str, Any] = {"IndexName": "conversation", "KeyConditionExpression": condition, "Limit": at_once}
        last = key_of(owner_id, before) | _place(conversation_id, before) if before else None
        while True:
            if last:
                query["ExclusiveStartKey"] = last
            with dynamo_errors():
                page = self.table.query(**query, ConsistentRead=True, ScanIndexForward=False)
            yield from self._whole(owner_id, [str(item["id"]) for item in page["Items"]])
            last = page.get("LastEvaluatedKey")
            if not last:
                return

    def _whole(self, owner_id: str, ids: Sequence[str]) -> Iterator[Message]:
        items = self.items_by_id(owner_id, [*ids, *map(sources_id, ids)])
        stored = (items[name] for name in ids if name in items)
        return readable(stored, lambda item: message_of(item, items.get(sources_id(item["id"]))))

    def recent(self, owner_id: str, conversation_id: str, after: str, before: str) -> list[Message]:
        """The newest messages with ids between `after` and `before`, oldest first, at most RECENT_MESSAGES.

        Without their sources, which are nine tenths of a conversation, and so without citations.
        """
        ids = self._newest_ids(owner_id, f"{conversation_id}#{after}", f"{conversation_id}#{before}")
        items = self.items_by_id(owner_id, ids)
        stored = (items[name] for name in reversed(ids) if name in items)
        return list(readable(stored, lambda item: message_of(item, None)))

    def _newest_ids(self, owner_id: str, after: str, before: str) -> list[str]:
        """Newest first. A range of the index has its ends in it."""
        between = Key("owner_id").eq(owner_id) & Key("conversation_message").between(after, before)
        query: dict[str, Any] = {"IndexName": "conversation", "KeyConditionExpression": between}
        newest = query_all(self.table, **query, ConsistentRead=True, ScanIndexForward=False, Limit=RECENT_MESSAGES + 2)
        inner = (item["id"] for item in newest if item["conversation_message"] not in (after, before))
        return list(islice(inner, RECENT_MESSAGES))

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
    return f"{message_id}{SOURCES}"


def conversation_of(item: Item) -> Conversation:
    return read(Conversation, item)


def message_item(message: Message) -> Item:
    """Without what its sources tell of its citations, quotes and headings: a row in DynamoDB has 400 KB."""
    elsewhere = ("sources", *(OF_QUESTION if message.role == "assistant" else ()))
    fields = {name: value for name, value in asdict(message).items() if name not in elsewhere}
    fields["citations"] = [
        {name: value for name, value in citation.items() if name not in NOT_STORED} for citation in fields["citations"]
    ]
    item: Item = to_item(fields)
    return item | _place(message.conversation_id, message.id)


def _place(conversation_id: str, message_id: str) -> Item:
    """The key of the index by which a conversation's messages are listed."""
    return {"conversation_message": f"{conversation_id}#{message_id}"}


def message_of(item: Item, sources: Item | None) -> Message:
    """A citation whose source is lost is left out. Raises UnreadableRowError."""
    passages = tuple(_passages(sources or {}))
    message = read(Message, {name: value for name, value in item.items() if name not in ELSEWHERE})
    return replace(
        message,
        sources=passages,
        citations=tuple(_citations(item.get("citations"), passages)),
        document_ids=_asked_within(item, "document_ids"),
        tags=_asked_within(item, "tags"),
        collection_ids=_asked_within(item, "collection_ids"),
    )


def _asked_within(item: Item, name: str) -> tuple[str, ...] | None:
    """Of an answer its question tells it, which stands in its item."""
    asked = item.get("asked", item)
    values = asked.get(name) if isinstance(asked, dict) else None
    return tuple(map(str, values)) if isinstance(values, list) else None


def question_item(question: Question) -> Item:
    """What an answer's item carries of its question. `request_id` and the accepted price stand in the item itself."""
    asked = {name: value for name, value in asdict(question).items() if name not in BESIDE_QUESTION}
    for name in ("after", "collection_ids"):
        if asked[name] is None:
            del asked[name]  # A release that knows none made the same of the same question.
    return asked


def question_of(answer: Item) -> Question:
    """The question that an answer's item carries; raises UnreadableRowError."""
    beside = {name: answer.get(name) for name in BESIDE_QUESTION}
    question = nested(Question, {**_map(answer.get("asked")), **beside})
    if question is None:
        raise refused(answer, "the question of an answer is odd")
    return question


def stream_state_of(item: Item) -> StreamState:
    connections, told = item.get("connections"), item.get("told")
    listening = tuple(sorted(connections)) if isinstance(connections, set) else ()
    return StreamState(listening, bool(item.get("stop_requested")), told if isinstance(told, int) else 0)


def _citations(items: Any, sources: Sequence[Passage]) -> Iterator[Citation]:
    for item in items if isinstance(items, list) else ():
        citation = nested(Citation, {**_map(item), "quote": ""})
        if citation is not None and 0 < citation.n <= len(sources):
            yield _quoting(citation, sources[citation.n - 1])


def _quoting(citation: Citation, source: Passage) -> Citation:
    return replace(
        citation,
        quote=source.text[citation.quote_start - source.start : citation.quote_end - source.start],
        heading=source.heading_at(citation.quote_start),
        confidence=source.confidence,
        profile=source.profile,
    )


def sources_item(passages: Sequence[Passage]) -> Item:
    """Hits, sections and owners stand beside the passages: older functions take no field that they do not know."""
    beside: list[Item] = []
    sources: list[Item] = []
    sure: list[Any] = []
    for passage in passages:
        item = {name: value for name, value in to_item(asdict(passage)).items() if name not in ELSEWHERE_OF_PASSAGE}
        if sum(len(title) for section in passage.sections for title in section.heading) > SECTION_CHARACTERS:
            item["sections"] = []
        sure.append(item.pop("confidence", None))
        item.pop("profile")
        beside.append({name: item.pop(name) for name in BESIDE if name in item})
        sources.append(item)
    of_scans = {"confidences": sure} if any(value is not None for value in sure) else {}
    profiles = [number for number, passage in enumerate(passages) if passage.profile]
    versions = {passage.document_id: passage.version for passage in passages if passage.version is not None}
    owners = {one.document_id: one.owner_id for one in passages if one.owner_id is not None}
    more = {"profiles": profiles, "versions": versions, "owners": owners}
    return {"sources": sources, "beside": beside, **of_scans, **{name: value for name, value in more.items() if value}}


def _passages(item: Item) -> Iterator[Passage]:
    """One that cannot be read keeps its place, without text: markers name the others by their numbers."""
    sources, of_profiles, versions = _list(item, "sources"), _list(item, "profiles"), _map(item.get("versions"))
    besides, sure, owners = _list(item, "beside"), _list(item, "confidences"), _map(item.get("owners"))
    for number, (source, beside, confidence) in enumerate(zip_longest(sources, besides, sure)):
        if number == len(sources):
            return
        stored = {**_map(source), **_map(beside)}
        more = {
            "confidence": confidence,
            "profile": number in of_profiles,
            "version": versions.get(str(stored.get("document_id"))),
            "owner_id": owners.get(str(stored.get("document_id"))),
        }
        yield nested(Passage, {**stored, **more}) or UNREADABLE_PASSAGE


def _list(item: Item, name: str) -> list[Any]:
    value = item.get(name)
    return value if isinstance(value, list) else []


def _map(value: Any) -> Item:
    return value if isinstance(value, dict) else {}
