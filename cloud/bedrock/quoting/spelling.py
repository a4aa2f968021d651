"""A question's mistyped words in the spelling of the sources: `garantee` becomes `guarantee` where these have it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence, Set

from chalicelib.rag.text.edits import edit_distance
from chalicelib.rag.text.languages import language_of
from chalicelib.rag.text.words import without_diacritics
from cloud.bedrock.quoting.words import stem, words

LEAST_LETTERS = 5
"""Letters of a word that is looked at: shorter ones are a letter away from too many others."""
REPLACED_FROM = 7
"""Least letters of a word with one letter replaced by another: `mayor` is not a mistyped `major`."""
TWICE_FROM = 9
"""Least letters of a word with two mistakes."""

MOST_READ = 2_000
"""Characters of a text that tell its language."""

_WORD = re.compile(r"[^\W\d_]{3,40}")
_WITHIN = re.compile(r"(?<=[^\W_] )([A-ZÀ-ỸĐ][^\W\d_]{2,40})")
"""A word with a capital after another word, in one line and sentence."""


def corrected(question: str, texts: Sequence[str], known: Set[str] = frozenset()) -> str:
    """The question with each word that no text has, and that is not `known`, replaced by the nearest one of theirs.

    A word typed without its marks gets them: `Cafe` becomes `Café`.
    """
    vocabulary = {word for text in texts for word in words(text)}
    stems = {stem(word) for word in vocabulary}
    by_shape: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for word in sorted(vocabulary):
        if word.isalpha():
            by_shape[word[0], len(word)].append(word)

    marked = {without_diacritics(word): word for text in texts for word in words(text) if not word.isascii()}

    def spelled(match: re.Match[str]) -> str:
        word = match[0].casefold()
        if word in vocabulary or word in known or stem(word) in stems:
            return match[0]
        if word in marked:
            return _like(match[0], marked[word])
        if len(word) < LEAST_LETTERS:
            return match[0]
        near = [w for size in range(len(word) - 2, len(word) + 3) for w in by_shape[word[0], size]]
        best = min(((_mistakes(word, other), other) for other in near), default=(9, ""))
        return _like(match[0], best[1]) if best[0] <= (2 if len(word) >= TWICE_FROM else 1) else match[0]

    return _WORD.sub(spelled, question)


def names_in_lower_case(question: str, texts: Sequence[str]) -> frozenset[str]:
    """The stems of a question's words that the texts have as names: `norway`, where they write `Norway`.

    A name stands within a sentence with a capital, and nowhere without one. German writes every noun so: its texts
    tell no names.
    """
    asked = set(_WORD.findall(question))
    texts = [text for text in texts if language_of(text[:MOST_READ]) != "de"]
    plain = {word for text in texts for word in _WORD.findall(text)}
    written = {match[1].casefold() for text in texts for match in _WITHIN.finditer(text)}
    return frozenset(stem(word) for word in (asked & written) - plain)


def _mistakes(typed: str, word: str) -> int:
    distance = edit_distance(typed, word, 2)
    replaced = len(typed) == len(word) and sorted(typed) != sorted(word)
    return 9 if replaced and len(typed) < REPLACED_FROM else distance


def _like(typed: str, word: str) -> str:
    return word.capitalize() if typed[0].isupper() else word
