"""An owner's passages in the table of another embedding model, filled beside the table that is searched.

A table's name carries its model, so both models' tables lie in one database. What fills the new one is the text of the
old one's rows: no file is read or split again.
"""

import logging
import re
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

import lancedb

from chalicelib.adapters.lance.rows import table_name
from chalicelib.adapters.lance.store import LancePassages
from chalicelib.models import Chunk, Document, PassageBatch, StoredPassage
from chalicelib.rag.documents.chunking import about, embedding_text, title_of
from chalicelib.rag.documents.embedding import Embedded, PacedEmbedding
from chalicelib.rag.documents.roles import Embedder
from chalicelib.rag.documents.sweep import KEEP_VERSIONS
from cloud.stack.target import TargetError

log = logging.getLogger("cloud")

AT_ONCE = 256  # Passages of one commit: so many are embedded again, at most, after the command was killed.
OPENING = 8  # Passages that have a document's first words.
PASSES = 20  # Documents that change while they are read are taken up by the next pass.
TABLE = re.compile(r"passages_(.+)_(\d+)_f16")
MOST_TABLES = 100

Rows = dict[tuple[str, int], int]  # How many there are of a document's generation.


class Registry(Protocol):
    def all(self, owner_id: str) -> Iterator[Document]: ...
    def get_many(self, owner_id: str, ids: list[str]) -> dict[str, Document]: ...


@dataclass(frozen=True)
class SecondTable:
    """Fills the table of `embedder`'s model in `root`, with what other tables have of documents that `registry` says
    are live. One at a time may do so for an owner."""

    root: str
    registry: Registry
    embedder: Embedder
    pause: Callable[[float], None] = time.sleep

    @property
    def name(self) -> str:
        return table_name(self.embedder.model, self.embedder.dimensions)

    def others(self, owner_id: str) -> list[str]:
        """Names of the owner's tables of other models."""
        tables = lancedb.connect(f"{self.root}/{owner_id}").list_tables(limit=MOST_TABLES)
        return [name for name in tables.tables if name != self.name and TABLE.fullmatch(name)]

    def fill(self, owner_id: str) -> int:
        """Bring one owner up to date; returns how many documents were embedded. Another run goes on where one ended.

        In the end the table is in the form of one that is searched: joined and indexed.
        """
        new, olds = self._store(self.name), [self._store(name) for name in self.others(owner_id)]
        embedded = 0
        for _ in range(PASSES):
            missing = self._missing(owner_id, new, olds)
            for document, old, rows in missing:
                self._embed(document, old, new, rows)
                log.info("%s of %s: %d passages", document.id, owner_id, rows)
            embedded += len(missing)
            if not missing:
                if embedded:
                    list(new.maintain(owner_id, KEEP_VERSIONS, settle=True))
                return embedded
        raise TargetError(f"Documents of {owner_id} keep changing. Run the command again when it is quieter.")

    def drop_others(self, owner_id: str) -> int:
        """Drop the owner's tables of other models, with the text in them; returns how many there were."""
        names = self.others(owner_id)
        for name in names:
            with suppress(ValueError):  # What LanceDB raises for a table that is not there any more.
                lancedb.connect(f"{self.root}/{owner_id}").drop_table(name)
        return len(names)

    def _store(self, name: str) -> LancePassages:
        model, dimensions = TABLE.findall(name)[0]
        return LancePassages(self.root, model, int(dimensions))

    def _missing(
        self, owner_id: str, new: LancePassages, olds: Sequence[LancePassages]
    ) -> list[tuple[Document, LancePassages, int]]:
        """Live documents of which another table has more, that table, and how many rows. What is no longer live, or is
        there more than once, is taken out of the new one."""
        documents = {(document.id, document.live_generation): document for document in self.registry.all(owner_id)}
        stored = new.stored_generations(owner_id)
        fullest: dict[tuple[str, int], tuple[LancePassages, int]] = {}
        for old in olds:
            for key, rows in old.stored_generations(owner_id).items():
                if rows > fullest.get(key, (old, 0))[1]:
                    fullest[key] = (old, rows)
        for key, rows in list(stored.items()):
            deleted = key not in documents and not self._may_become_live(owner_id, key)
            if deleted or rows > fullest.get(key, (None, rows))[1]:
                new.remove(owner_id, *key)
                del stored[key]
        return [
            (documents[key], old, rows)
            for key, (old, rows) in fullest.items()
            if key in documents and rows > stored.get(key, 0)
        ]

    def _may_become_live(self, owner_id: str, key: tuple[str, int]) -> bool:
        """Whether rows belong to work that is going on, or that was done since the documents were read."""
        document = self.registry.get_many(owner_id, [key[0]]).get(key[0])
        return document is not None and key[1] >= document.live_generation

    def _embed(self, document: Document, old: LancePassages, new: LancePassages, rows: int) -> None:
        version = (document.owner_id, document.id, document.live_generation)
        named = about(document.filename, old.read(*version, 0, OPENING))
        for first in range(0, rows, AT_ONCE):
            ordinals = {passage.ordinal for passage in new.read(*version, first, AT_ONCE)}
            passages = [passage for passage in old.read(*version, first, AT_ONCE) if passage.ordinal not in ordinals]
            if passages:
                new.add(*version, [self._batch(document, passages)], named)

    def _batch(self, document: Document, passages: Sequence[StoredPassage]) -> PassageBatch:
        chunks = tuple(_chunk(title_of(document.filename), passage) for passage in passages)
        into = Embedded()
        PacedEmbedding(self.embedder, self.pause, lambda: None).embed([chunk.embedding_text for chunk in chunks], into)
        vectors = [number for index in range(len(chunks)) for number in into.vectors[index]]
        return PassageBatch(chunks, array("f", vectors).tobytes())


def _chunk(title: str, passage: StoredPassage) -> Chunk:
    return Chunk(
        ordinal=passage.ordinal,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        page=passage.page,
        heading=passage.heading,
        embedding_text=embedding_text(title, passage.heading, passage.text),
        tokens=0,
    )
