"""Making one answer: rewrite, search, prompt, stream, cite.

It runs in a function of its own, which outlives the time limit of sockets. Every event is stored before it is sent.
"""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial

from chalicelib.errors import (
    GrailError,
    LeaseLostError,
    ModelBusyError,
    ModelError,
    ModelInterruptedError,
    StoreBusyError,
)
from chalicelib.models import (
    Failure,
    MarkerPart,
    Message,
    MessageRef,
    ModelEnd,
    Question,
    QuotePart,
    TextPart,
    ThoughtPart,
    Turn,
    Usage,
)
from chalicelib.rag.answers.budget import AnswerPrices
from chalicelib.rag.answers.ending import check_written, notice_of
from chalicelib.rag.answers.history import Recalling
from chalicelib.rag.answers.lifecycle import BEGIN, FLUSH_SECONDS, HEARTBEAT, HEARTBEAT_SECONDS, SPARE_SECONDS
from chalicelib.rag.answers.model import AnswerModel, budget_of
from chalicelib.rag.answers.prompts import SYSTEM, SYSTEM_CITING, answer_turns
from chalicelib.rag.answers.refusal import refusal
from chalicelib.rag.answers.rewrite import rewrite
from chalicelib.rag.answers.roles import (
    AnswerStore,
    AnswerUsage,
    ChatModel,
    History,
    Listeners,
    SourceGatherer,
)
from chalicelib.rag.answers.scope import Scopes
from chalicelib.rag.answers.spending import NOTICE, Spending, question_of
from chalicelib.rag.answers.stream import AnswerStream, Pump
from chalicelib.rag.citations.contradiction_note import closing_of
from chalicelib.rag.citations.markers import Marked, MarkerFilter
from chalicelib.rag.heartbeat import Heartbeat
from chalicelib.rag.routes.gathered import Gathered
from chalicelib.rag.text.talk import reply_to, talk_of

log = logging.getLogger(__name__)

TOO_LONG = "The answer took too long and was cut off. Please ask for less at a time."


