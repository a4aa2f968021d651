"""PDF through PDFium: page by page, words with their boxes, laid out as text by `layout`."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

import pypdfium2
import pypdfium2.raw

from chalicelib.adapters.extraction.normalise import clean, one_line
from chalicelib.adapters.extraction.ocr.recogniser import recogniser
from chalicelib.adapters.extraction.readers.pdf.fields import with_fields
from chalicelib.adapters.extraction.readers.pdf.heads import joined_heads
from chalicelib.adapters.extraction.readers.pdf.layout import Paragraph, paragraphs
from chalicelib.adapters.extraction.readers.pdf.line import CELL_END, Line
from chalicelib.adapters.extraction.readers.pdf.missing_fonts import text_page_of
from chalicelib.adapters.extraction.readers.pdf.page_pictures import pictures_of, with_pictures
from chalicelib.adapters.extraction.readers.pdf.pictures import is_picture
from chalicelib.adapters.extraction.readers.pdf.running import Running, recognised, without_running
from chalicelib.adapters.extraction.readers.pdf.scans import middle, scanned_page, word_boxes
from chalicelib.adapters.extraction.readers.pdf.text import PageText, page_text
from chalicelib.adapters.extraction.slicing import Block
from chalicelib.errors import DocumentError

pdfium: Any = pypdfium2  # It has no types.
raw: Any = pypdfium2.raw

MOST_ATTACHMENTS = 200
SAMPLE_PAGES = 24
HEADING_RATIO = 1.15
"""A heading's letters are at least this much larger than the body's."""

SCANNED_RATIOS = (1.8, 1.3)
"""The same for headings of two levels on pages that are pictures."""

FEW_PAGES = 3
"""In longer documents a size that is on one page only is a title page's, not a heading's."""

HEADING_CHARACTERS = 200
HEADING_LINES = 3
BOLD_SHARE = 0.25
"""Bold lines are headings only where less than this share of the letters is bold."""

HEADING_LEVELS = 4
_NUMBERED_TITLE = re.compile(r"[^|]{1,20} \| [^|]*[^\W\d_]{3,}[^|]*")
"""`Item 1. | Legal Proceedings`; other cells beside each other are a table's, however large their letters."""

_BOLD_TITLE = re.compile(r"[A-Z0-9\u00c0-\uffff].{3,}[^.,;:]")


def read(path: Path, at: Any) -> Iterator[Block]:
    """The blocks of a PDF; `at` is [pages read, *_Style]."""
    document = _open(path)
    total = len(document)
    if total == 0:
        raise DocumentError("unreadable", "This PDF has no pages. Please export it anew and upload it again.")
    sampled: dict[int, PageText] = {}
    first, *style_values = at or (0,)
    style = _Style.of(style_values) if style_values else _style(document, sampled)
    for index in range(first, total):
        page = sampled.pop(index) if index in sampled else _page(document, index)
        if page.unread and recogniser().is_on:
            page = scanned_page(path, index, page)
        elif page.pictures:
            page = with_pictures(path, index, page)
        lines = without_running(page.lines, index, style.running)
        yield from blocks_of(lines, index, total, None if page.scanned else style)
        yield Block("", page=index + 1, at=[index + 1, *style], done=index + 1, total=total, unread=page.unread)
    if names := _attachments(document):
        yield Block(f"Attachments: {names}\n\n", done=total, total=total)


def blocks_of(lines: list[Line], index: int, total: int, style: "_Style | None" = None) -> Iterator[Block]:
    """The paragraphs of page `index` of `total`. Without a `style` its own letters tell it."""
    style = style or _scan_style(lines)
    for paragraph in paragraphs(joined_heads(lines)):
        yield _block(paragraph, style, index, total)


def _open(path: Path) -> Any:
    try:
        document = pdfium.PdfDocument(path)
        if document.get_formtype() != raw.FORMTYPE_NONE:
            document.init_forms()
        return document
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            message = "This PDF is protected with a password. Please save it without one and upload it again."
            raise DocumentError("encrypted", message) from error
        message = "This PDF is damaged. Please export it anew and upload it again."
        raise DocumentError("unreadable", message) from error


