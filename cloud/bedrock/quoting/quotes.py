"""Rounds a chosen sentence off into a quote that can stand alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cloud.bedrock.quoting.features import Unit
from cloud.bedrock.quoting.sentences import is_item, is_row, leans_back

MAX_SENTENCES = 3
MAX_CHARACTERS = 600

_LEADS_ON = re.compile(r":\s*$")


@dataclass(frozen=True)
class Quote:
    """Words of source `n`, as it has them."""

    n: int
    text: str


def rounded(units: Sequence[Unit], chosen: int) -> list[int]:
    """The indices of the units to quote for a chosen one, in order, at most `MAX_SENTENCES` unless a list is quoted.

    Takes in the sentence before where the chosen one begins with a pronoun, the items after a line that ends in a
    colon, the line that leads to a chosen item, and the head of a chosen table row.
    """
    text = units[chosen].text
    if is_row(text):
        return sorted({_table_head(units, chosen), chosen})
    if _LEADS_ON.search(text):
        return [chosen, *_items_after(units, chosen)]
    if is_item(text):
        return [*_lead_in(units, chosen), chosen]
    return [*_before(units, chosen), chosen]


def joined(units: Sequence[Unit], indices: Sequence[int]) -> Quote:
    """The units as one quote: rows and items on lines of their own, sentences in one."""
    texts = [units[i].text for i in indices]
    apart = any(is_row(text) or is_item(text) for text in texts)
    return Quote(units[indices[0]].n, ("\n" if apart else " ").join(texts))


def _before(units: Sequence[Unit], chosen: int) -> list[int]:
    if not leans_back(units[chosen].text) or not _same_source(units, chosen, chosen - 1):
        return []
    fits = len(units[chosen].text) + len(units[chosen - 1].text) <= MAX_CHARACTERS
    return [chosen - 1] if fits else []


def _items_after(units: Sequence[Unit], chosen: int) -> list[int]:
    """The items of a list, or the one sentence that a colon announces."""
    indices: list[int] = []
    size = 0
    for i in range(chosen + 1, len(units)):
        size += len(units[i].text)
        ended = indices and not is_item(units[i].text)
        if ended or not _same_source(units, chosen, i) or size > MAX_CHARACTERS:
            break
        indices.append(i)
        if not is_item(units[i].text):
            break
    return indices


def _lead_in(units: Sequence[Unit], chosen: int) -> list[int]:
    i = chosen - 1
    while _same_source(units, chosen, i) and is_item(units[i].text):
        i -= 1
    return [i] if _same_source(units, chosen, i) and _LEADS_ON.search(units[i].text) else []


def _table_head(units: Sequence[Unit], chosen: int) -> int:
    i = chosen
    while _same_source(units, chosen, i - 1) and is_row(units[i - 1].text):
        i -= 1
    return i


def _same_source(units: Sequence[Unit], one: int, other: int) -> bool:
    return 0 <= other < len(units) and units[one].n == units[other].n
