"""How well what was found fits the question: enough to answer from, weak, or none.

A search always finds something. Whether that is about the question is told by the question's words: how many of them,
rare ones weighing more, stand in the best passages. Thresholds are fitted: docs/decisions/0007-retrieval.md.
"""

import math
from collections import Counter
from collections.abc import Sequence

from chalicelib.models import Evidence, StoredPassage
from chalicelib.rag.words import words

LOOKED_AT = 3
ENOUGH, WEAK = 0.4, 0.2  # Shares of the question's weight.


def weigh(question: str, hits: Sequence[StoredPassage], candidates: Sequence[StoredPassage]) -> Evidence:
    """`hits` are the best first; the `candidates`, those among them, say which words are rare."""
    share = covered(question, hits, candidates)
    if share is None:
        return "none"
    return "enough" if share >= ENOUGH else "weak" if share >= WEAK else "none"


def covered(question: str, hits: Sequence[StoredPassage], candidates: Sequence[StoredPassage]) -> float | None:
    """The share of the question's words, by weight, that the best hits hold; None where there is nothing."""
    wanted = set(words(question))
    if not hits or not wanted:
        return None
    bags = [set(words(each.text)) for each in candidates]
    counts = Counter(word for bag in bags for word in bag & wanted)
    weights = {word: math.log(1 + len(bags) / (0.5 + counts[word])) for word in wanted}
    held = {word for hit in hits[:LOOKED_AT] for word in words(hit.text)}
    return sum(weights[word] for word in wanted & held) / sum(weights.values())
