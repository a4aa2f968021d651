"""The lines of a PDF's page, in the order of its content: words with their boxes, as a person sees them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from chalicelib.adapters.extraction.normalise import whole_letters
from chalicelib.adapters.extraction.readers.pdf.letters import Box, TextPage
from chalicelib.adapters.extraction.readers.pdf.line import Line, Word, runs_down

RAISED_SIZE = 0.85
"""A mark behind a word is a note's if its letters are smaller than this share of the word's, and stand higher."""

RAISED_BY = 0.15
MOST_MARKS = 8
FLAT = 0.2
DESCENT = 0.2
OVERLAP = 0.3
UNMAPPED_SHARE = 0.3
"""Where so many letters are numbers of a font's glyphs, which PDFium takes for letters, a page is not read."""

_CONTROL = re.compile("[\x01\x03-\x08\x0e-\x1f]")
_WORD = re.compile(r"[^\s\x00\x02\ufffe]+[\x02\ufffe]?")
"""PDFium joins lines at a hyphen, of which it makes U+0002 or U+FFFE."""

_MARKED = re.compile(r"[^\W_].*[\d*†‡§]$")


class PageText(NamedTuple):
    """The lines of a page, and the quarters by which most of its letters are turned: boxes are turned back by them."""

    lines: list[Line]
    turn: int = 0
    unread: bool = False
    """Whether what is written on the page cannot be read, or not rightly."""

    scanned: bool = False
    """Whether its words were recognised on a picture."""

    pictures: "Pictures | None" = None
    """Pictures beside the text that are to be read."""


class Pictures(NamedTuple):
    """The boxes of pictures on a page, and that of the page as it is shown, in points."""

    boxes: list[Box]
    page: Box


class Direction(NamedTuple):
    """A line and the quarters by which its letters are turned clockwise on the page."""

    turn: int
    line: Line


def page_text(page: Any, text_page: Any) -> PageText:
    """The lines of a page, with its boxes turned so that most of its letters stand upright.

    Lines in other directions, such as a mark on the edge or the name of an axis, come after the others.
    """
    letters = TextPage(page, text_page)
    found = list(_lines(letters))
    if letters.hidden and letters.hidden >= sum(len(word.text) for _, line in found for word in line.words):
        # So much is not hidden on purpose: PDFium gives letters that are filled with a pattern as white.
        letters = TextPage(page, text_page, all_shown=True)
        found = list(_lines(letters))
    turns: Counter[int] = Counter()
    for turn, line in found:
        turns[turn] += sum(len(word.text) for word in line.words)
    main = turns.most_common(1)[0][0] if turns else 0
    lines = [line for turn, line in found if turn == main]
    foot = min((line.bottom for line in lines), default=0.0)
    aside = [line for turn, line in found if turn != main]
    lines += [_below(line, foot - 1000.0 * number) for number, line in enumerate(aside, 1)]
    return PageText(lines, main, letters.unmapped >= UNMAPPED_SHARE * max(sum(turns.values()), 1))


def _below(line: Line, top: float) -> Line:
    """The line under all others, where no row or column takes it in."""
    drop = top - line.bottom
    words = [word._replace(bottom=word.bottom + drop, top=word.top + drop) for word in line.words]
    return Line(words, bold=line.bold)


def _lines(page: TextPage) -> Iterator[Direction]:
    start = 0
    for text in page.units().splitlines(keepends=True):
        matches = list(_WORD.finditer(text))
        if matches:
            begins, ends = start + matches[0].start(), start + matches[-1].end() - 1
            first = page.number(begins)
            bold = page.is_bold(first) and page.is_bold(page.number(ends))
            turn = page.turn(first)
            if _CONTROL.search(text) and page.is_unmapped(first):
                page.unmapped += ends + 1 - begins
            words = [word for match in matches for word in _words(page, match, start, turn)]
            for part in _parts(words, text) if words else ():
                yield Direction(turn, Line(part, bold=bold))
        start += len(text)


def _parts(words: list[Word], text: str) -> Iterator[list[Word]]:
    """The words of what PDFium calls a line: of several lines where one ends in a hyphen.

    A mark that is drawn last goes where it stands. Scripts that run to the left stay as they are, and so do lines that
    run down.
    """
    if (
        (lefts := [word.left for word in words]) == sorted(lefts)
        or any(map(_is_right_to_left, text))
        or any(map(runs_down, words))
    ):
        yield words
        return
    parts = [[words[0]]]
    for before, word in pairwise(words):
        if word.left < before.left and word.top < before.bottom + OVERLAP * (before.top - before.bottom):
            parts.append([])
        parts[-1].append(word)
    for part in parts:
        yield sorted(part, key=_left)


def _left(word: Word) -> float:
    return word.left


def _is_right_to_left(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in {"R", "AL"}


def _words(page: TextPage, match: re.Match[str], start: int, turn: int) -> Sequence[Word]:
    """A word and the mark of a note behind it, if it has one; nothing if nobody sees it."""
    text, first = match.group(), start + match.start()
    number, last = page.number(first), first + len(text) - 1
    size, may_be_hidden = page.drawn(number)
    if may_be_hidden and page.hides(number):
        page.hidden += len(text)
        return ()
    may_be_marked = last > first and not text[-1].isalpha() and _MARKED.match(text)
    marks = _raised(page, first, last, size, turn) if may_be_marked else 0
    if not marks:
        return (_word(page, text, first, last, size, turn),)
    word = _word(page, text[:-marks], first, last - marks, size, turn)
    size, _ = page.drawn(page.number(last))
    return word, _word(page, text[-marks:], last - marks + 1, last, size, turn)


def _raised(page: TextPage, first: int, last: int, size: float, turn: int) -> int:
    """How many letters at the end of a word are a raised, smaller mark; 0 if none or all of them."""
    whole = page.upright(page.number(first), turn)
    raise_from = whole[2] + RAISED_BY * (whole[3] - whole[2])
    marks = 0
    while marks < min(MOST_MARKS, last - first):
        number = page.number(last - marks)
        box = page.upright(number, turn)
        is_small = box[3] - box[2] < RAISED_SIZE * (whole[3] - whole[2])
        if box[2] < raise_from or not (is_small or page.drawn(number)[0] < RAISED_SIZE * size):
            return marks
        marks += 1
    return 0


def _word(page: TextPage, text: str, first: int, last: int, size: float, turn: int) -> Word:
    left, right, bottom, top = page.upright(page.number(first), turn)
    if last > first:
        right = max(page.upright(page.number(last), turn)[1], left)
    if top - bottom < FLAT * size:  # A font that says nothing of how high its letters are.
        bottom, top = bottom - DESCENT * size, bottom + size
    return Word(whole_letters(text), left, right, bottom, top, size)
