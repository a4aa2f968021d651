"""From the lines of a page to its text: paragraphs of lines and table rows, joined hyphens."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from chalicelib.adapters.extraction.readers.pdf_columns import in_reading_order
from chalicelib.adapters.extraction.readers.pdf_line import BULLET, LINE_GAP, Line, is_wide_script

FULL_LINE = 0.82
_HYPHENS = ("-", "\u00ad", "\x02", "\u2010", "\ufffe")


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
    if before.right - left < FULL_LINE * (right - left) or BULLET.match(line.words[0].text + " "):
        return False
    return not _is_row(before) and not _is_row(line)


def _join(text: str, line: str, runs_on: bool) -> str:
    if not runs_on:
        return f"{text}\n{line}"
    if text.endswith(_HYPHENS) and len(text) > 1 and text[-2].isalpha() and line[0].islower():
        return text[:-1] + line
    if is_wide_script(text[-1]) and is_wide_script(line[0]):
        return text + line
    return f"{text} {line}"
