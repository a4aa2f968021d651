"""Rows of sources and their items that cannot be read."""

from collections.abc import Iterator
from functools import partial

from chalicelib.adapters.dynamo.sources import whole
from chalicelib.adapters.dynamo.stored import faults
from chalicelib.models import Source, SourceItem
from operations.drift import Drift
from operations.inventory import Inventory


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
