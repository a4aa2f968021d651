"""From an uploaded file to passages that can be searched, in steps that may be cut off anywhere.

    claim → extract slice by slice → embed part by part → store all rows in one commit → publish

Each slice and each part of vectors is staged on S3 before the next begins, so whoever takes over goes on where the
last one stopped, and nothing is paid for twice. Rows carry the generation that the claim handed out, and searches
see only the generation that `publish` made live: a worker that lost its lease can leave rubbish, never doubles.
docs/decisions/0005-ingestion.md tells the whole.
"""

import logging
import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from chalicelib.errors import (
    BudgetExceededError,
    DocumentError,
    DocumentNotFoundError,
    GrailError,
    LeaseLostError,
    ModelBusyError,
    StoreBusyError,
)
from chalicelib.models import Document, Failure, IngestJob, new_id
from chalicelib.rag.documents import messages
from chalicelib.rag.documents.attempt import PART_CHUNKS, OutOfTimeError, Work
from chalicelib.rag.documents.notify import tell
from chalicelib.rag.heartbeat import BEAT_SECONDS, Heartbeat
from chalicelib.rag.roles import (
    DocumentFeed,
    DocumentLeases,
    Embedder,
    Extractor,
    Files,
    JobQueue,
    LanguageDetector,
    PassageWriter,
    UsageMeter,
)

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
# Lambda ends a chain of a function and a queue that call each other after 16 calls. The sweeper begins a new chain.
MAX_HOPS = 8
SWEEP_SECONDS = 60


@dataclass(frozen=True)
class Patience:
    """Waits for something busy: pauses from `first` to `longest` seconds, each twice the last, `limit` in all."""

    first: int
    longest: int
    limit: int
    note: str

    def pause(self, waits: int) -> int:
        return int(min(self.first * 2 ** min(waits, 20), self.longest) * random.uniform(0.8, 1.2))  # noqa: S311


FOR_MODEL = Patience(30, 900, 24 * 3600, messages.MODEL_BUSY)
FOR_BUDGET = Patience(1800, 1800, 7 * 24 * 3600, messages.BUDGET_USED)  # Every day has a new one.
FOR_STORE = Patience(10, 300, 3600, messages.STORE_BUSY)


@dataclass(frozen=True)
class Ingesting:
    """`pause` and `now` are the clock: seconds to sleep, and Unix seconds. `part_chunks` are staged at a time."""

    registry: DocumentLeases
    files: Files
    extractor: Extractor
    embedder: Embedder
    passages: PassageWriter
    feed: DocumentFeed
    usage: UsageMeter
    queue: JobQueue
    languages: LanguageDetector
    pause: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.time
    beat_seconds: float = BEAT_SECONDS
    part_chunks: int = PART_CHUNKS

    def run(self, job: IngestJob, seconds_left: Callable[[], float]) -> None:
        """Work on a document until it is ready or failed, or time is up and another message goes on."""
        if job.revive is not None:
            self.registry.revive(job.owner_id, job.document_id, job.revive)
        document = self.registry.claim(job.owner_id, job.document_id, new_id())
        if document is None:
            log.info("Nothing to do: at rest, gone, or held by another worker", extra={"document": job.document_id})
            return
        with Heartbeat(self.registry, document, self.beat_seconds) as heartbeat:
            work = Work(self, document, heartbeat, seconds_left)
            try:
                self._carry_out(work)
                return
            except LeaseLostError:
                self._leave(work)
            except OutOfTimeError:
                self._hand_on(work, job)
            except ModelBusyError as error:
                self._wait(work, job, error, FOR_MODEL)
            except BudgetExceededError as error:
                self._wait(work, job, error, FOR_BUDGET)
            except StoreBusyError as error:
                self._wait(work, job, error, FOR_STORE)
            except GrailError as error:
                self._fail(work.document, job, error)

    def _carry_out(self, work: Work) -> None:
        if work.document.attempts > MAX_ATTEMPTS:
            raise gave_up(work.document)
        ready = work.run()
        tell(self.feed, ready)
        # From here on the document is ready; what follows only tidies, and the sweeper sees to it if this is cut off.
        with suppress(StoreBusyError):
            self.clean(ready)

    def clean(self, document: Document) -> None:
        """Remove what a ready document has outgrown: rows of older generations, older files, staged parts."""
        live = document.live_generation
        if live > 1 and self.passages.clean(document.owner_id, document.id, live=live, newest=live):
            self.registry.rows_changed(document.owner_id, deleted=True)
        self.files.delete_outdated(document)

    # Ends that are not the goal

    def _leave(self, work: Work) -> None:
        """The document is another's. Rows of this try can no longer be made live, unless they are so already:

        boto3 sends a request again whose answer was lost, and the second one then meets what the first has done.
        """
        document = work.document
        log.info("Lease lost; leaving the document to its new holder", extra={"document": document.id})
        if not work.stored:
            return
        with suppress(DocumentNotFoundError):
            now = self.registry.get(document.owner_id, document.id)
            if now.live_generation == document.generation:
                return
        with suppress(StoreBusyError):
            self.passages.remove(document.owner_id, document.id, document.generation)

    def _hand_on(self, work: Work, job: IngestJob) -> None:
        by_message = job.hops < MAX_HOPS
        with suppress(LeaseLostError):
            self.registry.hand_on(work.document, achieved=work.achieved, by_message=by_message)
            if by_message:
                self.queue.send(replace(job, hops=job.hops + 1, revive=None))

    def _wait(self, work: Work, job: IngestJob, error: GrailError, patience: Patience) -> None:
        document = work.document
        since = document.waiting_since or self.now()
        if self.now() - since > patience.limit:
            self._fail(document, job, error)
            return
        log.warning("Waiting", exc_info=error, extra={"document": document.id, "waits": document.waits})
        pause = patience.pause(document.waits)
        by_message = pause < SWEEP_SECONDS and job.hops < MAX_HOPS
        with suppress(LeaseLostError):
            tell(self.feed, self.registry.wait(document, pause, patience.note, by_message=by_message))
            if by_message:
                self.queue.send(replace(job, hops=job.hops + 1, revive=None), delay_seconds=pause)

    def _fail(self, document: Document, job: IngestJob, error: GrailError) -> None:
        log.warning("Ingestion failed", exc_info=error, extra={"document": document.id, "code": error.code})
        failure = Failure(code=error.code, message=str(error), retryable=error.retryable)
        with suppress(LeaseLostError):
            self.registry.beat(document)  # What fails a worker that has lost its document is not the document's fault.
            # Buried first: cut off between the two, the document is tried again; a message too many does no harm.
            self.queue.bury(replace(job, hops=0, revive=document.generation))
            tell(self.feed, self.registry.fail(document, failure))


def gave_up(document: Document) -> DocumentError:
    """Every try broke off without a reason of its own: out of memory, most likely."""
    doing = {"extracting": " while it was being read", "embedding": " while it was being indexed"}
    where = doing.get(document.status, "")
    message = f"This file could not be processed: {MAX_ATTEMPTS} tries broke off{where}."
    return DocumentError("gave_up", message, retryable=True)
