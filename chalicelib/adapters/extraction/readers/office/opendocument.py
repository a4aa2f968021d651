"""OpenDocument texts and slides (ODT, ODP): headings, lists, tables, notes; a slide is a page. Nothing deleted."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from lxml import etree

from chalicelib.adapters.extraction.normalise import clean, one_line
from chalicelib.adapters.extraction.readers.archive import forget, open_archive, walk_member
from chalicelib.adapters.extraction.readers.tables import table_text
from chalicelib.adapters.extraction.slicing import Block

_CONTENT = "content.xml"
_CONTAINER_NAMES = """
    document-content body text presentation drawing section index-body table-of-content alphabetical-index
    bibliography illustration-index table-index user-index page
"""
_CONTAINERS = frozenset(_CONTAINER_NAMES.split())
_SKIPPED = frozenset(
    {"tracked-changes", "annotation", "annotation-end", "forms", "scripts", "automatic-styles", "desc"}
)
_DEEPEST = 60
_MOST_REPEATED = 100
_MOST_REPEATED_CHARACTERS = 500
_LEVELS = 9


def read(path: Path, _at: Any) -> Iterator[Block]:
    """The blocks of an ODT or ODP file."""
    with open_archive(path, "odt") as archive, archive.open(_CONTENT) as file:
        page = 0
        skipped: etree._Element | None = None
        for event, element in walk_member(file, ("{*}*",)):
            name = _name(element)
            if skipped is not None:
                skipped = None if event == "end" and element is skipped else skipped
            elif event == "start":
                page += name == "page"
                skipped = element if name in _SKIPPED else None
            elif name not in _CONTAINERS and _stands_alone(element):
                for block in _blocks(element, 0):
                    yield replace(block, page=page or None)
                forget(element)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _stands_alone(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and _name(parent) in _CONTAINERS and _name(parent) not in ("document-content", "body")


def _blocks(element: etree._Element, depth: int) -> Iterator[Block]:
    """The blocks of one element of the text's first level; of lists and boxes within it."""
    name = _name(element)
    if name in _SKIPPED or depth > _DEEPEST:
        return
    if name == "h" or (name == "frame" and element.get(_attribute(element, "presentation", "class")) == "title"):
        yield from _heading(element, name)
    elif name == "p":
        yield from _paragraph(element)
    elif name == "table":
        yield from map(Block, table_text(_rows(element)))
    elif name == "list":
        for item in element.iterchildren("{*}list-item", "{*}list-header"):
            text = _slide_text(item)
            if text:
                yield Block(f"- {text}\n")
            for inner in item.iterchildren("{*}list"):
                yield from _blocks(inner, depth + 1)
    elif name == "notes":
        yield from (
            replace(block, text="Notes: " + block.text) for block in _within(element, depth) if block.text.strip()
        )
    else:
        yield from _within(element, depth)


def _within(element: etree._Element, depth: int) -> Iterator[Block]:
    for child in element:
        yield from _blocks(child, depth + 1)


def _attribute(element: etree._Element, prefix: str, name: str) -> str:
    return f"{{{element.nsmap.get(prefix, '')}}}{name}"


def _heading(element: etree._Element, name: str) -> Iterator[Block]:
    level = element.get(_attribute(element, "text", "outline-level"), "1") if name == "h" else "1"
    lines = [element] if name == "h" else element.iter("{*}p")
    if title := one_line(" ".join(map(_text, lines))):
        yield Block(title + "\n\n", min(int(level), _LEVELS) if level.isdigit() and level != "0" else 1, title)


def _paragraph(element: etree._Element) -> Iterator[Block]:
    """A paragraph, its notes in brackets; boxes and tables that hang on it come after it."""
    if text := clean(_text(element)).strip():
        yield Block(text + "\n\n")
    for box in element.iter("{*}text-box"):
        yield from _within(box, _DEEPEST // 2)


def _slide_text(item: etree._Element) -> str:
    """The text of an item or a cell, without lists in it."""
    parts = (_text(child) for child in item.iterchildren("{*}p", "{*}h"))
    return one_line(" ".join(parts))


def _text(element: etree._Element) -> str:
    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, inner in walk:
        name = _name(inner)
        if event == "end":
            parts.append(")" if name == "note-body" else "")
            parts.append(inner.tail or "" if inner is not element else "")
        elif name in _SKIPPED or name in ("text-box", "table", "note-citation") or not name:
            walk.skip_subtree()
        else:
            parts.append(_before(inner, name))
            parts.append(inner.text or "")
    return "".join(parts)


def _before(element: etree._Element, name: str) -> str:
    if name == "s":
        count = element.get(_attribute(element, "text", "c"), "1")
        return " " * min(int(count) if count.isdigit() and len(count) < 4 else 1, _MOST_REPEATED)
    return {"tab": "\t", "line-break": "\n", "note-body": " ("}.get(name, "")


def _rows(table: etree._Element) -> Iterator[tuple[str, ...]]:
    """The rows; a cell merged over others is said once, and repeated cells as often as they stand there."""
    for row in table.iter("{*}table-row"):
        values: list[str] = []
        for cell in row.iterchildren("{*}table-cell", "{*}covered-table-cell"):
            text = one_line(" ".join(block.text for block in _within(cell, _DEEPEST // 2)))
            repeated = cell.get(_attribute(cell, "table", "number-columns-repeated"), "1")
            times = min(int(repeated) if repeated.isdigit() and len(repeated) < 6 else 1, _MOST_REPEATED)
            values += [text] * (times if times * len(text) <= _MOST_REPEATED_CHARACTERS else 1)
        yield tuple(values)
