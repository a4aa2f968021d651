"""The one word splitter and stemmer of the local Bedrock: words folded in case, whole in any script."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?|[^\W_]+")


def words(text: str) -> list[str]:
    """The words of a text in order: `"Paris, 1,200 m"` → `["paris", "1,200", "m"]`."""
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


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
