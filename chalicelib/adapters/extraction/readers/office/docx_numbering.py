"""Numbers of lists and clauses, which Word keeps apart from their text: `1.`, `(b)`, `Article IV`, `2.3.1`."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lxml import etree

from chalicelib.adapters.extraction.readers.office.docx_styles import Style, is_on, numbering, value
from chalicelib.adapters.extraction.readers.office.ooxml import W

BULLET = "-"
NO_LIST = "0"
MOST_DEPTHS = 9
_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_DIGITS = "〇一二三四五六七八九"


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    style: str = ""
    restarts: bool = True
    plain: bool = False  # The numbers of the levels above it are shown in digits.


class Numbering:
    """Counts the numbered paragraphs in their order."""

    def __init__(self, root: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._overrides: dict[str, dict[int, _Level]] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, list[int | None]] = {}
        links: dict[str, str] = {}
        for element in root.iterfind(W + "abstractNum") if root is not None else ():
            name = element.get(W + "abstractNumId", "")
            self._levels[name] = _levels(element.iterfind(W + "lvl"))
            links[value(element.find(W + "styleLink"))] = name
        for element in root.iterfind(W + "abstractNum") if root is not None else ():
            if link := value(element.find(W + "numStyleLink")):
                self._levels[element.get(W + "abstractNumId", "")] = self._levels.get(links.get(link, ""), {})
        for element in root.iterfind(W + "num") if root is not None else ():
            self._add(element)

    def _add(self, element: etree._Element) -> None:
        name = element.get(W + "numId", "")
        self._lists[name] = value(element.find(W + "abstractNumId"))
        overrides = element.findall(W + "lvlOverride")
        self._overrides[name] = _levels(level for one in overrides for level in one.iterfind(W + "lvl"))
        self._restarts[name] = {
            int(one.get(W + "ilvl", "0")): int(value(start))
            for one in overrides
            if (start := one.find(W + "startOverride")) is not None and value(start).isdecimal()
        }

    def label(self, properties: etree._Element | None, style: Style, style_id: str) -> str:
        """The number of the next paragraph, which has these properties: `-` for a bullet, empty for none."""
        number, depth = numbering(properties)
        own = bool(number)
        number = number or style.number
        if number not in self._lists:
            return BULLET if number and number != NO_LIST else ""
        levels = self._levels.get(self._lists[number], {}) | self._overrides[number]
        named = (
            None if own else next((at for at, level in levels.items() if style_id and level.style == style_id), None)
        )
        at = (
            named
            if named is not None
            else int(depth or style.depth or 0)
            if (depth or style.depth or "0").isdecimal()
            else 0
        )
        level = levels.get(at)
        if level is None or at >= MOST_DEPTHS:
            return BULLET
        counts = self._count(number, at, levels)
        return BULLET if level.form == "bullet" else _shown(level, levels, counts)

    def _count(self, number: str, at: int, levels: dict[int, _Level]) -> list[int | None]:
        """Numbers of one list definition go on from one list to the next, but where a list begins anew."""
        counts = self._counts.setdefault(self._lists[number], [None] * MOST_DEPTHS)
        restarts = self._restarts[number]
        for depth in range(at):
            if counts[depth] is None:
                counts[depth] = restarts.get(depth, levels[depth].start if depth in levels else 1)
        start = restarts.pop(at, None)
        before = counts[at]
        counts[at] = start if start is not None else levels[at].start if before is None else before + 1
        for depth in range(at + 1, MOST_DEPTHS):
            if depth not in levels or levels[depth].restarts:
                counts[depth] = None
        return counts


def _levels(elements: Iterable[etree._Element]) -> dict[int, _Level]:
    found: dict[int, _Level] = {}
    for element in elements:
        start, depth = value(element.find(W + "start")), element.get(W + "ilvl", "")
        if depth.isdecimal():
            found[int(depth)] = _Level(
                int(start) if start.isdecimal() else 1,
                value(element.find(W + "numFmt")) or "decimal",
                value(element.find(W + "lvlText")),
                value(element.find(W + "pStyle")),
                value(element.find(W + "lvlRestart")) != "0",
                is_on(element.find(W + "isLgl")),
            )
    return found


def _shown(level: _Level, levels: dict[int, _Level], counts: list[int | None]) -> str:
    def number(match: re.Match[str]) -> str:
        depth = int(match[1]) - 1
        form = "decimal" if level.plain or depth not in levels else levels[depth].form
        return _FORMS.get(form, str)(counts[depth] or 0)

    return _PLACE.sub(number, level.text).strip()


def _roman(number: int) -> str:
    text = ""
    for amount, letters in _ROMAN if number < 4000 else ():
        text += letters * (number // amount)
        number %= amount
    return text or str(number)


def _letter(number: int) -> str:
    """a to z, then aa, bb and so on."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number < 26 * 20 else str(number)


def _chinese(number: int) -> str:
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return (_DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


def _ordinal(number: int) -> str:
    last = "th" if number // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{last}"


_FORMS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02}",
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerLetter": _letter,
    "ordinal": _ordinal,
    "none": lambda _: "",
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "ideographDigital": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
}
