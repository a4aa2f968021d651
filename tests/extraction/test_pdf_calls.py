"""PDFium's functions as the reader calls them give what pypdfium2's give."""

import ctypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw
import pytest

from chalicelib.adapters.extraction.readers.pdf import calls
from tests.extraction.hostile import SAMPLE
from tests.extraction.samples import as_bytes

pdfium: Any = pypdfium2  # It has no types.
raw: Any = pypdfium2.raw


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Any]:
    document = pdfium.PdfDocument(as_bytes("pdf", SAMPLE, tmp_path))
    yield document[0]
    document.close()


@pytest.fixture
def text_page(page: Any) -> Iterator[Any]:
    text_page = page.get_textpage()
    yield text_page
    text_page.close()


def test_calls_for_letters_give_what_pypdfium2_gives(text_page: Any) -> None:
    at, corners, box = calls.address(text_page), calls.Results(ctypes.c_float, 4), raw.FS_RECTF()
    assert text_page.count_chars() > 100
    for number in range(text_page.count_chars()):
        assert calls.font_size(at, number) == raw.FPDFText_GetFontSize(text_page, number)
        assert calls.char_angle(at, number) == raw.FPDFText_GetCharAngle(text_page, number)
        assert calls.is_unmapped(at, number) == raw.FPDFText_HasUnicodeMapError(text_page, number)
        assert calls.char_index(at, number) == raw.FPDFText_GetCharIndexFromTextIndex(text_page, number)
        assert calls.char_box(at, number, *corners.places[:1]) == raw.FPDFText_GetLooseCharBox(text_page, number, box)
        assert corners.values() == [box.left, box.top, box.right, box.bottom]


def test_colours_and_fonts_are_what_pypdfium2_gives(text_page: Any) -> None:
    at, colour, expected = calls.address(text_page), calls.Results(ctypes.c_uint, 4), [ctypes.c_uint() for _ in "rgba"]
    names, flags = [ctypes.create_string_buffer(128) for _ in "ab"], ctypes.c_int()
    for number in range(text_page.count_chars()):
        assert calls.fill_color(at, number, *colour.places) == raw.FPDFText_GetFillColor(text_page, number, *expected)
        assert colour.values() == [part.value for part in expected]
        calls.font_info(at, number, names[0], 128, ctypes.byref(flags))
        raw.FPDFText_GetFontInfo(text_page, number, names[1], 128, flags)
        assert names[0].value == names[1].value


def test_objects_are_those_that_pypdfium2_gives(page: Any, text_page: Any) -> None:
    at, corners = calls.address(page), calls.Results(ctypes.c_float, 4)
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for number in range(raw.FPDFPage_CountObjects(page)):
        thing, expected = ctypes.c_void_p(calls.page_object(at, number)), raw.FPDFPage_GetObject(page, number)
        assert calls.object_kind(thing) == raw.FPDFPageObj_GetType(expected)
        assert calls.render_mode(thing) == raw.FPDFTextObj_GetTextRenderMode(expected)
        calls.object_bounds(thing, *corners.places)
        raw.FPDFPageObj_GetBounds(expected, left, bottom, right, top)
        assert corners.values() == [left.value, bottom.value, right.value, top.value]
    first = ctypes.cast(raw.FPDFText_GetTextObject(text_page, 0), ctypes.c_void_p)
    assert calls.text_object(calls.address(text_page), 0) == first.value
