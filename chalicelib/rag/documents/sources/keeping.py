"""What a person does with sources: begin, change, run, end."""

from collections.abc import Callable, Sequence
from copy import replace
from dataclasses import dataclass
from typing import Any, Protocol

from chalicelib.errors import FetchError, InvalidRequestError
from chalicelib.models import Source, SourceCaps, SourceJob, SourceScope, new_id, timestamp
from chalicelib.models.sources import Follow, SourceEnd, SourceKind, SweepWanted
from chalicelib.rag.documents.sources.roles import Jobs
from chalicelib.rag.text.cleaning import clean_tags


class KeptSources(Protocol):
    def create(self, source: Source, wake: int | None) -> None: ...
    def get(self, owner_id: str, source_id: str) -> Source: ...
    def change(self, owner_id: str, source_id: str, wake: int | None, **fields: Any) -> Source: ...
    def ask(self, owner_id: str, source_id: str, wanted: SweepWanted, allowed: int) -> Source: ...
    def end(self, owner_id: str, source_id: str, how: SourceEnd) -> Source: ...


@dataclass(frozen=True)
class SourceWishes:
    """What a person says of a source; None is what was before, or the usual."""

    follow: Follow | None = None
    path: str | None = None
    depth: int | None = None
    every_hours: int | None = None
    most_items: int | None = None
    most_bytes: int | None = None
    most_price_usd: float | None = None
    tags: Sequence[str] | None = None
    paused: bool | None = None


@dataclass(frozen=True)
class SourceKeeping:
    """`check` gives an address that an owner may have read in its one form, and the path that its source keeps to.

    It raises FetchError. `most` is what any source may take. `now` gives the time in Unix seconds.
    """

    records: KeptSources
    queue: Jobs
    check: Callable[[str, SourceKind, str], tuple[str, str]]
    most: SourceCaps
    now: Callable[[], float]

    def add(self, owner_id: str, kind: SourceKind | None, address: str, wishes: SourceWishes) -> Source:
        """A new source; its first sweep begins unless it is paused. Raises InvalidRequestError, QuotaExceededError.

        Without a `kind` the address says it.
        """
        kind = kind or kind_of(address)
        try:
            checked, path = self.check(owner_id, kind, address)
        except FetchError as error:
            raise InvalidRequestError(str(error)) from error
        moment, is_paused = timestamp(), bool(wishes.paused)
        source = Source(
            new_id(), owner_id, kind, checked, moment, moment, scope=SourceScope(path=path), caps=self.most,
            paused=is_paused, wanted=None if is_paused else "full",
        )  # fmt: skip
        source = replace(source, **self._wished(source, wishes))
        self.records.create(source, None if is_paused else int(self.now()))
        if not is_paused:
            self.queue.send(SourceJob(owner_id, source.id))
        return source

    def change(self, owner_id: str, source_id: str, wishes: SourceWishes) -> Source:
        """Raises SourceNotFoundError, InvalidRequestError, ConflictError for a source that is being removed."""
        before = self.records.get(owner_id, source_id)
        wished = self._wished(before, wishes)
        after = replace(before, **wished)
        wake = max(int(self.now()), after.next_run) if after.every_hours and not after.paused else None
        stored = {name: vars(value) if name in ("scope", "caps") else value for name, value in wished.items()}
        return self.records.change(owner_id, source_id, wake, **stored)

    def run(self, owner_id: str, source_id: str, *, dry: bool, allowed: int) -> Source:
        """Begin a sweep. Raises SourceNotFoundError, ConflictError while one is running."""
        source = self.records.ask(owner_id, source_id, "dry" if dry else "full", allowed)
        self.queue.send(SourceJob(owner_id, source_id))
        return source

    def end(self, owner_id: str, source_id: str, how: SourceEnd) -> Source:
        """Remove a source, and its documents unless they are to stay. Raises SourceNotFoundError, ConflictError."""
        source = self.records.end(owner_id, source_id, how)
        self.queue.send(SourceJob(owner_id, source_id))
        return source

    def _wished(self, source: Source, wishes: SourceWishes) -> dict[str, Any]:
        if source.kind == "s3" and (wishes.follow, wishes.path, wishes.depth) != (None, None, None):
            raise InvalidRequestError("A bucket has neither follow nor path nor depth: its address says what is read.")
        scope, caps, most = source.scope, source.caps, self.most
        path = None if wishes.path is None else _path(wishes.path)
        tags = None if wishes.tags is None else clean_tags(wishes.tags)
        return {
            "scope": SourceScope(
                _or(wishes.follow, scope.follow), _or(path, scope.path), _or(wishes.depth, scope.depth)
            ),
            "caps": SourceCaps(
                min(_or(wishes.most_items, caps.items), most.items),
                min(_or(wishes.most_bytes, caps.bytes), most.bytes),
                min(_or(wishes.most_price_usd, caps.price_usd), most.price_usd),
            ),
            "every_hours": _or(wishes.every_hours, source.every_hours),
            "tags": _or(tags, source.tags),
            "paused": _or(wishes.paused, source.paused),
        }


def kind_of(address: str) -> SourceKind:
    return "s3" if address.strip().lower().startswith("s3:") else "web"


def _or[T](wish: T | None, before: T) -> T:
    return before if wish is None else wish


def _path(text: str) -> str:
    """Raises InvalidRequestError."""
    if not text.startswith("/") or len(text) > 500 or not text.isprintable() or " " in text:
        raise InvalidRequestError("A path begins with / and has no blanks.")
    return text
