"""What kind of document a file is: by its format, else by what stands on its first pages."""

import re
from collections.abc import Mapping

from chalicelib.models import DocumentKind, Metadata

_BY_FORMAT: Mapping[DocumentKind, str] = {
    "email": "eml mbox",
    "web_page": "html htm xhtml mht mhtml",
    "slides": "pptx pptm ppsx ppsm potx potm odp",
    "spreadsheet": "xlsx xlsm xltx xltm xlsb xls ods csv tsv",
    "book": "epub",
    "notebook": "ipynb",
    "transcript": "vtt srt",
    "data": "json jsonl ndjson xml yaml yml toml ini cfg env log",
    "document": "pdf docx docm dotx dotm odt rtf md markdown txt text adoc asciidoc org rst tex",
}
FORMATS: Mapping[str, DocumentKind] = {
    ending: kind for kind, endings in _BY_FORMAT.items() for ending in endings.split()
}
"""The kind of each format; `document` asks the text. Every other text format is source code."""

OPENING_CHARACTERS = 600
BOOK_PAGES = 100
LETTER_PAGES = 6
SHOW_PAGES = 3
"""A drawing or a table on one wide page is no show of slides."""

_SHOWS = re.compile(r"powerpoint|impress|keynote|google slides|beamer|canva", re.I)
_LETTER = re.compile(r"^(?:dear\s|to whom it may concern|kính gửi|sehr geehrte|chère?\s|estimad[oa])", re.I | re.M)
_CLOSING = re.compile(
    r"^\W{0,3}(?:(?:yours\s+)?(?:sincerely|faithfully|truly)|(?:kind|best|warm)\s+regards|regards|trân trọng|"
    r"mit freundlichen grüßen)\b",
    re.I | re.M,
)
_ABSTRACT = re.compile(r"^\W{0,3}(?:abstract|tóm tắt|zusammenfassung|résumé)\b", re.I | re.M)
_CHAPTERS = re.compile(
    r"^\W{0,3}(?:table of contents|contents|mục lục|chapter\s+(?:1|one|i)|chương\s+(?:1|i))\b|\bISBN\b", re.I | re.M
)
_BY_WORDS: tuple[tuple[DocumentKind, re.Pattern[str]], ...] = (
    ("invoice", re.compile(r"\b(?:invoice|hóa đơn|hoá đơn|rechnungsnummer|facture)\b", re.I)),
    ("contract", re.compile(r"\b(?:agreement|contract|hợp đồng|vertrag|terms and conditions|lease)\b", re.I)),
    (
        "report",
        re.compile(
            r"\b(?:reports?|báo cáo|form\s+(?:10-[KQ]|8-K|20-F)|jahresbericht|rapport|minutes|statements?)\b", re.I
        ),
    ),
)


def kind_of(metadata: Metadata, opening: str, title: str | None) -> DocumentKind:
    """`opening` is the text of the first pages, some thousand characters; `title` the document's, if it has one."""
    kind = FORMATS.get(metadata.format, "document" if not metadata.format else "code")
    if kind != "document":
        return kind
    pages = metadata.extent.count if metadata.extent else 0
    if (metadata.wide and pages >= SHOW_PAGES) or _SHOWS.search(metadata.program or ""):
        return "slides"
    if pages <= LETTER_PAGES and _LETTER.search(opening) and _CLOSING.search(opening):
        return "letter"
    if _ABSTRACT.search(opening):
        return "article"
    if pages >= BOOK_PAGES and _CHAPTERS.search(opening):
        return "book"
    head = f"{title or ''}\n{opening[:OPENING_CHARACTERS]}"
    return next((kind for kind, words in _BY_WORDS if words.search(head)), "document")
