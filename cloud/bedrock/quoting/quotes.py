"""Rounds a chosen sentence off into a quote that can stand alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from chalicelib.rag.text.lines import is_item, leans_back
from cloud.bedrock.quoting.units import Unit, is_bare_name

MAX_SENTENCES = 3
MAX_CHARACTERS = 600
MAX_LIST = 2_000
"""Characters of a list that is quoted whole."""

_LEADS_ON = re.compile(r"[:：]\s*$")


@dataclass(frozen=True)
class Quote:
    """Words of source `n`, as it has them; `partial` where they are the beginning of a longer list."""

    n: int
    text: str
    partial: bool = False


def rounded(units: Sequence[Unit], chosen: int) -> list[int]:
    """The indices of the units to quote for a chosen one, in order, at most `MAX_SENTENCES` unless a list is quoted.

    Takes in the sentence before where the chosen one begins with a pronoun, the items after a line that ends in a
    colon, the line that leads to a chosen item, the name before its line, and the head of a chosen table row.
    """
    unit = units[chosen]
    if unit.is_row:
        return sorted({_table_head(units, chosen), chosen})
    if unit.sort == "code":
        return [chosen]
    if _LEADS_ON.search(unit.text):
        return [chosen, *_items_after(units, chosen)]
    if is_item(unit.text):
        return [*_lead_in(units, chosen), *line_of(units, chosen)]
    return _named(units, chosen) or [*_before(units, chosen), chosen]


def _named(units: Sequence[Unit], chosen: int) -> list[int]:
    """A sentence with the name that stands before its line, or the whole line of a name; empty where none does."""
    line = line_of(units, chosen)
    if len(line) == 1 or not is_bare_name(units[line[0]].text):
        return []
    if chosen != line[0]:
        return [line[0], chosen]
    return line if sum(len(units[i].text) for i in line) <= MAX_CHARACTERS else line[:MAX_SENTENCES]


def line_of(units: Sequence[Unit], chosen: int) -> list[int]:
    """The units of the line that a unit is in."""
    start = end = chosen
    while _same_line(units, chosen, start - 1):
        start -= 1
    while _same_line(units, chosen, end + 1):
        end += 1
    return list(range(start, end + 1))


def joined(units: Sequence[Unit], indices: Sequence[int]) -> Quote:
    """The units as one quote: rows, items and what leads to them on lines of their own, sentences in one."""
    chosen = [units[i] for i in indices]
    apart = any(unit.is_row or unit.label or is_item(unit.text) for unit in chosen)
    lines = [" ".join(unit.text for unit in line) for _, line in groupby(chosen, key=lambda unit: unit.line)]
    text = ("\n" if apart else " ").join(lines)
    code = any(unit.sort == "code" for unit in chosen)  # Nothing may stand behind the fence that ends it.
    return Quote(chosen[0].n, f"{text}\n" if code else text, partial=_goes_on(units, indices))


def _goes_on(units: Sequence[Unit], indices: Sequence[int]) -> bool:
    """Whether a list that a colon announces has more items than are quoted."""
    last, following = indices[-1], indices[-1] + 1
    announced = len(indices) > 1 and bool(_LEADS_ON.search(units[indices[0]].text)) and indices[1] == indices[0] + 1
    return (
        announced
        and is_item(units[last].text)
        and _same_source(units, last, following)
        and is_item(units[following].text)
    )


def _before(units: Sequence[Unit], chosen: int) -> list[int]:
    if not leans_back(units[chosen].text) or not _same_source(units, chosen, chosen - 1):
        return []
    if units[chosen - 1].label or units[chosen - 1].sort in ("metadata", "boilerplate"):
        return []
    fits = len(units[chosen].text) + len(units[chosen - 1].text) <= MAX_CHARACTERS
    return [chosen - 1] if fits else []


def _items_after(units: Sequence[Unit], chosen: int) -> list[int]:
    """The items of a list with all their sentences, or the one sentence that a colon announces."""
    indices: list[int] = []
    size = 0
    for i in range(chosen + 1, len(units)):
        size += len(units[i].text)
        goes_on = is_item(units[i].text) or (indices and units[i].line == units[indices[-1]].line)
        if (indices and not goes_on) or not _same_source(units, chosen, i) or size > MAX_LIST:
            break
        indices.append(i)
        if not is_item(units[indices[0]].text):
            break
    return indices


def _lead_in(units: Sequence[Unit], chosen: int) -> list[int]:
    i = chosen - 1
    while _same_source(units, chosen, i) and is_item(units[i].text):
        i -= 1
    return [i] if _same_source(units, chosen, i) and _LEADS_ON.search(units[i].text) else []


def _table_head(units: Sequence[Unit], chosen: int) -> int:
    i = chosen
    while _same_source(units, chosen, i - 1) and units[i - 1].is_row and units[i].sort != "head":
        i -= 1
    return i


def _same_line(units: Sequence[Unit], one: int, other: int) -> bool:
    return _same_source(units, one, other) and units[one].line == units[other].line


def _same_source(units: Sequence[Unit], one: int, other: int) -> bool:
    return 0 <= other < len(units) and units[one].n == units[other].n
