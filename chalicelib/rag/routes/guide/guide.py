"""A guide to a document, made by rules of its stored chunks when it is asked for.

The beginning is read, and of a long document windows of the rest: what is read is bounded, and so is the work.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.models import Document, Guide, StoredPassage
from chalicelib.rag.routes.guide.questions import questions_of
from chalicelib.rag.routes.guide.sentences import sentences_of
from chalicelib.rag.routes.guide.summary import summary_of
from chalicelib.rag.routes.roles import StoredChunks

READ_FIRST = 120
WINDOWS, WINDOW = 4, 20
"""How many parts of the rest are read, and chunks of each."""

MOST_CHUNKS = READ_FIRST + WINDOWS * WINDOW


@dataclass(frozen=True)
class Guiding:
    store: StoredChunks

    def guide(self, document: Document) -> Guide:
        """An empty one of a document that has no live text; raises StoreBusyError."""
        if not document.live_generation or document.status == "deleting":
            return Guide()
        return guide_of(document, self._chunks(document))

    def _chunks(self, document: Document) -> list[StoredPassage]:
        """At most `MOST_CHUNKS` chunks, in order, none twice."""
        rest = (document.passages or 0) - READ_FIRST
        step = max(rest // WINDOWS, WINDOW)
        starts = range(READ_FIRST, READ_FIRST + rest, step)[:WINDOWS] if rest > 0 else ()
        chunks = self._read(document, 0, READ_FIRST)
        for start in starts:
            chunks += self._read(document, start, WINDOW)
        return chunks

    def _read(self, document: Document, first: int, limit: int) -> list[StoredPassage]:
        return list(self.store.read(document.owner_id, document.id, document.live_generation, first, limit))


def guide_of(document: Document, chunks: Sequence[StoredPassage]) -> Guide:
    """What rules make of these chunks of a document, which are in order."""
    sentences = sentences_of(document, chunks)
    return Guide(summary_of(sentences), questions_of(document, chunks, sentences))
