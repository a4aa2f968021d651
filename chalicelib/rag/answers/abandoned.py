"""Ending answers that no function makes any more, so that no message streams without end."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from chalicelib.errors import ConnectionGoneError, GrailError, MessageNotFoundError, ModelInterruptedError
from chalicelib.models import Failure
from chalicelib.rag.answers.events import events_of
from chalicelib.rag.answers.roles import AbandonedAnswers, Listeners

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Abandoned:
    """Answers whose function was killed, or never began: the call that starts one is made once."""

    answers: AbandonedAnswers
    listeners: Listeners
    now: Callable[[], float] = time.time

    def sweep(self) -> int:
        """End them as failed, with their text so far, and tell the listeners; returns how many it ended.

        An error with one answer does not stop the others.
        """
        ended, now = 0, int(self.now())
        for owner_id, message_id in self.answers.due(now):
            try:
                ended += self.end(owner_id, message_id, now)
            except GrailError as error:
                log.warning("An abandoned answer could not be ended", exc_info=error, extra={"answer": message_id})
        return ended

    def end(self, owner_id: str, message_id: str, due: int | None = None) -> bool:
        """End an answer that no function makes; False if it was deleted, has ended, or has a lease beyond `due`.

        The index that names it lags behind the table. Listeners get the events after those that all of them surely
        have: an event twice rather than never.
        """
        try:
            message = self.answers.message(owner_id, message_id)
        except MessageNotFoundError:
            return False  # Its conversation was deleted a moment ago.
        error = ModelInterruptedError()
        ended = replace(message, status="failed", error=Failure(error.code, str(error), error.retryable))
        state = self.answers.finish(ended, due)
        missing = list(events_of(ended))[state.delivered :]
        for connection_id in state.connections:  # None, if it has ended otherwise.
            with suppress(ConnectionGoneError):
                self.listeners.send_events(connection_id, missing)
        return bool(state.connections)
