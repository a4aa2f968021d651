"""What the styles of a Word document mean: heading levels, numbering, hidden text."""

from dataclasses import dataclass, replace

from lxml import etree

from chalicelib.adapters.extraction.readers.office.ooxml import W

MOST_LEVELS = 9
"""Word has nine levels of headings."""


@dataclass(frozen=True, slots=True)
class Style:
    """`level` 0 is no heading. `number` and `depth` are the numbering's id and level."""

    level: int = 0
    number: str = ""
    depth: str = ""
    hidden: bool = False


class Styles:
    """Each style with what it takes from those that it is based on."""

    def __init__(self, root: etree._Element | None) -> None:
        styles = root.iterfind(W + "style") if root is not None else iter(())
        self._elements = {style.get(W + "styleId", ""): style for style in styles}
        self._known: dict[str, Style] = {"": Style()}

    def of(self, style_id: str) -> Style:
        line: list[str] = []
        seen: set[str] = set()
        at = style_id
        while at not in self._known and at in self._elements and at not in seen:  # A circle among styles ends it.
            seen.add(at)
            line.append(at)
            at = value(self._elements[at].find(W + "basedOn"))
        style = self._known.get(at, Style())
        for name in reversed(line):
            style = self._known[name] = _changed(style, self._elements[name])
        return style


def _changed(base: Style, element: etree._Element) -> Style:
    """The style that `element` makes of the one it is based on."""
    properties = element.find(W + "pPr")
    vanish = element.find(f"{W}rPr/{W}vanish")
    style = replace(base, hidden=is_on(vanish) if vanish is not None else base.hidden)
    outline = properties.find(W + "outlineLvl") if properties is not None else None
    level = _named_level(value(element.find(W + "name")).lower())
    if level is not None or outline is not None:
        style = replace(style, level=level if level is not None else outline_level(outline))
    number, depth = numbering(properties)
    return replace(style, number=number or style.number, depth=depth or style.depth)


def _named_level(name: str) -> int | None:
    """The level of one of Word's own heading styles, which have the same names in every language."""
    if name == "title":
        return 1
    level = name.removeprefix("heading ")
    return min(int(level), MOST_LEVELS) if level != name and level.isdecimal() and len(level) < 5 else None


def numbering(properties: etree._Element | None) -> tuple[str, str]:
    """The id and level of the numbering that a paragraph or style asks for."""
    found = properties.find(W + "numPr") if properties is not None else None
    return ("", "") if found is None else (value(found.find(W + "numId")), value(found.find(W + "ilvl")))


def outline_level(element: etree._Element | None) -> int:
    """Word counts outline levels from 0; 9 is body text."""
    level = value(element)
    return int(level) + 1 if level.isdecimal() and len(level) == 1 and level != "9" else 0


def is_on(element: etree._Element | None) -> bool:
    return element is not None and value(element) not in ("0", "false", "off")


def value(element: etree._Element | None) -> str:
    return element.get(W + "val", "") if element is not None else ""
