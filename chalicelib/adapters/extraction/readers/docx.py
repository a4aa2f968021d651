"""Word documents: paragraphs, headings, lists, tables, text boxes and notes, read as a stream."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from chalicelib.adapters.extraction.normalise import clean, one_line
from chalicelib.adapters.extraction.readers.archive import (
    forget,
    open_archive,
    parse_member,
    relations,
    walk_member,
)
from chalicelib.adapters.extraction.readers.tables import table_text
from chalicelib.adapters.extraction.slicing import Block

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {_W + "tab": "\t", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "-"}
_DEFAULT_PART = "word/document.xml"
_NOTE_KINDS = ("footnotes", "endnotes")


def read(path: Path, _at: Any) -> Iterator[Block]:
    """The blocks of a DOCX file. A DOCX has no pages of its own: the program that shows it makes them."""
    with open_archive(path, "docx") as archive:
        part = _main_part(archive)
        parts = dict(relations(archive, part).values())
        styles = _Styles(parse_member(archive, parts.get("styles", "word/styles.xml")))
        with archive.open(part) as file:
            yield from _body(file, styles)
        for kind in _NOTE_KINDS:
            if kind in parts and parts[kind] in archive.namelist():
                with archive.open(parts[kind]) as file:
                    yield from _body(file, styles)


def _main_part(archive: zipfile.ZipFile) -> str:
    part = dict(relations(archive, "x").values()).get("officeDocument")
    return part if part in archive.namelist() and part else _DEFAULT_PART


class _Styles:
    """What a paragraph style means: its heading level (0: none), whether it is a list's."""

    def __init__(self, root: etree._Element | None) -> None:
        styles = root.iterfind(_W + "style") if root is not None else iter(())
        self._by_id = {style.get(_W + "styleId", ""): style for style in styles}

    def level(self, style_id: str | None) -> int:
        for style in self._line(style_id):
            name = _value(style.find(_W + "name")).lower()
            if name == "title":
                return 1
            if name.startswith("heading ") and name[8:].isdigit():
                return int(name[8:])
            outline = style.find(f"{_W}pPr/{_W}outlineLvl")
            if outline is not None:
                return _outline_level(outline)
        return 0

    def is_list(self, style_id: str | None) -> bool:
        return any(style.find(f"{_W}pPr/{_W}numPr") is not None for style in self._line(style_id))

    def _line(self, style_id: str | None) -> Iterator[etree._Element]:
        """The style and those it is based on; a circle among them ends it."""
        seen: set[str] = set()
        while style_id and style_id not in seen and (style := self._by_id.get(style_id)) is not None:
            seen.add(style_id)
            yield style
            style_id = _value(style.find(_W + "basedOn"))


def _value(element: etree._Element | None) -> str:
    return element.get(_W + "val", "") if element is not None else ""


def _outline_level(element: etree._Element) -> int:
    """Word counts outline levels from 0; 9 is body text."""
    value = _value(element)
    return int(value) + 1 if value.isdigit() and int(value) < 9 else 0


def _body(file: Any, styles: _Styles) -> Iterator[Block]:
    """A block for each outermost paragraph, some for each outermost table."""
    depth = 0
    for event, element in walk_member(file, (_W + "p", _W + "tbl")):
        depth += 1 if event == "start" else -1
        if event == "end" and depth == 0:
            if element.tag == _W + "p":
                yield from _paragraph(element, styles)
            else:
                yield from (Block(group) for group in table_text(_rows(element)))
            forget(element)


def _paragraph(paragraph: etree._Element, styles: _Styles) -> Iterator[Block]:
    text = clean(_text(paragraph)).strip()
    if not text:
        return
    properties = paragraph.find(_W + "pPr")
    style = _value(properties.find(_W + "pStyle")) if properties is not None else ""
    outline = properties.find(_W + "outlineLvl") if properties is not None else None
    level = _outline_level(outline) if outline is not None else styles.level(style)
    if level:
        title = one_line(text)
        yield Block(title + "\n\n", level, title)
    elif styles.is_list(style) or (properties is not None and properties.find(_W + "numPr") is not None):
        yield Block(f"- {text}\n")
    else:
        yield Block(text + "\n\n")


def _text(element: etree._Element) -> str:
    """What the element shows: no deleted or hidden text, no second form of the same drawing."""
    parts: list[str] = []
    skipping: etree._Element | None = None
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if skipping is not None:
            skipping = None if event == "end" and node is skipping else skipping
        elif event == "start" and (node.tag == _FALLBACK or (node.tag == _W + "r" and _is_hidden(node))):
            skipping = node
        elif event == "start" and node.tag == _W + "t":
            parts.append(node.text or "")
        elif event == "start" and node.tag in _BREAKS and node.getparent().tag == _W + "r":
            parts.append(_BREAKS[node.tag])
        elif event == "start" and node.tag == _W + "p" and parts:
            parts.append("\n")
    return "".join(parts)


def _is_hidden(run: etree._Element) -> bool:
    vanish = run.find(f"{_W}rPr/{_W}vanish")
    return vanish is not None and _value(vanish) not in ("0", "false", "off")


def _rows(table: etree._Element) -> Iterator[tuple[str, ...]]:
    for row in table.iterchildren(_W + "tr", _W + "sdt", _W + "ins"):
        cells = [cell for cell in row.iter(_W + "tc") if _is_of(cell, table)]
        yield tuple(_text(cell) for cell in cells)


def _is_of(cell: etree._Element, table: etree._Element) -> bool:
    """A cell of this very table, not of one nested in it (whose text its outer cell holds already)."""
    return next(cell.iterancestors(_W + "tbl")) is table
