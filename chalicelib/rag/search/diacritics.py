"""A Vietnamese question typed without diacritics, restored to the spelling of the documents.

Many people type `thanh pho Ho Chi Minh`. Neither search finds `thành phố Hồ Chí Minh` by it: full text takes `thanh`
for another word, and the embedding model for another meaning. But the hits by names, numbers and words without
diacritics hold most of the question's words, and so show how they are spelled (docs/decisions/0008-answers.md).
"""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from chalicelib.rag.search.ranking import Ranking, SearchContext
from chalicelib.rag.search.retrieve import embed, keep_live, retrieve
from chalicelib.rag.text.languages import VIETNAMESE
from chalicelib.rag.text.words import without_diacritics

PAIR_WEIGHT = 4.0  # Weight of two neighbours against one word: `thanh` and `pho` each have a dozen spellings.
TEXTS_CHECKED = 3  # Best hits of which one must be Vietnamese, or nothing is restored.
LEAST_SHARE = 0.8  # Share of the question's words that the hits must have, or the question is in another language.

_WORD = re.compile(r"\w+")

type Spellings = dict[str, float]
"""The spellings of a word, each with the logarithm of its share."""


def restore_diacritics(context: SearchContext, ranking: Ranking) -> Ranking:
    """Restore the query's missing diacritics from the hits and search again; unchanged if nothing was restored."""
    query = ranking.query
    text = restored(query.text, [hit.lead + hit.text for hit in ranking.hits])
    if text == query.text:
        return ranking
    ranking = replace(ranking, query=replace(query, text=text))
    return keep_live(context, retrieve(context, embed(context, ranking)))


def restored(question: str, texts: Sequence[str]) -> str:
    """The question as Vietnamese `texts`, best first, would spell it.

    Unchanged if it has diacritics of its own, or is not in their language.
    """
    matches = list(_WORD.finditer(question))
    if not matches or not question.isascii() or not any(map(VIETNAMESE.search, texts[:TEXTS_CHECKED])):
        return question
    counts, pairs = _counted(texts)
    words = [match[0].casefold() for match in matches]
    if sum(word in counts for word in words) < LEAST_SHARE * len(words):
        return question
    spellings = [_shares(counts[word]) if word in counts else {word: 0.0} for word in words]
    spelled = _respelled(question, matches, _likeliest(spellings, pairs))
    return spelled if VIETNAMESE.search(spelled) else question


def _counted(texts: Iterable[str]) -> tuple[Mapping[str, Counter[str]], Counter[tuple[str, str]]]:
    """How often each word has which spelling, by its letters without diacritics, and how often two are neighbours."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        words = _WORD.findall(unicodedata.normalize("NFC", text).casefold())
        for word in words:
            counts[_bare(word)][word] += 1
        pairs.update(pairwise(words))
    return counts, pairs


_bare = lru_cache(maxsize=8192)(without_diacritics)


def _shares(counts: Counter[str]) -> Spellings:
    return {word: math.log(count / counts.total()) for word, count in counts.items()}


def _likeliest(spellings: list[Spellings], pairs: Counter[tuple[str, str]]) -> list[str]:
    """A spelling of each word, so that words and neighbours together are likeliest (Viterbi's algorithm)."""
    paths: dict[str, tuple[float, list[str]]] = {"": (0.0, [])}
    for shares in spellings:
        paths = {
            word: max(
                (score + share + PAIR_WEIGHT * math.log1p(pairs[before, word]), [*path, word])
                for before, (score, path) in paths.items()
            )
            for word, share in shares.items()
        }
    return max(paths.values())[1]


def _respelled(question: str, matches: list[re.Match[str]], words: list[str]) -> str:
    """The question with its words replaced; a capital stays one."""
    pieces, end = [], 0
    for match, word in zip(matches, words, strict=True):
        pieces += [question[end : match.start()], word.capitalize() if match[0][0].isupper() else word]
        end = match.end()
    return "".join([*pieces, question[end:]])
