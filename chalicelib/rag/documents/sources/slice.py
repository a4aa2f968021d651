"""One slice of a sweep: a worker's work on a source under one lease, while a function has time.

    listing → reading → settling → at rest

Every item is stored as soon as it was dealt with, so whoever goes on begins behind it. An item that is not to be had
keeps its document; one that is gone loses it when enough sweeps in a row have found so.
"""

import logging
from collections.abc import Callable, Iterable
from copy import replace
from dataclasses import asdict
from typing import Any

from chalicelib.errors import ConflictError, FetchError, QuotaExceededError
from chalicelib.models import Failure, FoundItem, ItemContent, SourceItem
from chalicelib.rag.documents.sources.content import SourceContent
from chalicelib.rag.documents.sources.ledger import Ledger, key_of
from chalicelib.rag.documents.sources.roles import Place
from chalicelib.rag.documents.sources.settle import settle
from chalicelib.rag.documents.sources.settling import carry_out

log = logging.getLogger(__name__)

MOST_NAP = 10.0  # Seconds that a function waits for a slow site; for longer ones another message comes later.
MOST_PAUSE = 3600
MOST_PAUSES = 5  # Pauses that a busy site may ask for in one sweep.
ROUNDS = 2  # Times that items are read again which stood for others in vain.
MOST_KILLED = 2  # Workers in a row that were killed before an item is left out.
GONE = frozenset({"not_found", "gone", "robots"})
ENDING = frozenset({"bytes", "price", "quota_exceeded"})  # Reasons for which a sweep reads no further.


