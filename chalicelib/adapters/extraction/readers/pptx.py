"""Presentations: a slide is a page, its title a heading; tables row by row; the speaker's notes after the slide."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from chalicelib.adapters.extraction.normalise import clean, one_line
from chalicelib.adapters.extraction.readers.archive import open_archive, parse_member, relations
from chalicelib.adapters.extraction.readers.tables import table_text
from chalicelib.adapters.extraction.slicing import Block
from chalicelib.errors import DocumentError

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PART = "ppt/presentation.xml"
_TITLES = ("title", "ctrTitle")
_REPEATED = ("sldNum", "dt", "ftr", "hdr")
MAX_SLIDES = 5_000


def read(path: Path, at: Any) -> Iterator[Block]:
    """The blocks of a PPTX file, slide by slide in the order of the show; `at` is the number of slides read."""
    with open_archive(path, "pptx") as archive:
        slides = _slides(archive)
        if len(slides) > MAX_SLIDES:
            raise DocumentError("too_complex", f"This presentation has over {MAX_SLIDES} slides. Please split it.")
        for number, part in enumerate(slides[at or 0 :], (at or 0) + 1):
            root = parse_member(archive, part)
            blocks = list(_slide(archive, part, root, number)) if root is not None else []
            unread = not blocks and root is not None and next(root.iter(_P + "pic"), None) is not None
            yield _joined(blocks, number, len(slides), unread=unread)


def _joined(blocks: list[Block], number: int, total: int, *, unread: bool) -> Block:
    """A slide as one block: slides are small, and a page's heading is its title."""
    title = next((block for block in blocks if block.title), None)
    return Block(
        "".join(block.text for block in blocks),
        level=1 if title else 0,
        title=title.title if title else "",
        page=number,
        at=number,
        done=number,
        total=total,
        unread=unread,
    )


def _slides(archive: zipfile.ZipFile) -> list[str]:
    root = parse_member(archive, _PART)
    parts = relations(archive, _PART)
    if root is None:
        raise DocumentError("unreadable", "This presentation is damaged. Please save it anew and upload it again.")
    ids = (entry.get(_R + "id", "") for entry in root.iterfind(f"{_P}sldIdLst/{_P}sldId"))
    return [parts[key][1] for key in ids if key in parts]


def _slide(archive: zipfile.ZipFile, part: str, root: etree._Element, number: int) -> Iterator[Block]:
    shapes = [shape for shape in root.iter(_P + "sp", _P + "graphicFrame") if not _is_fallback(shape)]
    shapes.sort(key=lambda shape: _placeholder(shape) not in _TITLES)
    for shape in shapes:
        yield from _shape(shape, number)
    for kind, target in relations(archive, part).values():
        if kind == "notesSlide":
            yield from _notes(parse_member(archive, target), number)


def _is_fallback(shape: etree._Element) -> bool:
    return next(shape.iterancestors(_FALLBACK), None) is not None


def _placeholder(shape: etree._Element) -> str:
    placeholder = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
    return placeholder.get("type", "body") if placeholder is not None else ""


def _shape(shape: etree._Element, number: int) -> Iterator[Block]:
    kind = _placeholder(shape)
    if kind in _REPEATED:
        return
    if shape.tag == _P + "graphicFrame":
        for table in shape.iter(_A + "tbl"):
            rows = (tuple(_text(cell) for cell in row.iterfind(_A + "tc")) for row in table.iterfind(_A + "tr"))
            yield from (Block(group, page=number) for group in table_text(rows))
    elif kind in _TITLES and (title := one_line(_text(shape))):
        yield Block(title + "\n\n", 1, title, number)
    elif text := _text(shape):
        yield Block(text + "\n\n", page=number)


def _notes(root: etree._Element | None, number: int) -> Iterator[Block]:
    for shape in root.iter(_P + "sp") if root is not None else ():
        if _placeholder(shape) == "body" and (text := _text(shape)):
            yield Block(f"Notes: {text}\n\n", page=number)


def _text(element: etree._Element) -> str:
    lines = []
    for paragraph in element.iter(_A + "p"):
        parts = ("\n" if node.tag == _A + "br" else node.text or "" for node in paragraph.iter(_A + "t", _A + "br"))
        lines.append("".join(parts))
    return clean("\n".join(lines)).strip()