class _Style(NamedTuple):
    """How a document marks its headings: by sizes larger than its body's, largest first, and perhaps by bold.

    `running` are the lines that its pages repeat.
    """

    body: float
    larger: list[float]
    bold: bool
    running: Sequence[Running] = ()

    @classmethod
    def of(cls, values: Sequence[Any]) -> Self:
        """From a cursor; one of before running lines were known has none."""
        body, larger, bold, *running = values
        return cls(body, larger, bold, [Running(*line) for line in (running[0] if running else [])])


def _style(document: Any, sampled: dict[int, PageText]) -> _Style:
    """The style by a sample of pages, which is left in `sampled`.

    It goes on from slice to slice, so that levels agree in all of a document.
    """
    letters: Counter[float] = Counter()
    pages: Counter[float] = Counter()
    bold = 0
    step = max(len(document) // SAMPLE_PAGES, 1)
    for index in range(0, min(len(document), SAMPLE_PAGES * step), step):
        sampled[index] = _page(document, index)
        for line in sampled[index].lines:
            count = sum(len(word.text) for word in line.words)
            letters[line.size] += count
            bold += count * line.bold
        pages.update({line.size for line in sampled[index].lines})
    if not letters:
        return _Style(0.0, [], False)
    body = letters.most_common(1)[0][0]
    spread = 1 if len(sampled) <= FEW_PAGES else 2
    larger = sorted((size for size in letters if size >= body * HEADING_RATIO and pages[size] >= spread), reverse=True)
    running = recognised({index: page.lines for index, page in sampled.items()})
    return _Style(body, _steps(larger), bold < BOLD_SHARE * letters.total(), running)


def _scan_style(lines: Sequence[Line]) -> _Style:
    """The style of a page that was recognised, by itself: how high its letters are is known roughly."""
    body = middle([line.size for line in lines for _ in line.words]) if lines else 0.0
    return _Style(body, [body * ratio for ratio in SCANNED_RATIOS], bold=False)


def _steps(sizes: list[float]) -> list[float]:
    """Sizes that hardly differ are one level: the smallest of each, largest level first."""
    steps: list[float] = []
    for size in sizes:
        if steps and steps[-1] - size < 0.6:
            steps[-1] = size
        else:
            steps.append(size)
    return steps


def _block(paragraph: Paragraph, style: _Style, index: int, total: int) -> Block:
    text = clean(paragraph.text)
    level = _level(paragraph, text, style)
    title = text.replace("\n", " ").strip() if level else ""
    words = word_boxes(title or text, paragraph.words)
    if title:
        return Block(title + "\n\n", min(level, HEADING_LEVELS), title, index + 1, done=index, total=total, words=words)
    return Block(text + "\n\n", page=index + 1, done=index, total=total, words=words)


def _level(paragraph: Paragraph, text: str, style: _Style) -> int:
    """The heading level of a paragraph, 0 for none."""
    if len(text) > HEADING_CHARACTERS or paragraph.lines > HEADING_LINES or not any(map(str.isalpha, text)):
        return 0
    if CELL_END in text and not _NUMBERED_TITLE.fullmatch(text):
        return 0
    for number, size in enumerate(style.larger, 1):
        if paragraph.size >= size:
            return number
    if style.bold and paragraph.bold and paragraph.size >= style.body and _BOLD_TITLE.fullmatch(text):
        return len(style.larger) + 1
    return 0


def _page(document: Any, index: int) -> PageText:
    """The text of a page; nothing if the page cannot be read."""
    try:
        page = document[index]
    except pdfium.PdfiumError:
        return PageText([])
    try:
        text_page = text_page_of(page)
        try:
            found = page_text(page, text_page)
        finally:
            text_page.close()
        found = found._replace(lines=with_fields(found.lines, document.formenv, page, found.turn))
        return found._replace(unread=found.unread or is_picture(page, found), pictures=pictures_of(page, found))
    except pdfium.PdfiumError:
        return PageText([])
    finally:
        page.close()


def _attachments(document: Any) -> str:
    """The names of the files in a PDF, as those of an e-mail are told."""
    count = min(max(raw.FPDFDoc_GetAttachmentCount(document), 0), MOST_ATTACHMENTS)
    names = []
    for number in range(count):
        try:
            names.append(one_line(document.get_attachment(number).get_name()))
        except pdfium.PdfiumError:
            continue
    return ", ".join(filter(None, names))
