"""Sweeps of sources: begun when their time has come or a person asks, worked on slice by slice, and ended.

A sweep is a source's row with a lease, and messages that say "go on". A lost message or a killed worker costs time
alone: upkeep finds the row by its timer.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from chalicelib.errors import FetchError, LeaseLostError, StoreBusyError
from chalicelib.models import Failure, Source, SourceJob, SweepCounts, SweepResult, timestamp
from chalicelib.rag.documents.lifecycle import MAX_HOPS
from chalicelib.rag.documents.sources.content import SourceContent
from chalicelib.rag.documents.sources.ledger import Ledger, finish
from chalicelib.rag.documents.sources.roles import Jobs, Place, SourceRecords
from chalicelib.rag.documents.sources.slice import PauseError, Slice
from chalicelib.rag.one_by_one import ASIDE_SECONDS, one_by_one

log = logging.getLogger(__name__)

SLICE_SECONDS = 120.0  # Then other owners' documents have their turn.
SPARE_SECONDS = 75.0  # No item begins with less of the function's time left: a page may take a minute.
AGAIN_SECONDS = 60
MOST_ATTEMPTS = 6  # Workers in a row that were killed at the same place.
MOST_DELAY = 900  # Seconds by which SQS holds a message back at most.


@dataclass(frozen=True)
class Sweeping:
    """`place` gives the reader of a source's kind. `now` gives the time in Unix seconds, `nap` waits so many."""

    records: SourceRecords
    content: SourceContent
    place: Callable[[Source], Place]
    queue: Jobs
    price: Callable[[int], float]
    now: Callable[[], float] = time.time
    nap: Callable[[float], None] = time.sleep

    def run(self, job: SourceJob, seconds_left: Callable[[], float]) -> None:
        """Bring a source nearer to rest. Raises StoreBusyError."""
        source = self.records.claim(job.owner_id, job.source_id)
        if source is None:
            log.info("Nothing to do: there is no such source, or another worker has it")
            return
        began = seconds_left()

        def more() -> bool:
            left = seconds_left()
            return left > SPARE_SECONDS and began - left < SLICE_SECONDS

        try:
            self._go_on(source, job, more)
        except LeaseLostError:
            log.info("Another worker has taken over this source", extra={"source": source.id})

    def _go_on(self, source: Source, job: SourceJob, more: Callable[[], bool]) -> None:
        if source.ends:
            self._end(source, job, more)
        elif source.state == "running":
            self._sweep(source, job, more)
        elif source.wanted or (source.every_hours and not source.paused and source.next_run <= self.now()):
            self._sweep(self._begun(source), job, more)
        elif source.every_hours and not source.paused:
            self.records.save(source, wake=source.next_run, attempts=0)
        else:
            self.records.rest(source, attempts=0)

    def _begun(self, source: Source) -> Source:
        log.info("A sweep of a source begins", extra={"source": source.id})
        fresh: dict[str, Any] = {"counts": asdict(SweepCounts()), "incomplete": None, "pauses": 0, "wanted": None}
        is_dry, began_at, number = source.wanted == "dry", timestamp(), source.sweep + 1
        return self.records.save(
            source, state="running", phase="listing", dry=is_dry, began_at=began_at, sweep=number, **fresh
        )

    def _sweep(self, source: Source, job: SourceJob, more: Callable[[], bool]) -> None:
        if source.attempts > MOST_ATTEMPTS:
            log.error("A sweep of a source was given up", extra={"source": source.id})
            self._fail(source, Failure("gave_up", "The source could not be read. It is tried again next time.", True))
            return
        try:
            place = self.place(source)
        except FetchError as error:
            self._fail(source, Failure(error.code, str(error), error.retryable))
            return
        ledger = Ledger(source, self.records, self.now)
        try:
            Slice(ledger, place, self.content, self.price, more, self.nap).run()
        except PauseError as pause:
            ledger.save(wake=int(self.now() + pause.seconds))
            self._send_on(job, pause.seconds)
        except FetchError as error:
            self._fail(ledger.source, Failure(error.code, str(error), error.retryable))

    def _fail(self, source: Source, failure: Failure) -> None:
        """Nothing was learned of what is there, so nothing is deleted."""
        result = SweepResult("failed", source.dry, source.began_at, timestamp(), source.counts, failure=failure)
        finish(self.records, source, result, int(self.now()))

    def _send_on(self, job: SourceJob, seconds: float) -> None:
        """Unless it is a long chain of messages, which Lambda would end: then upkeep begins another one."""
        if job.hops < MAX_HOPS and seconds <= MOST_DELAY:
            onward = SourceJob(job.owner_id, job.source_id, job.hops + 1)
            try:
                self.queue.send(onward, delay_seconds=int(seconds))
            except StoreBusyError as error:
                log.warning("Upkeep goes on with this source", exc_info=error)

    def _end(self, source: Source, job: SourceJob, more: Callable[[], bool]) -> None:
        """Remove what is known of the source, and its documents unless they are to stay."""
        for item in self.records.items(source.owner_id, source.id):
            if not more():
                self.records.save(source, wake=int(self.now()), attempts=0)
                self._send_on(job, 0)
                return
            if source.ends == "remove" and item.state != "excluded":
                self.content.delete(item)
            self.records.drop([item])
        self.records.remove(source)

    # Upkeep

    def sweep(self, more: Callable[[], bool] = lambda: True) -> int:
        """Have sources worked on whose time has come; returns how many there were."""
        return one_by_one(
            self.records.due(int(self.now())),
            lambda ref: self._have_worked_on(*ref),
            lambda ref: self.records.set_aside(*ref, ASIDE_SECONDS),
            lambda ref: {"source": ref[1]},
            more,
        )

    def _have_worked_on(self, owner_id: str, source_id: str) -> None:
        self.queue.send(SourceJob(owner_id, source_id))
        self.records.sent(owner_id, source_id)
