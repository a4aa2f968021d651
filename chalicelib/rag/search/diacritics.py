"""A Vietnamese question typed without accents, written as the documents write it.

Many type `thanh pho Ho Chi Minh`. Neither search finds `thành phố Hồ Chí Minh` by that: to one `thanh` is another
word, to the other it has another meaning. But what they find by names, numbers and the words that have no accents
holds most of the question's words, and so tells how they are written (docs/decisions/0008-answers.md).
"""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from chalicelib.rag.text.languages import VIETNAMESE
from chalicelib.rag.text.words import without_diacritics

PAIRS = 4.0  # How much more than a word alone two neighbours say: `thanh` and `pho` each have a dozen readings.
LOOKED_AT = 3  # Of the texts, best first: if none of these is Vietnamese, there is nothing to be done.
LEAST_KNOWN = 0.8  # Of the question's words: with fewer in the texts it is in another language than they.

_WORD = re.compile(r"\w+")

type Readings = dict[str, float]
"""The ways to write a word, each with the logarithm of its share."""


def accented(question: str, texts: Sequence[str]) -> str:
    """The question as Vietnamese `texts`, best first, would write it.

    Unchanged if it has accents of its own, or is not in their language.
    """
    found = list(_WORD.finditer(question))
    if not found or not question.isascii() or not any(VIETNAMESE.search(text) for text in texts[:LOOKED_AT]):
        return question
    counts, pairs = _counted(texts)
    known = [counts.get(word[0].casefold()) for word in found]
    if sum(map(bool, known)) < LEAST_KNOWN * len(found):
        return question
    readings = [_shares(each) if each else {word[0].casefold(): 0.0} for word, each in zip(found, known, strict=True)]
    written = _written(question, found, _likeliest(readings, pairs))
    return written if VIETNAMESE.search(written) else question


def _counted(texts: Iterable[str]) -> tuple[Mapping[str, Counter[str]], Counter[tuple[str, str]]]:
    """How often each word is written which way, by what it is without accents, and how often two stand together."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        words = _WORD.findall(unicodedata.normalize("NFC", text).casefold())
        for word in words:
            counts[_bare(word)][word] += 1
        pairs.update(pairwise(words))
    return counts, pairs


_bare = lru_cache(maxsize=8192)(without_diacritics)


def _shares(counts: Counter[str]) -> Readings:
    return {word: math.log(count / counts.total()) for word, count in counts.items()}


def _likeliest(readings: list[Readings], pairs: Counter[tuple[str, str]]) -> list[str]:
    """A reading of each word, so that words and neighbours together are likeliest (Viterbi's algorithm)."""
    paths: dict[str, tuple[float, list[str]]] = {"": (0.0, [])}
    for each in readings:
        paths = {
            word: max(
                (score + share + PAIRS * math.log1p(pairs[before, word]), [*path, word])
                for before, (score, path) in paths.items()
            )
            for word, share in each.items()
        }
    return max(paths.values())[1]


def _written(question: str, found: list[re.Match[str]], words: list[str]) -> str:
    """The question with its words replaced; a capital stays one."""
    pieces, end = [], 0
    for place, word in zip(found, words, strict=True):
        pieces += [question[end : place.start()], word.capitalize() if place[0][0].isupper() else word]
        end = place.end()
    return "".join([*pieces, question[end:]])
