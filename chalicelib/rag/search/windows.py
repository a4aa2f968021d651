"""Passages in windows of one or two sentences, and the terms by which these are compared with a question."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache

from chalicelib.models import Passage
from chalicelib.rag.search.names import Name
from chalicelib.rag.text.languages import stem
from chalicelib.rag.text.sentences import sentences
from chalicelib.rag.text.words import without_diacritics, words

READ_CHARACTERS = 6_000  # Characters of a passage that are looked at.
TWO_SENTENCES = 0.9  # Weight of two sentences beside one: what belongs together stands near.
_NUMBERS = re.compile(r"[\d_]+")


@dataclass(frozen=True)
class Window:
    """One or two sentences of a passage, which may describe a thing and name it.

    `wide` is their span with the neighbours in their paragraph; `weight` is less for two than for one.
    """

    passage: Passage
    start: int
    end: int
    wide: tuple[int, int]
    weight: float = 1.0

    def overlaps(self, other: "Window") -> bool:
        return self.passage.id == other.passage.id and self.start < other.end and other.start < self.end

    def has(self, name: Name) -> bool:
        """Whether a name of its passage stands in it."""
        return self.start <= name.start < self.end

    @cached_property
    def terms(self) -> Set[str]:
        return terms(self.passage.text[self.start : self.end])

    @cached_property
    def titled(self) -> Set[str]:
        return self.terms | terms(title_of(self.passage, self.start))

    @cached_property
    def around(self) -> Set[str]:
        return terms(self.passage.text[slice(*self.wide)]) | terms(title_of(self.passage, self.start))


def windows_of(passage: Passage) -> Iterator[Window]:
    """Each sentence, alone and with the next one of its paragraph."""
    spans = list(sentences(passage.text[:READ_CHARACTERS]))
    for at, (start, end) in enumerate(spans):
        if passage.text.startswith("#", start):
            continue  # A heading: it counts with the sentences under it.
        before, after = (_beside(passage.text, spans, at, step) for step in (-1, 1))
        wide = (before[0], after[1])
        yield Window(passage, start, end, wide)
        if after != (start, end):
            yield Window(passage, start, after[1], wide, TWO_SENTENCES)


def _beside(text: str, spans: Sequence[tuple[int, int]], at: int, step: int) -> tuple[int, int]:
    """The next sentence of the paragraph, or the sentence itself."""
    if not 0 <= at + step < len(spans):
        return spans[at]
    one, two = sorted((spans[at], spans[at + step]))
    return spans[at] if text[one[1] : two[0]].count("\n") > 1 else spans[at + step]


@lru_cache(maxsize=1024)
def terms(text: str) -> Set[str]:
    """The words of a text by which it is compared, and their stems, with diacritics and without."""
    own = words(text)
    every = {*own, *words(without_diacritics(text))}
    return frozenset([*every, *map(stem, every)])


def title_of(passage: Passage, at: int = 0) -> str:
    """The headings that a character of the passage's text stands under, and the words of the file's name.

    Numbers of a file's name name nothing.
    """
    heading = passage.heading_at(passage.start + at)
    return " › ".join((_NUMBERS.sub(" ", passage.filename.rpartition(".")[0]), *heading))
