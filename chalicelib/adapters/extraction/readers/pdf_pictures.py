"""Which pages of a PDF are pictures of text, such as scans: what is written there cannot be read."""

import ctypes
from typing import Any

import pypdfium2
import pypdfium2.raw

pdfium: Any = pypdfium2  # It has no types.
raw: Any = pypdfium2.raw

FEW_LETTERS = 40
"""Scans are often stamped with a number or a date; a page with more letters than that has been read."""

SCAN_SHARE = 0.5
PICTURE_SHARE = 0.1
"""Without any letter a page is a picture from this share of its area on: a logo alone is none."""

MAX_OBJECTS = 1_000
PICTURES = (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM)


def is_picture(document: Any, index: int, letters: int) -> bool:
    """Whether page `index`, of which `letters` could be read, shows pictures in place of text."""
    if letters > FEW_LETTERS:
        return False
    try:
        page = document[index]
    except pdfium.PdfiumError:
        return False
    try:
        return _covered(page) >= (SCAN_SHARE if letters else PICTURE_SHARE)
    except pdfium.PdfiumError:
        return False
    finally:
        page.close()


def _covered(page: Any) -> float:
    """The share of the page that its pictures take; a scan may come in strips."""
    width, height = page.get_size()
    whole = max(width * height, 1.0)
    taken = 0.0
    for number in range(min(raw.FPDFPage_CountObjects(page), MAX_OBJECTS)):
        thing = raw.FPDFPage_GetObject(page, number)
        if raw.FPDFPageObj_GetType(thing) in PICTURES:
            taken += min(_area(thing), whole)
    return float(taken / whole)


def _area(thing: Any) -> float:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(thing, left, bottom, right, top)
    return abs((right.value - left.value) * (top.value - bottom.value))
