"""An answer without a socket, where a network lets none through: the endpoint for programs waits for it."""

import msgspec

from grail import calls
from grail.calls import Call
from grail.errors import GrailError
from grail.streaming import Question
from grail.values import Json, ToolReply


def begin(question: Question) -> Call[ToolReply]:
    """Asks, and waits for as long as one call may take."""
    arguments: Json = {
        "question": question.text,
        "conversation_id": question.conversation_id,
        "document_ids": None if question.document_ids is None else list(question.document_ids),
        "tags": None if question.tags is None else list(question.tags),
        "accept_price_usd": question.accept_price,
    }
    return calls.tool("ask", {name: value for name, value in arguments.items() if value is not None})


def go_on(message_id: str) -> Call[ToolReply]:
    """Waits for the rest of an answer."""
    return calls.tool("ask", {"message_id": message_id})


def told(reply: ToolReply) -> Json:
    """What the tool says of the answer: its `status`, `message_id` and `conversation_id`. Raises GrailError."""
    if reply.error is not None:
        raise GrailError(reply.error.message)
    if reply.result is None or not reply.result.content:
        raise GrailError("The service said nothing of the answer.")
    text = reply.result.content[0].text
    if reply.result.is_error:
        raise GrailError(text)
    try:
        return msgspec.json.decode(text, type=Json)
    except msgspec.MsgspecError as error:
        raise GrailError("The service said nothing of the answer.") from error
