"""Large files, each page or line of which can be told from all others."""

from itertools import cycle
from pathlib import Path
from typing import Any

import pypdfium2
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

WORDS = (
    *("harvest", "ship", "grain", "harbour", "winter", "market", "letter", "village", "captain", "ledger"),
    *("river", "stone", "bridge", "morning", "council", "weather", "journey", "timber", "barrel", "lantern"),
)


def sentence(number: int) -> str:
    """Twelve words that say their number."""
    picked = " ".join(WORDS[(number * (place + 3) + place) % len(WORDS)] for place in range(11))
    return f"Entry {number} tells of {picked}."


def make_text(path: Path, size: int) -> None:
    """A text of nearly `size` bytes, in paragraphs of ten sentences."""
    with path.open("w", encoding="utf-8") as file:
        written = number = 0
        while written + 2_000 < size:
            paragraph = " ".join(sentence(line) for line in range(number, number + 10)) + "\n\n"
            written += file.write(paragraph)
            number += 10


def make_pdf(path: Path, pages: int) -> None:
    """Pages of forty lines with a heading each."""
    canvas = Canvas(str(path), pagesize=A4)
    for page in range(pages):
        canvas.setFont("Helvetica", 16)
        canvas.drawString(60, 790, f"Chapter {page + 1} of the chronicle")
        canvas.setFont("Helvetica", 9)
        for line in range(40):
            canvas.drawString(60, 765 - 17 * line, sentence(page * 40 + line))
        canvas.showPage()
    canvas.save()


def bind(path: Path, parts: list[Path], pages: int) -> None:
    """One PDF of so many pages, out of real ones over and over again."""
    pdfium: Any = pypdfium2
    whole = pdfium.PdfDocument.new()
    for part in cycle(parts):
        source = pdfium.PdfDocument(part)
        whole.import_pages(source, list(range(min(len(source), pages - len(whole)))))
        if len(whole) == pages:
            break
    whole.save(str(path))
