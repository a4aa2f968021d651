"""Hyphens at the ends of lines: of a compound they stay, of a word that was parted there they go."""

import re
from collections.abc import Iterable
from functools import cached_property

from chalicelib.adapters.extraction.readers.pdf.line import Line

PARTED = ("\x02", "\ufffe")
"""What PDFium makes of a hyphen at the end of a line."""

HYPHENS = ("-", "\u2010", *PARTED)

SOFT_HYPHEN = "\u00ad"
_HYPHEN = re.compile("[\x02\u2010\ufffe]")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_LAST = re.compile(r"[^\W_]+(?:-[^\W_]+)*$")
_FIRST_PARTS = re.compile("all|cross|ex|far|full|half|high|ill|long|low|mid|non|part|quasi|self|semi|short|vice|well")
"""What English writes before a hyphen, by the rules of its style books, and hardly parts at a line's end."""

_TENS = re.compile("(?:twen|thir|for|fif|six|seven|eigh|nine)ty")
_ONES = re.compile("one|two|three|four|five|six|seven|eight|nine|first|second|third|(?:four|fif|six|seven|eigh|nin)th")


def goes_on(before: Line, line: Line) -> bool:
    """Whether PDFium holds the word at the end of a line for the first part of the one that begins the next."""
    return before.words[-1].text[-1] in PARTED and line.words[0].text[0].isalpha()


class Hyphens:
    """Decides for the lines of one page, whose other words tell how a word is written."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = lines

    @cached_property
    def _words(self) -> frozenset[str]:
        texts = (_HYPHEN.sub("-", word.text).lower() for line in self._lines for word in line.words)
        return frozenset(found for text in texts for found in _WORD.findall(text))

    def joined(self, text: str, line: str) -> str | None:
        """`text` and `line` as one if a word goes on over their border; None if none does."""
        if len(text) < 2 or not text[-2].isalpha() or not line[0].isalpha():
            return None
        if text.endswith(SOFT_HYPHEN) and line[0].islower():
            return text[:-1] + line
        if not text.endswith(HYPHENS) or (line[0].isupper() and text[-1] not in PARTED):
            return None
        if self._is_compound(text[:-1], line):
            return f"{text[:-1]}-{line}"
        return text[:-1] + line

    def _is_compound(self, text: str, line: str) -> bool:
        left, right = _LAST.search(_HYPHEN.sub("-", text[-80:]).lower()), _WORD.match(line[:80])
        if not left or not right:
            return False
        first, rest = left.group(), right.group().lower()
        if f"{first}-{rest}" in self._words:
            return True
        if first + rest in self._words:
            return False
        if right.group()[0].isupper():
            return True
        return "-" in first or bool(_FIRST_PARTS.fullmatch(first) or (_TENS.fullmatch(first) and _ONES.fullmatch(rest)))
