"""HTML as a person sees it: headings, paragraphs, lists, tables row by row; nothing hidden, no menus."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from chalicelib.adapters.extraction.normalise import clean, one_line
from chalicelib.adapters.extraction.readers.encodings import decode
from chalicelib.adapters.extraction.readers.tables import table_text
from chalicelib.adapters.extraction.readers.web.html_lists import numbers
from chalicelib.adapters.extraction.readers.web.html_parts import HEADINGS, is_navigation, is_skipped, left_out
from chalicelib.adapters.extraction.readers.web.html_tables import is_data, table_rows
from chalicelib.adapters.extraction.readers.web.mathml import math_text, tex
from chalicelib.adapters.extraction.slicing import Block
from chalicelib.errors import DocumentError

_TOO_DEEP = 114
"""libxml2's XML_ERR_RESOURCE_LIMIT, which lxml does not name yet: over 2,048 elements deep."""

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w:.-]+)""", re.I)
_DECLARED_WITHIN_BYTES = 2048
_BLOCK_NAMES = """
    address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hgroup hr html li main ol p pre section summary table ul caption
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_APART = frozenset({"label", "textarea", "input", "option"})
_FIELDS = frozenset({"text", "email", "tel", "url", "number", "date", "time", "datetime-local", "month", "week", ""})
_FILE_NAME = re.compile(r"\S+\.(?:png|jpe?g|gif|svg|webp|bmp|tiff?)", re.I)


def read(path: Path, _at: Any) -> Iterator[Block]:
    """The blocks of an HTML file."""
    yield from html_blocks(html_text(path.read_bytes()), titled=True)


def html_text(data: bytes, declared: str | None = None) -> str:
    """A page as text. What the mail around it has declared goes before what the page says itself."""
    itself = _DECLARED.search(data[:_DECLARED_WITHIN_BYTES])
    return decode(data, declared or (itself[1].decode("ascii") if itself else None))


def html_blocks(text: str, titled: bool = False) -> Iterator[Block]:
    """The blocks of an HTML text; `titled`: its <title> is its heading where it has no other of the first level.

    Raises DocumentError `too_complex` if its elements nest too deep.
    """
    root = _parse(clean(text))
    if root is not None:
        if titled and next(root.iter("h1"), None) is None and (title := one_line(root.findtext(".//title") or "")):
            yield Block(title + "\n\n", 1, title)
        yield from Walker(root, left_out(root)).blocks()


def _parse(text: str) -> etree._Element | None:
    """The root; None for an empty text. A tree that the parser gave up on in the middle is not let through."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError:
        root = None
    for entry in parser.error_log:
        if entry.type == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError
        if entry.type == _TOO_DEEP:
            raise DocumentError("too_complex", "The elements of this page nest too deep. Please save it as text.")
    return root


class Walker:
    """Goes through the elements in document order without recursion, gathering the text of one block at a time.

    `out` is navigation, which is not read; None where the page is about nothing else.
    """

    def __init__(self, root: etree._Element, out: frozenset[etree._Element] | None = frozenset()) -> None:
        self._root, self._out = root, out
        self._parts: list[str] = []
        self._level = self._pre = 0
        self._mark = ""
        self._numbers: dict[etree._Element, Iterator[str]] = {}

    def blocks(self) -> Iterator[Block]:
        walk = etree.iterwalk(self._root, events=("start", "end"))
        for event, element in walk:
            name = element.tag if isinstance(element.tag, str) else ""
            if event == "end":
                yield from self._end(element, name)
            elif self._is_out(element, name):
                walk.skip_subtree()
            elif name == "math":
                self._parts.append(math_text(element))
                walk.skip_subtree()
            elif name == "table" and is_data(element, tuple(HEADINGS)):
                yield from self._flush()
                yield from _table(element)
                walk.skip_subtree()
            else:
                yield from self._start(element, name)
        yield from self._flush()

    def _is_out(self, element: etree._Element, name: str) -> bool:
        if name == "script" and (element.get("type") or "").startswith("math/tex"):
            self._parts.append(tex(element.text or ""))
        if self._out is not None and (element in self._out or is_navigation(element, name)):
            return True
        return is_skipped(element, name)

    def _start(self, element: etree._Element, name: str) -> Iterator[Block]:
        if name in _BLOCKS:
            yield from self._flush()
        self._level = HEADINGS.get(name, self._level)
        if name == "li":
            self._mark = self._marked(element)
        self._pre += name == "pre"
        if name == "br" or name in _APART:
            self._parts.append("\n")
        if name in ("img", "input"):
            self._say(_shown(element, name))
        elif name == "sup":
            self._raise(element)
        self._say(element.text)

    def _end(self, element: etree._Element, name: str) -> Iterator[Block]:
        if name in _BLOCKS:
            yield from self._flush()
        if name in HEADINGS:
            self._level = 0
        if name == "li":
            self._mark = ""
        self._pre -= name == "pre" and self._pre > 0
        if name in ("td", "th"):
            self._parts.append(" ")
        elif name == "tr" or name in _APART:
            self._parts.append("\n")
        if element is not self._root:
            self._say(element.tail)

    def _say(self, text: str | None) -> None:
        if text:
            self._parts.append(text if self._pre else re.sub(r"\s+", " ", text))

    def _raise(self, element: etree._Element) -> None:
        """A raised number is no part of what stands before it: an exponent or the mark of a note."""
        before = self._parts[-1] if self._parts else ""
        if before[-1:].isalnum() and "".join(map(str, element.itertext())).strip()[:1].isdigit():
            self._parts.append(" " if next(element.iter("a"), None) is not None else "^")

    def _marked(self, item: etree._Element) -> str:
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return "- "
        if parent not in self._numbers or item.get("value"):
            self._numbers[parent] = numbers(parent, item.get("value"))
        return next(self._numbers[parent])

    def _flush(self) -> Iterator[Block]:
        text, self._parts = "".join(self._parts), []
        text = text.strip("\n") if self._pre else re.sub(r"[ \n]*\n[ \n]*", "\n", re.sub(r" +", " ", text)).strip()
        if not text.strip():
            return
        mark, self._mark = self._mark, ""
        if self._level:
            title = one_line(text)
            yield Block(title + "\n\n", self._level, title)
        else:
            yield Block(f"{mark}{text}\n" if mark and not self._pre else text + "\n\n")


def _shown(element: etree._Element, name: str) -> str:
    """What a picture says to those who do not see it; what a field holds."""
    if name == "input":
        return element.get("value", "") if (element.get("type") or "").lower() in _FIELDS else ""
    alt = one_line(element.get("alt", ""))
    return "" if element.get("role") == "presentation" or _FILE_NAME.fullmatch(alt) else f" {alt} "


def _table(table: etree._Element) -> Iterator[Block]:
    for caption in table.iterchildren("caption"):
        if text := one_line(_cell(caption)):
            yield Block(text + "\n\n")
    rows, heads = table_rows(table, _cell)
    yield from map(Block, table_text(rows, heads))


def _cell(cell: etree._Element) -> str:
    return " ".join(block.text for block in Walker(cell).blocks())