class PauseError(Exception):
    """The slice ends and goes on in so many seconds. Never leaves this package."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds} s")
        self.seconds = seconds


class Slice:
    """`price` gives the US dollars for embedding so many tokens; `more` says whether there is time for another item.

    `nap` waits so many seconds.
    """

    def __init__(
        self,
        ledger: Ledger,
        place: Place,
        content: SourceContent,
        price: Callable[[int], float],
        more: Callable[[], bool],
        nap: Callable[[float], None],
    ) -> None:
        self._ledger = ledger
        self._place = place
        self._content = content
        self._price = price
        self._more = more
        self._nap = nap

    def run(self) -> None:
        """To the sweep's end. Raises PauseError where it does not come so far, and FetchError of the whole place."""
        ledger = self._ledger
        if ledger.source.attempts > MOST_KILLED:
            self._give_up_on_next()
        if ledger.source.phase == "listing" or self._place.lists_all:
            self._note(self._place.listed())
            if ledger.source.phase == "listing":
                ledger.save(phase="reading")
        self._read_all()
        settlement = settle(ledger.items, self._place.misses)
        for _ in range(ROUNDS if settlement.again and not ledger.source.dry else 0):
            for item in settlement.again:
                alone = item.alone or item.fingerprint is None
                ledger.put(replace(item, state="waiting", sweep=0, same_as=None, alone=alone, fingerprint=None))
            self._read_all()
            settlement = settle(ledger.items, self._place.misses)
        carry_out(settlement, ledger, self._content, self._go_on)

    # Listing

    def _note(self, named: Iterable[FoundItem]) -> bool:
        """What a listing or a page names belongs to the source from here on; False where its cap leaves some out."""
        ledger, source = self._ledger, self._ledger.source
        number, is_whole = ledger.number, True
        for entry in named:
            key = key_of(entry.address)
            known = ledger.items.get(key)
            if known is None:
                if number >= source.caps.items:
                    ledger.leave_out("items")
                    is_whole = False
                    continue
                number += 1
                known = SourceItem(source.id, source.owner_id, key, entry.address, depth=entry.depth)
            elif known.mark == (entry.mark or known.mark):
                # Stored when it is dealt with; whoever goes on before lists anew.
                ledger.items[key] = replace(known, listed=source.sweep)
                continue
            ledger.put(replace(known, listed=source.sweep, mark=entry.mark or known.mark))
        return is_whole

    # Reading

    def _read_all(self) -> None:
        while waiting := self._ledger.waiting:
            for item in waiting:
                incomplete = self._ledger.source.incomplete
                if incomplete and incomplete.code in ENDING:
                    return
                self._go_on()
                if (seconds := self._place.wait(item.address)) > MOST_NAP:
                    raise PauseError(seconds)
                if seconds > 0:
                    self._nap(seconds)
                self._deal_with(item)

    def _go_on(self) -> None:
        if not self._more():
            raise PauseError(0)

    def _deal_with(self, item: SourceItem) -> None:
        known = item
        if item.document_id and item.fingerprint:
            document = self._content.find(item)
            if document is None:
                self._ledger.done(item, state="excluded")
                return
            if document.version != item.version:  # Its person has put another file there.
                known = replace(item, fingerprint=None, read_mark=None)
        if self._place.lists_all and item.listed < self._ledger.source.sweep:
            self._miss(item, FetchError("gone", "The file is no longer there."))
        elif self._is_known(known):
            # Nobody has asked the place: so the word of the listing does not hold any longer for it.
            self._ledger.done(item, "unchanged", misses=0, checked_at=item.checked_at)
        else:
            self._ask(known)

    def _is_known(self, item: SourceItem) -> bool:
        """Whether the listing says that an item is what it was when it was read."""
        is_told = item.state == "kept" or (item.state == "alias" and item.fingerprint is not None)
        was_read = is_told and item.mark is not None and item.mark == item.read_mark
        return was_read and self._place.trusts(item)

    def _ask(self, item: SourceItem) -> None:
        if not (item.fingerprint and item.document_id) and item.state != "alias":
            item = replace(item, etag=None, modified=None)  # "Not changed" would be of a content that is nowhere.
        try:
            read = self._place.read(item)
        except FetchError as error:
            self._failed(item, error)
            return
        self._ledger.count(read=1, bytes=len(read.content or b""))
        if not self._note(read.links):
            read = replace(read, etag=None, modified=None)  # Once there is room, the page is to tell its links again.
        try:
            self._take(item, read)
        except QuotaExceededError as error:
            self._ledger.save(incomplete=asdict(Failure("quota_exceeded", str(error), False)))
        except (FetchError, ConflictError) as error:
            self._fail(item, Failure(error.code, str(error), error.retryable))
        if self._ledger.source.counts.bytes > self._ledger.source.caps.bytes:
            self._ledger.leave_out("bytes")

    def _take(self, item: SourceItem, read: ItemContent) -> None:
        asked = {"etag": read.etag, "modified": read.modified, "asked": read.asked}
        is_same = read.fingerprint == item.fingerprint and item.document_id and not read.same_as
        if read.content is None or is_same:
            state = "alias" if item.state == "alias" and read.content is None else "kept"
            self._ledger.done(item, "unchanged", state=state, misses=0, read_mark=item.mark, **asked)
        elif read.same_as and not item.alone and self._stands_for(item, read, asked):
            return
        elif (twin := self._ledger.holder(read.fingerprint)) not in (None, item.key):
            fields = _nothing(item, asked) | {"fingerprint": item.fingerprint if item.document_id else read.fingerprint}
            self._ledger.done(item, "unchanged", state="alias", same_as=twin, misses=0, read_mark=item.mark, **fields)
        else:
            self._store(item, read, asked)

    def _stands_for(self, item: SourceItem, read: ItemContent, asked: dict[str, Any]) -> bool:
        """Whether the item names another address as its own, which belongs to the source too."""
        target = key_of(read.same_as or "")
        if target == item.key:
            return False
        self._note([FoundItem(read.same_as or "", item.depth)])
        if target not in self._ledger.items:
            return False
        self._ledger.done(item, "unchanged", state="alias", same_as=target, misses=0, **_nothing(item, asked))
        return True

    def _store(self, item: SourceItem, read: ItemContent, asked: dict[str, Any]) -> None:
        ledger, price = self._ledger, self._price(read.tokens)
        if ledger.source.counts.price_usd + price > ledger.source.caps.price_usd:
            ledger.leave_out("price")
            return
        what = "changed" if item.document_id and item.version else "added"
        ledger.changes(item, read.fingerprint)
        if not ledger.source.dry:
            item = self._content.store(ledger.source, item, read)
        ledger.count(tokens=read.tokens, price_usd=price)
        ledger.done(item, what, state="kept", same_as=None, misses=0, read_mark=item.mark, **asked)

    def _failed(self, item: SourceItem, error: FetchError) -> None:
        if error.code in GONE:
            self._miss(item, error)
        elif error.wait_seconds is not None and self._ledger.source.pauses < MOST_PAUSES:
            self._ledger.save(pauses=self._ledger.source.pauses + 1)
            raise PauseError(max(min(error.wait_seconds, MOST_PAUSE), MOST_NAP))
        else:
            self._fail(item, Failure(error.code, str(error), error.retryable))

    def _fail(self, item: SourceItem, failure: Failure) -> None:
        """What is known of it stays, and is asked for anew the next time."""
        known = self._ledger.items.get(item.key, item)
        self._ledger.done(known, "failed", state="failed", failure=failure)

    def _miss(self, item: SourceItem, error: FetchError) -> None:
        failure = Failure(error.code, str(error), False)
        self._ledger.done(item, state="missing", misses=item.misses + 1, same_as=None, failure=failure)

    def _give_up_on_next(self) -> None:
        """The function was killed more than once at the same place: the next item is left out of this sweep."""
        if waiting := self._ledger.waiting:
            log.error("An item of a source was given up", extra={"source": self._ledger.source.id})
            self._fail(waiting[0], Failure("gave_up", "This page could not be read.", True))


def _nothing(item: SourceItem, asked: dict[str, Any]) -> dict[str, Any]:
    """Of an item that stands for another one there is no content to compare with; what it had before stays known."""
    return asked | ({} if item.document_id else {"fingerprint": None, "version": 0})
