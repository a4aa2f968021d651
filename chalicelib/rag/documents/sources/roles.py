"""What sources need of the outside, as small protocols. The adapters satisfy them; mypy proves it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from chalicelib.models import FoundItem, ItemContent, Source, SourceItem, SourceJob


class Place(Protocol):
    """The place of one source, during one slice of a sweep."""

    @property
    def lists_all(self) -> bool:
        """Whether the listing is the truth: what it does not name is gone."""

    @property
    def misses(self) -> int:
        """How many sweeps in a row have to find an item gone before its document is deleted."""

    def listed(self) -> Iterable[FoundItem]:
        """What to begin with. Raises FetchError where the place cannot be read at all."""

    def wait(self, address: str) -> float:
        """Seconds until the place may be asked for this item."""

    def trusts(self, item: SourceItem) -> bool:
        """Whether an equal mark of the listing says that the item has not changed."""

    def read(self, item: SourceItem) -> ItemContent:
        """Raises FetchError; with `not_found`, `gone` or `robots` it is not there for us any more."""


class SourceRecords(Protocol):
    """Sources and their items. Who has a source's lease alone changes them, but for what a person asks."""

    def claim(self, owner_id: str, source_id: str) -> Source | None:
        """The source, leased; None where there is none, or another worker has it."""

    def save(self, source: Source, *, wake: int | None = None, **fields: Any) -> Source:
        """Keep the lease and what was done; with `wake` (Unix seconds) let go of it until then.

        Raises LeaseLostError where the lease is another's.
        """

    def rest(self, source: Source, **fields: Any) -> Source:
        """Let go of the lease; nothing is due but by a person's word.

        Raises LeaseLostError also where a person has changed the source meanwhile: it may run by itself then.
        """

    def remove(self, source: Source) -> None: ...
    def due(self, now: int) -> Iterator[tuple[str, str]]:
        """Owner and id of every source whose time has come by `now` (Unix seconds)."""

    def sent(self, owner_id: str, source_id: str) -> None:
        """A message is on its way."""

    def set_aside(self, owner_id: str, source_id: str, seconds: int) -> None: ...
    def items(self, owner_id: str, source_id: str) -> Iterator[SourceItem]:
        """All of them; those that cannot be read are left out."""

    def put(self, item: SourceItem) -> None: ...
    def begin_document(self, item: SourceItem) -> bool:
        """Store the item with its new document's id; False where it has one already."""

    def drop(self, items: Sequence[SourceItem]) -> None: ...


class Jobs(Protocol):
    def send(self, job: SourceJob, delay_seconds: int = 0) -> None: ...
