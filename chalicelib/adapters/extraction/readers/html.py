"""HTML as a person sees it: headings, paragraphs, lists, tables row by row; nothing hidden, no menus."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from chalicelib.adapters.extraction.normalise import clean, one_line
from chalicelib.adapters.extraction.readers.encodings import decode
from chalicelib.adapters.extraction.readers.tables import table_text
from chalicelib.adapters.extraction.slicing import Block
from chalicelib.errors import DocumentError

_TOO_DEEP = 114
"""libxml2's XML_ERR_RESOURCE_LIMIT, which lxml does not name yet: over 2,048 elements deep."""

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w:.-]+)""", re.I)
_DECLARED_WITHIN_BYTES = 2048
_SKIPPED_NAMES = """
    head script style template noscript svg math iframe object embed canvas video audio
    nav select datalist button dialog
"""
_BLOCK_NAMES = """
    address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hgroup hr html li main ol p pre section summary table ul caption
"""
_SKIPPED = frozenset(_SKIPPED_NAMES.split())
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]))", re.I)
_SKIPPED_ROLES = frozenset({"navigation", "menu", "menubar", "search", "tablist", "toolbar"})
_MENU_LINKS = 3
_MENU_SHARE = 0.8
_MENU_CHARACTERS = 40
"""A list of at least so many links, with so much of its text in them, of so many characters on average, is a menu."""

_MENUS_AT_MOST = 0.5
"""Where lists of links are more than this share of the page, they are what it is about."""

_MAIN_SHARE = 0.4
"""A <main> or <article> with less than this share of the page's text is not its main text."""


def read(path: Path, _at: Any) -> Iterator[Block]:
    """The blocks of an HTML file."""
    yield from html_blocks(html_text(path.read_bytes()))


def html_text(data: bytes, declared: str | None = None) -> str:
    """A page as text. What the mail around it has declared goes before what the page says itself."""
    itself = _DECLARED.search(data[:_DECLARED_WITHIN_BYTES])
    return decode(data, declared or (itself[1].decode("ascii") if itself else None))


def html_blocks(text: str) -> Iterator[Block]:
    """The blocks of an HTML text. Raises DocumentError `too_complex` if its elements nest too deep."""
    root = _parse(clean(text))
    if root is not None:
        main = _main(root)
        yield from _Walker(main, _menus(main)).blocks()


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


def _main(root: etree._Element) -> etree._Element:
    whole = len(one_line("".join(map(str, root.itertext()))))
    for name in ("main", "article"):
        elements = list(root.iter(name))
        if len(elements) == 1 and len(one_line("".join(map(str, elements[0].itertext())))) >= _MAIN_SHARE * whole:
            return elements[0]
    return root


def _menus(root: etree._Element) -> frozenset[etree._Element]:
    """Outermost lists that only lead elsewhere."""
    lists = (element for element in root.iter("ul", "ol") if next(element.iterancestors("ul", "ol"), None) is None)
    menus = frozenset(element for element in lists if _is_menu(element))
    listed = sum(_letters(element) for element in menus)
    return menus if listed <= _MENUS_AT_MOST * _letters(root) else frozenset()


def _is_menu(element: etree._Element) -> bool:
    links = [_letters(link) for link in element.iter("a")]
    if len(links) < _MENU_LINKS or sum(links) > _MENU_CHARACTERS * len(links):
        return False
    return sum(links) >= _MENU_SHARE * _letters(element)


def _letters(element: etree._Element) -> int:
    return sum(len(text.strip()) for text in element.itertext())


class _Walker:
    """Goes through the elements in document order without recursion, gathering the text of one block at a time."""

    def __init__(self, root: etree._Element, menus: frozenset[etree._Element] = frozenset()) -> None:
        self._root = root
        self._menus = menus
        self._parts: list[str] = []
        self._level = self._pre = 0
        self._item = False

    def blocks(self) -> Iterator[Block]:
        walk = etree.iterwalk(self._root, events=("start", "end"))
        for event, element in walk:
            name = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if element in self._menus or _is_skipped(element, name):
                    walk.skip_subtree()
                elif name == "table" and _is_data(element):
                    yield from self._flush()
                    yield from (Block(group) for group in table_text(_rows(element)))
                    walk.skip_subtree()
                else:
                    yield from self._start(element, name)
            else:
                yield from self._end(element, name)
        yield from self._flush()

    def _start(self, element: etree._Element, name: str) -> Iterator[Block]:
        if name in _BLOCKS:
            yield from self._flush()
        self._level = _HEADINGS.get(name, self._level)
        self._item = self._item or name == "li"
        self._pre += name == "pre"
        if name == "br":
            self._parts.append("\n")
        self._say(element.text)

    def _end(self, element: etree._Element, name: str) -> Iterator[Block]:
        if name in _BLOCKS:
            yield from self._flush()
        if name in _HEADINGS:
            self._level = 0
        self._pre -= name == "pre" and self._pre > 0
        if name in ("td", "th"):
            self._parts.append(" ")
        elif name == "tr":
            self._parts.append("\n")
        if element is not self._root:
            self._say(element.tail)

    def _say(self, text: str | None) -> None:
        if text:
            self._parts.append(text if self._pre else re.sub(r"\s+", " ", text))

    def _flush(self) -> Iterator[Block]:
        text, self._parts = "".join(self._parts), []
        text = text.strip("\n") if self._pre else re.sub(r" *\n *", "\n", re.sub(r" +", " ", text)).strip()
        if not text.strip():
            return
        item, self._item = self._item, False
        if self._level:
            title = one_line(text)
            yield Block(title + "\n\n", self._level, title)
        else:
            yield Block(f"- {text}\n" if item and not self._pre else text + "\n\n")


def _is_skipped(element: etree._Element, name: str) -> bool:
    return (
        name in _SKIPPED
        or element.get("role") in _SKIPPED_ROLES
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN_STYLE.search(element.get("style", "")))
    )


def _is_data(table: etree._Element) -> bool:
    """A table that holds no other and no headings is data; else it only lays out the page."""
    inner = table.iter("table", *_HEADINGS)
    return all(element is table for element in inner)


def _rows(table: etree._Element) -> Iterator[tuple[str, ...]]:
    for row in table.iter("caption", "tr"):
        if row.tag == "caption":
            yield (_cell(row),)
        else:
            yield tuple(_cell(cell) for cell in row.iterchildren("td", "th"))


def _cell(cell: etree._Element) -> str:
    return " ".join(block.text for block in _Walker(cell).blocks())
