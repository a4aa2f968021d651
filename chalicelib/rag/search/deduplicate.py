"""Hits that are left out: those far behind the best one, and near-duplicates.

A file uploaded again, a document's versions side by side and what every page repeats are near-duplicates.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise

from chalicelib.models import StoredPassage
from chalicelib.rag.search.ranking import Ranking, SearchContext
from chalicelib.rag.text.words import words

ALWAYS_KEPT = 3  # Hits that are kept however far behind the best one they are.
LEAST_CANDIDATES = 10  # Of fewer the scores say little: they are scaled between the best and the worst of them.
NEW_SHARE = 0.1  # Share of a hit's word pairs that no better hit has; with less the hit is a near-duplicate.

_DIGIT = re.compile(r"\d")


def deduplicate(_: SearchContext, ranking: Ranking) -> Ranking:
    """The best hits, without near-duplicates of better ones."""
    return replace(ranking, hits=without_near_duplicates(ranking.hits[: ranking.query.hits]))


def keep_near(_: SearchContext, ranking: Ranking) -> Ranking:
    """The hits near the best one, as the query asks, and always the first few: unrelated text crowds a prompt."""
    hits, query = ranking.hits, ranking.query
    if not hits or not query.near or len(ranking.candidates) < LEAST_CANDIDATES:
        return ranking
    least = query.near * hits[0].score
    kept = [hit for rank, hit in enumerate(hits) if rank < ALWAYS_KEPT or hit.score >= least]
    return replace(ranking, hits=kept)


def without_near_duplicates(hits: Iterable[StoredPassage]) -> list[StoredPassage]:
    """The hits (best first) without those whose text the better ones have already.

    A hit with a new figure is kept, however alike the rest is: reports repeat their tables with other numbers.
    """
    seen = _Seen()
    return [hit for hit in hits if seen.add(hit.text)]


@dataclass
class _Seen:
    """Word pairs and figures of the hits that were kept."""

    pairs: set[tuple[str, str]] = field(default_factory=set)
    figures: set[str] = field(default_factory=set)

    def add(self, text: str) -> bool:
        """Whether a text says something new; if so its words are seen from now on."""
        text_words = words(text)
        pairs = set(pairwise(["", *text_words]))
        figures = {word for word in text_words if not word.isalpha() and _DIGIT.search(word)}
        new = len(pairs - self.pairs) > NEW_SHARE * len(pairs) or not figures <= self.figures
        if new:
            self.pairs |= pairs
            self.figures |= figures
        return new
