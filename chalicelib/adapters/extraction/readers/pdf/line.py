"""Words of a page, and the lines and cells that they stand in."""

import re
from itertools import pairwise
from typing import NamedTuple

CELL_END = " | "
GAP_SIZES = 1.6
"""Words further apart than so many letter sizes stand in different cells or columns."""

LINE_GAP = 1.75
WIDE_GAP = 0.5
"""Letters of Chinese or Japanese further apart than so many letter sizes have a blank between them."""

ONE_LETTER = 1.5
"""A word of several letters of them that is narrower than so many letter sizes runs down."""

BULLET = re.compile(r"(?:[•◦▪‣●○■–—*-]|\(?\w{1,3}[.)])(?:\s|$)")
_PARTED = re.compile("[\x02\ufffe] ")
"""Within a line PDFium's mark of a hyphen is none."""

_SIGNS = frozenset("$€£¥₫")
_SIGNS_BEFORE = frozenset("$£¥")
_AMOUNT_END = re.compile(r"[\d)%—–-]$")
_AMOUNT = re.compile(r"[(\d—–-]")
_WIDE_SCRIPT = re.compile(
    "[\u2e80-\u303f\u3041-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff65\U00020000-\U0003ffff]"
)
"""Chinese and Japanese, which have no blanks between words; Korean has."""


def is_wide_script(letter: str) -> bool:
    return letter >= "\u2e80" and _WIDE_SCRIPT.match(letter) is not None


class Word(NamedTuple):
    """A word and its box in points; y grows upwards."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float


class Line:
    """Words on one line, from left to right as the page gives them; `number` says which of the page's lines it is.

    The cell of a table may have several `lines`.
    """

    __slots__ = (
        "_cells",
        "begins",
        "bold",
        "bottom",
        "height",
        "left",
        "lines",
        "number",
        "right",
        "size",
        "top",
        "words",
    )

    def __init__(self, words: list[Word], *, bold: bool = False, lines: int = 1) -> None:
        self.words, self.bold, self.lines = words, bold, lines
        self.left = min([word.left for word in words])
        self.right = max([word.right for word in words])
        self.bottom = self.begins = min([word.bottom for word in words])
        self.top = max([word.top for word in words])
        self.number = 0
        longest = max(words, key=_length)
        self.height = max(longest.top - longest.bottom, 0.1)
        # A PDF may scale its letters by a matrix and call them all size 1: then the box tells the size.
        self.size = round(longest.size if longest.size > 2 else self.height / 1.2, 1)
        self._cells: list[Line] | None = None

    @classmethod
    def of_cells(cls, cells: "list[Line]", begins: float) -> "Line":
        """A line whose cells may have several lines each; `begins` is the bottom of the first of them."""
        line = cls([word for cell in cells for word in cell.words], bold=all(cell.bold for cell in cells))
        line._cells, line.begins = cells, begins
        return line

    def cells(self) -> "list[Line]":
        """The line cut at its wide gaps; a currency sign stays with the number after it."""
        if self._cells is None:
            parts = self._parts()
            self._cells = [self] if len(parts) == 1 else [Line(part, bold=self.bold) for part in parts]
        return self._cells

    def _parts(self) -> list[list[Word]]:
        wide = GAP_SIZES * self.height
        parts: list[list[Word]] = [[self.words[0]]]
        for number, (before, word) in enumerate(pairwise(self.words), 1):
            apart = word.left - before.right > wide
            if word.text in _SIGNS and number + 1 < len(self.words):
                after = self.words[number + 1]
                apart = apart or after.left - word.right > wide or _are_amounts(before, word, after)
            if apart and before.text not in _SIGNS:
                parts.append([])
            parts[-1].append(word)
        return parts

    def __str__(self) -> str:
        return CELL_END.join([_text(cell.words) for cell in self.cells()])


def _text(words: list[Word]) -> str:
    text = _PARTED.sub("", " ".join([word.text for word in words]))
    if text.isascii() or not _WIDE_SCRIPT.search(text):
        return text
    parts = [words[0].text]
    for before, word in pairwise(words):
        if not _is_unbroken(before, word):
            parts.append(" ")
        parts.append(word.text)
    return "".join(parts)


def _is_unbroken(before: Word, word: Word) -> bool:
    """Whether two words of a script without blanks are one: letters set wide, or the ends of two lines."""
    if not (is_wide_script(before.text[-1]) and is_wide_script(word.text[0])):
        return False
    single = len(before.text) == len(word.text) == 1
    return single or word.left - before.right < WIDE_GAP * word.size


def runs_down(word: Word) -> bool:
    """Whether a word of Chinese or Japanese is about as narrow as one of its letters."""
    return len(word.text) > 1 and is_wide_script(word.text[0]) and word.right - word.left < ONE_LETTER * word.size


def _are_amounts(before: Word, sign: Word, after: Word) -> bool:
    """Two amounts so near each other that they look like one cell: `12 $ 34`."""
    amounts = _AMOUNT_END.search(before.text) and _AMOUNT.match(after.text)
    return sign.text in _SIGNS_BEFORE and amounts is not None


def _length(word: Word) -> int:
    return len(word.text)
