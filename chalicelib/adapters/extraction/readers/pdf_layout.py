"""From the words of a page to its text: columns in reading order, table rows, paragraphs, joined hyphens."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

CELL_END = " | "
GAP_SIZES = 1.6
"""Words further apart than so many letter sizes stand in different cells or columns."""

COLUMN_ROWS = 4
COLUMN_WORDS = 3.0
"""Two columns of text: at least so many rows side by side, of so many words on either side on average."""

LINE_GAP = 1.75
FULL_LINE = 0.82
_BULLET = re.compile(r"(?:[•◦▪‣●○■–—*-]|\(?\w{1,3}[.)])(?:\s|$)")
_SIGNS = frozenset("$€£¥₫")
_SIGNS_BEFORE = frozenset("$£¥")
_AMOUNT_END = re.compile(r"[\d)%—–-]$")
_AMOUNT = re.compile(r"[(\d—–-]")
_HYPHENS = ("-", "\u00ad", "\x02", "\u2010", "\ufffe")


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box in points; y grows upwards."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float


class Line:
    """Words on one line, from left to right as the page gives them."""

    __slots__ = ("_cells", "begins", "bold", "bottom", "height", "left", "right", "size", "words")

    def __init__(self, words: list[Word], *, bold: bool = False) -> None:
        self.words, self.bold = words, bold
        self.left = min([word.left for word in words])
        self.right = max([word.right for word in words])
        self.bottom = self.begins = min([word.bottom for word in words])
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
        return CELL_END.join(" ".join([word.text for word in cell.words]) for cell in self.cells())


def _are_amounts(before: Word, sign: Word, after: Word) -> bool:
    """Two amounts so near each other that they look like one cell: `12 $ 34`."""
    amounts = _AMOUNT_END.search(before.text) and _AMOUNT.match(after.text)
    return sign.text in _SIGNS_BEFORE and amounts is not None


def _length(word: Word) -> int:
    return len(word.text)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Its text (several lines for a table), letter size in points, and the number of lines on the page.

    `bold`: all of it is, and none of it looks like a row of a table.
    """

    text: str
    size: float
    lines: int
    bold: bool


def paragraphs(lines: list[Line]) -> Iterator[Paragraph]:
    """The paragraphs of a page in reading order."""
    group: list[Line] = []
    for line in in_reading_order(lines):
        if group and _parted(group[-1], line):
            yield _paragraph(group)
            group = []
        group.append(line)
    if group:
        yield _paragraph(group)


def in_reading_order(lines: list[Line]) -> list[Line]:
    """Lines that run across two columns of text are cut there: the left column comes first, then the right."""
    ordered: list[Line] = []
    run: list[tuple[Line, Line]] = []
    for line in lines:
        pair = _halves(line, run)
        if pair is None:
            ordered += _columns(run)
            run = []
            pair = _halves(line, run)
        if pair is None:
            ordered.append(line)
        else:
            run.append(pair)
    return ordered + _columns(run)


def _halves(line: Line, run: list[tuple[Line, Line]]) -> tuple[Line, Line] | None:
    """The line cut in two at a gap that the lines of `run` have too; None if it has none."""
    parts = line.cells()
    if len(parts) != 2:
        return None
    left, right = parts
    if run and not (left.right < min(r.left for _, r in run) and right.left > max(x.right for x, _ in run)):
        return None
    return left, right


def _columns(run: list[tuple[Line, Line]]) -> list[Line]:
    if not run:
        return []
    left, right = [pair[0] for pair in run], [pair[1] for pair in run]
    if len(run) >= COLUMN_ROWS and all(_average_words(side) >= COLUMN_WORDS for side in (left, right)):
        return left + right
    return [Line(a.words + b.words, bold=a.bold) for a, b in run]


def _average_words(lines: list[Line]) -> float:
    """Words of letters for each line: rows of numbers are a table, not a column of text."""
    return sum(any(c.isalpha() for c in word.text) for line in lines for word in line.words) / len(lines)


def _parted(before: Line, line: Line) -> bool:
    """Whether a new paragraph begins with `line`."""
    if abs(before.size - line.size) > 0.6 or (before.bold != line.bold and _is_row(before) == _is_row(line)):
        return True
    drop = before.bottom - line.begins
    return drop > LINE_GAP * max(before.height, line.height) or drop < -line.height


def _is_row(line: Line) -> bool:
    return len(line.cells()) > 1


def _paragraph(lines: list[Line]) -> Paragraph:
    right = max(line.right for line in lines)
    left = min(line.left for line in lines)
    text = str(lines[0])
    for before, line in pairwise(lines):
        text = _join(text, str(line), _runs_on(before, line, left, right))
    bold = all(line.bold and not _is_row(line) for line in lines)
    return Paragraph(text, lines[0].size, len(lines), bold)


def _runs_on(before: Line, line: Line, left: float, right: float) -> bool:
    """Whether `line` goes on with the sentence of the full line before it."""
    if before.right - left < FULL_LINE * (right - left) or _BULLET.match(line.words[0].text + " "):
        return False
    return not _is_row(before) and not _is_row(line)


def _join(text: str, line: str, runs_on: bool) -> str:
    if not runs_on:
        return f"{text}\n{line}"
    if text.endswith(_HYPHENS) and len(text) > 1 and text[-2].isalpha() and line[0].islower():
        return text[:-1] + line
    return f"{text} {line}"
