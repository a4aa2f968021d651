"""The end of a sweep: documents get their new addresses, go, or wait for a person's word."""

from collections.abc import Callable, Sequence
from copy import replace

from chalicelib.models import SourceItem, SweepResult, timestamp
from chalicelib.models.sources import SweepOutcome
from chalicelib.rag.documents.sources.content import SourceContent
from chalicelib.rag.documents.sources.ledger import Ledger
from chalicelib.rag.documents.sources.settle import Settlement


def carry_out(settlement: Settlement, ledger: Ledger, content: SourceContent, go_on: Callable[[], None]) -> None:
    """A sweep that was cut short deletes nothing; one that left new items out has seen all that it knew.

    `go_on` is asked before each document, and may raise.
    """
    failure = ledger.source.incomplete
    is_whole = failure is None or failure.code == "items"
    deletes = settlement.deletes if is_whole else ()
    asks = bool(deletes) and settlement.is_doubtful and len(deletes) > ledger.source.allowed
    if ledger.source.dry:
        ledger.count(renamed=len(settlement.moves), deleted=len(deletes))
    else:
        ledger.save(phase="settling")
        _move(settlement, ledger, content, go_on)
        if not asks:
            _delete(deletes, ledger, content, go_on)
            for item in settlement.forgets if is_whole else ():
                ledger.drop(item)
    outcome: SweepOutcome = "asks" if asks else "partial" if failure else "complete"
    source, items = ledger.source, len(ledger.items)
    ledger.end(
        SweepResult(
            outcome, source.dry, source.began_at, timestamp(), source.counts, items, settlement.documents,
            len(deletes), failure,
        )
    )  # fmt: skip


def _move(settlement: Settlement, ledger: Ledger, content: SourceContent, go_on: Callable[[], None]) -> None:
    for item, heir in settlement.moves:
        go_on()
        left, taken = content.move(item, heir)
        ledger.items[left.key], ledger.items[taken.key] = left, taken
        for other in list(ledger.items.values()):
            stands_for = other.state == "alias" and other.same_as == item.key and other.key != heir.key
            if stands_for and other.fingerprint == item.fingerprint is not None:
                ledger.put(replace(other, same_as=heir.key))
        ledger.count(renamed=1)


def _delete(deletes: Sequence[SourceItem], ledger: Ledger, content: SourceContent, go_on: Callable[[], None]) -> None:
    for item in deletes:
        go_on()
        content.delete(item)
        if item.state == "alias":
            ledger.put(replace(item, document_id=None, fingerprint=None, version=0))
        else:
            ledger.drop(item)
        ledger.count(deleted=1)
