"""Slides that are nothing but pictures, as scanned handouts are: the text that is recognised on them."""

import tempfile
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from chalicelib.adapters.extraction.ocr.recogniser import recogniser
from chalicelib.adapters.extraction.picture_formats import picture_kind
from chalicelib.adapters.extraction.readers.archive import relations
from chalicelib.adapters.extraction.readers.office.ooxml import A, P, R
from chalicelib.adapters.extraction.readers.pdf.reader import blocks_of
from chalicelib.adapters.extraction.readers.pdf.scans import lines_of

MOST_PICTURES = 8
"""Of one slide."""

MOST_BYTES = 50 << 20


def recognised_text(archive: zipfile.ZipFile, part: str, root: Any) -> str:
    """The text on the pictures of a slide, in the order of the file; nothing where recognition is off."""
    if not recogniser().is_on:
        return ""
    parts = relations(archive, part)
    keys = (blip.get(R + "embed", "") for picture in root.iter(P + "pic") for blip in picture.iter(A + "blip"))
    members = [parts[key][1] for key in islice(keys, MOST_PICTURES) if key in parts]
    return "".join(text for member in members for text in _texts(archive, member))


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
