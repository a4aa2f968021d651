"""Documents that have failed for one reason, of all owners, tried again together."""

from collections import Counter
from dataclasses import dataclass

from chalicelib.administration.acts import new_act
from chalicelib.administration.roles import Acts, Retries, Troubles
from chalicelib.errors import ConflictError, NotFoundError, UnreadableRowError
from chalicelib.models import Identity

AT_ONCE = 50  # Documents of one call: each takes a read, a write and a message.


@dataclass(frozen=True)
class Retried:
    """How many documents are queued again, how many had moved on, and whether more wait for the same reason."""

    retried: int
    skipped: int
    more: bool


@dataclass(frozen=True)
class BulkRetry:
    troubles: Troubles
    library: Retries
    acts: Acts

    def retry(self, admin: Identity, reason: str) -> Retried:
        """Those that wait longest, at most 50. Each owner's log says so before anything is done."""
        page = self.troubles.page(reason, AT_ONCE, None)
        for owner_id, number in Counter(document.owner_id for document in page.items).items():
            self.acts.write(new_act(admin, "documents_retried", owner_id, {"reason": reason, "documents": str(number)}))
        retried = sum(self._retry(document.owner_id, document.id) for document in page.items)
        return Retried(retried, len(page.items) - retried, page.next_position is not None)

    def _retry(self, owner_id: str, document_id: str) -> bool:
        try:
            self.library.retry(owner_id, document_id)
        except (ConflictError, NotFoundError, UnreadableRowError):
            return False  # The index lags a little behind the table, or its owner was quicker.
        return True
