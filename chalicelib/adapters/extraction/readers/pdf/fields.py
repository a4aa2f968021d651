"""What stands on a PDF's page beside its content: values of form fields, and text that was written over it."""

import ctypes
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw

from chalicelib.adapters.extraction.readers.pdf.letters import Box, turned
from chalicelib.adapters.extraction.readers.pdf.line import Line, Word

pdfium: Any = pypdfium2  # It has no types.
raw: Any = pypdfium2.raw

MOST_ANNOTATIONS = 2_000
MOST_BYTES = 200_000
NEIGHBOURS = 50
LETTER = 10.0
"""The size in points that values are taken to be set in; smaller where their field is lower."""

LETTER_WIDTH = 0.5
LINE_HEIGHT = 1.2
UNSEEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
PASSWORD = 1 << 13
WRITTEN = (raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP)
CHOSEN = (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
TICKED = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)


def with_fields(lines: list[Line], form: Any, page: Any, turn: int) -> list[Line]:
    """The lines of a page, each value behind its label; `form` is the document's form, None without one."""
    count = min(raw.FPDFPage_GetAnnotCount(page), MOST_ANNOTATIONS)
    values = [line for number in range(count) for line in _lines(form, page, number, turn)]
    if not values:
        return lines
    behind: dict[int, list[Line]] = {}
    by_height = sorted((line.bottom + line.top, number) for number, line in enumerate(lines))
    for value in values:
        behind.setdefault(_label(value, lines, by_height), []).append(value)
    merged = behind.get(-1, [])
    for number, line in enumerate(lines):
        merged += [line, *behind.get(number, [])]
    return merged


def _label(value: Line, lines: list[Line], by_height: list[tuple[float, int]]) -> int:
    """The number of the line that is nearest on the left of a value, else over it; -1 if there is none."""
    middle = value.bottom + value.top
    at = bisect_left(by_height, (middle, 0))
    best, over = -1, -1
    for _, number in by_height[max(at - NEIGHBOURS, 0) : at + NEIGHBOURS]:
        line = lines[number]
        if line.bottom < middle / 2 < line.top:
            if line.left <= value.left and (best < 0 or line.left > lines[best].left):
                best = number
        elif line.bottom > middle / 2 and (over < 0 or line.bottom < lines[over].bottom):
            over = number
    return best if best >= 0 else over


def _lines(form: Any, page: Any, number: int, turn: int) -> Iterator[Line]:
    annotation = raw.FPDFPage_GetAnnot(page, number)
    if not annotation:
        return
    try:
        text = "" if raw.FPDFAnnot_GetFlags(annotation) & UNSEEN else _text(form, annotation)
        if text.strip():
            rect = raw.FS_RECTF()
            raw.FPDFAnnot_GetRect(annotation, rect)
            yield from _placed(text, turned((rect.left, rect.right, rect.bottom, rect.top), turn))
    finally:
        raw.FPDFPage_CloseAnnot(annotation)


def _text(form: Any, annotation: Any) -> str:
    kind = raw.FPDFAnnot_GetSubtype(annotation)
    if kind in WRITTEN:
        return _string(lambda buffer, size: raw.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size))
    if kind != raw.FPDF_ANNOT_WIDGET or form is None:
        return ""
    field = raw.FPDFAnnot_GetFormFieldType(form, annotation)
    if field in TICKED:
        return "☒" if raw.FPDFAnnot_IsChecked(form, annotation) else "☐"
    if field not in CHOSEN or raw.FPDFAnnot_GetFormFieldFlags(form, annotation) & PASSWORD:
        return ""
    return _string(lambda buffer, size: raw.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size))


def _string(read: Any) -> str:
    """What a function of PDFium writes as UTF-16 with a zero at its end."""
    size = min(read(None, 0), MOST_BYTES)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    read(buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", "ignore").replace("\x00", "")


def _placed(text: str, box: Box) -> Iterator[Line]:
    """The lines of a value in its field, wrapped as a reader of PDFs would about do."""
    left, right, bottom, top = box
    size = max(min(LETTER, (top - bottom) / LINE_HEIGHT), 1.0)
    room = max(int((right - left) / (LETTER_WIDTH * size)), 1) if top - bottom > 2 * LINE_HEIGHT * size else len(text)
    rows = [row for line in text.splitlines() for row in _wrapped(line.split(), room)]
    height = LINE_HEIGHT * size
    first = top if len(rows) > 1 else (top + bottom + height) / 2
    for number, row in enumerate(rows):
        width = min(LETTER_WIDTH * size, (right - left) / max(len(" ".join(row)), 1))
        foot = first - (number + 1) * height
        words = []
        at = left
        for word in row:
            words.append(Word(word, at, at + width * len(word), foot, foot + height, size))
            at += width * (len(word) + 1)
        yield Line(words)


def _wrapped(words: list[str], room: int) -> Iterator[list[str]]:
    row: list[str] = []
    length = 0
    for word in words:
        if row and length + len(word) > room:
            yield row
            row, length = [], 0
        row.append(word)
        length += len(word) + 1
    if row:
        yield row
