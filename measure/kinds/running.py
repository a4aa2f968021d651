"""The same questions asked of a running Grail, with any of its models, by its public interface alone.

What the model was sent is known by the answer's sources alone: a prompt's notes are not seen.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from uuid import uuid4

import msgspec

from chalicelib.models import MARKER, Citation, Evidence, Message, MessageStatus, Passage, Turn
from grail import Client
from grail import Question as Asking
from grail.messages import Message as Shown
from measure.answers.questions import QuestionSet
from measure.answers.run import client_for, patiently
from measure.faithful.asking import Asked
from measure.faithful.judge import judge
from measure.faithful.local_chat import Request
from measure.kinds.questions import Question
from measure.kinds.run import Outcome
from measure.kinds.sufficiency import is_sufficient, share_given


def ask_running(
    questions: Iterable[Question], api_url: str, model: str, contents: Callable[[str], Mapping[str, bytes]]
) -> Iterator[Outcome]:
    """Ask each question of an account that has its library; raises GrailError."""
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
            client.close()


def _converse(client: Client, question: Question, model: str) -> tuple[Shown, list[Shown]]:
    """The answer's message as REST has it, and the messages before its question."""
    asked = Asking("", model=model)
    if question.selected:
        chosen = [document.id for document in client.documents() if document.filename in question.selected]
        asked = replace(asked, document_ids=chosen)
    for text in question.turns:
        answer = patiently(partial(client.ask, replace(asked, text=text, request_id=uuid4().hex))).message
        asked = replace(asked, conversation_id=answer.conversation_id)
    messages = client.conversation(answer.conversation_id).messages
    at = next(number for number, message in enumerate(messages) if message.id == answer.id)
    return messages[at], messages[: at - 1]


def message_of(shown: Shown) -> Message:
    """A message of the client as the product's value."""
    text, markers = shown.text or "", frozenset(shown.markers or ())
    brackets = tuple(found.start() for found in MARKER.finditer(text) if found.start() not in markers)
    sources = tuple(msgspec.convert(msgspec.to_builtins(source), Passage) for source in shown.sources or ())
    citations = (msgspec.convert(msgspec.to_builtins(citation), Citation) for citation in shown.citations or ())
    return Message(
        shown.id,
        shown.conversation_id,
        "",
        "user" if shown.role == "user" else "assistant",
        text,
        msgspec.convert(shown.status, MessageStatus),
        shown.created_at,
        sources=sources,
        citations=tuple(citations),
        brackets=brackets,
        evidence=msgspec.convert(shown.evidence, Evidence | None),
        stages=("searching",) if sources else (),
    )


def _outcome(question: Question, shown: Shown, before: list[Shown]) -> Outcome:
    answer, tokens = message_of(shown), shown.usage.input_tokens
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