@dataclass(frozen=True)
class Answering:
    """`fallback` is the model that answers where the chosen one is busy, if there is one."""

    answers: AnswerStore
    history: History
    sources: SourceGatherer
    chat: ChatModel
    listeners: Listeners
    usage: AnswerUsage
    fallback: str | None = None
    heartbeat_seconds: float = HEARTBEAT_SECONDS
    prices: AnswerPrices = field(kw_only=True)
    scopes: Scopes = field(kw_only=True)

    def run(self, owner_id: str, message_id: str, worker: str, seconds_left: Callable[[], float]) -> None:
        """Make the answer that `message_id` awaits; does nothing if another worker has it or it has ended."""
        if self.answers.apply(MessageRef(owner_id, message_id), BEGIN, worker=worker) is None:
            log.info("The answer has ended, or another worker makes it", extra={"answer": message_id})
            return
        message, question = self.answers.get(owner_id, message_id)
        spending = Spending(self.usage, owner_id, self.prices, question.accept_price_usd or 0.0)
        stream = AnswerStream(
            self.answers,
            self.listeners,
            message,
            count=partial(self._settle, message, spending),
        )
        try:
            with Heartbeat(partial(self._renew, message), self.heartbeat_seconds, message_id):
                self._answer(stream, question, spending, seconds_left)
        except GrailError as error:
            log.warning("The answer failed", exc_info=error, extra={"answer": message_id, "code": error.code})
            stream.fail(Failure(code=error.code, message=str(error), retryable=error.retryable))
        except Exception:
            # The outermost edge of this function: the person gets a sentence, then the operator gets the error.
            stream.fail(Failure("internal", "The answer could not be finished. Please try again.", retryable=True))
            raise

    def _renew(self, message: Message) -> None:
        if self.answers.apply(message, HEARTBEAT) is None:
            raise LeaseLostError("This answer has ended.")

    def _settle(self, message: Message, spending: Spending, usage: Usage) -> None:
        """Count what the answer cost, then let go of what was reserved for it."""
        self._count(message.id, partial(self.usage.add_answer, message.owner_id, usage, message.client))
        self._count(message.id, spending.release)

    def _count(self, message_id: str, add: Callable[[], None]) -> None:
        """Count usage. While the table is too busy for it, the person gets the answer all the same."""
        try:
            add()
        except StoreBusyError:
            log.exception("The usage of an answer was not counted", extra={"answer": message_id})

    def _answer(
        self, stream: AnswerStream, question: Question, spending: Spending, seconds_left: Callable[[], float]
    ) -> None:
        message, text = stream.message, question.text
        if self._replies_to_talk(stream, text):
            return
        # Concurrent questions pass the first check before any of them has cost something.
        self.usage.check_price(message.owner_id)
        stream.stage("searching")
        history, recalled = Recalling(self.history, self.chat).recall(message)
        stream.spend(recalled)
        rewriting = partial(rewrite, self.chat, stream.spend, history, text)
        rewritten = self._or_fallback(stream, lambda: rewriting(stream.message.model or ""))
        model = AnswerModel(self.chat, stream, seconds_left, spending, self.fallback)
        scope = self.scopes.now(message.owner_id, question.document_ids, question.collection_ids)
        asked = model.asked(question, rewritten, scope)
        gathered = self.sources.gather(asked, stream.step, model.chooser(), model.reader())
        stream.time("search", gathered.timings_ms["total"])
        stream.time("embed", gathered.timings_ms.get("embed", 0))
        used = gathered.embedded_tokens, gathered.reranked, message.client
        self._count(message.id, partial(self.usage.add_search, message.owner_id, *used))
        if estimate := model.to_confirm(gathered):
            stream.add(Marked(question_of(estimate, text)))
            stream.finish(NOTICE, estimate)
            return
        stream.stage("reading")
        stream.sources(gathered.passages, gathered.evidence)
        reason = self._written(stream, gathered, history, text, seconds_left)
        if stream.stopped:
            reason = None
        check_written(stream.text, reason)
        stream.finish(notice_of(reason))

    def _written(
        self,
        stream: AnswerStream,
        gathered: Gathered,
        history: Sequence[Turn],
        text: str,
        seconds_left: Callable[[], float],
    ) -> str | None:
        """Why the model ended; None where it was stopped, or where none was needed."""
        if stream.stopped:
            return None
        if gathered.answer is not None:
            stream.add(gathered.answer)
            return None
        if not gathered.passages:
            stream.add(Marked(refusal(text)))
            return None
        given = (gathered.passages, gathered.evidence, gathered.absent)
        turns = partial(answer_turns, history, text, *given, about=gathered.note)
        reason = self._or_fallback(stream, partial(self._write_cited, stream, turns, seconds_left))
        if gathered.contradictions and self.chat.only_quotes(stream.message.model or ""):
            stream.add(closing_of(gathered.contradictions, stream.text, stream.cited, gathered.passages, text))
        return reason

    def _replies_to_talk(self, stream: AnswerStream, text: str) -> bool:
        """Reply to what is no question, without a search, sources or a model. False for a question."""
        talk = talk_of(text) and talk_of(text, Recalling(self.history, self.chat).language(stream.message))
        if talk is None:
            return False
        stream.add(Marked(reply_to(talk)))
        stream.finish()
        return True

    def _or_fallback[T](self, stream: AnswerStream, call: Callable[[], T]) -> T:
        """The result of `call`. If its model is busy before there is any text, the fallback makes the answer."""
        try:
            return call()
        except ModelBusyError as error:
            if self.fallback is None or self.fallback == stream.message.model or stream.begun:
                raise
            log.warning("The model is busy; the fallback answers", exc_info=error, extra={"answer": stream.message.id})
            stream.switch_to(self.fallback)
            return call()

    def _write_cited(
        self, stream: AnswerStream, turns: Callable[..., list[Turn]], seconds_left: Callable[[], float]
    ) -> str | None:
        """Write with the model's own citations; by our rules if it has none or refuses the request.

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

    def _write(
        self, stream: AnswerStream, system: str, turns: Sequence[Turn], seconds_left: Callable[[], float]
    ) -> str | None:
        """Returns why the model ended, None if it was stopped before."""
        model = stream.message.model or ""
        markers = MarkerFilter([source.text for source in stream.message.sources], written=system is SYSTEM)
        began, written, thought, end, busy = time.monotonic(), "", "", None, False
        try:
            with closing(
                Pump(self.chat.stream(model, system, turns, budget_of(self.chat, stream, self.prices).answer))
            ) as pump:
                for event in pump.events(FLUSH_SECONDS):
                    if isinstance(event, TextPart):
                        if not written:
                            stream.time("first_token", round((time.monotonic() - began) * 1000))
                        written += event.text
                        stream.add(markers.feed(event.text))
                    elif isinstance(event, ThoughtPart):
                        thought += event.text
                    elif isinstance(event, QuotePart):
                        stream.quote(event)
                    elif isinstance(event, MarkerPart):
                        stream.add(markers.cite(event.numbers))
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
            # A stream that was cut off never reported its usage; it is billed all the same.
            if not busy:
                stream.spend(end.usage if end else self.chat.estimate(model, system, turns, thought + written))
        stream.add(markers.end())
        return end.reason if end else None
