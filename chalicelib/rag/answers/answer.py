"""Making one answer: condense, retrieve, prompt, stream, cite. Runs in a function of its own, so that no limit of the
socket cuts it; everything it says is stored before it is sent.
"""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from chalicelib.errors import GrailError, ModelBusyError, ModelError, ModelInterruptedError, StoreBusyError
from chalicelib.models import Failure, Message, ModelEnd, QuotePart, TextPart, ThoughtPart, Turn, Usage
from chalicelib.rag.answers.ending import WHOLE, check_written, notice_of
from chalicelib.rag.answers.history import Remembering
from chalicelib.rag.answers.prompts import CONDENSE, SYSTEM, SYSTEM_CITING, answer_turns, condense_turns
from chalicelib.rag.answers.refusal import refusal
from chalicelib.rag.answers.rewrite import stands_alone
from chalicelib.rag.answers.stream import FLUSH_SECONDS, AnswerStream, Listeners, Pump
from chalicelib.rag.citations.markers import CitationFilter
from chalicelib.rag.heartbeat import Heartbeat
from chalicelib.rag.roles import ChatModel, MessageStore, UsageBook
from chalicelib.rag.search.ranking import Query
from chalicelib.rag.search.search import Retriever

log = logging.getLogger(__name__)

BEAT_SECONDS = 20.0  # Two beats may fail before a lease of 60 s runs out.
SPARE_SECONDS = 10.0  # Of the function's time, kept to end an answer in good order.
MAX_TOKENS = 4096
CONDENSED_TOKENS = 256
TOO_LONG = "The answer took too long and was cut off. Please ask for less at a time."
SOURCES = 8
SOURCE_TOKENS = 3_200  # Of all sources together: eight chunks, or fewer with their neighbours.


