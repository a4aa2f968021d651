"""A question of a program: stored, answered by the function that answers all questions, and waited for.

API Gateway ends a call after 29 seconds, and an answer may take longer. So the wait ends before that: the program gets
what there is, is told that it is not all, and may come back for the rest with the answer's id.
"""

import logging
import time
from collections.abc import Callable

from chalicelib.api.http import Call
from chalicelib.api.programs.showing import fenced_texts, link, passage_id
from chalicelib.errors import StoreBusyError
from chalicelib.mcp.protocol import Json
from chalicelib.models import PRICE_TO_CONFIRM, Citation, Message, Question
from chalicelib.rag.answers.readable_sources import ReadableSources

log = logging.getLogger(__name__)

WAIT_SECONDS = 20.0
FIRST_PAUSE = 0.2  # Seconds between looks at the answer; each one is half as long again, up to the longest.
LONGEST_PAUSE = 1.0


def begin(call: Call, question: Question) -> str:
    """Store a question and have it answered; the id of its answer."""
    services = call.services
    asked, _ = services.asking.ask(call.owner_id, None, question, call.identity.client)
    log.info("A program's question is taken", extra={"answer": asked.message_id})
    if asked.new:
        try:
            services.adapters.answer_queue.send(call.owner_id, asked.message_id)
        except StoreBusyError:
            log.exception("An answer could not be begun", extra={"answer": asked.message_id})
            services.abandoned.end(call.owner_id, asked.message_id)
    return asked.message_id


def wait(
    call: Call,
    message_id: str,
    now: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> Message:
    """The answer once it has ended, or as far as it has come. Raises MessageNotFoundError."""
    until, seconds = now() + WAIT_SECONDS, FIRST_PAUSE
    while True:
        message = call.adapters.conversations.message(call.owner_id, message_id)
        if message.status != "streaming" or now() + seconds > until:
            return message
        pause(seconds)
        seconds = min(seconds * 1.5, LONGEST_PAUSE)


def shown(call: Call, message: Message) -> Json:
    """An answer as programs get it: its text and its quotes are fenced, for they repeat what documents say."""
    message = ReadableSources(call.adapters.grants, call.owner_id).message(message)
    answer: Json = {
        "status": message.status,
        "answer": message.text,
        "citations": [_citation(call, message, citation) for citation in message.citations],
        "evidence": message.evidence,
        "price_usd": message.usage.price_usd,
        "model": message.model,
        "conversation_id": message.conversation_id,
        "message_id": message.id,
        "hint": _hint(message),
    }
    return fenced_texts(answer, ("answer",), ("citations", "quote"))


def _citation(call: Call, message: Message, citation: Citation) -> Json:
    source = message.sources[citation.n - 1] if citation.n <= len(message.sources) else None
    ordinal = source.ordinal if source and not citation.profile else 0
    quoted = None if citation.profile else (citation.quote_start, citation.quote_end)
    return {
        "n": citation.n,
        "title": citation.filename,
        "url": link(call, citation.document_id, ordinal, quoted),
        "passage_id": passage_id(citation.document_id, ordinal),
        "document_id": citation.document_id,
        "page": citation.page,
        "quote": citation.quote,
        "verified": citation.verified,
    }


def _hint(message: Message) -> str | None:
    """What the program should know of how the answer ended, or how to go on."""
    if message.status == "streaming":
        return "The answer is not finished. Call ask with this message_id alone to wait for the rest."
    if message.error:
        return message.error.message
    if message.notice and message.notice.code == PRICE_TO_CONFIRM and message.estimate:
        price = message.estimate.price_usd
        return f"Nothing was answered yet: it would cost about {price:.2f} USD. Ask again with accept_price_usd."
    return message.notice.message if message.notice else None
