"""Cuts a source into sentences and rows, the units that the quoting model quotes."""

from __future__ import annotations

import re

from chalicelib.rag.text.languages import MONTHS, labels
from chalicelib.rag.text.lines import FENCE, continues, is_code, is_row

_ABBREVIATIONS = (
    "mr mrs ms dr prof st jr sr vs etc inc ltd co corp no fig gen col lt sgt rev hon gov sen rep dept est approx "
    "e.g i.e cf al u.s u.k jan feb mar apr jun jul aug sep sept oct nov dec tp ts ths pgs gs"
)
_END = re.compile(r"""[.!?…。！？]+["'”’»)\]]*(?=\s+|$)|(?<=[。！？])""")
MAX_UNIT = 500
"""Characters; a longer unit (a page without full stops) is cut at a space."""
MAX_SENTENCE = 1_200
"""Characters of a sentence that stays whole: the name asked for may stand at its end."""
MAX_CODE = 2_000
"""Characters of a block of code that is one unit."""


def split_units(text: str) -> list[str]:
    """The sentences and rows of a text in order, stripped, none empty.

    A line break ends a unit only where the line looks whole (a row, an item, a heading): running text that was
    wrapped by its file is joined again first.
    """
    return [unit for line in split_lines(text) for unit in line]


def split_lines(text: str) -> list[list[str]]:
    """The units of each whole line, none empty. A block of code is one line and one unit, with its line breaks."""
    lines = []
    for line in _whole_lines(text):
        units = [line] if is_row(line) or is_code(line) else _sentences(line)
        lines.append([piece for unit in units for piece in _bounded(unit)])
    return lines


def _whole_lines(text: str) -> list[str]:
    lines: list[str] = []
    code: list[str] = []
    apart = True
    for raw in text.split("\n"):
        line = raw.strip()
        if code or FENCE.match(line):
            code.append(raw.rstrip())
            if len(code) > 1 and FENCE.match(line):
                lines.append("\n".join(code))
                code = []
            continue
        if not line:
            apart = True
            continue
        if lines and continues(lines[-1], line, apart=apart):
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
        apart = False
    return [*lines, *(line.strip() for line in code if line.strip())]


def _sentences(line: str) -> list[str]:
    units, start = [], 0
    for end in _END.finditer(line):
        if not _is_end(line, end):
            continue
        units.append(line[start : end.end()].strip())
        start = end.end()
    units.append(line[start:].strip())
    return [unit for unit in units if unit]


def _is_end(line: str, end: re.Match[str]) -> bool:
    before = line[: end.start()].rsplit(None, 1)
    word = before[-1].lstrip("(\"'“‘[").lower() if before else ""
    after = line[end.end() :].lstrip()[:1]
    if end.group().startswith(".") and (word in _ABBREVIATIONS.split() or (len(word) == 1 and word.isalpha())):
        return False
    if word.isdecimal() and len(word) < 3 and (len(before) == 1 or _opens_with_month(line[end.end() :])):
        return False  # "1." opens an item, and "1. Oktober" is a date.
    if word.isdecimal() and len(before) == 2 and before[0].casefold().rstrip(".") in ("§", *labels("section")):
        return False  # So does "Article 14."
    return not after.islower()


def _opens_with_month(text: str) -> bool:
    return (text.split(None, 1) or [""])[0].strip(".,;").casefold() in MONTHS


def _bounded(unit: str) -> list[str]:
    whole = MAX_CODE if is_code(unit) else MAX_SENTENCE if unit[-1] in ".!?…。！？" else MAX_UNIT
    pieces = []
    while len(unit) > max(whole, MAX_UNIT):
        cut = unit.rfind(" ", MAX_UNIT // 2, MAX_UNIT)
        cut = cut if cut > 0 else MAX_UNIT
        pieces.append(unit[:cut].strip())
        unit = unit[cut:].strip()
    return [*pieces, unit]
