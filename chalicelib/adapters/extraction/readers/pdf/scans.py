"""Pages that are pictures, as the words and lines that text recognition finds on them."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from chalicelib.adapters.extraction.normalise import clean
from chalicelib.adapters.extraction.ocr.page import Box, RecognisedLine, RecognisedPage
from chalicelib.adapters.extraction.ocr.recogniser import recogniser
from chalicelib.adapters.extraction.readers.pdf.line import Line, Word
from chalicelib.adapters.extraction.readers.pdf.text import PageText
from chalicelib.models import WordBox

POINTS = 72
"""Points in an inch."""

SAME_SIZE = 0.2
"""Letters whose height differs from the page's by less than this share have its size: heights are measured roughly."""

ALIKE = 0.75
MOST_BETWEEN = 8
"""Characters that layout puts between two words at most: a bar, a bullet, line ends."""

WHOLE = 10_000
MOST_NATIVE, LONGEST_NATIVE = 20, 200
"""Lines that are looked up in what was recognised, and their characters: a stamp has few."""


class ScannedWord(Word):
    """A word that was recognised: how sure that is (0 to 1), and its box in shares of the page as it is shown."""

    confidence: float
    shown: Box


def scanned_page(path: Path, index: int, native: PageText) -> PageText:
    """Page `index` (from 0) as it was recognised; `native`, which is `unread`, where that failed.

    What the file itself says of a line, as of a stamp, is kept in place of what was recognised there.
    """
    page = recogniser().read(path, index)
    if page is None:
        return native
    if not page.lines:
        return native._replace(unread=not page.blank)
    lines = lines_of(page)
    _take_native(lines, native.lines[:MOST_NATIVE])
    return PageText(lines, scanned=True)


def lines_of(page: RecognisedPage) -> list[Line]:
    """The lines of a recognised page in points, y upwards."""
    scale = POINTS / page.dpi
    usual = middle([line.height for line in page.lines for _ in line.words])
    return [_line(line, page.height, scale, usual) for line in page.lines]


def middle(sizes: list[float]) -> float:
    """The median: half of the words on a page are as large or larger."""
    return sorted(sizes)[len(sizes) // 2]


def _line(line: RecognisedLine, page_height: float, scale: float, usual: float) -> Line:
    height = usual if abs(line.height / usual - 1) < SAME_SIZE else line.height
    centre = page_height - (line.top + line.bottom) / 2
    bottom, top = (centre - height / 2) * scale, (centre + height / 2) * scale
    words: list[Word] = []
    for recognised in line.words:
        left, _, right, _ = recognised.box
        word = ScannedWord(recognised.text, left * scale, right * scale, bottom, top, height * scale)
        word.confidence, word.shown = recognised.confidence / 100, recognised.shown
        words.append(word)
    return Line(words)


def _take_native(lines: list[Line], native: Sequence[Line]) -> None:
    """Where a line was recognised nearly as the file has it, its words are those of the file."""
    for truth in native:
        text = str(truth)[:LONGEST_NATIVE]
        for line in lines:
            if len(line.words) == len(truth.words) and _are_alike(text, str(line)[:LONGEST_NATIVE]):
                line.words = [_as_written(word, original) for word, original in _pairs(line, truth)]


def _are_alike(text: str, other: str) -> bool:
    return SequenceMatcher(None, text, other, autojunk=False).ratio() >= ALIKE


def _pairs(line: Line, truth: Line) -> Iterator[tuple[Word, Word]]:
    return zip(line.words, truth.words, strict=True)


def _as_written(word: Word, original: Word) -> Word:
    written = ScannedWord(original.text, *word[1:])
    if isinstance(word, ScannedWord):
        written.confidence, written.shown = 1.0, word.shown
    return written


def word_boxes(text: str, words: Sequence[Word]) -> tuple[WordBox, ...]:
    """Where in `text`, which was laid out from `words` in their order, the recognised ones among them stand."""
    return tuple(_word_boxes(text, words)) if any(isinstance(word, ScannedWord) for word in words) else ()


def _word_boxes(text: str, words: Sequence[Word]) -> Iterator[WordBox]:
    at = 0
    for word in words:
        for written in _spellings(clean(word.text)):
            start = text.find(written, at, at + len(written) + MOST_BETWEEN)
            if start >= 0:
                at = start + len(written)
                if isinstance(word, ScannedWord):
                    yield _word_box(word, start, at)
                break


def _word_box(word: ScannedWord, start: int, end: int) -> WordBox:
    left, top, right, bottom = (round(WHOLE * share) for share in word.shown)
    return WordBox(start, end, left, top, right, bottom, round(100 * word.confidence))


def _spellings(word: str) -> Iterator[str]:
    """The word, and without its hyphen, which is gone where it parted a word at the end of a line."""
    if word:
        yield word
    if len(word) > 1 and word.endswith("-"):
        yield word[:-1]
