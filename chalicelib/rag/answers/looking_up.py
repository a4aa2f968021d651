"""A model that says, round by round, what is to be looked up before its answer is written.

Whatever keeps it from that ends the looking up, never the answer: then rules search in its place.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from chalicelib.errors import ModelBusyError, ModelError
from chalicelib.models import ModelEnd, ModelEvent, Passage, SignedThought, TextPart, ThoughtPart, ToolCall, Turn
from chalicelib.rag.answers.lifecycle import FLUSH_SECONDS, WRITING_SECONDS
from chalicelib.rag.answers.roles import ChatModel
from chalicelib.rag.answers.stream import AnswerStream, Pump
from chalicelib.rag.answers.tool_prompts import LOOK_UP, tool_turns
from chalicelib.rag.routes.rounds import Chosen, ToolRound
from chalicelib.rag.routes.tools import TOOLS

log = logging.getLogger(__name__)

BILLED = f"{LOOK_UP}{TOOLS}"  # What a model reads before the turns, about as long as it is billed.
ROUND_TOKENS = 800  # What a model may write in one round: four calls, and a few words.


@dataclass
class _Reply:
    """What a model has said in one round so far."""

    calls: list[ToolCall] = field(default_factory=list)
    thoughts: list[SignedThought] = field(default_factory=list)
    written: str = ""
    end: ModelEnd | None = None

    def take(self, event: ModelEvent | None) -> None:
        if isinstance(event, ToolCall):
            self.calls.append(event)
            self.written += f"{event.name}{event.arguments}"
        elif isinstance(event, SignedThought):
            self.thoughts.append(event)
        elif isinstance(event, TextPart | ThoughtPart):
            self.written += event.text
        elif isinstance(event, ModelEnd):
            self.end = event


@dataclass(frozen=True)
class ModelChooser:
    """The model of one answer. Its calls count into the answer's usage, those that broke or were stopped too."""

    chat: ChatModel
    stream: AnswerStream
    seconds_left: Callable[[], float]

    def choose(self, question: str, seen: Sequence[Passage], rounds: Sequence[ToolRound], most: int) -> Chosen:
        """No calls where the person has stopped the answer, its time is short, or the model fails or is busy."""
        if self.stream.is_stopped() or self._is_late():
            return Chosen()
        try:
            reply = self._reply(tool_turns(question, seen, rounds, most))
        except ModelError as error:
            log.warning("The model called no tools", exc_info=error, extra={"answer": self.stream.message.id})
            return Chosen()
        return Chosen() if self._is_to_end() else Chosen(tuple(reply.calls), tuple(reply.thoughts))

    def _reply(self, turns: Sequence[Turn]) -> _Reply:
        model, reply, busy = self.stream.message.model or "", _Reply(), False
        try:
            with closing(Pump(self.chat.stream_calls(model, LOOK_UP, turns, TOOLS, ROUND_TOKENS))) as pump:
                for event in pump.events(FLUSH_SECONDS):
                    reply.take(event)
                    if self._is_to_end():
                        break
        except ModelBusyError:
            busy = True
            raise
        finally:
            if not busy:  # A busy model bills nothing.
                usage = reply.end.usage if reply.end else self.chat.estimate(model, BILLED, turns, reply.written)
                self.stream.spend(usage)
        return reply

    def _is_to_end(self) -> bool:
        """Whether the person has stopped the answer, or the rest of the time is needed to write it."""
        return self.stream.flush_if_due() or self._is_late()

    def _is_late(self) -> bool:
        return self.seconds_left() < WRITING_SECONDS
