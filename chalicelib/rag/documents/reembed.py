"""Fills the table of another embedding model beside the table that is searched.

The text comes from the rows of the other models' tables: no file is read or split again.
"""

import logging
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.errors import ConflictError, UnreadableRowError
from chalicelib.models import Chunk, Document, PassageBatch, StoredPassage
from chalicelib.rag.documents.chunking import about, cuts_of, embedded_texts, embedding_text, stated_names, title_of
from chalicelib.rag.documents.embedding import Embedded, PacedEmbedding
from chalicelib.rag.documents.roles import Embedder, PassageTable, PassageTables
from chalicelib.rag.documents.sweep import KEEP_VERSIONS

log = logging.getLogger(__name__)

COMMIT_PASSAGES = 256  # Passages of one commit. At most this many are embedded again after the command was killed.
OPENING_PASSAGES = 8  # Passages that have a document's first words.
MAX_PASSES = 20  # Passes over an owner. Documents that change while they are read are taken up by the next pass.


class Documents(Protocol):
    def all(self, owner_id: str) -> Iterator[Document]: ...
    def find(self, owner_id: str, document_id: str) -> Document | None: ...


@dataclass(frozen=True)
class Reembedding:
    """Fills the current table of `tables` with what the others have of live documents. One at a time for an owner."""

    tables: PassageTables
    documents: Documents
    embedder: Embedder
    pause: Callable[[float], None] = time.sleep

    def fill(self, owner_id: str) -> int:
        """Bring one owner up to date; returns how many documents were embedded. Another run goes on where one ended.

        In the end the table is in the form of one that is searched: joined and indexed. Raises ConflictError if
        documents keep changing.
        """
        new, olds = self.tables.current, self.tables.others(owner_id)
        embedded = 0
        for _ in range(MAX_PASSES):
            missing = self._missing(owner_id, new, olds)
            for document, old, rows in missing:
                self._embed(document, old, new, rows)
                log.info("%s of %s: %d passages", document.id, owner_id, rows)
            embedded += len(missing)
            if not missing:
                if embedded:
                    list(new.maintain(owner_id, KEEP_VERSIONS, rewrite=False, settle=True))
                return embedded
        raise ConflictError(f"Documents of {owner_id} keep changing. Run the command again when it is quieter.")

    def drop_others(self, owner_id: str) -> int:
        """Drop the owner's tables of other models, with the text in them; returns how many there were."""
        return self.tables.drop_others(owner_id)

    def _missing(
        self, owner_id: str, new: PassageTable, olds: Sequence[PassageTable]
    ) -> list[tuple[Document, PassageTable, int]]:
        """Live documents with more rows in another table than in the new one, that table, and how many rows.

        Rows that are no longer live, or stored more than once, are removed from the new table.
        """
        documents = {(document.id, document.live_generation): document for document in self.documents.all(owner_id)}
        stored = new.stored_generations(owner_id)
        fullest: dict[tuple[str, int], tuple[PassageTable, int]] = {}
        for old in olds:
            for key, rows in old.stored_generations(owner_id).items():
                if rows > fullest.get(key, (old, 0))[1]:
                    fullest[key] = (old, rows)
        for key, rows in list(stored.items()):
            outlived = key not in documents and not self._may_become_live(owner_id, key)
            if outlived or rows > fullest.get(key, (None, rows))[1]:
                new.remove(owner_id, *key)
                del stored[key]
        return [
            (documents[key], old, rows)
            for key, (old, rows) in fullest.items()
            if key in documents and rows > stored.get(key, 0)
        ]

    def _may_become_live(self, owner_id: str, key: tuple[str, int]) -> bool:
        """Whether rows belong to work that is going on, or that was done since the documents were read."""
        document_id, generation = key
        try:
            document = self.documents.find(owner_id, document_id)
        except UnreadableRowError:
            return True  # Once its row is repaired it may.
        return document is not None and generation >= document.live_generation

    def _embed(self, document: Document, old: PassageTable, new: PassageTable, rows: int) -> None:
        key = (document.owner_id, document.id, document.live_generation)
        names = about(document.filename, old.read(*key, 0, OPENING_PASSAGES))
        for first in range(0, rows, COMMIT_PASSAGES):
            stored = {passage.ordinal for passage in new.read(*key, first, COMMIT_PASSAGES)}
            passages = [passage for passage in old.read(*key, first, COMMIT_PASSAGES) if passage.ordinal not in stored]
            if passages:
                new.add(*key, [self._batch(document, passages)], names, stated_names(document.profile, names))

    def _batch(self, document: Document, passages: Sequence[StoredPassage]) -> PassageBatch:
        chunks = tuple(_chunk(title_of(document.filename), passage) for passage in passages)
        embedded = Embedded()
        paced = PacedEmbedding(self.embedder, self.pause, lambda: None)
        paced.embed([text for chunk in chunks for text in embedded_texts(chunk)], embedded)
        vectors = [number for index in range(len(embedded.vectors)) for number in embedded.vectors[index]]
        return PassageBatch(chunks, array("f", vectors).tobytes())


def _chunk(title: str, passage: StoredPassage) -> Chunk:
    return Chunk(
        ordinal=passage.ordinal,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        page=passage.page,
        heading=passage.heading,
        sections=passage.sections,
        embedding_text=embedding_text(title, passage.heading, passage.text),
        tokens=0,
        cuts=cuts_of(passage.text),
        words=passage.words or (),
    )
