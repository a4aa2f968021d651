"""The deletion of an account with all that belongs to it.

    refuse the account → count what there is → purge → wait until every function of before has ended → purge again →
    delete the account in the user pool → keep a receipt

Each step may be cut off anywhere and come again: what was counted is stored before the first thing is removed, what is
gone is not found any more, and the pool comes last, so that the person can still be named until all else is done.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from chalicelib.accounts.admission import Admission
from chalicelib.accounts.roles import AccountRecords, AccountTasks, Asker, Belongings, JobQueue, UserPool
from chalicelib.errors import SignInAgainError, StoreBusyError
from chalicelib.models import AccountJob, AccountTask, Identity, Receipt, timestamp

log = logging.getLogger(__name__)

SIGN_IN_SECONDS = 300  # Only who signed in by password or company so lately may delete the account.
SIGN_IN_LEEWAY = 60  # Seconds by which the clocks of Cognito and of a function may differ.
WORKERS_ENDED_SECONDS = 720  # Whatever began before the account was refused has ended by then.
SPARE_SECONDS = 60  # No part of a purge begins with less of the function's time left.
COUNTED, WAITING, POOL = "first", "again", "pool"


@dataclass(frozen=True)
class Deletion:
    """`belongings` are what an owner has in each store. `now` gives the time in Unix seconds."""

    admission: Admission
    accounts: AccountRecords
    tasks: AccountTasks
    queue: JobQueue
    pool: UserPool
    belongings: Sequence[Belongings]
    now: Callable[[], float] = time.time

    def ask(self, identity: Identity) -> None:
        """Begin the deletion that a person asks for; raises SignInAgainError unless she has just signed in."""
        if not -SIGN_IN_LEEWAY <= self.now() - identity.signed_in_at <= SIGN_IN_SECONDS:
            raise SignInAgainError
        self.begin(identity.owner_id, identity.username, "person")

    def begin(self, owner_id: str, username: str | None, asked_by: Asker) -> None:
        """Refuse the account from here on, and have the rest done. Asked again it changes nothing.

        The task is stored first: from then on upkeep brings the deletion to its end.
        """
        self.tasks.begin(owner_id, "deletion", username=username, asked_by=asked_by)
        self.admission.end(owner_id, "deleting")
        try:
            self.queue.send(AccountJob(owner_id, "deletion"))
        except StoreBusyError:
            log.warning("The deletion of an account waits for upkeep", extra={"owner": owner_id})

    def run(self, owner_id: str, seconds_left: Callable[[], float]) -> None:
        """Purge, while there is time; upkeep has the rest done."""
        task = self.tasks.claim(owner_id, "deletion")
        if task is None:
            log.info("Nothing to do: the account is deleted, or another worker deletes it", extra={"owner": owner_id})
            return
        self.admission.end(owner_id, "deleting")
        self.tasks.drop(owner_id, "export")
        if task.step == COUNTED and not task.counts:
            counts = {kind.name: kind.count(owner_id) for kind in self.belongings}
            task = self.tasks.save(task, counts=counts) or task
        done = self._purge(owner_id, seconds_left, last=task.step == WAITING)
        now = int(self.now())
        if not done:
            self.tasks.save(task, wake=now)
        elif task.step == COUNTED:
            self.tasks.save(task, wake=now + WORKERS_ENDED_SECONDS, step=WAITING)
        else:
            self.tasks.save(task, wake=now, step=POOL)

    def _purge(self, owner_id: str, seconds_left: Callable[[], float], *, last: bool) -> bool:
        """Whether nothing is left."""

        def more() -> bool:
            return seconds_left() > SPARE_SECONDS

        return all(kind.purge(owner_id, more, last=last) for kind in self.belongings)

    def finish(self, task: AccountTask) -> None:
        """Once nothing is left: delete the account in the user pool, and keep the receipt alone."""
        owner_id = task.owner_id
        username = task.username or self.pool.username_of(owner_id)
        if username:
            self.pool.delete(username)
        receipt = Receipt(
            asked_at=timestamp(datetime.fromtimestamp(task.began_at, UTC)),
            asked_by=task.asked_by,
            ended_at=timestamp(datetime.fromtimestamp(self.now(), UTC)),
            purged={**task.counts, "user pool": int(bool(username))},
        )
        self.accounts.finish(owner_id, receipt)
        self.tasks.remove(task)
        log.info("An account was deleted", extra={"owner": owner_id})
