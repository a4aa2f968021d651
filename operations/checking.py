"""Whether the stores agree: registry, files, passages, conversations, usage. What has drifted apart is named, and what
can be mended without the person is mended.

The registry and the files are the truth; passages can always be made again from them.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from chalicelib.wiring import Services
from operations.chats import chat_drifts
from operations.documents import DocumentDrifts
from operations.drift import Drift
from operations.inventory import Inventory

SETTLE_SECONDS = 5.0  # Time before a second look: the stores are in use meanwhile.


@dataclass
class Report:
    owners: int = 0
    documents: int = 0
    passages: int = 0
    messages: int = 0
    drifts: list[Drift] = field(default_factory=list)
    mended: int = 0


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
            for drift in self._settled(owner_id, report):
                report.drifts.append(drift)
                if mend and drift.mend is not None:
                    drift.mend()
                    report.mended += 1
        return report

    def _settled(self, owner_id: str, report: Report) -> list[Drift]:
        """The drifts of two looks in a row: work in progress has gone on by the second look."""
        first = set(self._look(owner_id, report))
        if not first:
            return []
        time.sleep(self._settle)
        return [drift for drift in self._look(owner_id, Report()) if drift in first]

    def _look(self, owner_id: str, report: Report) -> list[Drift]:
        chats = self._inventory.chats(owner_id)
        rows = self._services.adapters.passages.stored_generations(owner_id)
        stored = self._services.adapters.documents.all(owner_id)
        documents = {document.id: document for document in stored}
        report.documents += len(documents)
        report.messages += len(chats.messages)
        report.passages += sum(rows.values())
        looking = DocumentDrifts(self._services, self._inventory, owner_id, documents, rows, self._now())
        return [*looking.all(), *chat_drifts(self._services, self._inventory, owner_id, chats, self._now())]
