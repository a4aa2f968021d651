"""Sources: places outside of Grail whose pages or files become documents and stay what they are there."""

from dataclasses import dataclass, field
from typing import Literal

from chalicelib.models.common import Failure

SourceKind = Literal["web", "s3"]
SourceState = Literal["idle", "running"]
SourceEnd = Literal["keep", "remove"]
SweepPhase = Literal["listing", "reading", "settling"]
SweepOutcome = Literal["complete", "partial", "asks", "failed"]
SweepWanted = Literal["full", "dry"]
Follow = Literal["page", "sitemap", "links"]
ItemState = Literal["waiting", "kept", "alias", "missing", "failed", "excluded"]


@dataclass(frozen=True)
class SourceScope:
    """What belongs to a source, beside its own address.

    `follow`: nothing more, what the site's sitemaps name, or what its pages link to (up to `depth` links away).
    All of it has an address that begins with the source's origin and `path`.
    """

    follow: Follow = "links"
    path: str = "/"
    depth: int = 5


@dataclass(frozen=True)
class SourceCaps:
    """How much a sweep may take: items, bytes, and US dollars for embedding by estimate."""

    items: int = 500
    bytes: int = 500 * 1024**2
    price_usd: float = 1.0


@dataclass(frozen=True)
class SweepCounts:
    """What a sweep has done so far; in a dry one, what it would have done.

    `price_usd` is the price of embedding what was added and changed, by estimate.
    """

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


@dataclass(frozen=True)
class SweepResult:
    """How a sweep ended. `partial`: something was left out, so nothing was deleted; `message` says why.

    `asks`: it would have deleted `deletions` of `documents`, which is more than is done without a person's word.
    """

    outcome: SweepOutcome
    dry: bool
    began_at: str
    ended_at: str
    counts: SweepCounts = field(default_factory=SweepCounts)
    items: int = 0
    documents: int = 0
    deletions: int = 0
    failure: Failure | None = None


@dataclass(frozen=True)
class Source:
    """A place and how it stands. Times ending in `_at` are ISO 8601 UTC, but `next_run`, which is in Unix seconds.

    `every_hours` is the time between two sweeps, 0: only when a person asks. `sweep` counts the sweeps. Of the running
    one: its `phase`, whether it is `dry`, what it has done, and how many deletions a person has `allowed`; `pauses`
    counts how often a busy site has stopped it. `wanted` is the sweep that a person has asked for. A source that `ends`
    is being removed, and its documents stay or go with it.
    """

    id: str
    owner_id: str
    kind: SourceKind
    address: str
    created_at: str
    updated_at: str
    scope: SourceScope = field(default_factory=SourceScope)
    caps: SourceCaps = field(default_factory=SourceCaps)
    every_hours: int = 24
    tags: tuple[str, ...] = ()
    paused: bool = False
    state: SourceState = "idle"
    next_run: int = 0
    wanted: SweepWanted | None = None
    allowed: int = 0
    sweep: int = 0
    phase: SweepPhase = "listing"
    dry: bool = False
    began_at: str = ""
    counts: SweepCounts = field(default_factory=SweepCounts)
    items: int = 0
    incomplete: Failure | None = None
    pauses: int = 0
    ends: SourceEnd | None = None
    last: SweepResult | None = None
    attempts: int = 0
    lease_token: str | None = None
    lease_until: int = 0


@dataclass(frozen=True)
class SourceItem:
    """One page or file of a source, under a key made of its address.

    `sweep` is the one that last dealt with it, `listed` the one that last found it named. `mark` is what the listing
    says of its content, `read_mark` what that was when it was last read. `document_id` is its document, at `version`,
    with the content `fingerprint`; `sending` is the fingerprint of a content that is on its way as `sending_version`.
    An `alias` has the content of the item `same_as`, and no document. `misses` counts the sweeps in a row that found
    it gone. One that is `excluded` had its document deleted by its person. `alone`: it is no alias, whatever it says.
    """

    source_id: str
    owner_id: str
    key: str
    address: str
    state: ItemState = "waiting"
    depth: int = 0
    sweep: int = 0
    listed: int = 0
    mark: str | None = None
    read_mark: str | None = None
    document_id: str | None = None
    version: int = 0
    fingerprint: str | None = None
    sending: str | None = None
    sending_version: int = 0
    same_as: str | None = None
    alone: bool = False
    etag: str | None = None
    modified: str | None = None
    asked: str | None = None
    misses: int = 0
    checked_at: str | None = None
    failure: Failure | None = None


@dataclass(frozen=True)
class FoundItem:
    """An item as a listing or a link names it."""

    address: str
    depth: int = 0
    mark: str | None = None


@dataclass(frozen=True)
class ItemContent:
    """What was read of an item; `content` is None where nothing has changed.

    `name` is a file's name that ends as what it is, `links` are the items that it leads to, `same_as` the address that
    it names as its own. `asked` is the address for which `etag` and `modified` are good.
    """

    content: bytes | None
    name: str = ""
    fingerprint: str = ""
    tokens: int = 0
    links: tuple[FoundItem, ...] = ()
    same_as: str | None = None
    etag: str | None = None
    modified: str | None = None
    asked: str | None = None
