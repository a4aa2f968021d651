"""Text that is recognised on the pictures of Office files."""

import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

from chalicelib.adapters.extraction.ocr.recogniser import recogniser
from chalicelib.adapters.extraction.ocr.rendering import PICTURES
from chalicelib.adapters.extraction.picture_formats import picture_kind
from chalicelib.adapters.extraction.readers.archive import relations
from chalicelib.adapters.extraction.readers.office.ooxml import A, P, R
from chalicelib.adapters.extraction.readers.pdf.reader import blocks_of
from chalicelib.adapters.extraction.readers.pdf.scans import lines_of

MOST_PICTURES = 8
"""Of a slide that is nothing but pictures."""

MOST_BYTES = 50 << 20
LEAST_PIXELS = 40_000
"""A picture beside text that has fewer is a sign or a logo."""


def recognised_text(archive: zipfile.ZipFile, part: str, root: Any) -> str:
    """The text on the pictures of a slide, in the order of the file; nothing where recognition is off."""
    if not recogniser().is_on:
        return ""
    parts = relations(archive, part)
    keys = (key for picture in root.iter(P + "pic") for key in embedded(picture))
    members = [parts[key][1] for key in islice(keys, MOST_PICTURES) if key in parts]
    return "".join(text for member in members for text in _texts(archive, member))


def embedded(element: Any) -> Iterator[str]:
    """The ids of the pictures in an element."""
    return (blip.get(R + "embed", "") for blip in element.iter(A + "blip"))


class Beside:
    """Pictures that stand beside text, each read once in a document; `recogniser().pictures` of one place."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._known: set[str] = set()

    def new(self, members: Iterable[str]) -> list[str]:
        """Those of the members of the archive, in order, that are to be read."""
        unknown = [member for member in dict.fromkeys(members) if member not in self._known]
        chosen = [member for member in unknown if _is_large(self._archive, member)][: recogniser().pictures]
        self._known.update(chosen)
        return chosen

    def text(self, member: str) -> str:
        """What is written on a picture, marked as such: empty if nothing is, else closed by an empty line."""
        text = "\n".join(part.strip() for part in _texts(self._archive, member))
        return f"Picture: {text}\n\n" if text else ""


def _is_large(archive: zipfile.ZipFile, member: str) -> bool:
    try:
        with archive.open(member) as file, Image.open(BytesIO(file.read(MOST_BYTES)), formats=PICTURES) as image:
            return image.width * image.height >= LEAST_PIXELS
    except (KeyError, UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return False


def _texts(archive: zipfile.ZipFile, member: str) -> Iterator[str]:
    if member not in archive.namelist() or archive.getinfo(member).file_size > MOST_BYTES:
        return
    data = archive.read(member)
    if picture_kind(data[:16]) is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture"
        path.write_bytes(data)
        page = recogniser().read_picture(path, 0)
    if page and page.lines:
        yield from (block.text for block in blocks_of(lines_of(page), 0, 1))
