"""Functions of PDFium that are called for each word or object of a page.

pypdfium2's take two thirds of their time to check and convert what is passed. These check nothing: a page or its text
is passed as `address` gives it, a letter or an object by its number, where results go by the `places` of `Results`.
"""

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw

raw: Any = pypdfium2.raw  # It has no types.


def _unchecked(name: str, result: Any) -> Any:
    """The function as it is in the library, with C's own conversions; it keeps Python's lock, since it is short."""
    return ctypes.PYFUNCTYPE(result)(ctypes.cast(getattr(raw, name), ctypes.c_void_p).value or 0)


def address(thing: Any) -> ctypes.c_void_p:
    """A page, or the text of one, for these functions; it must stay open as long as they are called."""
    return ctypes.cast(thing.raw, ctypes.c_void_p)


class Results:
    """So many numbers of one kind of `ctypes`, one after the other, which functions of PDFium fill in."""

    def __init__(self, kind: Any, count: int) -> None:
        numbers = (kind * count)()
        self.values: Callable[[], list[Any]] = memoryview(numbers).cast("B").cast(kind._type_).tolist
        self.places = [ctypes.byref(numbers, number * ctypes.sizeof(kind)) for number in range(count)]


char_angle = _unchecked("FPDFText_GetCharAngle", ctypes.c_float)
char_box = _unchecked("FPDFText_GetLooseCharBox", ctypes.c_int)
char_index = _unchecked("FPDFText_GetCharIndexFromTextIndex", ctypes.c_int)
fill_color = _unchecked("FPDFText_GetFillColor", ctypes.c_int)
font_info = _unchecked("FPDFText_GetFontInfo", ctypes.c_ulong)
font_size = _unchecked("FPDFText_GetFontSize", ctypes.c_double)
is_unmapped = _unchecked("FPDFText_HasUnicodeMapError", ctypes.c_int)
object_bounds = _unchecked("FPDFPageObj_GetBounds", ctypes.c_int)
object_kind = _unchecked("FPDFPageObj_GetType", ctypes.c_int)
page_object = _unchecked("FPDFPage_GetObject", ctypes.c_void_p)
render_mode = _unchecked("FPDFTextObj_GetTextRenderMode", ctypes.c_int)
text_object = _unchecked("FPDFText_GetTextObject", ctypes.c_void_p)
