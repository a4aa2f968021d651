"""Letters that PDFium passes over: each drawn by itself, in a font that is neither in the file nor on this machine.

Such a letter has no shape, so what is drawn has no width, and PDFium's text leaves it out. Chinese, Japanese and Korean
files without their fonts are written so where lines run down or letters are set wide.
"""

import ctypes
from collections.abc import Iterable
from typing import Any

import pypdfium2.raw

from chalicelib.adapters.extraction.readers.pdf import calls

raw: Any = pypdfium2.raw  # It has no types.

SAMPLE = 200
"""Objects of a page that are looked at first: mostly they tell that the page's letters have shapes."""

MOST_OBJECTS = 20_000
LEAST_WIDTH = 0.01
"""Points; PDFium leaves out what is narrower."""


def text_page_of(page: Any) -> Any:
    """PDFium's text of a page, letters without a shape among it if they are the most; the caller closes it."""
    text_page = page.get_textpage()
    letters = text_page.count_chars()
    count = raw.FPDFPage_CountObjects(page)
    if letters >= count:
        return text_page
    sample = range(0, count, max(count // SAMPLE, 1))
    if len(_flat_texts(page, sample)) * count <= letters * len(sample):
        return text_page  # What is flat are blanks, which have no shape either.
    text_page.close()
    return _read_widened(page, _flat_texts(page, range(min(count, MOST_OBJECTS))))


def _flat_texts(page: Any, numbers: Iterable[int]) -> list[ctypes.c_void_p]:
    """The texts without width among the objects of a page with these numbers."""
    at, corners = calls.address(page), calls.Results(ctypes.c_float, 4)
    texts = []
    for number in numbers:
        thing = ctypes.c_void_p(calls.page_object(at, number))
        if calls.object_kind(thing) == raw.FPDF_PAGEOBJ_TEXT and calls.object_bounds(thing, *corners.places):
            left, _, right, _ = corners.values()
            if abs(right - left) < LEAST_WIDTH:
                texts.append(thing)
    return texts


def _read_widened(page: Any, texts: list[ctypes.c_void_p]) -> Any:
    """PDFium's text of a page on which `texts` are as wide as the pen.

    PDFium counts the pen in when a text that is painted by lines is moved, be it by nothing.
    """
    unmoved = raw.FS_MATRIX(1, 0, 0, 1, 0, 0)
    things = [ctypes.cast(text, raw.FPDF_PAGEOBJECT) for text in texts]
    modes = [raw.FPDFTextObj_GetTextRenderMode(thing) for thing in things]
    for thing in things:
        raw.FPDFTextObj_SetTextRenderMode(thing, raw.FPDF_TEXTRENDERMODE_STROKE)
        raw.FPDFPageObj_TransformF(thing, unmoved)
    text_page = page.get_textpage()
    for thing, mode in zip(things, modes, strict=True):
        raw.FPDFTextObj_SetTextRenderMode(thing, mode)
    return text_page
