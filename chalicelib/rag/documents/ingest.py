"""From an uploaded file to passages that can be searched, in steps that may be cut off anywhere.

    claim → extract slice by slice → embed part by part → store all rows in one commit → publish

Each slice and each part of vectors is staged on S3 before the next begins. So the next worker continues where the last
one stopped, and nothing is paid for twice. Rows carry the generation that the claim handed out, and searches see only
the generation that `publish` made live: a worker that lost its lease can leave unseen rows, never doubled ones.
docs/decisions/0005-ingestion.md explains all of it.
"""

import logging
import random
import time
from collections.abc import Callable
from contextlib import suppress
from copy import replace
from dataclasses import dataclass
from functools import partial

from chalicelib.errors import (
    AccountEndedError,
    BudgetExceededError,
    DocumentError,
    DocumentNotFoundError,
    GrailError,
    LeaseLostError,
    ModelBusyError,
    StoreBusyError,
    StoreRefusedError,
)
from chalicelib.models import Document, DocumentRef, IngestJob
from chalicelib.rag.documents import messages
from chalicelib.rag.documents.attempt import Attempt, OutOfTimeError, Tools
from chalicelib.rag.documents.failures import failure_of, reason_of
from chalicelib.rag.documents.lease import as_holder, claim
from chalicelib.rag.documents.lifecycle import (
    FAIL,
    HAND_OVER,
    HEARTBEAT,
    HEARTBEAT_SECONDS,
    MAX_ATTEMPTS,
    MAX_HOPS,
    QUEUE_SECONDS,
    REQUEUE_DEAD,
    SWEEP_SECONDS,
    WAIT,
)
from chalicelib.rag.documents.notify import tell
from chalicelib.rag.documents.roles import JobQueue
from chalicelib.rag.heartbeat import Heartbeat

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class WaitPolicy:
    """Waits for something busy: pauses from `first` to `longest` seconds, each twice the last, for `limit` seconds."""

    first: int
    longest: int
    limit: int
    note: str

    def pause(self, waits: int) -> int:
        return int(min(self.first * 2 ** min(waits, 20), self.longest) * random.uniform(0.8, 1.2))  # noqa: S311


FOR_MODEL = WaitPolicy(30, 900, 24 * 3600, messages.MODEL_BUSY)
FOR_BUDGET = WaitPolicy(1800, 1800, 7 * 24 * 3600, messages.BUDGET_USED)  # Every day has a new one.
FOR_STORE = WaitPolicy(10, 300, 3600, messages.STORE_BUSY)


