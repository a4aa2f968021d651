"""Sources and their items: rows that cannot be read, items that are left, sources that nobody goes on with."""

from collections.abc import Iterator
from functools import partial

from chalicelib.adapters.dynamo.sources import TIMERS, whole
from chalicelib.adapters.dynamo.stored import faults
from chalicelib.models import Source, SourceItem
from chalicelib.rag.change import TIMER
from operations.drift import Drift
from operations.inventory import Inventory, Item


def source_row_drifts(inventory: Inventory, owner_id: str) -> Iterator[Drift]:
    """Without its kind or its address a source, or an item of one, is nothing: it goes, and its documents stay."""
    table = inventory.settings.documents_table
    for shape, items in ((Source, inventory.sources), (SourceItem, inventory.source_items)):
        for item in items(owner_id):
            required, others = faults(shape, whole(item))
            if not required and not others:
                continue
            without = partial(inventory.change_row, table, item, {}, tuple(others))
            mend = partial(inventory.delete_row, table, item) if required else without
            yield Drift(owner_id, "a row cannot be read", f"documents/{item['id']}", mend)


def source_drifts(inventory: Inventory, owner_id: str, now: int) -> Iterator[Drift]:
    """Items of a source that is no more, and sources that upkeep does not see. `now` is in Unix seconds."""
    table = inventory.settings.documents_table
    sources = {item["id"]: item for item in inventory.sources(owner_id)}
    for item in inventory.source_items(owner_id):
        if whole(item)["source_id"] not in sources:
            delete = partial(inventory.delete_row, table, item)
            yield Drift(owner_id, "an item has no source", item["id"], delete)
    for source_id, item in sources.items():
        if _is_awaited(item) and not all(name in item for name in TIMER):
            wake = partial(inventory.change_row, table, item, TIMERS.fields(owner_id, now))
            yield Drift(owner_id, "a source stands still", source_id, wake)


def _is_awaited(item: Item) -> bool:
    """Whether upkeep is to look at a source sooner or later."""
    is_under_way = item.get("state") == "running" or "wanted" in item or "ends" in item
    return is_under_way or bool(item.get("every_hours") and not item.get("paused"))
