"""What lies under the letters of a PDF's page: it tells which of them no reader can see."""

import ctypes
from typing import Any

import pypdfium2.raw

raw: Any = pypdfium2.raw  # It has no types.

WHITE = 250
"""A colour all of whose parts are at least this is white."""

MOST_OBJECTS = 2_000
MOST_LOOKS = 2_000
"""For more letters it is not looked up: they count as seen."""

PICTURES = (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM)
INVISIBLE = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
FILLED = (raw.FPDF_TEXTRENDERMODE_FILL, raw.FPDF_TEXTRENDERMODE_FILL_CLIP)
Box = tuple[float, float, float, float]


class Ground:
    """The boxes of a page's pictures and coloured areas, taken when the first letter asks for them."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self._boxes: list[tuple[bool, Box]] | None = None
        self._looks = 0

    def hides(self, box: Box, *, unpainted: bool) -> bool:
        """Whether nobody sees a letter at `box` that may be hidden.

        Letters that are not painted lie over the picture of a page whose text was recognised: then it shows them.
        White letters are seen on a picture or a coloured area.
        """
        self._looks += 1
        if self._looks > MOST_LOOKS:
            return False
        x, y = (box[0] + box[1]) / 2, (box[2] + box[3]) / 2
        return not any(
            left <= x <= right and bottom <= y <= top
            for is_picture, (left, right, bottom, top) in self._under()
            if is_picture or not unpainted
        )

    def _under(self) -> list[tuple[bool, Box]]:
        if self._boxes is None:
            count = min(raw.FPDFPage_CountObjects(self._page), MOST_OBJECTS)
            things = [raw.FPDFPage_GetObject(self._page, number) for number in range(count)]
            kinds = [(thing, raw.FPDFPageObj_GetType(thing)) for thing in things]
            self._boxes = [(kind in PICTURES, bounds(thing)) for thing, kind in kinds if self._shows(thing, kind)]
        return self._boxes

    def _shows(self, thing: Any, kind: int) -> bool:
        if kind != raw.FPDF_PAGEOBJ_PATH:
            return kind in PICTURES or kind == raw.FPDF_PAGEOBJ_SHADING
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(thing, fill, stroke)
        color = [ctypes.c_uint() for _ in range(4)]
        raw.FPDFPageObj_GetFillColor(thing, *color)
        return fill.value != raw.FPDF_FILLMODE_NONE and min(part.value for part in color[:3]) < WHITE


def bounds(thing: Any) -> Box:
    """Where a page object stands: left, right, bottom, top, in points."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(thing, left, bottom, right, top)
    return left.value, right.value, bottom.value, top.value