@dataclass(frozen=True)
class Ingesting:
    """`now` gives the time in Unix seconds."""

    tools: Tools
    queue: JobQueue
    now: Callable[[], float] = time.time
    heartbeat_seconds: float = HEARTBEAT_SECONDS

    def run(self, job: IngestJob, seconds_left: Callable[[], float]) -> None:
        """Work on a document until it is ready or failed, or time is up and another message goes on."""
        registry = self.tools.registry
        if job.revive is not None:
            registry.apply(DocumentRef(job.owner_id, job.document_id, generation=job.revive), REQUEUE_DEAD)
        document = claim(registry, job.owner_id, job.document_id)
        if document is None:
            log.info("Nothing to do: at rest, deleted, or leased to another", extra={"document": job.document_id})
            return
        renew = partial(as_holder, registry, document, HEARTBEAT)
        with Heartbeat(renew, self.heartbeat_seconds, document.id) as heartbeat:
            attempt = Attempt(self.tools, document, heartbeat, seconds_left)
            try:
                self._carry_out(attempt)
            except LeaseLostError:
                self._leave(attempt)
            except OutOfTimeError:
                self._hand_over(attempt, job)
            except AccountEndedError:
                self._put_down(attempt)
            except ModelBusyError as error:
                self._wait(attempt, job, error, FOR_MODEL)
            except BudgetExceededError as error:
                self._wait(attempt, job, error, FOR_BUDGET)
            except StoreRefusedError as error:
                self._fail(attempt.document, job, error)
            except StoreBusyError as error:
                self._wait(attempt, job, error, FOR_STORE)
            except GrailError as error:
                self._fail(attempt.document, job, error)

    def _carry_out(self, attempt: Attempt) -> None:
        if attempt.document.attempts > MAX_ATTEMPTS:
            raise gave_up(attempt.document)
        ready = attempt.run()
        tell(self.tools.feed, ready)
        # From here on the document is ready; what follows only cleans up, and the sweeper does it if this is cut off.
        with suppress(StoreBusyError):
            self._clean(ready)

    def _clean(self, document: Document) -> None:
        """Remove what a ready document has outgrown: rows of older generations, older files, staged parts."""
        live = document.live_generation
        if live > 1 and self.tools.passages.clean(document.owner_id, document.id, live=live, newest=live):
            self.tools.maintenance.rows_changed(document.owner_id, deleted=True)
        self.tools.files.delete_outdated(document)

    # Ends that are not the goal

    def _leave(self, attempt: Attempt) -> None:
        """Another worker owns the document. Delete this attempt's rows unless they were published: boto3 may have
        sent a publish again whose answer was lost."""
        document = attempt.document
        log.info("Lease lost; leaving the document to its new holder", extra={"document": document.id})
        if not attempt.stored:
            return
        with suppress(DocumentNotFoundError):
            stored = self.tools.registry.get(document.owner_id, document.id)
            if stored.live_generation == document.generation:
                return
        with suppress(StoreBusyError):
            self.tools.passages.remove(document.owner_id, document.id, document.generation)

    def _hand_over(self, attempt: Attempt, job: IngestJob) -> None:
        """To another message, or to the sweeper. Without anything achieved it counts as an attempt."""
        by_message = job.hops < MAX_HOPS
        attempts = 0 if attempt.achieved else None
        after = QUEUE_SECONDS if by_message else 0
        with suppress(LeaseLostError):
            as_holder(self.tools.registry, attempt.document, HAND_OVER, after=after, attempts=attempts)
            if by_message:
                self._send_next(job)

    def _put_down(self, attempt: Attempt) -> None:
        """Its owner's account has ended: nothing goes on until the sweeper finds it open again."""
        log.info("The account has ended; its document is put down", extra={"document": attempt.document.id})
        with suppress(LeaseLostError):
            as_holder(self.tools.registry, attempt.document, HAND_OVER, after=QUEUE_SECONDS, attempts=0)

    def _wait(self, attempt: Attempt, job: IngestJob, error: GrailError, policy: WaitPolicy) -> None:
        """This does not count as an attempt."""
        document, now = attempt.document, int(self.now())
        since = document.waiting_since or now
        if now - since > policy.limit:
            self._fail(document, job, error)
            return
        log.warning("Waiting", exc_info=error, extra={"document": document.id, "waits": document.waits})
        pause = policy.pause(document.waits)
        by_message = pause < SWEEP_SECONDS and job.hops < MAX_HOPS
        after = pause + QUEUE_SECONDS if by_message else pause
        with suppress(LeaseLostError):
            waiting = as_holder(self.tools.registry, document, WAIT, after=after, note=policy.note, waiting_since=since)
            tell(self.tools.feed, waiting)
            if by_message:
                self._send_next(job, delay_seconds=pause)

    def _send_next(self, job: IngestJob, delay_seconds: int = 0) -> None:
        self.queue.send(replace(job, hops=job.hops + 1, revive=None), delay_seconds)

    def _fail(self, document: Document, job: IngestJob, error: GrailError) -> None:
        log.warning("Ingestion failed", exc_info=error, extra={"document": document.id, "code": error.code})
        registry = self.tools.registry
        with suppress(LeaseLostError):
            as_holder(registry, document, HEARTBEAT)  # A worker without the lease may not fail the document.
            # Dead-lettered first: cut off between the two, the document is tried again, and one message too many
            # does no harm.
            if reason_of(error.code).for_operator:
                self.queue.dead_letter(replace(job, hops=0, revive=document.generation))
            tell(self.tools.feed, as_holder(registry, document, FAIL, failure=failure_of(error)))


def gave_up(document: Document) -> DocumentError:
    """Every attempt broke off without a reason of its own: out of memory, most likely."""
    doing = {"extracting": " while it was being read", "embedding": " while it was being indexed"}
    where = doing.get(document.status, "")
    message = f"This file could not be processed: {MAX_ATTEMPTS} attempts broke off{where}."
    return DocumentError("gave_up", message)
