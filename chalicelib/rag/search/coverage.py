"""How much of a question's words a passage has, rare words weighing more.

Words are compared without their endings (`Waschmaschinen` and `Waschmaschine`) and without diacritics (`Schlussel` and
`Schlüssel`). A question in another language than the documents' shares few words with them, and those small ones.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache

from chalicelib.models import StoredPassage
from chalicelib.rag.text.languages import content_words, language_of, stem, stop_words
from chalicelib.rag.text.sentences import sentences
from chalicelib.rag.text.words import without_diacritics, words

LONG = 400  # Characters of a text that says more than it asks: what is asked stands at its end.
_ASKING = """
summarise summarize summary overview list show tell give name describe explain mentioned described according please
document documents file files point points zusammenfassung überblick liste nenne zeige erkläre bitte
"""
ASKING = frozenset(_ASKING.split())
"""Words that ask for a form of the answer."""

type Weights = Mapping[str, float]
"""The weight of each of a question's terms."""


def question_stems(question: str) -> frozenset[str]:
    """The stems of a question's words that say what it is about; of a long text, those of its last sentence."""
    if len(question) > LONG:
        start, end = list(sentences(question))[-1]
        question = question[start:end]
    language = language_of(question)
    dropped = ASKING.union(stop_words("questions", language) if language else ())
    kept = [word for word in words(content_words(question)) if word not in dropped]
    return frozenset(map(stem_of, kept or words(question)))


def part_stems(text: str, language: str | None) -> frozenset[str]:
    """The stems of the words of a part of a question, without those that carry nothing in its language."""
    dropped = dropped_words(language)
    return frozenset(stem_of(word) for word in words(text) if word not in dropped)


@cache
def dropped_words(language: str | None) -> frozenset[str]:
    """Words that carry nothing in a part of a question."""
    return ASKING.union(*(stop_words(use, language) for use in ("questions", "searches")) if language else ())


@lru_cache(maxsize=1024)  # A search looks at each of its hits several times.
def passage_stems(text: str) -> frozenset[str]:
    return frozenset(map(stem_of, set(words(text))))


def searched_text(passage: StoredPassage) -> str:
    """The text by which a passage is found."""
    return passage.lead + passage.text


def rarity(
    terms: Iterable[str],
    candidates: Sequence[StoredPassage],
    terms_of: Callable[[str], Collection[str]] = passage_stems,
) -> Weights:
    """The fewer candidates have a term, the more it weighs. `terms_of` gives those of a text: stems, or words.

    No word stands both in a lead and in the text after it, so that each text is parted into words once for all steps.
    """
    asked = frozenset(terms)
    held = [asked.intersection(terms_of(hit.text)).union(asked.intersection(terms_of(hit.lead))) for hit in candidates]
    return rarity_in(asked, held)


def rarity_in(terms: Iterable[str], texts: Sequence[Collection[str]]) -> Weights:
    """The same over the terms of texts."""
    asked = frozenset(terms)
    counts = Counter(term for text in texts for term in asked.intersection(text))
    return {term: math.log(1 + len(texts) / (0.5 + counts[term])) for term in asked}


def coverage(weights: Weights, passage: StoredPassage) -> float:
    """The share of the weights, 0 to 1, whose stems the passage has."""
    return coverage_of(weights, passage_stems(passage.lead) | passage_stems(passage.text))


def coverage_of(weights: Weights, stems: Collection[str]) -> float:
    """The share of the weights, 0 to 1, that `stems` have."""
    whole = sum(weights.values())
    return sum(weight for stem, weight in weights.items() if stem in stems) / whole if whole else 0.0


@lru_cache(maxsize=16384)
def stem_of(word: str) -> str:
    return stem(without_diacritics(word))
