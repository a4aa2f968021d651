"""What a sweep knows of its source and of every item, and how it is stored."""

import hashlib
import time
from collections.abc import Callable
from copy import replace
from dataclasses import asdict
from typing import Any

from chalicelib.models import Failure, Source, SourceItem, SweepResult, timestamp
from chalicelib.rag.documents.sources.roles import SourceRecords

SAVE_SECONDS = 2.0  # Progress is stored so often, and the lease renewed with it.
CAPS = {
    "items": "The source has more pages than it may. The first ones are kept in sync.",
    "bytes": "The source's pages are larger than they may be in one run. The rest was left as it is.",
    "price": "What has changed costs more to read than this source may in one run. The rest was left as it is.",
}


class Ledger:
    """The items of a source by their keys. Who keeps it has the source's lease. `now` gives the time in Unix seconds.

    What a dry sweep finds is known here alone; stored is that it has been at an item, and why that failed.
    """

    def __init__(self, source: Source, records: SourceRecords, now: Callable[[], float] = time.time) -> None:
        self.source = source
        self._records = records
        self._now = now
        self._saved_at = 0.0
        self.items = {item.key: item for item in records.items(source.owner_id, source.id)}
        self._by_fingerprint = {
            item.fingerprint: item.key
            for item in self.items.values()
            if item.fingerprint and item.document_id and item.state != "excluded"
        }

    @property
    def waiting(self) -> list[SourceItem]:
        """The items that this sweep has not dealt with, the nearest first."""
        left = (item for item in self.items.values() if item.sweep < self.source.sweep and item.state != "excluded")
        return sorted(left, key=lambda item: (item.depth, item.key))

    @property
    def number(self) -> int:
        """How many items count against the cap: one that an earlier sweep found gone leaves room for another."""
        return sum(item.state != "missing" or item.sweep == self.source.sweep for item in self.items.values())

    def holder(self, fingerprint: str) -> str | None:
        """The key of the item whose document has a content."""
        return self._by_fingerprint.get(fingerprint)

    def changes(self, item: SourceItem, fingerprint: str) -> None:
        """An item has another content from here on."""
        if item.fingerprint and self._by_fingerprint.get(item.fingerprint) == item.key:
            del self._by_fingerprint[item.fingerprint]
        self._by_fingerprint[fingerprint] = item.key

    def put(self, item: SourceItem) -> None:
        self._records.put(item)
        self.items[item.key] = item

    def drop(self, item: SourceItem) -> None:
        self._records.drop([item])
        self.items.pop(item.key, None)

    def done(self, item: SourceItem, counted: str | None = None, **fields: Any) -> None:
        """An item was dealt with, and is so from here on."""
        if counted is not None:
            self.count(**{counted: 1})
        after = replace(item, **{"checked_at": timestamp(), "failure": None, **fields, "sweep": self.source.sweep})
        if self.source.dry:
            stored = self.items.get(item.key, item)
            seen = replace(stored, sweep=after.sweep, checked_at=after.checked_at, failure=after.failure)
            self._records.put(seen)
            self.items[item.key] = after
        else:
            self.put(after)
        if self._now() - self._saved_at >= SAVE_SECONDS:
            self.save()

    def leave_out(self, cap: str) -> None:
        if self.source.incomplete is None:
            self.save(incomplete=asdict(Failure(cap, CAPS[cap], False)))

    def count(self, **more: float) -> None:
        counts = self.source.counts
        added = {name: getattr(counts, name) + value for name, value in more.items()}
        self.source = replace(self.source, counts=replace(counts, **added))

    def save(self, wake: int | None = None, **fields: Any) -> None:
        """Raises LeaseLostError. With `wake` (Unix seconds) the lease is let go of until then."""
        self._saved_at = self._now()
        counts, number = asdict(self.source.counts), len(self.items)
        self.source = self._records.save(self.source, wake=wake, counts=counts, items=number, attempts=0, **fields)

    def end(self, result: SweepResult) -> None:
        finish(self._records, self.source, result, int(self._now()))


def finish(records: SourceRecords, source: Source, result: SweepResult, now: int) -> None:
    """The source is at rest until its next sweep. Of a dry one that time stays as it was."""
    next_run = source.next_run if source.dry else now + source.every_hours * 3600
    fields = {
        "state": "idle",
        "wanted": None,
        "allowed": 0,
        "last": asdict(result),
        "attempts": 0,
        "next_run": next_run,
    }
    if source.every_hours and not source.paused:
        records.save(source, wake=next_run, **fields)
    else:
        records.rest(source, **fields)


def key_of(address: str) -> str:
    """An item's key: addresses may be longer than a key of the store."""
    return hashlib.sha256(address.encode(errors="replace")).hexdigest()[:32]
