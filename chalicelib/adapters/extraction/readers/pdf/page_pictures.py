"""Pictures that stand on a PDF's page beside its text: where they are, and the lines that are recognised on them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2.raw

from chalicelib.adapters.extraction.ocr.page import RecognisedLine
from chalicelib.adapters.extraction.ocr.recogniser import recogniser
from chalicelib.adapters.extraction.readers.pdf.ground import bounds
from chalicelib.adapters.extraction.readers.pdf.letters import Box
from chalicelib.adapters.extraction.readers.pdf.line import Line, Word
from chalicelib.adapters.extraction.readers.pdf.scans import ScannedWord
from chalicelib.adapters.extraction.readers.pdf.text import PageText, Pictures

raw: Any = pypdfium2.raw  # It has no types.

LEAST_SHARE = 0.02
"""Of a page: a smaller picture is a sign or a logo."""

MOST_OBJECTS = 2_000
MARK = "Picture:"


def pictures_of(page: Any, text: PageText) -> Pictures | None:
    """The pictures of a page that are to be read beside its `text`; None if there are none, or the page is turned."""
    if not recogniser().pictures or text.turn or page.get_rotation():
        return None
    left, bottom, right, top = page.get_cropbox()
    least = LEAST_SHARE * (right - left) * (top - bottom)
    things = (raw.FPDFPage_GetObject(page, n) for n in range(min(raw.FPDFPage_CountObjects(page), MOST_OBJECTS)))
    boxes = [bounds(thing) for thing in things if raw.FPDFPageObj_GetType(thing) == raw.FPDF_PAGEOBJ_IMAGE]
    large = sorted((box for box in boxes if _area(box) >= least), key=_area)[-recogniser().pictures :]
    return Pictures(large, (left, right, bottom, top)) if large else None


def _area(box: Box) -> float:
    return (box[1] - box[0]) * (box[3] - box[2])


def with_pictures(path: Path, index: int, text: PageText) -> PageText:
    """Page `index` (from 0) of a PDF with what is written on its pictures, which stands where they do."""
    page, pictures = recogniser().read(path, index), text.pictures
    if pictures is None:
        return text
    recognised = [_line(line, pictures.page) for line in page.lines] if page else []
    seen = [line for line in recognised if not any(_stands_in(line, _box(native)) for native in text.lines)]
    added: list[Line] = []
    for box in pictures.boxes:
        lines = [line for line in seen if _stands_in(line, box)]
        added += _marked(lines)
        seen = [line for line in seen if line not in lines]
    return text._replace(lines=[*text.lines, *added])


def _marked(lines: list[Line]) -> Iterator[Line]:
    for number, line in enumerate(lines):
        first = line.words[0]
        mark = [Word(MARK, first.left, first.left, first.bottom, first.top, first.size)] if number == 0 else []
        yield Line([*mark, *line.words])


def _line(line: RecognisedLine, page: Box) -> Line:
    """The line at its place in points; the height of its letters is that of its highest word."""
    left, right, bottom, top = page
    tops = [top - word.shown[1] * (top - bottom) for word in line.words]
    feet = [top - word.shown[3] * (top - bottom) for word in line.words]
    words: list[Word] = []
    for word in line.words:
        start, end = (left + share * (right - left) for share in (word.shown[0], word.shown[2]))
        scanned = ScannedWord(word.text, start, end, min(feet), max(tops), max(tops) - min(feet))
        scanned.confidence, scanned.shown = word.confidence / 100, word.shown
        words.append(scanned)
    return Line(words)


def _box(line: Line) -> Box:
    return line.left, line.right, line.bottom, line.top


def _stands_in(line: Line, box: Box) -> bool:
    """Whether the middle of the line is within the box."""
    x, y = (line.left + line.right) / 2, (line.bottom + line.top) / 2
    return box[0] <= x <= box[1] and box[2] <= y <= box[3]
