"""Presentations: a slide is a page, its title a heading; tables row by row; the speaker's notes after the slide."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from chalicelib.adapters.extraction.normalise import clean, one_line
from chalicelib.adapters.extraction.ocr.recogniser import recogniser
from chalicelib.adapters.extraction.readers.archive import open_archive, relations
from chalicelib.adapters.extraction.readers.office.drawings import drawing_text, shape_text
from chalicelib.adapters.extraction.readers.office.ooxml import A, C, P, R, main_part, parse_part, parts_of
from chalicelib.adapters.extraction.readers.office.pictures import Beside, embedded, recognised_text
from chalicelib.adapters.extraction.readers.office.pptx_shapes import PICTURE, Layouts, placeholder
from chalicelib.adapters.extraction.readers.table_heads import Row
from chalicelib.adapters.extraction.readers.tables import MOST_REPEATED, table_text
from chalicelib.adapters.extraction.slicing import Block
from chalicelib.errors import DocumentError

_USUAL_PART = "ppt/presentation.xml"
_TITLES = ("title", "ctrTitle")
_REPEATED = ("sldNum", "dt", "ftr", "hdr")


def read(path: Path, at: Any) -> Iterator[Block]:
    """The blocks of a PPTX file, slide by slide in the order of the show; `at` is the number of slides read."""
    with open_archive(path, "pptx") as archive:
        slides = _slides(archive)
        layouts, pictures = Layouts(archive), Beside(archive)
        for number, part in enumerate(slides[at or 0 :], (at or 0) + 1):
            root = parse_part(archive, part)
            blocks = list(_slide(archive, part, layouts.shapes(root, part))) if root is not None else []
            if root is not None and blocks and recogniser().pictures:
                blocks = list(_slide(archive, part, layouts.shapes(root, part, pictures=True), pictures))
            unread = not blocks and root is not None and next(root.iter(P + "pic"), None) is not None
            if unread and (text := recognised_text(archive, part, root)):
                blocks, unread = [Block(text)], False
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
    part = main_part(archive, _USUAL_PART)
    root = parse_part(archive, part)
    parts = relations(archive, part)
    if root is None:
        raise DocumentError("unreadable", "This presentation is damaged. Please save it anew and upload it again.")
    ids = (entry.get(R + "id", "") for entry in root.iterfind(f"{P}sldIdLst/{P}sldId"))
    return [parts[key][1] for key in ids if key in parts]


def _slide(
    archive: zipfile.ZipFile, part: str, shapes: list[etree._Element], pictures: Beside | None = None
) -> Iterator[Block]:
    targets = {key: target for key, (_, target) in relations(archive, part).items()}
    shown = [targets.get(key, "") for shape in shapes if shape.tag == PICTURE for key in embedded(shape)]
    unread = set(pictures.new(shown)) if pictures else set()
    for shape in sorted(shapes, key=lambda shape: _kind(shape) not in _TITLES):
        if shape.tag == P + "graphicFrame":
            yield from map(Block, _frame(archive, shape, targets))
        elif shape.tag == PICTURE:
            for member in unread.intersection(targets.get(key, "") for key in embedded(shape)):
                unread.discard(member)
                yield Block(pictures.text(member) if pictures else "")
        else:
            yield from _shape(shape)
    beside = parts_of(archive, part)
    for notes in beside.get("notesSlide", []):
        yield from _notes(parse_part(archive, notes))
    for comments in beside.get("comments", []):
        yield from _comments(parse_part(archive, comments))


def _kind(shape: etree._Element) -> str:
    """The kind of the placeholder that the shape fills; empty if it fills none."""
    mark = placeholder(shape)
    return mark.get("type", "body") if mark is not None else ""


def _shape(shape: etree._Element) -> Iterator[Block]:
    kind = _kind(shape)
    if kind in _REPEATED:
        return
    text = shape_text(shape)
    if kind in _TITLES and (title := one_line(text)):
        yield Block(title + "\n\n", 1, title)
    elif text:
        yield Block(text + "\n\n")


def _frame(archive: zipfile.ZipFile, frame: etree._Element, targets: dict[str, str]) -> Iterator[str]:
    """The text of a table, chart or diagram."""
    for table in frame.iter(A + "tbl"):
        properties = table.find(A + "tblPr")
        heads = properties is not None and properties.get("firstRow") in ("1", "true")
        yield from table_text(_rows(table), int(heads))
    for node in frame.iter(C + "chart", "{*}relIds"):
        key = node.get(R + ("id" if node.tag == C + "chart" else "dm"), "")
        if text := clean(drawing_text(archive, targets.get(key, ""))):
            yield text


def _rows(table: etree._Element) -> Iterator[Row]:
    """Cells below a merged one have its text too."""
    above: dict[int, str] = {}
    for row in table.iterfind(A + "tr"):
        texts = []
        for column, cell in enumerate(row.iterfind(A + "tc")):
            text = shape_text(cell)
            if cell.get("vMerge") in ("1", "true"):
                text = text or above.get(column, "")
            elif cell.get("rowSpan") and len(text) <= MOST_REPEATED:
                above[column] = text
            texts.append(text)
        yield tuple(texts)


def _notes(root: etree._Element | None) -> Iterator[Block]:
    for shape in root.iter(P + "sp") if root is not None else ():
        if _kind(shape) == "body" and (text := shape_text(shape)):
            yield Block(f"Notes: {text}\n\n")


def _comments(root: etree._Element | None) -> Iterator[Block]:
    """Comments in the old form, and in the new one, which has replies in it."""
    for comment in root.iter("{*}cm", "{*}reply") if root is not None else ():
        body = comment.find("{*}txBody")
        text = shape_text(body) if body is not None else comment.findtext(P + "text") or ""
        if text := one_line(text):
            yield Block(f"Comment: {text}\n\n")
