"""Whether the stores agree: registry, files, passages, conversations, usage. What has drifted apart is named, and what
can be mended without the person is mended.

The registry and the files are the truth; passages can always be made again from them.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from chalicelib.wiring import Services
from operations.chats import chat_drifts
from operations.documents import DocumentDrifts
from operations.drift import Drift
from operations.inventory import Inventory
from operations.quotas import quota_drifts
from operations.rows import RowDrifts
from operations.sharing import pointer_drifts, sharing_drifts
from operations.sources import source_drifts

SETTLE_SECONDS = 5.0  # Time before a second look: the stores are in use meanwhile.


@dataclass
class Report:
    owners: int = 0
    drifts: list[Drift] = field(default_factory=list)
    mended: int = 0
    _seen: dict[str, tuple[int, int, int]] = field(default_factory=dict)

    def count(self, owner_id: str, documents: int, messages: int, passages: int) -> None:
        """What an owner has, by the last look."""
        self._seen[owner_id] = documents, messages, passages

    @property
    def documents(self) -> int:
        return sum(documents for documents, _, _ in self._seen.values())

    @property
    def messages(self) -> int:
        return sum(messages for _, messages, _ in self._seen.values())

    @property
    def passages(self) -> int:
        return sum(passages for _, _, passages in self._seen.values())


class Checker:
    """`settle` is in seconds, `now` the clock in Unix seconds."""

    def __init__(
        self,
        services: Services,
        inventory: Inventory,
        settle: float = SETTLE_SECONDS,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._services = services
        self._inventory = inventory
        self._settle = settle
        self._now = now

    def run(self, *, mend: bool, owner: str | None = None) -> Report:
        """Look at every owner, or at one; `mend` what can be mended."""
        report = Report()
        for owner_id in [owner] if owner else self._inventory.owners():
            report.owners += 1
            if self._mended(self._settled(owner_id, self._rows), report, mend=mend):
                self._mended(self._settled(owner_id, partial(self._look, report)), report, mend=mend)
        if owner is None:
            look = partial(pointer_drifts, self._services, self._inventory)
            self._mended(self._settled("", lambda _: list(look())), report, mend=mend)
        return report

    def _mended(self, drifts: list[Drift], report: Report, *, mend: bool) -> bool:
        """Whether nothing of these drifts is left."""
        report.drifts += drifts
        for drift in drifts if mend else ():
            if drift.mend is not None:
                drift.mend()
                report.mended += 1
        return not drifts or mend

    def _settled(self, owner_id: str, look: Callable[[str], list[Drift]]) -> list[Drift]:
        """The drifts of two looks in a row: work in progress has gone on by the second look."""
        first = set(look(owner_id))
        if not first:
            return []
        time.sleep(self._settle)
        return [drift for drift in look(owner_id) if drift in first]

    def _rows(self, owner_id: str) -> list[Drift]:
        return list(RowDrifts(self._services, self._inventory, owner_id, self._now()).all())

    def _look(self, report: Report, owner_id: str) -> list[Drift]:
        chats = self._inventory.chats(owner_id)
        rows = self._services.adapters.passages.stored_generations(owner_id)
        stored = self._services.adapters.documents.all(owner_id)
        documents = {document.id: document for document in stored}
        report.count(owner_id, len(documents), len(chats.messages), sum(rows.values()))
        looking = DocumentDrifts(self._services, self._inventory, owner_id, documents, rows, self._now())
        return [
            *looking.all(),
            *chat_drifts(self._services, self._inventory, owner_id, chats, self._now()),
            *sharing_drifts(self._services, self._inventory, owner_id),
            *source_drifts(self._inventory, owner_id, int(self._now())),
            *quota_drifts(self._services, self._inventory, owner_id, documents, chats),
        ]
