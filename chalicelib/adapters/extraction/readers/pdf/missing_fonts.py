"""Letters that PDFium passes over: each drawn by itself, in a font that is neither in the file nor on this machine.

Such a letter has no shape, so what is drawn has no width, and PDFium's text leaves it out. Chinese, Japanese and Korean
files without their fonts are written so where lines run down or letters are set wide.
"""

from typing import Any

import pypdfium2.raw

from chalicelib.adapters.extraction.readers.pdf.ground import bounds

raw: Any = pypdfium2.raw  # It has no types.

MOST_OBJECTS = 20_000
"""Objects of a page that are looked through."""

LEAST_WIDTH = 0.01
"""Points; PDFium leaves out what is narrower."""


def text_page_of(page: Any) -> Any:
    """PDFium's text of a page, letters without a shape among it if they are the most; the caller closes it."""
    text_page = page.get_textpage()
    letters = text_page.count_chars()
    if letters >= raw.FPDFPage_CountObjects(page):
        return text_page
    flat = _flat_texts(page)
    if len(flat) <= letters:
        return text_page  # Blanks, which have no shape either.
    text_page.close()
    return _read_widened(page, flat)


def _flat_texts(page: Any) -> list[Any]:
    """The texts of a page that have no width."""
    count = min(raw.FPDFPage_CountObjects(page), MOST_OBJECTS)
    things = (raw.FPDFPage_GetObject(page, number) for number in range(count))
    return [thing for thing in things if raw.FPDFPageObj_GetType(thing) == raw.FPDF_PAGEOBJ_TEXT and _is_flat(thing)]


def _read_widened(page: Any, texts: list[Any]) -> Any:
    """PDFium's text of a page on which `texts` are as wide as the pen.

    PDFium counts the pen in when a text that is painted by lines is moved, be it by nothing.
    """
    unmoved = raw.FS_MATRIX(1, 0, 0, 1, 0, 0)
    modes = [raw.FPDFTextObj_GetTextRenderMode(text) for text in texts]
    for text in texts:
        raw.FPDFTextObj_SetTextRenderMode(text, raw.FPDF_TEXTRENDERMODE_STROKE)
        raw.FPDFPageObj_TransformF(text, unmoved)
    text_page = page.get_textpage()
    for text, mode in zip(texts, modes, strict=True):
        raw.FPDFTextObj_SetTextRenderMode(text, mode)
    return text_page


def _is_flat(thing: Any) -> bool:
    left, right, _, _ = bounds(thing)
    return abs(right - left) < LEAST_WIDTH
