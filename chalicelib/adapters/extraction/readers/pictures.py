"""Pictures of text: PNG, JPEG, WebP and TIFF, whose pages come one after the other."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

from chalicelib.adapters.extraction.ocr.recogniser import recogniser
from chalicelib.adapters.extraction.ocr.rendering import PICTURES
from chalicelib.adapters.extraction.readers.pdf.reader import blocks_of
from chalicelib.adapters.extraction.readers.pdf.scans import lines_of
from chalicelib.adapters.extraction.slicing import Block
from chalicelib.errors import DocumentError

MOST_PIXELS = 100_000_000
"""Of one picture: as many as a sheet of A3 has at 700 dots an inch."""

MOST_PAGES = 10_000
DAMAGED = "This picture is damaged. Please save it anew and upload it again."
UNREAD = (
    "This picture could not be read: it is damaged, or takes too much time or memory. Please save it anew, perhaps "
    "smaller, and upload it again."
)


def read(path: Path, at: Any) -> Iterator[Block]:
    """The blocks of a picture; `at` is the number of pages read."""
    total = _pages(path)
    for index in range(at or 0, total):
        page = recogniser().read_picture(path, index) if recogniser().is_on else None
        if page is None and total == 1 and recogniser().is_on:
            raise DocumentError("unreadable", UNREAD)
        if page and page.lines:
            yield from blocks_of(lines_of(page), index, total)
        unread = page is None or not (page.lines or page.blank)
        yield Block("", page=index + 1, at=index + 1, done=index + 1, total=total, unread=unread)


def _pages(path: Path) -> int:
    """How many pages there are: one, but for a TIFF. Raises DocumentError for what is no picture or a huge one."""
    try:
        with Image.open(path, formats=PICTURES) as image:
            if image.width * image.height > MOST_PIXELS:
                raise DocumentError(
                    "too_complex",
                    f"This picture has over {MOST_PIXELS // 10**6} million pixels. Please save it smaller.",
                )
            return _frames(image) if image.format == "TIFF" else 1
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise DocumentError("unreadable", DAMAGED) from error


def _frames(image: Image.Image) -> int:
    for number in range(1, MOST_PAGES):
        try:
            image.seek(number)
        except EOFError:
            return number
    return MOST_PAGES
