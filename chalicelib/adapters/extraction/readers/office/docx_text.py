"""What a paragraph or cell of a Word document shows, in the order in which it is read."""

from collections.abc import Callable, Iterator

from lxml import etree

from chalicelib.adapters.extraction.readers.office.docx_numbering import Numbering
from chalicelib.adapters.extraction.readers.office.docx_styles import Style, Styles, is_on, value
from chalicelib.adapters.extraction.readers.office.omml import equation
from chalicelib.adapters.extraction.readers.office.ooxml import DGM, FALLBACK, A, C, M, R, W
from chalicelib.adapters.extraction.readers.office.symbols import symbol

_BREAKS = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_GONE = frozenset((FALLBACK, W + "del", W + "moveFrom", W + "rPr", W + "pPr", W + "instrText"))
_DRAWN = {C + "chart": R + "id", DGM + "relIds": R + "dm"}
_PAGE_FIELDS = frozenset(("PAGE", "NUMPAGES", "SECTIONPAGES"))


class Shown:
    """Reads elements. `comments`, `drawings`, `pictures`: the ids of what belongs beside the text that was read."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles, self._numbering = styles, numbering
        self.comments: list[str] = []
        self.drawings: list[str] = []
        self.pictures: list[str] = []
        self._parts: list[str] = []
        self._makers: dict[str, Callable[[etree._Element], None]] = {
            W + "t": lambda node: self._parts.append(node.text or ""),
            W + "sym": lambda node: self._parts.append(symbol(node.get(W + "font", ""), node.get(W + "char", ""))),
            W + "commentReference": lambda node: self.comments.append(node.get(W + "id", "")),
            A + "blip": lambda node: self.pictures.append(node.get(R + "embed", "")),
            **dict.fromkeys(_DRAWN, self._draw),
        }

    def style(self, paragraph: etree._Element) -> tuple[str, Style]:
        """The id of the paragraph's style, and the style."""
        name = value(paragraph.find(f"{W}pPr/{W}pStyle"))
        return name, self._styles.of(name)

    def label(self, paragraph: etree._Element) -> str:
        """The paragraph's number or bullet. Ask once for each: it counts."""
        name, style = self.style(paragraph)
        return self._numbering.label(paragraph.find(W + "pPr"), style, name)

    def text(self, element: etree._Element) -> str:
        """The element's text; inner paragraphs are lines, with their numbers."""
        outer, self._parts = self._parts, []
        walk = etree.iterwalk(element, events=("start",))
        for _, node in walk:
            if node is not element and self._is_whole(node):
                walk.skip_subtree()
        text = "".join(self._parts)
        self._parts = outer
        return text

    def _is_whole(self, node: etree._Element) -> bool:
        """Read the node; whether its inner nodes are done with."""
        tag = node.tag
        if tag in _GONE or (tag == W + "r" and self._is_hidden(node)):
            return True
        if tag == M + "oMath" or tag == M + "oMathPara":
            self._parts.append(equation(node))
            return True
        if tag == W + "ruby":
            self._parts.append(self._ruby(node))
            return True
        if tag == W + "txbxContent":
            self._parts.append(f"\n{self.text(node)}\n")
            return True
        if tag == W + "p":
            return self._begin_line(node)
        if tag in _BREAKS and (run := node.getparent()) is not None and run.tag == W + "r":
            self._parts.append(_BREAKS[tag])
        elif make := self._makers.get(tag):
            make(node)
        return False

    def _begin_line(self, paragraph: etree._Element) -> bool:
        """Begin a line for an inner paragraph; whether it is hidden."""
        if self.style(paragraph)[1].hidden:
            return True
        label = self.label(paragraph)
        self._parts += ["\n"] if self._parts else []
        self._parts += [label + " "] if label else []
        return False

    def _is_hidden(self, run: etree._Element) -> bool:
        vanish = run.find(f"{W}rPr/{W}vanish")
        if vanish is not None:
            return is_on(vanish)
        return self._styles.of(value(run.find(f"{W}rPr/{W}rStyle"))).hidden

    def _ruby(self, node: etree._Element) -> str:
        """The base, then its reading in brackets."""
        base, reading = node.find(W + "rubyBase"), node.find(W + "rt")
        above = self.text(reading) if reading is not None else ""
        return (self.text(base) if base is not None else "") + (f"({above})" if above else "")

    def _draw(self, node: etree._Element) -> None:
        self.drawings.append(node.get(_DRAWN[node.tag], ""))


def counts_pages(paragraph: etree._Element) -> bool:
    """Whether a field of the paragraph shows the number of the page."""
    codes = [node.text or "" for node in paragraph.iter(W + "instrText")]
    codes += [node.get(W + "instr", "") for node in paragraph.iter(W + "fldSimple")]
    return any(code.split()[:1] and code.split()[0].upper() in _PAGE_FIELDS for code in codes)


def rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of this very table, those in content controls too, but for deleted ones."""
    return (row for row in _children(table, W + "tr") if row.find(f"{W}trPr/{W}del") is None)


def cells(row: etree._Element) -> Iterator[etree._Element]:
    return _children(row, W + "tc")


_WRAPPERS = frozenset(W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))


def _children(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    waiting = [element.iterchildren(etree.Element)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            waiting.append(child.iterchildren(etree.Element))
