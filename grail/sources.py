"""Sources, as values: places outside whose pages become documents and stay what they are there."""

import msgspec

from grail.values import Failure


class SourceScope(msgspec.Struct, frozen=True, kw_only=True):
    """What belongs to a source: `follow` is `page`, `sitemap` or `links`, or a newer one."""

    follow: str = "links"
    path: str = "/"
    depth: int = 0


class SourceCaps(msgspec.Struct, frozen=True, kw_only=True):
    """The most that a run takes."""

    items: int = 0
    bytes: int = 0
    price_usd: float = 0.0


class SweepCounts(msgspec.Struct, frozen=True, kw_only=True):
    """What a run has done; of a dry one, what it would have done. The price is an estimate."""

    read: int = 0
    unchanged: int = 0
    added: int = 0
    changed: int = 0
    renamed: int = 0
    deleted: int = 0
    failed: int = 0
    bytes: int = 0
    tokens: int = 0
    price_usd: float = 0.0


class SweepResult(msgspec.Struct, frozen=True, kw_only=True):
    """How a run ended. `asks`: it would have deleted `deletions` of `documents`, and waits for a person's word."""

    outcome: str
    dry: bool
    began_at: str
    ended_at: str
    counts: SweepCounts = SweepCounts()
    items: int = 0
    documents: int = 0
    deletions: int = 0
    failure: Failure | None = None


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """`state` is `idle`, `running` or `ending`, or a newer one. `every_hours` is 0 for one that runs when asked."""

    id: str
    kind: str
    address: str
    created_at: str
    updated_at: str
    scope: SourceScope = SourceScope()
    caps: SourceCaps = SourceCaps()
    every_hours: int = 0
    paused: bool = False
    state: str = "idle"
    counts: SweepCounts = SweepCounts()
    tags: list[str] = []
    dry: bool = False
    items: int = 0
    last: SweepResult | None = None
    next_run_at: str | None = None


class SourceItem(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a source. `failure` says why it could not be read."""

    address: str
    id: str = ""
    state: str = "waiting"
    document_id: str | None = None
    checked_at: str | None = None
    failure: Failure | None = None
