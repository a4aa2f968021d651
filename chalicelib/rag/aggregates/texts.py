"""A document's text, joined of its chunks, with the chunk and the headings of each of its characters."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from chalicelib.models import Document, StoredPassage
from chalicelib.models.passages import heading_at


@dataclass(frozen=True)
class Line:
    """A line without the blanks around it, at characters `start` to `end` of the joined text. An empty one parts."""

    text: str
    start: int
    end: int


class DocumentText:
    """`text` joins the chunks: those of one page touch, others are parted by an empty line."""

    def __init__(self, document: Document, chunks: Sequence[StoredPassage]) -> None:
        self.document = document
        self.chunks = chunks
        self._starts: list[int] = []
        parts, length, end = [], 0, None
        for chunk in chunks:
            if end is not None and chunk.start != end:
                parts.append("\n")
                length += 1
            self._starts.append(length)
            parts.append(chunk.text)
            length += len(chunk.text)
            end = chunk.end
        self.text = "".join(parts)

    @property
    def title(self) -> str:
        """The file's name without its ending."""
        name = self.document.filename
        return (name.rpartition(".")[0] or name).replace("_", " ")

    def chunk_at(self, character: int) -> tuple[StoredPassage, int]:
        """The chunk of a character of the joined text, and where that character stands in the document's text."""
        at = max(bisect_right(self._starts, character) - 1, 0)
        chunk = self.chunks[at]
        return chunk, chunk.start + character - self._starts[at]

    def chunks_of(self, start: int, end: int) -> tuple[tuple[StoredPassage, ...], int]:
        """The chunks of a part of the joined text, and where it begins in the document's text."""
        first, last = (bisect_right(self._starts, at) - 1 for at in (start, max(end - 1, start)))
        chunk = self.chunks[first]
        return tuple(self.chunks[first : last + 1]), chunk.start + start - self._starts[first]

    def headings_at(self, character: int) -> tuple[str, ...]:
        chunk, position = self.chunk_at(character)
        return heading_at(chunk.sections, position, chunk.heading)

    @cached_property
    def lines(self) -> list[Line]:
        return list(self._lines())

    def _lines(self) -> Iterator[Line]:
        start = 0
        for whole in self.text.splitlines(keepends=True):
            line = whole.strip()
            first = start + (whole.index(line) if line else 0)
            yield Line(line, first, first + len(line))
            start += len(whole)


def document_texts(documents: Sequence[Document], chunks: Iterable[StoredPassage]) -> list[DocumentText]:
    """The text of each document that has chunks, in the order in which they come."""
    known = {document.id: document for document in documents}
    grouped = groupby(chunks, key=lambda chunk: chunk.document_id)
    return [DocumentText(known[id_], list(group)) for id_, group in grouped if id_ in known]
