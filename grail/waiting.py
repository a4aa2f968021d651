"""An answer without a socket, where a network lets none through: the endpoint for programs waits for it."""

from collections.abc import Iterator

import msgspec

from grail import calls
from grail.calls import Call
from grail.errors import AnswerError, GrailError, UnreachableError
from grail.messages import Conversation, Message
from grail.streaming import End, Event, Question, Text
from grail.values import Json, ToolReply


def begin(question: Question) -> Call[ToolReply]:
    """Asks, and waits for as long as one call may take."""
    arguments: Json = {
        "question": question.text,
        "conversation_id": question.conversation_id,
        "document_ids": None if question.document_ids is None else list(question.document_ids),
        "tags": None if question.tags is None else list(question.tags),
        "collection_ids": None if question.collection_ids is None else list(question.collection_ids),
        "accept_price_usd": question.accept_price,
    }
    return calls.tool("ask", {name: value for name, value in arguments.items() if value is not None})


def go_on(message_id: str) -> Call[ToolReply]:
    """Waits for the rest of an answer."""
    return calls.tool("ask", {"message_id": message_id})


class Told(msgspec.Struct):
    """How far an answer is, and where it is."""

    status: str
    message_id: str
    conversation_id: str


def told(reply: ToolReply) -> Told:
    """What the tool says of the answer. Raises GrailError."""
    if reply.error is not None:
        raise GrailError(reply.error.message)
    if reply.result is None or not reply.result.content:
        raise GrailError("The service said nothing of the answer.")
    text = reply.result.content[0].text
    if reply.result.is_error:
        raise GrailError(text)
    try:
        return msgspec.json.decode(text, type=Told)
    except msgspec.MsgspecError as error:
        raise GrailError("The service said nothing of the answer.") from error


def chosen(conversation: Conversation, message_id: str) -> Message:
    """A message of a conversation. Raises UnreachableError where it is not among the newest."""
    message = next((message for message in conversation.messages if message.id == message_id), None)
    if message is None:
        raise UnreachableError("The answer is not in its conversation.")
    return message


def events(message: Message) -> Iterator[Event]:
    """What a socket would have told of an answer that has ended. Raises AnswerError."""
    if message.error is not None:
        raise AnswerError(message.error.code, message.error.message, message.text or "")
    yield Text(message.text or "")
    yield End(message.text or "", message)
