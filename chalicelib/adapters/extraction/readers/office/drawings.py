"""Words of charts and of diagrams (SmartArt) in Office files."""

import zipfile
from collections.abc import Iterator

from lxml import etree

from chalicelib.adapters.extraction.normalise import clean, one_line
from chalicelib.adapters.extraction.readers.office.number_formats import Formatter, formatter, plain
from chalicelib.adapters.extraction.readers.office.omml import equation
from chalicelib.adapters.extraction.readers.office.ooxml import DGM, A, C, M, parse_beside
from chalicelib.adapters.extraction.readers.table_heads import Row
from chalicelib.adapters.extraction.readers.tables import table_text

MOST_POINTS = 10_000
_KINDS = ("cat", "xVal")
_VALUES = ("val", "yVal", "bubbleSize")


def drawing_text(archive: zipfile.ZipFile, part: str) -> str:
    """The text of a chart's or diagram's part: empty if there is none, else closed by an empty line."""
    root = parse_beside(archive, part)
    if root is None:
        return ""
    if root.tag == DGM + "dataModel":
        return _joined(_texts(root.iter(DGM + "t")))
    if root.tag == C + "chartSpace":
        return _chart(root)
    return _joined([*_texts(root.iter(A + "p")), *_texts(root.iter("{*}pt"))])


def shape_text(element: etree._Element) -> str:
    """The paragraphs of a shape in DrawingML."""
    lines = (_paragraph(paragraph) for paragraph in element.iter(A + "p"))
    return clean("\n".join(lines)).strip()


def _paragraph(paragraph: etree._Element) -> str:
    parts = []
    for node in paragraph.iter(A + "t", A + "br", M + "oMath"):
        parts.append("\n" if node.tag == A + "br" else equation(node) if node.tag == M + "oMath" else node.text or "")
    return "".join(parts)


def _texts(elements: Iterator[etree._Element]) -> list[str]:
    return [text for element in elements if (text := one_line("".join(map(str, element.itertext()))))]


def _joined(lines: list[str]) -> str:
    return "\n".join(lines) + "\n\n" if lines else ""


def _chart(root: etree._Element) -> str:
    """Its titles, then a table: a row for each category, a column for each series."""
    titles = _texts(title for title in root.iter(C + "title"))
    series = list(root.iter(C + "ser"))
    names = [" ".join(_texts(one.iterfind(f"{C}tx//{C}v"))) for one in series]
    kinds: dict[int, str] = {}
    for one in series:
        for name in _KINDS:
            kinds = _points(one.find(C + name)) | kinds
    values = [
        _points(next((found for name in _VALUES if (found := one.find(C + name)) is not None), None)) for one in series
    ]
    places = sorted(set(kinds).union(*values))
    table: list[Row] = [("", *names)] if any(names) else []
    table += [(kinds.get(at, ""), *(column.get(at, "") for column in values)) for at in places]
    return _joined(titles) + "".join(table_text(table, heads=1 if any(names) else 0))


def _points(element: etree._Element | None) -> dict[int, str]:
    """The shown points of a reference, by their number. Levels of categories are joined."""
    found: dict[int, str] = {}
    if element is None:
        return found
    how = formatter(element.findtext(f".//{C}formatCode") or "") or plain
    is_number = element.find(f".//{C}numCache") is not None
    for point in element.iter(C + "pt"):
        number, text = point.get("idx", ""), point.findtext(C + "v") or ""
        if number.isdecimal() and len(number) < 7 and len(found) < MOST_POINTS:
            text = _shown(text, how) if is_number else text
            found[int(number)] = f"{text} {found[int(number)]}" if int(number) in found else text
    return found


def _shown(text: str, how: Formatter) -> str:
    try:
        return how(float(text))
    except ValueError:
        return text
