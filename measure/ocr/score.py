"""How near recognised text and boxes are to the true ones."""

import unicodedata
from collections.abc import Sequence

import numpy as np

from measure.ocr.pages import Box

GOOD_OVERLAP = 0.8
"""Intersection over union from which a word's box is right."""


def character_errors(truth: str, found: str) -> int:
    """The characters to insert, delete or replace in `found` (Levenshtein), with every run of blanks as one."""
    one, other = (" ".join(unicodedata.normalize("NFC", text).split()) for text in (truth, found))
    columns = np.array([ord(letter) for letter in other], dtype=np.int64)
    steps = np.arange(len(other) + 1)
    row = steps.copy()
    for number, letter in enumerate(one, 1):
        best = np.minimum(row[1:] + 1, row[:-1] + (columns != ord(letter)))
        row = np.concatenate(([number], best))
        row = np.minimum.accumulate(row - steps) + steps
    return int(row[-1])


def share_of_boxes(words: Sequence[tuple[str, Box]], found: Sequence[Sequence[float]]) -> float:
    """The share of `words` that one of the boxes `found` overlaps well."""
    if not words or not found:
        return 0.0
    others = np.array(found, dtype=np.float64)
    return sum(_best_overlap(box, others) > GOOD_OVERLAP for _, box in words) / len(words)


def _best_overlap(box: Box, others: "np.ndarray[tuple[int, int], np.dtype[np.float64]]") -> float:
    left, top, right, bottom = box
    width = np.minimum(right, others[:, 2]) - np.maximum(left, others[:, 0])
    height = np.minimum(bottom, others[:, 3]) - np.maximum(top, others[:, 1])
    shared = np.clip(width, 0, None) * np.clip(height, 0, None)
    areas = (others[:, 2] - others[:, 0]) * (others[:, 3] - others[:, 1]) + (right - left) * (bottom - top)
    return float(np.max(shared / (areas - shared)))
