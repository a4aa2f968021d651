"""One whole answer against a DynamoDB: asked, searched for, streamed for five seconds, ended and counted."""

import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config

from chalicelib.adapters.bedrock.catalogue import catalogue
from chalicelib.adapters.dynamo.answers import DynamoAnswers
from chalicelib.adapters.dynamo.conversations import DynamoConversations
from chalicelib.adapters.dynamo.messages import DynamoMessages
from chalicelib.adapters.dynamo.questions import DynamoQuestions
from chalicelib.adapters.dynamo.stage_budget import StageBudget
from chalicelib.adapters.dynamo.stage_records import DynamoStageRecords
from chalicelib.adapters.dynamo.usage import DynamoUsage
from chalicelib.config import Settings
from chalicelib.models import Caps, ChatEvent, DeltaEvent, ModelEnd, ModelEvent, Passage, Question, TextPart, Usage
from chalicelib.rag.answers.answer import Answering
from chalicelib.rag.answers.ask import Asking
from chalicelib.rag.answers.budget import AnswerPrices
from chalicelib.rag.answers.lifecycle import FLUSH_SECONDS, seconds_to_flush
from chalicelib.rag.answers.scope import Scopes
from chalicelib.rag.routes.gathered import Gathered
from measure.costs.write_units import WriteUnits

SECONDS = 5.0  # Of an answer, by the times between its flushes: each writes what the model says in that time.
FLUSH_TIMEOUT_SECONDS = 30.0  # Longest wait for one flush: the machine may be busy.
NO_HEARTBEAT = 3600.0  # Seconds between heartbeats: an answer of five seconds has none, even on a busy machine.
PART = "words of the answer [1] "  # Text of 24 characters in each `FLUSH_SECONDS`: 1,488 in all, about 300 tokens.
SOURCE = Passage("p", "d", "report.pdf", 1, 1, ("Chapter",), 0, 1_600, "words of the source " * 80, 1.0)
CAPS = Caps(daily_questions=500, daily_price_usd=5.0, parallel_answers=5)
TITAN = "amazon.titan-embed-text-v2:0"


class PacedChat:
    """Writes each part when the one before it has been flushed, so that every machine makes the same flushes."""

    def __init__(self) -> None:
        self.flushed = threading.Event()
        self.flushes = 0

    def stream(self, *_: object) -> "PacedCall":
        return PacedCall(self._events())

    def _events(self) -> Iterator[ModelEvent]:
        text, said = "", 0.0
        while said < SECONDS:
            seconds = seconds_to_flush(FLUSH_SECONDS, text, pending=True)
            part = PART * round(seconds / FLUSH_SECONDS)
            self.flushed.clear()
            yield TextPart(part)
            if not self.flushed.wait(FLUSH_TIMEOUT_SECONDS):
                raise TimeoutError("A part was not flushed.")
            text, said, self.flushes = text + part, said + seconds, self.flushes + 1
        yield ModelEnd("end_turn", Usage(3_000, 300, 0.0045))

    def stream_calls(self, *_: object) -> "PacedCall":
        raise NotImplementedError

    def takes_tools(self, _: str) -> bool:
        return False

    def context_tokens(self, _: str) -> int:
        return 128_000

    def only_quotes(self, _: str) -> bool:
        return False

    def price(self, _: str, __: int, ___: int = 0) -> float:
        return 0.0

    def cites_itself(self, _: str) -> bool:
        return False

    def estimate(self, *_: object) -> Usage:
        return Usage()


class PacedCall:
    def __init__(self, events: Iterator[ModelEvent]) -> None:
        self._events = events

    def __iter__(self) -> Iterator[ModelEvent]:
        return self

    def __next__(self) -> ModelEvent:
        return next(self._events)

    def close(self) -> None: ...


class EightSources:
    def gather(self, *_: object) -> Gathered:
        return Gathered("plain", (SOURCE,) * 8, "enough", {"total": 1}, embedded_tokens=20)


class NoDocuments:
    def get_many(self, *_: object) -> dict[str, Any]:
        return {}

    def documents_of(self, *_: object) -> dict[str, Any]:
        return {}

    def models_off(self) -> frozenset[str]:
        return frozenset()

    def all(self, _: str) -> Iterator[Any]:
        return iter(())


@dataclass(frozen=True)
class OneListener:
    flushed: threading.Event

    def send_events(self, _: str, events: Sequence[ChatEvent]) -> int:
        if any(isinstance(event, DeltaEvent) for event in events):
            self.flushed.set()
        return len(events)


def units_of_an_answer(names: Mapping[str, str]) -> tuple[Counter[str], int]:
    """Write units by table and operation, in the tables of these names, and how many flushes there were."""
    session = boto3.Session()
    dynamo = session.resource("dynamodb", config=Config(max_pool_connections=16))
    counted = WriteUnits(session)
    counted.watch(dynamo.meta.client)
    messages = DynamoMessages(dynamo, names["MESSAGES_TABLE"])
    conversations = DynamoConversations(dynamo, names["CONVERSATIONS_TABLE"], messages)
    questions = DynamoQuestions(dynamo, conversations, messages, names["USAGE_TABLE"], CAPS)
    records = DynamoStageRecords(dynamo, names["USAGE_TABLE"])
    answers = DynamoAnswers(messages, StageBudget(dynamo, names["USAGE_TABLE"], CAPS.stage), records)
    usage = DynamoUsage(dynamo, names["USAGE_TABLE"], catalogue(), CAPS, TITAN)
    nothing = NoDocuments()
    asking = Asking(conversations, questions, nothing, usage, ("model",), scopes=Scopes(nothing), choices=nothing)
    accepted, _ = asking.ask("owner", "connection", Question("request", "How many red pandas live in the zoo of Lund?"))
    chat = PacedChat()
    answering = Answering(
        answers,
        conversations,
        EightSources(),
        chat,
        OneListener(chat.flushed),
        usage,
        heartbeat_seconds=NO_HEARTBEAT,
        prices=AnswerPrices(Settings.prompt_price_usd, Settings.answer_price_usd, Settings.ask_price_usd),
        scopes=Scopes(NoDocuments()),
    )
    answering.run("owner", accepted.message_id, "worker", lambda: 100.0)
    if conversations.message("owner", accepted.message_id).status != "complete":
        raise RuntimeError("The answer did not finish, so its count means nothing.")
    return counted.units, chat.flushes