@dataclass(frozen=True)
class Answering:
    """`fallback` is the model that answers where the chosen one is busy, if there is one."""

    messages: MessageStore
    retriever: Retriever
    chat: ChatModel
    listeners: Listeners
    usage: UsageBook
    fallback: str | None = None
    beat_seconds: float = BEAT_SECONDS

    def run(self, owner_id: str, message_id: str, worker: str, seconds_left: Callable[[], float]) -> None:
        """Make the answer that `message_id` awaits; does nothing if another worker has it or it has ended."""
        if not self.messages.begin(owner_id, message_id, worker):
            log.info("The answer has ended, or another worker makes it", extra={"answer": message_id})
            return
        message, asked = self.messages.message_with_request(owner_id, message_id)
        stream = AnswerStream(self.messages, self.listeners, message, partial(self._count, message))
        try:
            with Heartbeat(self.messages, message, self.beat_seconds):
                self._answer(stream, asked, seconds_left)
        except GrailError as error:
            log.warning("The answer failed", exc_info=error, extra={"answer": message_id, "code": error.code})
            stream.fail(Failure(code=error.code, message=str(error), retryable=error.retryable))
        except Exception:
            # The outermost edge of this function: the person must be told before the error goes to the operator.
            stream.fail(Failure("internal", "The answer could not be finished. Please try again.", retryable=True))
            raise

    def _count(self, message: Message, usage: Usage) -> None:
        try:
            self.usage.add_answer(message.owner_id, usage)
        except StoreBusyError:  # The person is to have the answer all the same.
            log.exception("An answer was not counted", extra={"answer": message.id})

    def _answer(self, stream: AnswerStream, asked: dict[str, object], seconds_left: Callable[[], float]) -> None:
        message, text = stream.message, str(asked["text"])
        # Many questions at once are let in before the first of them has cost anything.
        self.usage.check_price(message.owner_id)
        stream.stage("searching")
        history, recalled = Remembering(self.messages, self.chat).recall(message)
        stream.spend(recalled)
        question = self._or_fallback(stream, partial(self._condense, stream, history, text))
        found = self.retriever.search(message.owner_id, _query(question, asked))
        stream.time("search", found.timings_ms["total"])
        stream.time("embed", found.timings_ms.get("embed", 0))
        stream.stage("reading")
        stream.sources(found.passages, found.evidence)
        self.usage.add_search(message.owner_id, found.embedded_tokens, found.reranked)
        reason = None
        if not found.passages:
            stream.add(refusal(text))
        else:
            turns = partial(answer_turns, history, text, found.passages, found.evidence)
            reason = self._or_fallback(stream, partial(self._write_cited, stream, turns, seconds_left))
        if stream.stopped:
            reason = None
        check_written(stream.text, reason)
        stream.finish(notice_of(reason))

    def _or_fallback[T](self, stream: AnswerStream, call: Callable[[], T]) -> T:
        """What `call` returns. Where its model is busy before anything is written, the fallback makes the answer."""
        try:
            return call()
        except ModelBusyError as error:
            if self.fallback is None or self.fallback == stream.message.model or stream.begun:
                raise
            log.warning("The model is busy; the fallback answers", exc_info=error, extra={"answer": stream.message.id})
            stream.answer_by(self.fallback)
            return call()

    def _write_cited(
        self, stream: AnswerStream, turns: Callable[..., list[Turn]], seconds_left: Callable[[], float]
    ) -> str | None:
        """By the model's own citations, where it has them; by our rules, where it has none or refuses the request.

        Returns why the model ended, None if it was stopped.
        """
        if self.chat.cites_itself(stream.message.model or ""):
            try:
                return self._write(stream, SYSTEM_CITING, turns(cites_itself=True), seconds_left)
            except ModelError as error:
                if error.retryable or stream.begun:
                    raise
                log.warning("The model took no search results; it is asked again without", exc_info=error)
        return self._write(stream, SYSTEM, turns(cites_itself=False), seconds_left)

    def _condense(self, stream: AnswerStream, history: Sequence[Turn], question: str) -> str:
        """The question as it is to be searched for: with what it leaves to the conversation before it."""
        if not history or stands_alone(question):
            return question
        model, turns = stream.message.model or "", condense_turns(history, question)
        text, end, busy = "", None, False
        try:
            for event in self.chat.stream(model, CONDENSE, turns, CONDENSED_TOKENS):
                if isinstance(event, TextPart):
                    text += event.text
                elif isinstance(event, ModelEnd):
                    end = event
        except ModelBusyError:
            busy = True
            raise
        finally:
            if not busy:  # A model that took nothing in bills nothing.
                stream.spend(end.usage if end else self.chat.estimate(model, CONDENSE, turns, text))
        # Half a question, or the words of a guardrail, would find something else.
        return (text.strip() if end and end.reason in WHOLE else "") or question

    def _write(
        self, stream: AnswerStream, system: str, turns: Sequence[Turn], seconds_left: Callable[[], float]
    ) -> str | None:
        """Returns why the model ended, None if it was stopped before."""
        model = stream.message.model or ""
        marks = CitationFilter(len(stream.message.sources))
        began, written, thought, end, busy = time.monotonic(), "", "", None, False
        try:
            with closing(Pump(self.chat.stream(model, system, turns, MAX_TOKENS))) as pump:
                for event in pump.events(FLUSH_SECONDS):
                    if isinstance(event, TextPart):
                        if not written:
                            stream.time("first_token", round((time.monotonic() - began) * 1000))
                        written += event.text
                        stream.add(marks.feed(event.text))
                    elif isinstance(event, ThoughtPart):
                        thought += event.text
                    elif isinstance(event, QuotePart):
                        stream.quote(event)
                    elif isinstance(event, ModelEnd):
                        end = event
                    if stream.flush_if_due():
                        break
                    if seconds_left() < SPARE_SECONDS:
                        raise ModelInterruptedError(TOO_LONG)
        except ModelBusyError:
            busy = True
            raise
        finally:
            # A stream that was cut off never told what it used; it is billed all the same.
            if not busy:
                stream.spend(end.usage if end else self.chat.estimate(model, system, turns, thought + written))
        stream.add(marks.end())
        return end.reason if end else None


def _query(question: str, asked: dict[str, object]) -> Query:
    ids, tags = asked.get("document_ids"), asked.get("tags")
    return Query(
        text=question,
        k=SOURCES,
        document_ids=tuple(ids) if isinstance(ids, list) else None,
        tags=tuple(tags) if isinstance(tags, list) else None,
        tokens=SOURCE_TOKENS,
    )
