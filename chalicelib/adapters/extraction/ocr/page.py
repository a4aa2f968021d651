"""What text recognition gives of a page."""

from dataclasses import dataclass
from typing import NamedTuple

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


class RecognisedWord(NamedTuple):
    """A word, how sure Tesseract is of it (0 to 100), and its box.

    `box` is in pixels of the page once it stands upright, `shown` in shares of the page as it came.
    """

    text: str
    confidence: float
    box: Box
    shown: Box


class RecognisedLine(NamedTuple):
    """Words from left to right; the `height` of their letters, and the line's edges in pixels of the upright page."""

    words: list[RecognisedWord]
    height: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """Lines in reading order, and the height of the upright page in pixels, of which an inch has `dpi`.

    `blank`: nothing is written or drawn on it.
    """

    lines: list[RecognisedLine]
    height: float
    dpi: int
    blank: bool = False
