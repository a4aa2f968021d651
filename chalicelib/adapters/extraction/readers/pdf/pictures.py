"""Which pages of a PDF are pictures of text, as scans or letters drawn as paths are: it cannot be read there."""

from collections.abc import Iterable
from typing import Any

import pypdfium2.raw

from chalicelib.adapters.extraction.readers.pdf.ground import PICTURES, bounds
from chalicelib.adapters.extraction.readers.pdf.letters import turned
from chalicelib.adapters.extraction.readers.pdf.line import Line
from chalicelib.adapters.extraction.readers.pdf.text import PageText

raw: Any = pypdfium2.raw  # It has no types.

FEW_LETTERS = 40
"""Scans are often stamped with a number or a date; a page with more letters than that has been read."""

MARGIN = 0.1
"""Letters so near the upper and lower edge, as a share of the height, are a stamp or a head: they do not count."""

SCAN_SHARE = 0.5
PICTURE_SHARE = 0.1
"""Without any letter a page is a picture from this share of its area on: a logo alone is none."""

DRAWN_SHARE = 0.02
DRAWN_SEGMENTS = 1_000
"""Lines and curves of letters that are drawn as paths: about 40 letters have so many."""

FEW_SEGMENTS = 5
"""A rule, a box or an arrow has no more."""

MAX_OBJECTS = 1_000


def is_picture(page: Any, text: PageText) -> bool:
    """Whether a page, of which `text` could be read, shows pictures in place of text."""
    if _letters(_inside(text, page)) > FEW_LETTERS:
        return False
    pictures, drawn = _covered(page)
    return pictures >= (SCAN_SHARE if _letters(text.lines) else PICTURE_SHARE) or drawn >= DRAWN_SHARE


def _letters(lines: Iterable[Line]) -> int:
    return sum(len(word.text) for line in lines for word in line.words)


def _inside(text: PageText, page: Any) -> list[Line]:
    """The lines that do not stand at the upper or lower edge, nor on their side."""
    left, bottom, right, top = page.get_mediabox()
    _, _, bottom, top = turned((left, right, bottom, top), text.turn)
    edge = MARGIN * (top - bottom)
    return [line for line in text.lines if bottom + edge < (line.bottom + line.top) / 2 < top - edge]


def _covered(page: Any) -> tuple[float, float]:
    """The shares of the page that its pictures take, and what is drawn as letters may be; a scan may come in strips."""
    width, height = page.get_size()
    whole = max(width * height, 1.0)
    pictures = drawn = 0.0
    segments = 0
    for number in range(min(raw.FPDFPage_CountObjects(page), MAX_OBJECTS)):
        thing = raw.FPDFPage_GetObject(page, number)
        kind = raw.FPDFPageObj_GetType(thing)
        if kind in PICTURES:
            pictures += min(_area(thing), whole)
        elif kind == raw.FPDF_PAGEOBJ_PATH and (parts := raw.FPDFPath_CountSegments(thing)) > FEW_SEGMENTS:
            segments += parts
            drawn += min(_area(thing), whole)
    return float(pictures / whole), float(drawn / whole) if segments >= DRAWN_SEGMENTS else 0.0


def _area(thing: Any) -> float:
    left, right, bottom, top = bounds(thing)
    return abs((right - left) * (top - bottom))
