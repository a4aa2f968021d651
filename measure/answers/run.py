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
AT_ONCE = 2
PAUSE_SECONDS, TRIES = 20.0, 6  # A minute's rest is enough (docs/protocol.md).


@dataclass(frozen=True)
class Asked:
    """One question and what came of it; `passages` by search mode, `answer` if one was asked for."""

    question: Question
    found: dict[str, Retrieved]
    passages: list[dict[str, Any]]
    answer: Answer | None = None


@dataclass
class Run:
    name: str
    asked: list[Asked] = field(default_factory=list)
    seconds: float = 0.0


def client_for(questions: QuestionSet, api_url: str) -> Client:
    """An account with exactly this set's documents, made at the first run and found again later."""
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
    """The documents that are not there yet; waits until all are ready."""
    there = {each["filename"]: each for each in client.documents()}
    made = [client.upload(name, data) for name, data in questions.documents.items() if name not in there]
    for place, document in enumerate([*there.values(), *made], start=1):
        ended = client.wait(document["id"], seconds=READY_SECONDS)
        if ended["status"] != "ready":
            log.warning("%s: %s", ended["filename"], ended["failure"]["message"])
        log.info("%d of %d documents are ready", place, len(questions.documents))


def ask_all(
    client: Client, questions: QuestionSet, wanted: Sequence[Question], modes: Sequence[str], answers: int
) -> Run:
    """Search for every question in every mode; ask the first `answers` of them too."""
    began = time.monotonic()
    run = Run(questions.name)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(lambda question: _search(client, question, modes), wanted))
    told = dict(zip(range(answers), _answers(client, wanted[:answers]), strict=False))
    for place, (question, (by_mode, passages)) in enumerate(zip(wanted, found, strict=True)):
        run.asked.append(Asked(question, by_mode, passages, told.get(place)))
    run.seconds = time.monotonic() - began
    return run


def _search(
    client: Client, question: Question, modes: Sequence[str]
) -> tuple[dict[str, Retrieved], list[dict[str, Any]]]:
    asked = partial(client.search, question.question, k=10, explain=True)
    results = {mode: _patiently(partial(asked, mode=mode)) for mode in modes}
    found = {mode: retrieved(question, passages) for mode, passages in results.items()}
    return found, results[modes[0]]


def _answers(client: Client, questions: Sequence[Question]) -> Iterator[Answer]:
    if not questions:
        return
    with client.socket() as socket:
        for place, question in enumerate(questions, start=1):
            yield _whole(client, _patiently(partial(socket.ask, uuid4().hex, question.question, seconds=180)))
            if place % 50 == 0:
                log.info("%d of %d answers", place, len(questions))


def _patiently[T](call: Callable[[], T]) -> T:
    """What `call` returns, tried again while the owner sends too fast: on a quick machine a set's questions are."""
    too_fast = retry_if_exception(lambda error: isinstance(error, ClientError) and error.code == "rate_limited")
    tries = Retrying(retry=too_fast, wait=wait_fixed(PAUSE_SECONDS), stop=stop_after_attempt(TRIES), reraise=True)
    return tries(call)


def _whole(client: Client, answer: Answer) -> Answer:
    """An answer with the message as REST has it: a frame leaves out what does not fit in 32 KB."""
    if answer.end["type"] == "done":
        messages = client.call("GET", f"/conversations/{answer.accepted['conversation_id']}")["messages"]
        answer.end["message"] = next(each for each in messages if each["id"] == answer.accepted["message_id"])
    return answer
