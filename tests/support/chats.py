"""Long conversations, laid past the product, and what is read of one."""

from dataclasses import dataclass, field, replace
from typing import Any

from boto3.dynamodb.types import TypeSerializer
from moto import dynamodb
from moto.core.models import DEFAULT_ACCOUNT_ID

from chalicelib.adapters.dynamo.client import to_item
from chalicelib.adapters.dynamo.conversations import DynamoConversations
from chalicelib.adapters.dynamo.messages import key_of, message_item, sources_id, sources_item
from chalicelib.models import Conversation, Message, Passage, new_id, timestamp
from tests.support.rows import CITATION

TEXT = "The zoo of Lund keeps four red pandas and feeds them bamboo twice a day. [1] "
ANSWER = TEXT * 16  # Some 1,240 characters.
LONG = 8_000  # Characters of a source. Few long ones take moto less time than many short ones.
SOURCES = tuple(
    Passage(f"p{n}", "d", "zoo.txt", n, 1, ("Zoo",), n * LONG, (n + 1) * LONG, "x" * LONG, 0.5) for n in range(8)
)
CITATIONS = tuple(
    replace(CITATION, n=1 + n, quote_start=n * LONG, quote_end=n * LONG + 80, answer_start=n) for n in range(4)
)


def whole_chat(conversations: DynamoConversations, owner_id: str, conversation_id: str) -> list[Message]:
    """All messages of a conversation, oldest first."""
    return list(conversations.backwards(owner_id, conversation_id, None, 50))[::-1]


@dataclass(frozen=True)
class Laid:
    """A conversation and its messages, oldest first."""

    conversation: Conversation
    messages: list[Message]


def lay(tables: "Tables", owner_id: str, exchanges: int, with_sources: int) -> "Laid":
    """A conversation with so many answers. The last `with_sources` of them have sources and citations."""
    conversation = Conversation(new_id(), owner_id, "A chat", timestamp(), timestamp())
    tables.put("CONVERSATIONS_TABLE", vars(conversation))
    messages: list[Message] = []
    for number in range(exchanges):
        asked = Message(new_id(), conversation.id, owner_id, "user", f"And {number}?", "complete", timestamp())
        answer = replace(asked, id=new_id(), role="assistant", text=ANSWER, reply_to=asked.id)
        if number >= exchanges - with_sources:
            answer = replace(answer, citations=CITATIONS)
            tables.put("MESSAGES_TABLE", key_of(owner_id, sources_id(answer.id)) | sources_item(SOURCES))
        tables.put("MESSAGES_TABLE", message_item(asked))
        tables.put("MESSAGES_TABLE", message_item(answer))
        messages += [asked, answer]
    return Laid(conversation, messages)


class Tables:
    """Moto's own tables of a stage: a request for each of thousands of rows would take half a minute."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names
        self._moto = dynamodb.models.dynamodb_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].tables
        self._serializer = TypeSerializer()

    def put(self, table: str, item: dict[str, Any]) -> None:
        """`table` is the name of a setting."""
        typed = {name: self._serializer.serialize(value) for name, value in to_item(item).items()}
        self._moto[self._names[table]].put_item(typed)


@dataclass
class Read:
    """Requests to DynamoDB by one client, and the bytes of their answers."""

    requests: list[str] = field(default_factory=list)
    answered: int = 0

    def note(self, model: Any, http_response: Any, **_: Any) -> None:
        self.requests.append(model.name)
        self.answered += len(http_response.content)
