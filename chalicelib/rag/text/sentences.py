"""Where the sentences of a text begin and end."""

import re
from collections.abc import Iterator

from chalicelib.rag.text.languages import MONTHS

# A run of marks is looked at once, from its first one: each run costs its length.
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s|$)|[。！？]+[」』”’）]*|\n+")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'“‘\[])(?:mr|mrs|ms|dr|prof|st|jr|sr|vs|etc|inc|ltd|co|corp|no|nos|fig|gen|col|lt|sgt|rev|gov|sen|rep|"
    r"dept|approx|cf|ca|al|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|z\.b|tp|ts|ths|pgs|gs|[^\W\d_]|"
    r"(?:[^\W\d_]\.)+[^\W\d_])$",
    re.IGNORECASE,
)
_DAY = re.compile(r"(?:.*[^\w.,])?[0-3]?\d", re.DOTALL)
_WORD = re.compile(r"[^\S\n]([^\W\d_]{3,12})(?!\w)")


LONGEST_ABBREVIATION = 40
"""Characters before a full stop that may tell an abbreviation: those of the list and a row of initials are shorter."""


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences, without the blanks around them. A line break ends one too."""
    begin = 0
    for end in _END.finditer(text):
        if _ends(text, begin, end):
            yield from _trimmed(text, begin, end.end())
            begin = end.end()
    yield from _trimmed(text, begin, len(text))


def _ends(text: str, begin: int, end: re.Match[str]) -> bool:
    """A full stop after an abbreviation or an initial, before a small letter, or in `2. Mai`, ends no sentence."""
    if end.group()[0] != ".":
        return True
    if (word := _WORD.match(text, end.end())) and word[1].casefold() in MONTHS:
        return _DAY.fullmatch(text[max(begin, end.start() - 4) : end.start()]) is None
    following = text[end.end() : end.end() + 20].lstrip()[:1]
    return not following.islower() and not _ABBREVIATION.search(
        text[max(begin, end.start() - LONGEST_ABBREVIATION) : end.start()]
    )


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    part = text[start:end]
    if part.strip():
        yield start + len(part) - len(part.lstrip()), end - (len(part) - len(part.rstrip()))
