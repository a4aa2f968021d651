"""A Vietnamese question typed without diacritics, in the spelling of the sources.

The product restores a search's query by the same method; this package imports nothing of the product.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from chalicelib.rag.text.languages import VIETNAMESE

PAIR_WEIGHT = 4.0  # Weight of two neighbours against one word.
TEXTS_CHECKED = 3  # Sources of which one must be Vietnamese, or nothing is restored.
LEAST_SHARE = 0.8  # Share of the question's words that the sources must have.

_WORD = re.compile(r"\w+")


def restored(question: str, texts: Sequence[str]) -> str:
    """Unchanged if the question has diacritics of its own, or is not in the language of the texts."""
    words = [word.casefold() for word in _WORD.findall(question)]
    if not words or not question.isascii() or not any(map(VIETNAMESE.search, texts[:TEXTS_CHECKED])):
        return question
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        spelled = _WORD.findall(unicodedata.normalize("NFC", text).casefold())
        pairs.update(pairwise(spelled))
        for word in spelled:
            spellings[_bare(word)][word] += 1
    if sum(word in spellings for word in words) < LEAST_SHARE * len(words):
        return question
    chosen = iter(_likeliest([spellings.get(word) or Counter([word]) for word in words], pairs))
    written = _WORD.sub(lambda match: _like(match[0], next(chosen)), question)
    return written if VIETNAMESE.search(written) else question


def _likeliest(spellings: Sequence[Counter[str]], pairs: Counter[tuple[str, str]]) -> list[str]:
    """A spelling of each word, so that words and neighbours together are likeliest (Viterbi's algorithm)."""
    paths: dict[str, tuple[float, list[str]]] = {"": (0.0, [])}
    for counts in spellings:
        shares = {word: math.log(count / counts.total()) for word, count in counts.items()}
        paths = {
            word: max(
                (score + share + PAIR_WEIGHT * math.log1p(pairs[before, word]), [*path, word])
                for before, (score, path) in paths.items()
            )
            for word, share in shares.items()
        }
    return max(paths.values())[1]


def _bare(word: str) -> str:
    letters = unicodedata.normalize("NFD", word.replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _like(typed: str, word: str) -> str:
    return word.capitalize() if typed[0].isupper() else word
