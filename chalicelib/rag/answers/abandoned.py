"""Ending answers that no function makes any more, so that no message streams without end."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from chalicelib.errors import ConnectionGoneError, MessageNotFoundError, ModelInterruptedError
from chalicelib.models import Failure
from chalicelib.rag.answers.events import events_of
from chalicelib.rag.answers.lifecycle import ABANDON, FINISH
from chalicelib.rag.answers.roles import Listeners, SweptAnswers
from chalicelib.rag.one_by_one import ASIDE_SECONDS, one_by_one


@dataclass(frozen=True)
class Abandoned:
    """Answers whose function was killed, or never began: the call that starts one is made once."""

    answers: SweptAnswers
    listeners: Listeners
    now: Callable[[], float] = time.time

    def sweep(self, more: Callable[[], bool] = lambda: True) -> int:
        """End them as failed, with their text so far, and tell the listeners; returns how many it ended.

        An error with one answer does not stop the others. Once `more` is False no further one is begun.
        """
        now = int(self.now())
        return one_by_one(
            self.answers.due(now),
            lambda answer: self.end(answer.owner_id, answer.id, now),
            lambda answer: self.answers.set_aside(answer.owner_id, answer.id, ASIDE_SECONDS),
            lambda answer: {"answer": answer.id},
            more,
        )

    def end(self, owner_id: str, message_id: str, due: int | None = None) -> bool:
        """End an answer that no function makes; False if it was deleted, has ended, or has a lease beyond `due`.

        The index that names it lags behind the table. Listeners get the events after those that all of them surely
        have: an event twice rather than never.
        """
        try:
            message, _ = self.answers.get(owner_id, message_id)
        except MessageNotFoundError:
            return False  # Its conversation was deleted a moment ago.
        error = ModelInterruptedError()
        ended = replace(message, status="failed", error=Failure(error.code, str(error), error.retryable))
        state = self.answers.apply(ended, FINISH) if due is None else self.answers.apply(ended, ABANDON, due=due)
        if state is None:
            return False
        missing = list(events_of(ended))[state.delivered :]
        for connection_id in state.connections:
            with suppress(ConnectionGoneError):
                self.listeners.send_events(connection_id, missing)
        return True
