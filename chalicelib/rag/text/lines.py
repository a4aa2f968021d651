"""What a line of a text is: a row, an item, a heading, code, or one that its file wrapped; what says nothing."""

import re
from collections.abc import Sequence
from itertools import pairwise

_BAR = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[:\-= ]*-[:\-= ]*")
FENCE = re.compile(r"(?:```|~~~)")
_ITEM = re.compile(r"(?:[-*•–]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s")
_LEANS_BACK = re.compile(
    r"(?:he|she|it|they|his|her|its|their|this|that|these|those|such|both|however|therefore|thus|also|instead"
    r"|ông|bà|nó|họ|điều này|điều đó|việc này|đây|đó|chúng|những điều|cả hai|tuy nhiên|do đó|vì vậy|ngoài ra)\b",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"forward-looking|incorporated (?:herein )?by reference|i have reviewed this|sarbanes|safe harbor"
    r"|pursuant to (?:section|rule|the requirements)|all rights reserved|intentionally left blank|©"
    r"|(?:information|reports?) (?:is |are )?(?:available )?on (?:its|our|the company.s) (?:investor relations )?"
    r"(?:web ?site|internet)|certif(?:y|ication)s? (?:of|that|pursuant)|\bexhibit \d|indicate by check ?mark"
    r"|alle rechte vorbehalten|zukunftsgerichtete aussagen|mọi quyền được bảo lưu",
    re.IGNORECASE,
)
_WRAPPED = 70
"""Least length of a line that its file may have wrapped before a capital."""


def unwrapped(text: str) -> str:
    """A text of the same length, with a blank for each line break that its file put into running text."""
    lines = text.split("\n")
    pieces = [lines[0]]
    for before, line in pairwise(lines):
        wrapped = before.strip() and line.strip() and continues(before.strip(), line.strip(), apart=False)
        pieces.append((" " if wrapped else "\n") + line)
    return "".join(pieces)


def continues(before: str, line: str, *, apart: bool) -> bool:
    """Whether a line goes on from a wrapped one: that one was long and open, and this begins in lower case.

    A capital goes on too, as a name does, where a long line stands directly before it.
    """
    if before[-1] in ".!?:;|…" or is_code(before):
        return False
    if line[:1].islower():
        return len(before) > 40
    plain = not apart and not is_row(before) and not is_row(line) and not is_item(line) and line[:1] not in "#>"
    return plain and len(before) >= _WRAPPED


def is_code(unit: str) -> bool:
    """Whether a unit is a block of code in fences."""
    return bool(FENCE.match(unit)) and "\n" in unit


def is_row(unit: str) -> bool:
    """Whether a unit is a row of a table, its cells parted by `|` or tabs."""
    return ("|" in unit or "\t" in unit) and not is_code(unit)


def cells_of(line: str) -> tuple[str, ...]:
    """A row's cells, those of Markdown without the bars around them."""
    inner = line[1:] if line.startswith("|") else line
    inner = inner[:-1] if line.startswith("|") and inner.endswith("|") and not inner.endswith("\\|") else inner
    return tuple(cell.strip().replace("\\|", "|") for cell in _BAR.split(inner))


def is_rule(cells: Sequence[str]) -> bool:
    """Whether a row's cells are the rule under the head of a Markdown table. An empty cell is none."""
    return all(map(_RULE.fullmatch, cells))


def is_heading(unit: str) -> bool:
    """Whether a unit is a heading: short, with no end of a sentence, and no item of a list."""
    return len(unit) <= 80 and unit[-1] not in ".!?…。！？:;,|" and not is_item(unit)


def is_item(unit: str) -> bool:
    return bool(_ITEM.match(unit))


def leans_back(unit: str) -> bool:
    """Whether a sentence begins with a word that speaks of the one before, as `It` or `Họ`."""
    return bool(_LEANS_BACK.match(unit))


def is_boilerplate(unit: str) -> bool:
    """Whether a sentence is one of those that are alike in every document of its kind."""
    return bool(_BOILERPLATE.search(unit))
