"""Words and stems, for the quoting model and wherever else the local Bedrock compares texts."""

from __future__ import annotations

import re

from chalicelib.rag.text.words import written_words


def words(text: str) -> list[str]:
    """The words of a text in order, folded in case: `"Paris, 1,200 m"` → `["paris", "1,200", "m"]`."""
    return [word.casefold() for word in written_words(text)]


def stem(word: str) -> str:
    """A rough English stem, enough to let `founded` meet `founding`; other scripts come back as they are."""
    word = re.sub(r"['’]s?$", "", word)
    if not word.isascii() or len(word) < 4:
        return word
    for ending, rest in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)] + rest
    return word


_ENDINGS = (
    ("ies", "y"),
    ("ying", "y"),
    ("ied", "y"),
    ("sses", "ss"),
    ("ing", ""),
    ("ed", ""),
    ("es", ""),
    ("ly", ""),
    ("s", ""),
    ("e", ""),
)


def matches(term: str, stems: frozenset[str]) -> float:
    """1 where the stems have a term, 0.7 where one is alike in its beginning, else 0."""
    if term in stems:
        return 1.0
    if len(term) < 5 or not term.isalpha():
        return 0.0
    size = max(4, len(term) - 3)
    return 0.7 if any(stem.startswith(term[:size]) and len(stem) <= len(term) + 3 for stem in stems) else 0.0
