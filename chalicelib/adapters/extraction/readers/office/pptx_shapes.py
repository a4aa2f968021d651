"""The shapes of a slide in the order in which they are read: from the top down, columns from left to right."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from lxml import etree

from chalicelib.adapters.extraction.readers.office.ooxml import A, P, parse_part, parts_of

MOST_LEVELS = 40  # Groups within groups.
MOST_CUTS = 20
MOST_SORTED = 2_000  # A slide of more shapes is read in the order of the file.
_LEAVES = (P + "sp", P + "graphicFrame")
PICTURE = P + "pic"
_ALIKE = {"ctrTitle": "title"}  # All others are as the body.


@dataclass(frozen=True, slots=True)
class Box:
    left: int
    top: int
    right: int
    bottom: int


Placed = tuple[etree._Element, Box | None]


def placeholder(shape: etree._Element) -> etree._Element | None:
    return shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")


class Layouts:
    """Where the layouts and masters of a show have their placeholders."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.boxes = cache(self._boxes)

    def shapes(self, slide: etree._Element, part: str, *, pictures: bool = False) -> list[etree._Element]:
        """The shapes and tables of the slide in their order, and if wanted its pictures."""
        tree = slide.find(f"{P}cSld/{P}spTree")
        layout = next(iter(parts_of(self._archive, part).get("slideLayout", [])), "")
        leaves = (*_LEAVES, PICTURE) if pictures else _LEAVES
        return self._ordered(tree, layout, leaves, 0) if tree is not None else []

    def _ordered(self, tree: etree._Element, layout: str, leaves: tuple[str, ...], depth: int) -> list[etree._Element]:
        if depth > MOST_LEVELS:
            return []
        units: list[tuple[list[etree._Element], Box | None]] = []
        for child in _children(tree, leaves):
            if child.tag == P + "grpSp":
                units.append((self._ordered(child, layout, leaves, depth + 1), _box(child.find(P + "grpSpPr"))))
            else:
                units.append(([child], self._box_of(child, layout)))
        return [shape for unit in in_reading_order(units) for shape in unit]

    def _box_of(self, shape: etree._Element, layout: str) -> Box | None:
        box = _box(shape) if shape.tag == P + "graphicFrame" else _box(shape.find(P + "spPr"))
        mark = placeholder(shape)
        if box is not None or mark is None:
            return box
        known = self.boxes(layout)
        kind = mark.get("type", "")
        return known.get("#" + mark.get("idx", "0")) or known.get(kind) or known.get(_ALIKE.get(kind, "body"))

    def _boxes(self, part: str, *, has_master: bool = True) -> dict[str, Box]:
        """Boxes by the kind of the placeholder, and by its index. What a layout does not say its master does."""
        root = parse_part(self._archive, part)
        if root is None:
            return {}
        masters = parts_of(self._archive, part).get("slideMaster", []) if has_master else []
        known = self._boxes(masters[0], has_master=False) if masters else {}
        found = {key: box for key, box in known.items() if not key.startswith("#")}
        for shape in root.iter(P + "sp"):
            mark, box = placeholder(shape), _box(shape.find(P + "spPr"))
            if mark is not None:
                kind = mark.get("type", "")
                box = box or found.get(kind) or found.get(_ALIKE.get(kind, "body"))
                if box is not None:
                    found["#" + mark.get("idx", "0")] = found[kind] = box
        return found


def _children(tree: etree._Element, leaves: tuple[str, ...]) -> Iterator[etree._Element]:
    """Shapes, tables and groups, of alternatives the first form."""
    for child in tree.iterchildren(*leaves, P + "grpSp", "{*}AlternateContent"):
        if child.tag.endswith("}AlternateContent"):
            choice = child.find("{*}Choice")
            yield from _children(choice, leaves) if choice is not None else ()
        else:
            yield child


def _box(properties: etree._Element | None) -> Box | None:
    frame = next(properties.iterchildren(A + "xfrm", P + "xfrm"), None) if properties is not None else None
    offset, size = (frame.find(A + "off"), frame.find(A + "ext")) if frame is not None else (None, None)
    if offset is None or size is None:
        return None
    try:
        left, top = int(offset.get("x", "")), int(offset.get("y", ""))
        return Box(left, top, left + max(int(size.get("cx", "")), 1), top + max(int(size.get("cy", "")), 1))
    except ValueError:
        return None


def in_reading_order[Unit](units: list[tuple[Unit, Box | None]]) -> list[Unit]:
    """Parted where a line across or down meets no box. What no line parts, and what has no box, keeps its order."""
    if len(units) > MOST_SORTED:
        return [unit for unit, _ in units]
    bands: list[tuple[list[Unit], Box]] = []
    first: list[Unit] = []
    for unit, box in units:
        if box is not None:
            bands.append(([unit], box))
        elif bands:
            bands[-1][0].append(unit)
        else:
            first.append(unit)
    return first + [unit for group in _cut(bands, MOST_CUTS, across=True, again=True) for unit in group]


def _cut[Group](boxes: list[tuple[Group, Box]], cuts: int, *, across: bool, again: bool) -> list[Group]:
    """At most so many cuts within cuts. `again`: the other direction has not been tried since the last cut."""
    if len(boxes) < 2 or not cuts:
        return [group for group, _ in boxes]
    parts = _parted(boxes, across=across)
    if len(parts) == 1:
        return _cut(boxes, cuts, across=not across, again=False) if again else [group for group, _ in boxes]
    return [group for part in parts for group in _cut(part, cuts - 1, across=not across, again=True)]


def _parted[Group](boxes: list[tuple[Group, Box]], *, across: bool) -> list[list[tuple[Group, Box]]]:
    """Boxes that overlap in one direction stay together. Two that overlap by less than a tenth count as parted."""

    def sides(number: int) -> tuple[int, int]:
        box = boxes[number][1]
        start, end = (box.top, box.bottom) if across else (box.left, box.right)
        return start, end - (end - start) // 10

    parts: list[list[int]] = []
    reach = 0
    for number in sorted(range(len(boxes)), key=sides):
        start, end = sides(number)
        if not parts or start >= reach:
            parts.append([])
        parts[-1].append(number)
        reach = max(reach, end) if len(parts[-1]) > 1 else end
    return [[boxes[number] for number in sorted(part)] for part in parts]
