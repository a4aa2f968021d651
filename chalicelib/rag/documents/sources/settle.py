"""What is left to do when every item of a sweep was dealt with. Nothing here does it."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.models import SourceItem

MOST_CHAINED = 5  # Items that stand for one another in a row.
MOST_DELETED = 0.2  # Share of a source's documents that may go without a person's word.


@dataclass(frozen=True)
class Settlement:
    """`moves` are pairs of items: the first one's document becomes the second one's.

    `again` are items that stood for another one which has their content no more: they are read once more. `deletes`
    are items whose documents go, `forgets` those that go without one. `documents` counts the documents before.
    """

    moves: tuple[tuple[SourceItem, SourceItem], ...]
    again: tuple[SourceItem, ...]
    deletes: tuple[SourceItem, ...]
    forgets: tuple[SourceItem, ...]
    documents: int

    @property
    def is_doubtful(self) -> bool:
        """Whether a person should be asked first. A source that has nothing any more loses all of them."""
        return len(self.deletes) > MOST_DELETED * self.documents


def settle(items: Mapping[str, SourceItem], misses: int) -> Settlement:
    """`misses` is how many sweeps in a row have to find an item gone."""
    holders = {item.document_id: item for item in items.values() if _has_document(item) and item.state != "missing"}
    leaving = [item for item in items.values() if _leaves(item, items)]
    moves, moved, taking = [], set[str](), set[str]()
    for item in leaving:
        heir = None if _is_held_elsewhere(item, holders) else _heir(item, items, taking)
        if heir is not None:
            moves.append((item, heir))
            moved.add(item.key)
            taking.add(heir.key)
    gone = [item for item in leaving if item.key not in moved and (item.state == "alias" or item.misses >= misses)]
    deletes = tuple(item for item in gone if not _is_held_elsewhere(item, holders))
    empty = [item for item in items.values() if item.state == "missing" and not item.document_id]
    held_twice = [item for item in gone if _is_held_elsewhere(item, holders)]
    return Settlement(
        moves=tuple(moves),
        again=tuple(
            item for item in items.values() if item.key not in taking and _is_orphan(item, items, moved, taking)
        ),
        deletes=deletes,
        forgets=tuple(item for item in (*empty, *held_twice) if item.misses >= misses),
        documents=len({item.document_id for item in items.values() if _has_document(item)}),
    )


def _has_document(item: SourceItem) -> bool:
    return item.document_id is not None and item.state != "excluded"


def _leaves(item: SourceItem, items: Mapping[str, SourceItem]) -> bool:
    """Whether an item cannot keep the document that it has."""
    if not _has_document(item):
        return False
    if item.state == "alias":
        target = items.get(item.same_as or "")
        return target is not None and (target.state in ("kept", "alias"))
    return item.state == "missing"


def _heir(item: SourceItem, items: Mapping[str, SourceItem], taken: set[str]) -> SourceItem | None:
    """An item with the same content and no document of its own: the page has another address now."""
    for other in items.values():
        stands_for = other.state == "alias" and other.same_as == item.key and not other.document_id
        if stands_for and other.fingerprint == item.fingerprint is not None and other.key not in taken:
            return other
    return None


def _is_held_elsewhere(item: SourceItem, holders: Mapping[str | None, SourceItem]) -> bool:
    """Whether another item has the same document: a move that was cut off."""
    holder = holders.get(item.document_id)
    return holder is not None and holder.key != item.key


def _is_orphan(item: SourceItem, items: Mapping[str, SourceItem], moved: set[str], taking: set[str]) -> bool:
    """Whether the content that an alias stands for is in no document."""
    if item.state != "alias" or item.document_id:
        return False
    target = items.get(item.same_as or "")
    for _ in range(MOST_CHAINED):
        if target is None or target.state != "alias" or target.document_id or target.key in taking:
            break
        target = items.get(target.same_as or "")
    if target is None:
        return True
    if target.key in moved:  # Whoever takes its document takes those along that have the same content.
        return item.fingerprint is None or item.fingerprint != target.fingerprint
    if target.key in taking:
        return False
    if target.state == "failed" and target.failure and target.failure.retryable:
        return False  # Another time it may be read: then nothing is here twice.
    if not target.document_id or target.state in ("missing", "excluded"):
        return True
    return item.fingerprint is not None and item.fingerprint != target.fingerprint
