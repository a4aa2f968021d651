"""Words as the lexical parts of the server see them: folded in case, whole in any script."""

from __future__ import annotations

import hashlib
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


def stable_hash(text: str) -> int:
    """The same 64-bit number on every machine and in every run."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest())
