"""Ending answers that nobody makes any more, so that no message streams for ever."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from chalicelib.errors import ConnectionGoneError, GrailError, MessageNotFoundError, ModelInterruptedError
from chalicelib.models import Failure, Message
from chalicelib.rag.answers.events import events_of
from chalicelib.rag.answers.stream import Listeners
from chalicelib.rag.roles import StreamState

log = logging.getLogger(__name__)


class Answers(Protocol):
    def due(self, now: int) -> Iterator[tuple[str, str]]: ...
    def message(self, owner_id: str, message_id: str) -> Message: ...
    def finish(self, message: Message, due: int | None = None) -> StreamState: ...


@dataclass(frozen=True)
class Abandoned:
    """Answers whose function was killed, or never began: the call that starts one is made once."""

    answers: Answers
    listeners: Listeners
    now: Callable[[], float] = time.time

    def sweep(self) -> int:
        """End them as failed, with what was written, and tell who listens; returns how many there were.

        What goes wrong with one does not keep the others waiting.
        """
        ended, now = 0, int(self.now())
        for owner_id, message_id in self.answers.due(now):
            try:
                ended += self.end(owner_id, message_id, now)
            except GrailError as error:
                log.warning("An abandoned answer could not be ended", exc_info=error, extra={"answer": message_id})
        return ended

    def end(self, owner_id: str, message_id: str, due: int | None = None) -> bool:
        """End an answer that nobody makes; False if it is not there, has ended, or its function is there after `due`.

        The index that tells of it lags behind the table. Who listens is told what was stored since the function last
        noted what it had told: an event twice rather than never.
        """
        try:
            message = self.answers.message(owner_id, message_id)
        except MessageNotFoundError:
            return False  # Its conversation was deleted a moment ago.
        error = ModelInterruptedError()
        ended = replace(message, status="failed", error=Failure(error.code, str(error), error.retryable))
        state = self.answers.finish(ended, due)
        untold = list(events_of(ended))[state.told :]
        for connection_id in state.connections:  # None of them, if it has ended otherwise.
            with suppress(ConnectionGoneError):
                self.listeners.send_events(connection_id, untold)
        return bool(state.connections)
