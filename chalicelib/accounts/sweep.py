"""Upkeep's look at long work on accounts: what is due is sent on, and what only upkeep may do is done."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.accounts.deletion import POOL, Deletion
from chalicelib.accounts.roles import AccountTasks, JobQueue
from chalicelib.errors import UnreadableRowError
from chalicelib.models import AccountJob, AccountWork

LATER_SECONDS = 3600  # Of a row that this version cannot read, until the next look.


@dataclass(frozen=True)
class AccountSweep:
    """`now` gives the time in Unix seconds."""

    tasks: AccountTasks
    queue: JobQueue
    deletion: Deletion
    now: Callable[[], float] = time.time

    def run(self, more: Callable[[], bool] = lambda: True) -> int:
        """Returns how many tasks were due."""
        number = 0
        for owner_id, work in self.tasks.due(int(self.now())):
            if not more():
                break
            try:
                self._go_on(owner_id, work)
            except UnreadableRowError:
                self.tasks.set_aside(owner_id, work, LATER_SECONDS)  # Its reader has told the operator.
            number += 1
        return number

    def _go_on(self, owner_id: str, work: AccountWork) -> None:
        task = self.tasks.find(owner_id, work)
        if task is None:
            return  # The index lags behind the table.
        if work == "deletion" and task.step == POOL:
            self.tasks.sent(owner_id, work)  # Should the pool refuse, others come first until the next try.
            self.deletion.finish(task)
            return
        self.tasks.sent(owner_id, work)
        self.queue.send(AccountJob(owner_id, work))
