"""XML: its text without the marks. Fields are given with their names, texts with marks in them as paragraphs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from chalicelib.adapters.extraction.normalise import one_line
from chalicelib.adapters.extraction.readers import plain
from chalicelib.adapters.extraction.readers.textfile import detect_encoding
from chalicelib.adapters.extraction.slicing import Block

_BLOCK_CHARACTERS = 2_000
_PIECE_CHARACTERS = 64 << 10
_FIELD_CHARACTERS = 200
"""A text of more characters is no field: the name of its element says nothing of it."""

_SHORTEST_NAME = 3
_MOST_WAITING = 1_000
"""So many elements in a row without text beside them are fields, whatever comes after them."""

_PROSE_NAMES = "para paragraph simpara text title item listitem list-item entry line span"
_PROSE = frozenset(_PROSE_NAMES.split())


def read(path: Path, at: Any) -> Iterator[Block]:
    """Blocks of lines. What is no well-formed XML is read as plain text."""
    encoding = detect_encoding(path)
    try:
        if at is None:
            for _ in _lines(path, encoding):
                pass
    except etree.XMLSyntaxError:
        at = [encoding, 0]
    if at is not None:
        yield from plain.read(path, at)
        return
    lines: list[str] = []
    length = 0
    for line in _lines(path, encoding):
        lines.append(line + "\n")
        length += len(line)
        if length > _BLOCK_CHARACTERS:
            yield Block("".join(lines))
            lines, length = [], 0
    if lines:
        yield Block("".join(lines))


def _lines(path: Path, encoding: str) -> Iterator[str]:
    target: Any = _Target()  # The stub of lxml asks for more than lxml does.
    parser = etree.XMLParser(
        target=target, encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    with path.open(encoding=encoding, errors="replace") as file:
        while piece := file.read(_PIECE_CHARACTERS):
            parser.feed(piece.encode("utf-8", "replace"))
            yield from target.taken()
    parser.close()
    yield from target.taken()


@dataclass
class _Element:
    """An open element: what it says so far, as one text and as the fields within it."""

    name: str
    attributes: str
    is_text: bool = False
    has_elements: bool = False
    has_attribute_line: bool = False
    parts: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)

    def taken(self) -> list[str]:
        """The lines so far: one if text stands in the element itself, else its fields."""
        lines = [one_line("".join(self.parts))] if self.is_text else self.fields
        if self.has_elements and not self.is_text and self.attributes and not self.has_attribute_line:
            lines = [self.line(""), *lines]
            self.has_attribute_line = True
        self.parts, self.fields = [], []
        return [line for line in lines if line]

    def line(self, text: str) -> str:
        if self.attributes:
            return f"{self.name} ({self.attributes}): {text}" if text else f"{self.name}: {self.attributes}"
        is_field = len(self.name) >= _SHORTEST_NAME and self.name not in _PROSE and not self.has_elements
        return f"{self.name}: {text}" if is_field and text and len(text) <= _FIELD_CHARACTERS else text


class _Target:
    """Makes lines of what the parser tells. Within a text every element is a part of it."""

    def __init__(self) -> None:
        self._open: list[_Element] = []
        self._lines: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._open:
            self._open[-1].has_elements = True
        given = (
            f"{etree.QName(name).localname}={one_line(value)}" for name, value in attributes.items() if value.strip()
        )
        self._open.append(_Element(etree.QName(tag).localname, ", ".join(given)))

    def data(self, text: str) -> None:
        if self._open:
            self._open[-1].parts.append(text)
            self._open[-1].is_text = self._open[-1].is_text or bool(text.strip())

    def end(self, _tag: str) -> None:
        element = self._open.pop()
        above = self._open[-1] if self._open else None
        if above and above.is_text:
            above.parts.append(" ".join(element.taken()))
        elif element.fields or above is None:
            self._flush()
            self._lines += element.taken()
        else:
            text = " ".join(element.taken())
            above.parts.append(text)
            above.fields.append(element.line(text))
            if len(above.fields) > _MOST_WAITING:
                self._flush()

    def _flush(self) -> None:
        """What stands before, in the elements that are open."""
        for element in self._open:
            self._lines += element.taken()

    def taken(self) -> list[str]:
        lines, self._lines = self._lines, []
        return lines

    def close(self) -> None:
        """lxml asks for it."""
