"""The same text twice: a file uploaded again, a document's versions side by side, what every page repeats."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from chalicelib.models import StoredPassage
from chalicelib.rag.text.words import words

FIGURE = re.compile(r"\d")
NEW_SHARE = 0.1  # Of a passage's pairs of words that no better one has; with less it says nothing new.


def without_repeats(hits: Iterable[StoredPassage]) -> list[StoredPassage]:
    """The hits (best first) but those whose text the better ones have already.

    A figure that is new is news, however alike the rest is: reports repeat their tables with other numbers.
    """
    seen = _Seen()
    return [hit for hit in hits if seen.adds(hit.text)]


@dataclass
class _Seen:
    pairs: set[tuple[str, str]] = field(default_factory=set)
    figures: set[str] = field(default_factory=set)

    def adds(self, text: str) -> bool:
        """Whether a text says something new; if so it is remembered."""
        found = words(text)
        pairs = set(pairwise(["", *found]))
        figures = {word for word in found if not word.isalpha() and FIGURE.search(word)}
        new = len(pairs - self.pairs) > NEW_SHARE * len(pairs) or not figures <= self.figures
        if new:
            self.pairs |= pairs
            self.figures |= figures
        return new
