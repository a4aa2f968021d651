"""How a scan is turned: by quarters, and by a few degrees."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""Grey levels, rows by columns; 0 is black."""

LARGEST_SKEW = 8.0
STEP, FINE_STEP = 0.5, 0.1
"""Degrees."""

LEAST_SKEW = 1.0
"""Below so many degrees Tesseract does as well by itself."""

BLANK = 48
"""Grey levels between the lightest and the darkest of an empty page at most: paper and the noise of a scanner."""

SMALL = 800
"""Pixels of the longer side that lines are looked for in."""

CELL = 50
DENSEST = 0.45
"""A cell of so many pixels a side with a larger share of ink is a picture's, not text."""

SAMPLE = 720
"""Pixels of a side of the part that is tried in each turn: about a dozen lines at 200 dpi."""


def is_blank(pixels: Pixels) -> bool:
    """Whether all of the page is about as light, as the empty back of a scanned sheet is."""
    light, dark = np.percentile(pixels, (99, 0.1))
    return bool(light - dark < BLANK)


def is_ink(pixels: Pixels) -> NDArray[np.bool_]:
    """Which pixels are darker than the middle between paper and ink."""
    paper, ink = np.percentile(pixels, (90, 1))
    dark: NDArray[np.bool_] = pixels < (paper + ink) / 2
    return dark


def skew_of(pixels: Pixels) -> float:
    """By how many degrees lines of text fall to the right; 0 if no angle makes them sharper."""
    factor = max(max(pixels.shape) // SMALL, 1)
    rows, columns = np.nonzero(is_ink(pixels[::factor, ::factor]))
    if len(rows) == 0:
        return 0.0
    coarse = np.arange(-LARGEST_SKEW, LARGEST_SKEW + STEP / 2, STEP)
    best = coarse[int(np.argmax([_sharpness(rows, columns, angle) for angle in coarse]))]
    fine = np.arange(best - STEP, best + STEP + FINE_STEP / 2, FINE_STEP)
    return float(fine[int(np.argmax([_sharpness(rows, columns, angle) for angle in fine]))])


def _sharpness(rows: NDArray[np.intp], columns: NDArray[np.intp], angle: float) -> float:
    """How unlike neighbouring rows are once lines that fall by `angle` degrees lie level."""
    level = np.rint(rows - columns * np.tan(np.deg2rad(angle))).astype(np.intp)
    return _roughness(np.bincount(level - level.min()))


def _roughness(sums: NDArray[Any]) -> float:
    steps = np.diff(sums.astype(np.float64))
    return float(np.dot(steps, steps))


def turns_to_try(pixels: Pixels) -> tuple[int, ...]:
    """The quarters by which the page may have been turned clockwise, likelier ones first: lines lie or stand."""
    factor = max(max(pixels.shape) // SMALL, 1)
    ink = is_ink(pixels[::factor, ::factor])
    lying = _roughness(ink.sum(axis=1)) / max(ink.shape[1], 1)
    standing = _roughness(ink.sum(axis=0)) / max(ink.shape[0], 1)
    return (0, 2, 1, 3) if lying >= standing else (1, 3, 0, 2)


def sample(pixels: Pixels) -> Pixels:
    """The part of the page with most text."""
    height, width = pixels.shape
    if height <= SAMPLE and width <= SAMPLE:
        return pixels
    ink = is_ink(pixels)[: height // CELL * CELL, : width // CELL * CELL]
    cells = ink.reshape(height // CELL, CELL, width // CELL, CELL).mean(axis=(1, 3))
    cells[cells > DENSEST] = 0.0
    side = SAMPLE // CELL
    tall, wide = min(side, cells.shape[0]), min(side, cells.shape[1])
    sums = np.pad(cells.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    windows = sums[tall:, wide:] - sums[:-tall, wide:] - sums[tall:, :-wide] + sums[:-tall, :-wide]
    top, left = np.unravel_index(int(np.argmax(windows)), windows.shape)
    return pixels[top * CELL : top * CELL + SAMPLE, left * CELL : left * CELL + SAMPLE]


SURE_LETTERS, SURE_SHARE = 60, 0.6
"""No other turn is tried once Tesseract is sure of so many letters of a sample, and of this share of those it found."""


class Sample(NamedTuple):
    """How many letters were found in a part of the page, and of how many Tesseract is sure."""

    letters: int
    sure: int


def turn_of(pixels: Pixels, recognise: Callable[[Pixels], Sample]) -> int:
    """The quarters by which the page has been turned clockwise, by what `recognise` finds in each turn."""
    part = sample(pixels)
    best, most = 0, -1
    for turn in turns_to_try(pixels):
        letters = recognise(np.ascontiguousarray(np.rot90(part, turn)))
        if letters.sure > most:
            best, most = turn, letters.sure
        if letters.sure >= max(SURE_LETTERS, SURE_SHARE * letters.letters):
            break
    return best
