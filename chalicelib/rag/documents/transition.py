"""What a transition of a document is: who asks for it, what must hold, and what it changes. The table: lifecycle.py."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from chalicelib.models import Document, DocumentRef, DocumentStatus
from chalicelib.rag.change import AnyOf, Change, Check, Recount

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
type Count = Callable[[Document, Mapping[str, Any]], int | None]


@dataclass(frozen=True)
class Transition:
    """An allowed change: who may make it, from which states to which (None: it stays), and under which guards.

    `takes` names the values that the actor gives, `sets` those that are always the same, `clears` the fields that go.
    `enters` begins `since` anew. `leases` is the length of the lease that it takes or renews; `wakes` is after how long
    the sweeper looks at the document (both in seconds; None: as before, or as the actor says). `counts` are numbers
    that are added to. `purges` deletes the record. `counted` is how many bytes the document counts for its owner's
    quota afterwards (None: no more), by the document and the new values; who asks for such a change has read the
    document, and it is refused if the count has changed since.
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
    counted: Count | None = None

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
        conditions = [*self._sources(), *(guard(request) for guard in self.guards)]
        recount = self._recount(request)
        if recount is not None:
            conditions.append(counts(recount.before))
            sets |= {} if recount.after is None else {"counted": recount.after}
        clears = (*self.clears, *(("counted",) if recount is not None and recount.after is None else ()))
        seconds = self.wakes if after is None else after
        return Change(
            conditions=tuple(conditions),
            sets=sets,
            clears=tuple(name for name in clears if name not in sets),
            adds=self.counts,
            wake=None if seconds is None else request.now + seconds,
            recount=recount,
        )

    def _recount(self, request: Request) -> Recount | None:
        """None where the count stays, and for who has not read the document."""
        if self.counted is None or not isinstance(request.document, Document):
            return None
        before, after = request.document.counted, self.counted(request.document, request.values)
        return None if before == after else Recount(before, after)

    def _sources(self) -> Iterator[AnyOf]:
        if self.sources == ("deleted",):
            yield (Check(DELETED, "exists"),)
        else:
            yield (Check("status", "is_in", self.sources),)
            yield (Check(DELETED, "not_exists"),)


def counts(count: int | None) -> AnyOf:
    """That a document counts so many bytes; None: that it does not count."""
    return (Check("counted", "not_exists") if count is None else Check("counted", "eq", count),)
