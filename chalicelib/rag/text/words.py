"""Words as the searches compare them, in any script."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

# Scripts whose words are not parted by blanks, and Korean, whose words carry their particles.
_RUNS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Japanese, Chinese
    "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"  # Korean
)
_RUN = re.compile(rf"[{_RUNS}]")
_WORD = re.compile(rf"[{_RUNS}]+|\d+(?:[.,]\d+)*|[^\W{_RUNS}]+")
_PLAIN_WORD = re.compile(r"\d+(?:[.,]\d+)*|\w+")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


@lru_cache(maxsize=256)  # A query takes the words of each passage it found several times.
def words(text: str) -> tuple[str, ...]:
    """The words of a text in order, in lower case: `"In 1,200 Häusern"` → `in`, `1200`, `häusern`.

    Of scripts without blanks between words it gives each pair of neighbouring characters: `東京都` → `東京`, `京都`.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    found = _runs_parted(folded) if _RUN.search(folded) else _PLAIN_WORD.findall(folded)
    if "," not in folded:
        return tuple(found)
    return tuple(word.replace(",", "") if _THOUSANDS.fullmatch(word) else word for word in found)


def _runs_parted(folded: str) -> Iterator[str]:
    for word in _WORD.findall(folded):
        if len(word) > 1 and _RUN.match(word):
            yield from (first + second for first, second in pairwise(word))
        else:
            yield word


_ENGLISH = frozenset({"the", "what", "when", "where", "which", "who", "whom", "whose", "why", "how", "does", "did"})
EMPTY = _ENGLISH | frozenset(
    {"a", "an", "and", "are", "as", "at", "be", "been", "by", "do", "for", "from", "had", "has", "have", "in", "is"}
    | {"it", "its", "of", "on", "or", "that", "this", "to", "was", "were", "will", "with"}
)


def telling(question: str) -> str:
    """An English question without the words that say nothing of its subject; any other as it is.

    In a small collection such words are rare enough to count: a passage with a "which" in it is no better for that.
    """
    found = [(word, word.strip("?!.,;:()\"'“”").casefold()) for word in question.split()]
    kept = [word for word, bare in found if bare not in EMPTY]
    english = any(bare in _ENGLISH for _, bare in found)
    return " ".join(kept) if english and kept else question
