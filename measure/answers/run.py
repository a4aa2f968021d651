"""Asks a set's questions of a running Grail, by its public interface alone."""

import hashlib
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import uuid4

from botocore.exceptions import ClientError as AwsError
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_fixed

from cloud.client import Answer, Client, ClientError
from measure.answers.metrics import Retrieved, retrieved
from measure.answers.questions import Question, QuestionSet

log = logging.getLogger(__name__)

PASSWORD = "measured-quality-1"
READY_SECONDS = 3600
SEARCHES_AT_ONCE = 2
PAUSE_SECONDS, TRIES = 20.0, 6  # A minute's rest is enough (docs/protocol.md).


@dataclass(frozen=True)
class Outcome:
    """One question: `retrieved` by search mode, the `passages` of the first mode, `answer` if it was asked."""

    question: Question
    retrieved: dict[str, Retrieved]
    passages: list[dict[str, Any]]
    answer: Answer | None = None


@dataclass
class Run:
    name: str
    outcomes: list[Outcome] = field(default_factory=list)
    seconds: float = 0.0


def client_for(questions: QuestionSet, api_url: str) -> Client:
    """An account with exactly this set's documents, made at the first run and used again later."""
    contents = hashlib.sha256()
    for name, data in sorted(questions.documents.items()):
        contents.update(name.encode() + hashlib.sha256(data).digest())
    client = Client(api_url, timeout=120)
    model = hashlib.sha256(client.config["embedding"]["model"].encode()).hexdigest()[:6]
    email = f"eval-{questions.name}-{contents.hexdigest()[:12]}-{model}@example.org"
    try:
        client.sign_up(email, PASSWORD)
    except AwsError as error:
        if error.response["Error"]["Code"] != "UsernameExistsException":
            raise
    client.sign_in(email, PASSWORD)
    upload(client, questions)
    return client


def upload(client: Client, questions: QuestionSet) -> None:
    """Upload the missing documents and wait until all are ready."""
    uploaded = {document["filename"]: document for document in client.documents()}
    missing = [client.upload(name, data) for name, data in questions.documents.items() if name not in uploaded]
    for number, document in enumerate([*uploaded.values(), *missing], start=1):
        ended = client.wait(document["id"], seconds=READY_SECONDS)
        if ended["status"] != "ready":
            log.warning("%s: %s", ended["filename"], ended["failure"]["message"])
        log.info("%d of %d documents are ready", number, len(questions.documents))


def ask_all(
    client: Client, questions: QuestionSet, asked: Sequence[Question], modes: Sequence[str], answers: int
) -> Run:
    """Search for every question in every mode; ask the first `answers` of them too."""
    began = time.monotonic()
    run = Run(questions.name)
    with ThreadPoolExecutor(SEARCHES_AT_ONCE) as pool:
        searches = list(pool.map(lambda question: _search(client, question, modes), asked))
    answered = dict(enumerate(_answers(client, asked[:answers])))
    for index, (question, (by_mode, passages)) in enumerate(zip(asked, searches, strict=True)):
        run.outcomes.append(Outcome(question, by_mode, passages, answered.get(index)))
    run.seconds = time.monotonic() - began
    return run


def _search(
    client: Client, question: Question, modes: Sequence[str]
) -> tuple[dict[str, Retrieved], list[dict[str, Any]]]:
    search = partial(client.search, question.question, k=10, explain=True)
    results = {mode: patiently(partial(search, mode=mode)) for mode in modes}
    return {mode: retrieved(question, passages) for mode, passages in results.items()}, results[modes[0]]


def _answers(client: Client, questions: Sequence[Question]) -> Iterator[Answer]:
    if not questions:
        return
    with client.socket() as socket:
        for number, question in enumerate(questions, start=1):
            yield _whole(client, patiently(partial(socket.ask, uuid4().hex, question.question, seconds=180)))
            if number % 50 == 0:
                log.info("%d of %d answers", number, len(questions))


def patiently[T](call: Callable[[], T]) -> T:
    """Call again while the rate limit refuses it: a quick machine asks faster than an owner may."""
    too_fast = retry_if_exception(lambda error: isinstance(error, ClientError) and error.code == "rate_limited")
    tries = Retrying(retry=too_fast, wait=wait_fixed(PAUSE_SECONDS), stop=stop_after_attempt(TRIES), reraise=True)
    return tries(call)


def _whole(client: Client, answer: Answer) -> Answer:
    """An answer with the message as REST has it: a frame leaves out what does not fit in 32 KB."""
    if answer.end["type"] == "done":
        messages = client.conversation(answer.accepted["conversation_id"])["messages"]
        answer.end["message"] = next(message for message in messages if message["id"] == answer.accepted["message_id"])
    return answer
