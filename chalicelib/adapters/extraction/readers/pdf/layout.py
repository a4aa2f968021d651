"""From the lines of a page to its text: paragraphs of lines and table rows, joined hyphens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from chalicelib.adapters.extraction.readers.pdf.columns import in_reading_order
from chalicelib.adapters.extraction.readers.pdf.hyphens import Hyphens, goes_on
from chalicelib.adapters.extraction.readers.pdf.line import BULLET, LINE_GAP, Line, Word, is_wide_script

FULL_LINE = 0.82


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Its text (several lines for a table), letter size in points, the number of lines on the page, and their words.

    `bold`: all of it is, and none of it looks like a row of a table.
    """

    text: str
    size: float
    lines: int
    bold: bool
    words: Sequence[Word] = ()


def paragraphs(lines: list[Line]) -> Iterator[Paragraph]:
    """The paragraphs of a page in reading order."""
    hyphens = Hyphens(lines)
    group: list[Line] = []
    for line in in_reading_order(lines):
        if group and _parted(group[-1], line):
            yield _paragraph(group, hyphens)
            group = []
        group.append(line)
    if group:
        yield _paragraph(group, hyphens)


def _parted(before: Line, line: Line) -> bool:
    """Whether a new paragraph begins with `line`."""
    if goes_on(before, line):
        return False
    if abs(before.size - line.size) > 0.6 or (before.bold != line.bold and _is_row(before) == _is_row(line)):
        return True
    drop = before.bottom - line.begins
    return drop > LINE_GAP * max(before.height, line.height) or drop < -line.height


def _is_row(line: Line) -> bool:
    return len(line.cells()) > 1


def _paragraph(lines: list[Line], hyphens: Hyphens) -> Paragraph:
    right = max(line.right for line in lines)
    left = min(line.left for line in lines)
    text = str(lines[0])
    for before, line in pairwise(lines):
        text = _join(text, str(line), hyphens) if _runs_on(before, line, left, right) else f"{text}\n{line}"
    bold = all(line.bold and not _is_row(line) for line in lines)
    words = [word for line in lines for word in line.words]
    return Paragraph(text, lines[0].size, len(lines), bold, words)


def _runs_on(before: Line, line: Line, left: float, right: float) -> bool:
    """Whether `line` goes on with the sentence of the full line before it."""
    if goes_on(before, line):
        return True
    if before.right - left < FULL_LINE * (right - left) or BULLET.match(line.words[0].text + " "):
        return False
    return not _is_row(before) and not _is_row(line)


def _join(text: str, line: str, hyphens: Hyphens) -> str:
    if (joined := hyphens.joined(text, line)) is not None:
        return joined
    return text + line if is_wide_script(text[-1]) and is_wide_script(line[0]) else f"{text} {line}"
