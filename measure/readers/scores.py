"""How much of a reference text a reader gave, and in which order. Words as README.md of the data has them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

ORDER_WORDS = 6_000
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Score:
    """Shares from 0 to 1; `order` is None where no word was found, `precision` where no word was given."""

    recall: float
    precision: float | None
    order: float | None


def words_of(text: str) -> list[str]:
    """NFKC, lower case, without soft hyphens."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).lower().replace("\u00ad", ""))


def score(reference: str, given: str) -> Score:
    """Recall and precision of words as multisets. Order: the longest common subsequence of the first words of both,
    as a share of the reference's, by the recall: 1 means that what is there stands in the same order.

    Raises ValueError for a reference without words.
    """
    wanted, got = words_of(reference), words_of(given)
    if not wanted:
        raise ValueError("The reference has no words.")
    common = (Counter(wanted) & Counter(got)).total()
    recall = common / len(wanted)
    first = wanted[:ORDER_WORDS]
    order = longest_common(first, got[:ORDER_WORDS]) / len(first) / recall if common else None
    return Score(recall, common / len(got) if got else None, order)


def longest_common(first: Sequence[str], second: Sequence[str]) -> int:
    """The length of the longest common subsequence, by the bits of whole numbers (Crochemore and others, 2001)."""
    bits: dict[str, int] = {}
    for index, word in enumerate(first):
        bits[word] = bits.get(word, 0) | 1 << index
    every = (1 << len(first)) - 1
    row = every
    for word in second:
        match = row & bits.get(word, 0)
        row = ((row + match) | (row - match)) & every
    return len(first) - row.bit_count()
