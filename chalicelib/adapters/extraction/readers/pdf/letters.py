"""What PDFium knows of the letters on a PDF's page: their boxes, sizes and fonts, and whether a reader sees them."""

import ctypes
import math
import re
from collections.abc import Callable
from typing import Any

import pypdfium2.raw

from chalicelib.adapters.extraction.readers.pdf import calls
from chalicelib.adapters.extraction.readers.pdf.ground import FILLED, INVISIBLE, WHITE, Ground

raw: Any = pypdfium2.raw  # It has no types.

QUARTER = math.pi / 2
_BOLD_NAMES = re.compile(rb"bold|black|heavy", re.IGNORECASE)
Box = tuple[float, float, float, float]
"""Left, right, bottom, top in points."""


class TextPage:
    """What PDFium knows of a page's letters. `number` gives the number of a letter by its index in `units`."""

    def __init__(self, page: Any, text_page: Any, *, all_shown: bool = False) -> None:
        self._page, self._ground, self._all_shown = text_page, Ground(page), all_shown
        self._at = calls.address(text_page)
        self.hidden = self.unmapped = 0
        self.number: Callable[[int], int] = int
        self._corners, self._colour = calls.Results(ctypes.c_float, 4), calls.Results(ctypes.c_uint, 4)
        self._to_corners = self._corners.places[0]
        self._name, self._flags = ctypes.create_string_buffer(128), ctypes.c_int()
        self._thing, self._drawn = -1, (0.0, False)

    def units(self) -> str:
        """The page's text with one character for each of PDFium: pairs of surrogates stay apart."""
        count = self._page.count_chars()
        if count <= 0:
            return ""
        buffer = (ctypes.c_ushort * (count + 1))()
        written = raw.FPDFText_GetText(self._page, 0, count, buffer) - 1
        # Where the text leaves out letters of the page, their numbers are not those of its characters.
        self.number = int if written == count else self._looked_up
        text = bytes(buffer)[: written * 2].decode("utf-16-le", "surrogatepass")
        return text if len(text) == written else "".join(map(chr, buffer[:written]))

    def _looked_up(self, index: int) -> int:
        return int(calls.char_index(self._at, index))

    def box(self, number: int) -> Box:
        calls.char_box(self._at, number, self._to_corners)
        left, top, right, bottom = self._corners.values()
        return left, right, bottom, top

    def upright(self, number: int, turn: int) -> Box:
        """The box where it stands once the page is turned so that its letters are upright."""
        return turned(self.box(number), turn) if turn else self.box(number)

    def drawn(self, number: int) -> tuple[float, bool]:
        """The size of a letter, and whether it may be hidden; letters of one text object share both."""
        thing = calls.text_object(self._at, number) or 0
        if thing != self._thing:
            self._thing, self._drawn = thing, (calls.font_size(self._at, number), self._may_be_hidden(number, thing))
        return self._drawn

    def _may_be_hidden(self, number: int, thing: int) -> bool:
        """Whether the letter is not painted, white or without colour: what is under it decides."""
        mode = _mode(thing)
        if self._all_shown or mode in INVISIBLE:
            return not self._all_shown
        if mode not in FILLED or not calls.fill_color(self._at, number, *self._colour.places):
            return False
        red, green, blue, alpha = self._colour.values()
        return not alpha or min(red, green, blue) >= WHITE

    def hides(self, number: int) -> bool:
        """Whether nobody sees the letter, which may be hidden."""
        unpainted = _mode(calls.text_object(self._at, number) or 0) in INVISIBLE
        return self._ground.hides(self.box(number), unpainted=unpainted)

    def turn(self, number: int) -> int:
        """How often the letter is turned by a quarter clockwise."""
        return int(calls.char_angle(self._at, number) / QUARTER + 0.5) % 4

    def is_unmapped(self, number: int) -> bool:
        """Whether the font does not say which letter this is."""
        return bool(calls.is_unmapped(self._at, number) == 1)

    def is_bold(self, number: int) -> bool:
        calls.font_info(self._at, number, self._name, 128, ctypes.byref(self._flags))
        return bool(_BOLD_NAMES.search(self._name.value))


def _mode(thing: int) -> int:
    """How a text object is painted; letters that PDFium made up have none."""
    return int(calls.render_mode(ctypes.c_void_p(thing))) if thing else int(raw.FPDF_TEXTRENDERMODE_FILL)


def turned(box: Box, turn: int) -> Box:
    """The box after its page has been turned back by `turn` quarters."""
    left, right, bottom, top = box
    if turn == 0:
        return box
    if turn == 1:
        return -top, -bottom, left, right
    if turn == 2:
        return -right, -left, -top, -bottom
    return bottom, top, -right, -left
