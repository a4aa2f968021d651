"""The lines of a PDF's page, in the order of its content: words with their boxes, as a person sees them."""

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw

from chalicelib.adapters.extraction.normalise import whole_letters
from chalicelib.adapters.extraction.readers.pdf.ground import Ground
from chalicelib.adapters.extraction.readers.pdf.line import Line, Word, runs_down

pdfium: Any = pypdfium2  # It has no types.
raw: Any = pypdfium2.raw

RAISED_SIZE = 0.85
"""A mark behind a word is a note's if its letters are smaller than this share of the word's, and stand higher."""

RAISED_BY = 0.15
MOST_MARKS = 8
FLAT = 0.2
DESCENT = 0.2
OVERLAP = 0.3
QUARTER = math.pi / 2
UNMAPPED_SHARE = 0.3
"""Where so many letters are numbers of a font's glyphs, which PDFium takes for letters, a page is not read."""

_CONTROL = re.compile("[\x01\x03-\x08\x0e-\x1f]")
_BOLD_NAMES = re.compile(rb"bold|black|heavy", re.IGNORECASE)
_WORD = re.compile(r"[^\s\x00\x02\ufffe]+[\x02\ufffe]?")
"""PDFium joins lines at a hyphen, of which it makes U+0002 or U+FFFE."""

_MARKED = re.compile(r"[^\W_].*[\d*†‡§]$")
Box = tuple[float, float, float, float]
"""Left, right, bottom, top in points."""


class TextPage:
    """What PDFium knows of a page's letters, by their number on the page."""

    def __init__(self, page: Any, text_page: Any, *, all_shown: bool = False) -> None:
        self._page, self._ground, self._all_shown = text_page, Ground(page, text_page), all_shown
        self.hidden = 0
        self._number: Callable[[int], int] = int
        self.unmapped = 0
        self._box, self._box_of = raw.FS_RECTF(), raw.FPDFText_GetLooseCharBox
        self._name, self._flags = ctypes.create_string_buffer(128), ctypes.c_int()

    def units(self) -> str:
        """The page's text with one character for each of PDFium: pairs of surrogates stay apart."""
        count = self._page.count_chars()
        if count <= 0:
            return ""
        buffer = (ctypes.c_ushort * (count + 1))()
        written = raw.FPDFText_GetText(self._page, 0, count, buffer) - 1
        # Where the text leaves out letters of the page, their numbers are not those of its characters.
        self._number = int if written == count else self._looked_up
        text = bytes(buffer)[: written * 2].decode("utf-16-le", "surrogatepass")
        return text if len(text) == written else "".join(map(chr, buffer[:written]))

    def _looked_up(self, index: int) -> int:
        return int(raw.FPDFText_GetCharIndexFromTextIndex(self._page, index))

    def box(self, index: int) -> Box:
        box = self._box
        self._box_of(self._page, self._number(index), box)
        return box.left, box.right, box.bottom, box.top

    def upright(self, index: int, turn: int) -> Box:
        """The box where it stands once the page is turned so that its letters are upright."""
        return turned(self.box(index), turn)

    def size(self, index: int) -> float:
        return float(raw.FPDFText_GetFontSize(self._page, self._number(index)))

    def turn(self, index: int) -> int:
        """How often the letter is turned by a quarter clockwise."""
        return int(raw.FPDFText_GetCharAngle(self._page, self._number(index)) / QUARTER + 0.5) % 4

    def mode(self, index: int) -> int:
        return self._ground.mode(self._number(index))

    def is_hidden(self, index: int, mode: int) -> bool:
        """Whether nobody sees the letter, which is painted by `mode`."""
        if self._all_shown or not self._ground.may_hide(self._number(index), mode):
            return False
        return self._ground.hides(self.box(index), mode)

    def is_unmapped(self, index: int) -> bool:
        """Whether the font does not say which letter this is."""
        return bool(raw.FPDFText_HasUnicodeMapError(self._page, self._number(index)) == 1)

    def is_bold(self, index: int) -> bool:
        raw.FPDFText_GetFontInfo(self._page, self._number(index), self._name, 128, self._flags)
        return bool(_BOLD_NAMES.search(self._name.value))


def turned(box: Box, turn: int) -> Box:
    """The box after its page has been turned back by `turn` quarters."""
    left, right, bottom, top = box
    if turn == 0:
        return box
    if turn == 1:
        return -top, -bottom, left, right
    if turn == 2:
        return -right, -left, -top, -bottom
    return bottom, top, -right, -left


class PageText(NamedTuple):
    """The lines of a page, and the quarters by which most of its letters are turned: boxes are turned back by them."""

    lines: list[Line]
    turn: int = 0
    unread: bool = False
    """Whether what is written on the page cannot be read, or not rightly."""

    scanned: bool = False
    """Whether its words were recognised on a picture."""


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
            bold = page.is_bold(begins) and page.is_bold(ends)
            turn = page.turn(begins)
            if _CONTROL.search(text) and page.is_unmapped(begins):
                page.unmapped += ends + 1 - begins
            mode = page.mode(begins)
            seen = [match for match in matches if not page.is_hidden(start + match.start(), mode)]
            page.hidden += sum(map(_length, matches)) - sum(map(_length, seen))
            words = [word for match in seen for word in _words(page, match, start, turn)]
            for part in _parts(words, text) if words else ():
                yield Direction(turn, Line(part, bold=bold))
        start += len(text)


def _parts(words: list[Word], text: str) -> Iterator[list[Word]]:
    """The words of what PDFium calls a line: of several lines where one ends in a hyphen.

    A mark that is drawn last goes where it stands. Scripts that run to the left stay as they are, and so do lines that
    run down.
    """
    if (
        all(before.left <= word.left for before, word in pairwise(words))
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


def _length(match: re.Match[str]) -> int:
    return match.end() - match.start()


def _left(word: Word) -> float:
    return word.left


def _is_right_to_left(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in {"R", "AL"}


def _words(page: TextPage, match: re.Match[str], start: int, turn: int) -> list[Word]:
    """A word and the mark of a note behind it, if it has one."""
    first, last = start + match.start(), start + match.end() - 1
    text, size = match.group(), page.size(first)
    marks = _raised(page, first, last, size, turn) if last > first and _MARKED.match(text) else 0
    word = _word(page, text[: len(text) - marks], first, last - marks, size, turn)
    if not marks:
        return [word]
    return [word, _word(page, text[-marks:], last - marks + 1, last, page.size(last), turn)]


def _raised(page: TextPage, first: int, last: int, size: float, turn: int) -> int:
    """How many letters at the end of a word are a raised, smaller mark; 0 if none or all of them."""
    whole = page.upright(first, turn)
    raise_from = whole[2] + RAISED_BY * (whole[3] - whole[2])
    marks = 0
    while marks < min(MOST_MARKS, last - first):
        at = last - marks
        box = page.upright(at, turn)
        small = page.size(at) < RAISED_SIZE * size or box[3] - box[2] < RAISED_SIZE * (whole[3] - whole[2])
        if not small or box[2] < raise_from:
            return marks
        marks += 1
    return 0


def _word(page: TextPage, text: str, first: int, last: int, size: float, turn: int) -> Word:
    left, _, bottom, top = page.upright(first, turn)
    if top - bottom < FLAT * size:  # A font that says nothing of how high its letters are.
        bottom, top = bottom - DESCENT * size, bottom + size
    return Word(whole_letters(text), left, max(page.upright(last, turn)[1], left), bottom, top, size)
