"""The export of an account: one archive of all that it has, made behind a queue, then a link to it for some days.

    ask → take documents, conversations, usage, messages, and keep what there is now and then → ready → removed

Each step may be cut off anywhere and come again: who takes over goes on from what was kept. Nothing is charged, no
model is called. `archive.py` has the format.
"""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from chalicelib.accounts.admission import Admission
from chalicelib.accounts.archive import Archive, Contents
from chalicelib.accounts.roles import (
    AccountTasks,
    Archives,
    Counts,
    Draft,
    HeldFiles,
    HeldPassages,
    HeldRows,
    JobQueue,
    StoredAmounts,
)
from chalicelib.errors import AccountEndedError, StoreBusyError
from chalicelib.models import AccountExport, AccountJob, AccountTask, Failure, Identity, new_id, timestamp

log = logging.getLogger(__name__)

KEPT_SECONDS = 7 * 24 * 3600  # The template's lifecycle rule removes an archive after as long.
RESEND_SECONDS = 120  # Upkeep sends a message that nobody has taken by then again.
SPARE_SECONDS = 60  # No step begins with less of the function's time left.
KEEP_SECONDS = 15.0  # So much work is done again at most after a kill.
KEEP_BYTES = 32 * 1024 * 1024  # So much of an archive lies on the function's disk before it is stored.
MOST_ATTEMPTS = 5  # Without getting on by one step.
READY, FAILED = "ready", "failed"
TOO_LARGE = Failure(
    "export_too_large",
    "There is more than one archive may hold. Whoever runs this Grail can take it along for you.",
    retryable=False,
)
GAVE_UP = Failure("export_failed", "The archive could not be made. Please try again.", retryable=True)


@dataclass(frozen=True)
class Export:
    """An archive holds at most `most_bytes`. `now` gives the time in Unix seconds."""

    admission: Admission
    tasks: AccountTasks
    queue: JobQueue
    limits: Counts
    stored: StoredAmounts
    archives: Archives
    held: tuple[HeldRows, HeldFiles, Callable[[], HeldPassages]]
    most_bytes: int
    now: Callable[[], float] = time.time

    def ask(self, identity: Identity) -> AccountExport:
        """Begin one, unless one is being made; raises RateLimitedError."""
        owner_id = identity.owner_id
        task = self.tasks.find(owner_id, "export")
        if task is None or task.step in (READY, FAILED):
            self.limits.count(owner_id, "exports")
            counts = asdict(self.stored.of(owner_id))
            if self.tasks.begin(owner_id, "export", archive=new_id(), counts=counts):
                self._send(owner_id)
        return self.state(owner_id)

    def state(self, owner_id: str) -> AccountExport:
        """How it stands, with a new link where it is ready."""
        task = self.tasks.find(owner_id, "export")
        if task is None:
            return AccountExport("none")
        ended = task.step in (READY, FAILED)
        until = task.ended_at + KEPT_SECONDS
        if ended and self.now() >= until:
            return AccountExport("none")
        ready, total = task.step == READY, task.counts.get("documents", 0)
        name = f"grail-{_time(task.began_at)[:10]}.zip"
        return AccountExport(
            state="ready" if ready else "failed" if ended else "running",
            documents=task.done,
            total=max(total, task.done),
            bytes=task.bytes,
            asked_at=_time(task.began_at),
            ended_at=_time(task.ended_at) if ended else None,
            kept_until=_time(until) if ready else None,
            failure=task.failure,
            link=self.archives.link(owner_id, task.archive, name) if ready else None,
        )

    def run(self, owner_id: str, seconds_left: Callable[[], float]) -> None:
        """Make the archive, while there is time; or remove one that was kept long enough."""
        task = self.tasks.claim(owner_id, "export")
        if task is None:
            log.info("Nothing to do: there is no export, or another worker makes it", extra={"owner": owner_id})
            return
        if task.step in (READY, FAILED):
            self._tidy(task)
            return
        try:
            self.admission.check(owner_id)
        except AccountEndedError:
            self.tasks.remove(task)  # A deletion purges what there is of it.
            return
        if task.attempts > MOST_ATTEMPTS:
            log.error("An archive of an account could not be made", extra={"owner": owner_id})
            self._end(task, FAILED, failure=GAVE_UP)
        elif task.counts.get("bytes", 0) > self.most_bytes:
            self._end(task, FAILED, failure=TOO_LARGE)
        else:
            self._make(task, seconds_left)

    def _make(self, task: AccountTask, seconds_left: Callable[[], float]) -> None:
        size = self.archives.size(task.owner_id, task.archive)
        if size is None:
            with self.archives.draft(task.owner_id, task.archive) as draft:
                contents = Contents.read(draft.contents)
                if not self._write(task, contents, draft, seconds_left):
                    return
                size = draft.finish()
                task = self.tasks.save(task, **_progress(contents, size)) or task
        self._end(task, READY, bytes=size)

    def _write(self, task: AccountTask, contents: Contents, draft: Draft, seconds_left: Callable[[], float]) -> bool:
        """Whether all of it is written."""
        rows, files, passages = self.held
        archive = Archive(task.owner_id, (rows, files, passages()), lambda: draft.file, contents)
        kept_at = self.now()
        for _ in archive.steps():
            if draft.size > self.most_bytes:
                self._end(task, FAILED, failure=TOO_LARGE)
                return False
            more = seconds_left() > SPARE_SECONDS
            if more and draft.waiting < KEEP_BYTES and self.now() - kept_at < KEEP_SECONDS:
                continue
            archive.flush()
            draft.keep(contents.stored())
            kept_at = self.now()
            wake = None if more else int(kept_at) + RESEND_SECONDS
            if self.tasks.save(task, wake=wake, **_progress(contents, draft.size)) is None:
                return False  # The export was given up, or the account is being deleted.
            if not more:
                self._send(task.owner_id)
                return False
        return True

    def _end(self, task: AccountTask, step: str, failure: Failure | None = None, **fields: Any) -> None:
        """With nothing left but the whole archive. Upkeep looks at it once more when its time is over."""
        now = int(self.now())
        self.archives.drop(task.owner_id, keep=task.archive if step == READY else None)
        if failure:
            fields["failure"] = asdict(failure)
        self.tasks.save(task, wake=now + KEPT_SECONDS, step=step, ended_at=now, attempts=0, **fields)

    def _tidy(self, task: AccountTask) -> None:
        """Remove the archive when its time is over."""
        if self.now() < task.ended_at + KEPT_SECONDS:
            self.tasks.save(task, wake=task.ended_at + KEPT_SECONDS)
            return
        self.archives.drop(task.owner_id)
        self.tasks.remove(task)

    def _send(self, owner_id: str) -> None:
        with suppress(StoreBusyError):  # Upkeep sends it then.
            self.queue.send(AccountJob(owner_id, "export"))


def _progress(contents: Contents, size: int) -> dict[str, Any]:
    return {"done": contents.counts.get("documents", 0), "bytes": size, "attempts": 0}


def _time(seconds: int) -> str:
    return timestamp(datetime.fromtimestamp(seconds, UTC))
