"""Sentences that go on over the end of a page: where one page breaks them off, and where the next goes on with them.

Short lines at the edges of the two pages, such as running heads, feet and page numbers, may stand between the halves.
"""

import re
from typing import NamedTuple

from chalicelib.rag.text.sentences import sentences
from chalicelib.rag.text.words import is_unspaced

EDGE = 2_000
"""Characters at the end of a page, and at the beginning of one, among which a half is looked for."""

SHORT_LINE, SHORT_CASELESS_LINE = 120, 40
"""A paragraph of one line with no more characters may be a head or a foot; the second of scripts without capitals."""

MOST_LINES = 2
"""Heads and feet that are passed over on each page."""

LONGEST_HALF = 600
LEAST_LETTERS = 12
"""Characters of a first half: fewer are a title or a cell."""

HYPHENS = "-\u2010\u00ad"
CELL = " | "
_PARAGRAPH = re.compile(r"[^\s][^\n]*(?:\n[^\n]+)*")
_ENDED = re.compile(r"[.!?…:;。！？：；][\"'”’»)\]」』）]*$")


class Halves(NamedTuple):
    """The halves of a sentence: a span of the text that ends with a page, and one of the text that begins the next."""

    first: tuple[int, int]
    second: tuple[int, int]


def halves(before: str, after: str) -> Halves | None:
    """The sentence that goes on from the end of `before`, a page's, to the beginning of `after`, the next one's.

    None if none does. The first half has no end; the second begins with a small letter or, where the script has none,
    ends as a sentence does.
    """
    first, second = broken_off(before), going_on(after)
    if first is None or second is None:
        return None
    goes_on = after[second[0]].islower() or (
        _has_no_case(before[first[1] - 1]) and _ENDED.search(after[second[0] : second[1]])
    )
    return Halves(first, second) if goes_on else None


def broken_off(text: str) -> tuple[int, int] | None:
    """The span of the sentence without an end at the end of a page's text; None if there is none."""
    base = max(len(text) - EDGE, 0)
    paragraphs = [(base + match.start(), match.group().rstrip()) for match in _PARAGRAPH.finditer(text[base:])]
    for start, paragraph in paragraphs[: -2 - MOST_LINES : -1]:
        if not _is_short_line(paragraph) or _ends_within(paragraph):
            return _last(start, paragraph)
    return None


def going_on(text: str) -> tuple[int, int] | None:
    """The span at the beginning of a page's text that may be the end of a sentence; None if there is none."""
    for match in list(_PARAGRAPH.finditer(text[:EDGE]))[: 1 + MOST_LINES]:
        paragraph = match.group()
        if paragraph[0].islower() or (_has_no_case(paragraph[0]) and not _is_short_line(paragraph)):
            start, end = next(sentences(paragraph))
            fits = end - start <= LONGEST_HALF and CELL not in paragraph[start:end]
            return (match.start() + start, match.start() + end) if fits else None
        if not _is_short_line(paragraph):
            return None
    return None


def whole(text: str, before: str, after: str) -> str:
    """A passage's text with the halves of its first and last sentence that stand on the pages before and after it."""
    if after and (first := broken_off(text)):
        text = joined(text[: first[1]], after) + text[first[1] :]
    if before and (second := going_on(text)):
        text = text[: second[0]] + joined(before, text[second[0] :])
    return text


def joined(first: str, second: str) -> str:
    """Two halves as one: a word that was parted is whole again, and scripts without blanks get none."""
    if first[-1:] in HYPHENS and first[-2:-1].isalpha() and second[:1].islower():
        return first[:-1] + second
    return first + second if is_unspaced(first[-1:]) and is_unspaced(second[:1]) else f"{first} {second}"


def _last(start: int, paragraph: str) -> tuple[int, int] | None:
    first, end = list(sentences(paragraph))[-1]
    half = paragraph[first:end]
    if _ENDED.search(half) or CELL in half or not LEAST_LETTERS <= len(half) <= LONGEST_HALF:
        return None
    return start + first, start + end


def _is_short_line(paragraph: str) -> bool:
    most = SHORT_CASELESS_LINE if _has_no_case(paragraph[0]) else SHORT_LINE
    return len(paragraph) <= most and "\n" not in paragraph.strip()


def _ends_within(line: str) -> bool:
    """Whether a line ends as titles and page numbers do not: with a small word, a comma or a hyphen."""
    last = line.split()[-1]
    return last[-1] in f",{HYPHENS}" or last[0].islower()


def _has_no_case(letter: str) -> bool:
    return letter.isalpha() and letter.lower() == letter.upper()
