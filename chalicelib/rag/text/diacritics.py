"""Vietnamese typed without diacritics, restored to the spelling of texts (docs/decisions/0008-answers.md)."""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from chalicelib.rag.text.languages import VIETNAMESE
from chalicelib.rag.text.words import without_diacritics

PAIR_WEIGHT = 4.0  # Weight of two neighbours against one word: `thanh` and `pho` each have a dozen spellings.
TEXTS_CHECKED = 3  # Best texts of which one must be Vietnamese, or nothing is restored.
LEAST_SHARE = 0.8  # Share of the question's words that the texts must have, or it is in another language.

_WORD = re.compile(r"\w+")


def restored(question: str, texts: Sequence[str]) -> str:
    """The question as Vietnamese `texts`, best first, would spell it.

    Unchanged if it has diacritics of its own, or is not in their language.
    """
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


_bare = lru_cache(maxsize=8192)(without_diacritics)


def _like(typed: str, word: str) -> str:
    return word.capitalize() if typed[0].isupper() else word
