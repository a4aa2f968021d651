"""An owner's tables of all embedding models: a table's name carries its model, so that they lie in one database."""

import re
from contextlib import suppress
from dataclasses import dataclass

import lancedb

from chalicelib.adapters.lance.rows import table_name
from chalicelib.adapters.lance.store import LancePassages

TABLE = re.compile(r"passages_(.+)_(\d+)_f16")
MAX_TABLES = 100


@dataclass(frozen=True)
class ModelTables:
    """The tables in `root`; the current ones are those of `model`."""

    root: str
    model: str
    dimensions: int

    @property
    def current(self) -> LancePassages:
        return LancePassages(self.root, self.model, self.dimensions)

    def others(self, owner_id: str) -> list[LancePassages]:
        """The owner's tables of other models."""
        keys = [TABLE.findall(name)[0] for name in self._other_names(owner_id)]
        return [LancePassages(self.root, model, int(dimensions)) for model, dimensions in keys]

    def drop_others(self, owner_id: str) -> int:
        """Drop the owner's tables of other models, with the text in them; returns how many there were."""
        names = self._other_names(owner_id)
        for name in names:
            with suppress(ValueError):  # LanceDB raises it for a table that does not exist any more.
                self._database(owner_id).drop_table(name)
        return len(names)

    def _other_names(self, owner_id: str) -> list[str]:
        current = table_name(self.model, self.dimensions)
        names = self._database(owner_id).list_tables(limit=MAX_TABLES).tables
        return [name for name in names if name != current and TABLE.fullmatch(name)]

    def _database(self, owner_id: str) -> lancedb.DBConnection:
        return lancedb.connect(f"{self.root}/{owner_id}")
