"""What a transition of a document is: who asks for it, what must hold, and what it changes. The table: lifecycle.py."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from chalicelib.models import Document, DocumentRef, DocumentStatus
from chalicelib.rag.change import AnyOf, Change, Check

Actor = Literal["person", "S3", "worker", "sweeper", "operator"]
State = DocumentStatus | Literal["deleted"]
"""A document's status, or `deleted`: its record, seen by the sweeper alone, until what is left of it is purged."""

DELETED = "gone"  # The field that marks the record of a deleted document.


class Request(NamedTuple):
    """Somebody wants a transition: the document as they know it, the time (Unix seconds), and the new values."""

    document: Document | DocumentRef
    now: int
    values: Mapping[str, Any]


type Guard = Callable[[Request], AnyOf]


@dataclass(frozen=True)
class Transition:
    """An allowed change: who may make it, from which states to which (None: it stays), and under which guards.

    `takes` names the values that the actor gives, `sets` those that are always the same, `clears` the fields that go.
    `enters` begins `since` anew. `leases` is the length of the lease that it takes or renews; `wakes` is after how long
    the sweeper looks at the document (both in seconds; None: as before, or as the actor says). `counts` are numbers
    that are added to. `purges` deletes the record.
    """

    name: str
    by: Actor
    sources: tuple[State, ...]
    to: State | None = None
    guards: tuple[Guard, ...] = ()
    takes: tuple[str, ...] = ()
    sets: Mapping[str, Any] = field(default_factory=dict)
    clears: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    enters: bool = False
    leases: int | None = None
    wakes: int | None = None
    purges: bool = False

    def change(self, request: Request, after: int | None = None) -> Change:
        """The change for one request; the sweeper looks `after` seconds, or as the table has it.

        Values that are None stay as they are. Raises TypeError for a value that the transition does not take.
        """
        if odd := request.values.keys() - set(self.takes):
            raise TypeError(f"{self.name} takes no {', '.join(sorted(odd))}")
        sets = {name: value for name, value in {**self.sets, **request.values}.items() if value is not None}
        if self.to == "deleted":
            sets[DELETED] = True
        elif self.to is not None:
            sets["status"] = self.to
        if self.enters:
            sets["since"] = request.now
        if self.leases is not None:
            sets["lease_until"] = request.now + self.leases
        seconds = self.wakes if after is None else after
        return Change(
            conditions=(*self._sources(), *(guard(request) for guard in self.guards)),
            sets=sets,
            clears=tuple(name for name in self.clears if name not in sets),
            adds=self.counts,
            wake=None if seconds is None else request.now + seconds,
        )

    def _sources(self) -> Iterator[AnyOf]:
        if self.sources == ("deleted",):
            yield (Check(DELETED, "exists"),)
        else:
            yield (Check("status", "is_in", self.sources),)
            yield (Check(DELETED, "not_exists"),)
