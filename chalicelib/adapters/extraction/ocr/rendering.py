"""Pages and pictures as grey levels, of a size that Tesseract reads well and that fits into memory."""

import math
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pypdfium2
import pypdfium2.raw
from PIL import Image, ImageOps

from chalicelib.adapters.extraction.ocr.upright import Pixels

pdfium: Any = pypdfium2  # It has no types.
raw: Any = pypdfium2.raw

LEAST_DPI, MOST_DPI = 200, 300
"""A page is drawn as finely as its largest picture is, within these bounds."""

MOST_PIXELS = 12_000_000
"""Larger pages are drawn more coarsely: A4 has 8.7 million at 300 dpi."""

SHOWN_PIXELS = 1_568
"""Of the longer side of a page that is shown to a model: models bring larger ones to this size (Claude's documentation
of vision), and Bedrock takes 3.75 MB."""

MOST_OBJECTS = 200
PICTURES = ("PNG", "JPEG", "TIFF", "WEBP")
"""What Pillow may open: no other decoder of it is reached."""

FEW_PIXELS, MOST_ENLARGED = 2_000_000, 3.0
"""Smaller pictures, as of a screen, are enlarged: Tesseract reads letters of 20 pixels and more best."""


class Drawn(NamedTuple):
    pixels: Pixels
    dpi: int


def drawn_page(path: Path, index: int) -> Drawn:
    """Page `index` (from 0) of a PDF as a reader shows it. Raises PdfiumError."""
    document = pdfium.PdfDocument(path)
    if document.get_formtype() != raw.FORMTYPE_NONE:
        document.init_forms()
    page = document[index]
    inches = [max(side, 1.0) / 72 for side in page.get_size()]
    dpi = min(_dpi(page), math.sqrt(MOST_PIXELS / (inches[0] * inches[1])))
    bitmap = page.render(scale=dpi / 72, grayscale=True, limit_image_cache=True)
    pixels = np.array(bitmap.to_numpy(), dtype=np.uint8).reshape(bitmap.height, bitmap.width)
    page.close()
    document.close()
    return Drawn(pixels, round(dpi))


def drawn_picture(path: Path, index: int) -> Drawn:
    """Page `index` (from 0) of a picture as a browser shows it: turned as it says itself, on white.

    Raises what Pillow raises for a damaged picture: OSError, SyntaxError, ValueError, EOFError.
    """
    with Image.open(path, formats=PICTURES) as image:
        if image.format == "JPEG":
            side = math.ceil(math.sqrt(MOST_PIXELS))
            image.draft("L", (side, side))  # Decoded at no more than about that size.
        image.seek(index)
        grey = _grey(ImageOps.exif_transpose(image))
    pixels = grey.width * grey.height
    factor = min(math.sqrt(MOST_PIXELS / pixels), 1.0)
    if pixels < FEW_PIXELS:
        factor = min(math.sqrt(FEW_PIXELS / pixels), MOST_ENLARGED)
    if factor != 1.0:
        size = max(round(grey.width * factor), 1), max(round(grey.height * factor), 1)
        grey = grey.resize(size, Image.Resampling.BICUBIC)
    return Drawn(np.asarray(grey, dtype=np.uint8), LEAST_DPI)


def png(drawn: Drawn) -> bytes:
    """As a PNG file of at most `SHOWN_PIXELS` a side."""
    picture = Image.fromarray(drawn.pixels)
    picture.thumbnail((SHOWN_PIXELS, SHOWN_PIXELS), Image.Resampling.LANCZOS)
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def _grey(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image)
        image = ground
    return image.convert("L")


def _dpi(page: Any) -> float:
    """The dots an inch of the page's largest picture."""
    finest, largest = float(LEAST_DPI), 0.0
    for number in range(min(raw.FPDFPage_CountObjects(page), MOST_OBJECTS)):
        thing = raw.FPDFPage_GetObject(page, number)
        if raw.FPDFPageObj_GetType(thing) == raw.FPDF_PAGEOBJ_IMAGE:
            picture = pdfium.PdfImage(thing, page=page)
            left, bottom, right, top = picture.get_bounds()
            area = (right - left) * (top - bottom)
            if area > largest:
                width, height = picture.get_px_size()
                finest, largest = math.sqrt(width * height / area) * 72, area
    return min(max(finest, LEAST_DPI), MOST_DPI)
