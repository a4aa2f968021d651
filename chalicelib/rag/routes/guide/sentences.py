"""The sentences of a document's chunks that say something by themselves, with their place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chalicelib.models import Document, StoredPassage
from chalicelib.models.passages import heading_at
from chalicelib.rag.routes import whole
from chalicelib.rag.search.search import as_passage
from chalicelib.rag.text.lines import is_boilerplate, is_row, unwrapped
from chalicelib.rag.text.sentences import sentences

MOST_CHARACTERS = 500
LEAST_LETTERS = 0.5  # Share of a sentence's characters: one with fewer is a list of figures or codes.

_ENDED = re.compile(r"[.!?…。！？][\"'”’»)\]」』”）]*$")
_MARK = re.compile(r"(?:[-*•–>]\s+)+")


@dataclass(frozen=True)
class Sentence:
    """Characters `start` to `end` of the document's text, under the heading path; `chunk` is its chunk's ordinal."""

    text: str
    start: int
    end: int
    page: int | None
    heading: tuple[str, ...]
    chunk: int


def sentences_of(document: Document, chunks: Sequence[StoredPassage]) -> list[Sentence]:
    """In the order of reading, without those that are alike in every document of its kind."""
    telling = [chunk for chunk in chunks if not whole.is_boilerplate(as_passage(chunk, document))]
    return [sentence for chunk in telling for sentence in _sentences(chunk)]


def _sentences(chunk: StoredPassage) -> Iterator[Sentence]:
    for start, end in sentences(unwrapped(chunk.text)):
        mark = _MARK.match(chunk.text, start, end)
        first = mark.end() if mark else start
        text = " ".join(chunk.text[first:end].split())
        if _is_whole(text):
            heading = heading_at(chunk.sections, chunk.start + first, chunk.heading)
            yield Sentence(text, chunk.start + first, chunk.start + end, chunk.page, heading, chunk.ordinal)


def _is_whole(text: str) -> bool:
    """Whether a text is a sentence from its beginning to its end: none that a page broke off, no row, no rule."""
    if not 1 < len(text) <= MOST_CHARACTERS or not _ENDED.search(text) or text[0].islower() or is_row(text):
        return False
    letters = sum(letter.isalpha() or letter.isspace() for letter in text)
    return letters >= LEAST_LETTERS * len(text) and not is_boilerplate(text)
