"""A model that reads more than one prompt holds: many calls side by side, within the money and the time of an answer.

What ends a plain answer ends the reading too: the person's stop, a function whose time is over, a model that fails. A
call that broke is made once more; what is lacking then is said by whoever asked for it.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from chalicelib.errors import ModelBusyError, ModelError
from chalicelib.models import ModelEnd, TextPart, ThoughtPart, Turn
from chalicelib.rag.answers.budget import budget_for
from chalicelib.rag.answers.lifecycle import FLUSH_SECONDS, WRITING_SECONDS
from chalicelib.rag.answers.roles import ChatModel, ModelStream
from chalicelib.rag.answers.spending import Spending
from chalicelib.rag.answers.stream import AnswerStream
from chalicelib.rag.routes.work import Permission, Work

log = logging.getLogger(__name__)

PARALLEL = 6  # Calls at once.
ATTEMPTS = 2  # Calls for one prompt.


@dataclass
class _Call:
    """One prompt's call, read in a thread of its own. `error` is why it broke; `begun` says that it may be billed."""

    index: int
    turns: Sequence[Turn]
    begun: bool = False
    text: str = ""
    thought: str = ""
    end: ModelEnd | None = None
    error: ModelError | None = None
    _stream: ModelStream | None = None
    _closed: bool = False

    def make(self, chat: ChatModel, model: str, system: str, most_tokens: int) -> "_Call":
        if self._closed:
            return self
        self.begun = True
        try:
            self._stream = chat.stream(model, system, self.turns, most_tokens)
            if self._closed:  # Meanwhile.
                self._stream.close()
            for event in self._stream:
                if isinstance(event, TextPart):
                    self.text += event.text
                elif isinstance(event, ThoughtPart):
                    self.thought += event.text
                elif isinstance(event, ModelEnd):
                    self.end = event
        except ModelError as error:
            self.error = error
        return self

    def close(self) -> None:
        self._closed = True
        if self._stream is not None:
            self._stream.close()


@dataclass
class ModelReader:
    """The model of one answer. `fallback` reads where it is busy from the beginning.

    `spending` is what the answer may cost. Every call counts into the answer's usage.
    """

    chat: ChatModel
    stream: AnswerStream
    seconds_left: Callable[[], float]
    spending: Spending
    fallback: str | None = None
    _has_read: bool = field(default=False, init=False)

    def permits(self, work: Work) -> Permission:
        return self.spending.permits(self.chat.price(self._model, work.input_tokens, work.output_tokens))

    def read(
        self, system: str, prompts: Sequence[Sequence[Turn]], heard: Callable[[int], None]
    ) -> Sequence[str | None]:
        """Raises ModelBusyError or ModelError."""
        replies: dict[int, str] = {}
        errors: list[ModelError] = []
        for _ in range(ATTEMPTS):
            if self._is_to_end():
                break
            left = [_Call(index, turns) for index, turns in enumerate(prompts) if index not in replies]
            errors = [*self._made(system, left, replies, heard)]
            if not errors:
                break
            self._turn_to_fallback(errors)
        if errors and not replies and not self._has_read and not self.stream.stopped:
            raise errors[0]
        self._has_read = self._has_read or bool(replies)
        return [replies.get(index) for index in range(len(prompts))]

    def _made(
        self, system: str, calls: Sequence[_Call], replies: dict[int, str], heard: Callable[[int], None]
    ) -> Iterable[ModelError]:
        """Make the calls, and give the errors of those that broke."""
        most = budget_for(self.chat.context_tokens(self._model)).answer
        with ThreadPoolExecutor(max_workers=PARALLEL, thread_name_prefix="model-batch") as pool:
            waiting = {pool.submit(call.make, self.chat, self._model, system, most) for call in calls}
            while waiting:
                done, waiting = wait(waiting, FLUSH_SECONDS, FIRST_COMPLETED)
                yield from self._taken(system, done, replies)
                if done:
                    heard(len(replies))
                if self._is_to_end():
                    for call in calls:
                        call.close()

    def _taken(self, system: str, done: Iterable[Future[_Call]], replies: dict[int, str]) -> Iterable[ModelError]:
        for call in (future.result() for future in done):
            if call.begun and not isinstance(call.error, ModelBusyError):  # A busy model bills nothing.
                written = call.thought + call.text
                self.stream.spend(
                    call.end.usage if call.end else self.chat.estimate(self._model, system, call.turns, written)
                )
            if call.error is not None:
                log.warning("A call of a reading broke", exc_info=call.error, extra={"answer": self.stream.message.id})
                yield call.error
            elif call.end is not None:
                replies[call.index] = call.text

    def _turn_to_fallback(self, errors: Sequence[ModelError]) -> None:
        busy = all(isinstance(error, ModelBusyError) for error in errors)
        if busy and not self._has_read and self.fallback and self.fallback != self._model:
            self.stream.switch_to(self.fallback)

    def _is_to_end(self) -> bool:
        """Whether the person has stopped the answer, or its time or money is over."""
        spent = self.stream.message.usage.price_usd >= self.spending.prices.answer_usd
        return self.stream.flush_if_due() or self.seconds_left() < WRITING_SECONDS or spent

    @property
    def _model(self) -> str:
        return self.stream.message.model or ""
