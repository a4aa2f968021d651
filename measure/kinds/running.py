"""The same questions asked of a running Grail, with any of its models, by its public interface alone.

What the model was sent is known by the answer's sources alone: a prompt's notes are not seen.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any
from uuid import uuid4

import msgspec

from chalicelib.models import MARKER, Citation, Message, Passage, Turn
from cloud.client import Client, Socket
from measure.answers.questions import QuestionSet
from measure.answers.run import client_for, patiently
from measure.faithful.asking import Asked
from measure.faithful.judge import judge
from measure.faithful.local_chat import Request
from measure.kinds.questions import Question
from measure.kinds.run import Outcome
from measure.kinds.sufficiency import is_sufficient, share_given

ANSWER_SECONDS = 300.0


def ask_running(
    questions: Iterable[Question], api_url: str, model: str, contents: Callable[[str], Mapping[str, bytes]]
) -> Iterator[Outcome]:
    """Ask each question of an account that has its library; raises ClientError, TimeoutError."""
    clients: dict[str, Client] = {}
    try:
        for question in questions:
            name = question.library
            client = clients.get(name)
            if client is None:
                client = clients[name] = client_for(QuestionSet(f"kinds-{name}", dict(contents(name))), api_url)
            yield _outcome(question, *_converse(client, question, model))
    finally:
        for client in clients.values():
            client.__exit__(None, None, None)


def _converse(client: Client, question: Question, model: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The answer's message as REST has it, and the messages before its question."""
    more: dict[str, Any] = {"model": model}
    if question.selected:
        more["document_ids"] = [item["id"] for item in client.documents() if item["filename"] in question.selected]
    with client.socket() as socket:
        for text in question.turns:
            accepted = patiently(partial(_ask, socket, text, more))
            more["conversation_id"] = accepted["conversation_id"]
    messages = client.conversation(more["conversation_id"])["messages"]
    at = next(number for number, message in enumerate(messages) if message["id"] == accepted["message_id"])
    return messages[at], messages[: at - 1]


def _ask(socket: Socket, text: str, more: Mapping[str, Any]) -> dict[str, Any]:
    return socket.ask(uuid4().hex, text, seconds=ANSWER_SECONDS, **more).accepted


def message_of(shown: Mapping[str, Any]) -> Message:
    """A message of the protocol as the product's value."""
    markers = frozenset(shown["markers"] or ())
    brackets = tuple(found.start() for found in MARKER.finditer(shown["text"]) if found.start() not in markers)
    return Message(
        shown["id"],
        shown["conversation_id"],
        "",
        shown["role"],
        shown["text"],
        shown["status"],
        shown["created_at"],
        sources=tuple(msgspec.convert(source, Passage) for source in shown["sources"]),
        citations=tuple(msgspec.convert(citation, Citation) for citation in shown["citations"]),
        brackets=brackets,
        evidence=shown["evidence"],
        stages=("searching",) if shown["sources"] else (),
    )


def _outcome(question: Question, shown: Mapping[str, Any], before: list[dict[str, Any]]) -> Outcome:
    answer, tokens = message_of(shown), shown["usage"]["input_tokens"]
    sources = "\n".join(f"{source.filename}\n{source.text}" for source in answer.sources)
    requests = (Request("", (Turn("user", sources),), answer.text),) if tokens else ()
    asked = Asked(question.turns[-1], answer, requests, (), tuple(map(message_of, before)))
    sufficient = is_sufficient(question, asked)
    return Outcome(
        question,
        sufficient,
        judge(question.rule, question.turns[-1], answer, [sources] if tokens else []),
        answer,
        tokens,
        int(tokens > 0),
        0,
        sufficient,
        share_given(question, asked),
    )
