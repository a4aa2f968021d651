"""Asks a set's questions of a running Grail, by its public interface alone."""

import hashlib
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from botocore.exceptions import ClientError as AwsError
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_fixed

from grail import AnswerError, Client, End, LimitError, Sources, Text
from grail.calls import Call
from grail.messages import Message
from grail.values import Json, Passage
from measure.answers.metrics import Retrieved, retrieved
from measure.answers.questions import Question, QuestionSet
from measure.page_client import PageClient

log = logging.getLogger(__name__)

PASSWORD = "measured-quality-1"
READY_SECONDS = 3600
SEARCHES_AT_ONCE = 2
PAUSE_SECONDS, TRIES = 20.0, 6  # A minute's rest is enough (docs/protocol.md).


@dataclass(frozen=True)
class Answered:
    """What the client told of one answer: how it ended, or the `error` that it failed with.

    The first text came `first_text_after` so many seconds.
    """

    text: str
    sources: list[Passage]
    message: Message | None = None
    error: AnswerError | None = None
    first_text_after: float | None = None

    @property
    def cited(self) -> list[int]:
        """The numbers of the sources that the markers cite, in order."""
        markers = self.message.markers if self.message else None
        return [int(self.text[at + 1 : self.text.index("]", at)]) for at in markers or ()]


@dataclass(frozen=True)
class Outcome:
    """One question: `retrieved` by search mode, the `passages` of the first mode, `answer` if it was asked."""

    question: Question
    retrieved: dict[str, Retrieved]
    passages: list[dict[str, Any]]
    answer: Answered | None = None


@dataclass
class Run:
    name: str
    outcomes: list[Outcome] = field(default_factory=list)
    seconds: float = 0.0


def client_for(questions: QuestionSet, api_url: str) -> PageClient:
    """An account with exactly this set's documents, made at the first run and used again later."""
    contents = hashlib.sha256()
    for name, data in sorted(questions.documents.items()):
        contents.update(name.encode() + hashlib.sha256(data).digest())
    client = PageClient(api_url, timeout=120)
    model = hashlib.sha256(client.raw_config["embedding"]["model"].encode()).hexdigest()[:6]
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
    uploaded = {document.filename: document for document in client.documents()}
    missing = [client.add_content(name, data) for name, data in questions.documents.items() if name not in uploaded]
    for number, document in enumerate([*uploaded.values(), *missing], start=1):
        ended = client.wait(document.id, seconds=READY_SECONDS)
        if ended.status != "ready":
            log.warning("%s: %s", ended.filename, ended.failure and ended.failure.message)
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
    def search(mode: str) -> list[Json]:
        body = {"query": question.question, "k": 10, "mode": mode, "explain": True}
        found: list[Json] = client.send(Call(dict[str, Any], "POST", "/search", body=body))["passages"]
        return found

    results = {mode: patiently(partial(search, mode)) for mode in modes}
    return {mode: retrieved(question, passages) for mode, passages in results.items()}, results[modes[0]]


def _answers(client: Client, questions: Sequence[Question]) -> Iterator[Answered]:
    for number, question in enumerate(questions, start=1):
        yield patiently(partial(answered, client, question.question))
        if number % 50 == 0:
            log.info("%d of %d answers", number, len(questions))


def answered(client: Client, question: str) -> Answered:
    """Ask, and read to the end of the answer. Raises GrailError for a question that is not taken."""
    began = time.monotonic()
    sources: list[Passage] = []
    first_text_after = None
    try:
        for event in client.stream(question):
            if isinstance(event, Sources):
                sources[event.first :] = event.passages
            elif isinstance(event, Text) and first_text_after is None:
                first_text_after = time.monotonic() - began
            elif isinstance(event, End):
                return Answered(event.text, sources, event.message, first_text_after=first_text_after)
    except AnswerError as error:
        return Answered(error.text, sources, error=error, first_text_after=first_text_after)
    raise AssertionError("An answer has no end.")


def patiently[T](call: Callable[[], T]) -> T:
    """Call again while the rate limit refuses it: a quick machine asks faster than an owner may."""
    too_fast = retry_if_exception(lambda error: isinstance(error, LimitError) and error.code == "rate_limited")
    tries = Retrying(retry=too_fast, wait=wait_fixed(PAUSE_SECONDS), stop=stop_after_attempt(TRIES), reraise=True)
    return tries(call)
