"""Which sentences of a text say most, by rules: its main points, some of each section."""

import re
from collections.abc import Callable, Sequence

from chalicelib.rag.text.languages import unspaced_letters
from chalicelib.rag.text.lines import leans_back

LEAST_CHARACTERS, MOST_CHARACTERS = 30, 320
"""Characters of a sentence that makes a point by itself; shorter and longer ones only where there are no others.

A letter of Japanese, Korean or Chinese counts as two.
"""

_FIGURE = re.compile(r"\d")
_NAME = re.compile(r"(?<=[\w,] )[A-ZÀ-ỸĐ][\w-]+")


def says(text: str, *, opens: bool) -> float:
    """How much a sentence says: figures and names, and what `opens` its section."""
    fits = LEAST_CHARACTERS <= len(text) + unspaced_letters(text) <= MOST_CHARACTERS
    return (
        2 * fits
        + 1.5 * bool(_FIGURE.search(text))
        + min(len(_NAME.findall(text)), 2) / 2
        + 0.75 * opens
        - 1.5 * leans_back(text)
    )


def main_points(sections: Sequence[Sequence[int]], weigh: Callable[[int, bool], float], points: int) -> list[int]:
    """The sentence of each section that weighs most, then the second of each, until there are so many `points`.

    `sections` hold numbers of sentences; `weigh` takes one, and whether it opens its section. Sections that say most
    go first.
    """
    weights = {i: weigh(i, i == section[0]) for section in sections for i in section}
    ranked = [sorted(section, key=lambda i: (-weights[i], i)) for section in sections if section]
    chosen: list[int] = []
    while len(chosen) < points and ranked:
        firsts = sorted((section[0] for section in ranked), key=lambda i: -weigh(i, True))
        chosen += firsts[: points - len(chosen)]
        ranked = [section[1:] for section in ranked if section[1:]]
    return chosen
