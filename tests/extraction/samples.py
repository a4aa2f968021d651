"""Real files of every format, made from one small model of a document."""

import csv
import email.message
import json
import zipfile
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

import docx
import openpyxl
import pptx
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.extraction.more_samples import make_ipynb, make_mhtml, make_odt, make_rtf, make_text, make_vtt, make_xml
from tests.extraction.sample_model import Sample, Section, html_of, markdown_of, words, zipped
from tests.extraction.scans import make_picture

__all__ = ["MAKERS", "PDF_FOOTER", "PICTURE_MAKERS", "Sample", "Section", "as_bytes", "markdown_of", "words", "zipped"]

PDF_FOOTER = "This line has letters of the size that most of the text on this page is set in."


def make_docx(sample: Sample, path: Path) -> None:
    document = docx.Document()
    for section in sample:
        document.add_heading(section.title, level=1)
        for paragraph in section.paragraphs:
            document.add_paragraph(paragraph)
        if section.table:
            table = document.add_table(0, len(section.table[0]))
            for row in section.table:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
    document.save(str(path))


def make_pptx(sample: Sample, path: Path) -> None:
    show = pptx.Presentation()
    for section in sample:
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = section.title
        slide.placeholders[1].text = "\n".join(section.paragraphs)
        if section.table:
            size = pptx.util.Inches(4)
            shape = slide.shapes.add_table(len(section.table), len(section.table[0]), 0, 0, size, size)
            for number, row in enumerate(section.table):
                for column, text in enumerate(row):
                    shape.table.cell(number, column).text = text
    show.save(str(path))


def make_xlsx(sample: Sample, path: Path) -> None:
    book = openpyxl.Workbook()
    del book[book.sheetnames[0]]
    for section in sample:
        sheet = book.create_sheet(section.title[:31])
        for row in section.table or (section.paragraphs,):
            sheet.append(list(row))
    book.save(path)


def make_ods(sample: Sample, path: Path) -> None:
    namespaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    sheets = ""
    for section in sample:
        sheets += f'<table:table table:name="{escape(section.title[:31])}">'
        for row in section.table or (section.paragraphs,):
            cells = (
                f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
                for cell in row
            )
            sheets += f"<table:table-row>{''.join(cells)}</table:table-row>"
        sheets += "</table:table>"
    body = f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body>"
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    members = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{manifest}"/>'.encode(),
        "content.xml": f"<office:document-content {namespaces}>{body}</office:document-content>".encode(),
    }
    path.write_bytes(zipped(members))


def make_csv(sample: Sample, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for section in sample:
            writer.writerows(section.table or [[section.title, *section.paragraphs]])


def make_html(sample: Sample, path: Path) -> None:
    path.write_text(html_of(sample), encoding="utf-8")


def make_md(sample: Sample, path: Path) -> None:
    path.write_text(markdown_of(sample), encoding="utf-8")


def make_txt(sample: Sample, path: Path) -> None:
    path.write_text("\n".join(" ".join([s.title, *s.paragraphs, *sum(s.table, ())]) for s in sample), encoding="utf-8")


def make_json(sample: Sample, path: Path) -> None:
    path.write_text(
        json.dumps([[s.title, s.paragraphs, s.table] for s in sample], ensure_ascii=False), encoding="utf-8"
    )


def make_eml(sample: Sample, path: Path) -> None:
    message = email.message.EmailMessage()
    message["Subject"], message["From"] = "Report", "ann@example.org"
    message.set_content("\n\n".join(" ".join([s.title, *s.paragraphs, *sum(s.table, ())]) for s in sample))
    path.write_bytes(message.as_bytes())


def make_epub(sample: Sample, path: Path) -> None:
    names = [f"c{number}.xhtml" for number in range(len(sample))]
    items = "".join(f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in names)
    spine = "".join(f'<itemref idref="{name}"/>' for name in names)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
        )
        book.writestr(
            "OEBPS/book.opf",
            f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}</manifest><spine>{spine}</spine></package>',
        )
        for name, section in zip(names, sample, strict=True):
            book.writestr(f"OEBPS/{name}", html_of((section,)))


def make_pdf(sample: Sample, path: Path) -> None:
    """Each section begins a page; its title is set larger. Only letters of Latin-1 can be shown.

    A footer makes the size of the body that of most letters, as on any real page.
    """
    canvas = Canvas(str(path), pagesize=A4, invariant=True)
    for section in sample:
        _pdf_section(canvas, section)
        canvas.drawString(60, 40, PDF_FOOTER)
        canvas.showPage()
    canvas.save()


def _pdf_section(canvas: Canvas, section: Section) -> None:
    height = 780
    canvas.setFont("Helvetica", 18)
    canvas.drawString(60, height, section.title)
    canvas.setFont("Helvetica", 10)
    for paragraph in section.paragraphs:
        height -= 14
        for line in _wrapped(paragraph):
            height -= 12
            canvas.drawString(60, height, line)
    height -= 14
    for row in section.table:
        height -= 14
        for column, cell in enumerate(row):
            canvas.drawString(60 + 160 * column, height, cell)


def _wrapped(text: str, width: int = 80) -> Iterator[str]:
    line: list[str] = []
    for word in text.split():
        if line and len(" ".join([*line, word])) > width:
            yield " ".join(line)
            line = []
        line.append(word)
    yield " ".join(line)


def make_mbox(sample: Sample, path: Path) -> None:
    with path.open("wb") as file:
        for section in sample:
            make_eml((section,), path.with_suffix(".part"))
            file.write(b"From ann@example.org Tue Mar  4 09:00:00 2031\n")
            file.write(path.with_suffix(".part").read_bytes() + b"\n")


MAKERS: dict[str, Callable[[Sample, Path], None]] = {
    "docx": make_docx,
    "pptx": make_pptx,
    "xlsx": make_xlsx,
    "ods": make_ods,
    "csv": make_csv,
    "html": make_html,
    "md": make_md,
    "txt": make_txt,
    "json": make_json,
    "eml": make_eml,
    "epub": make_epub,
    "pdf": make_pdf,
    "adoc": make_text("== {}"),
    "org": make_text("* {}"),
    "rst": make_text("{}", "="),
    "vtt": make_vtt,
    "ipynb": make_ipynb,
    "mbox": make_mbox,
    "mhtml": make_mhtml,
    "rtf": make_rtf,
    "odt": make_odt,
    "xml": make_xml,
}

PICTURE_MAKERS: dict[str, Callable[[Sample, Path], None]] = {"tif": make_picture}
"""Apart from the others: a letter may be read wrongly."""


def as_bytes(kind: str, sample: Sample, folder: Path) -> bytes:
    """The file of `kind` as bytes."""
    path = folder / f"sample.{kind}"
    (MAKERS | PICTURE_MAKERS)[kind](sample, path)
    return path.read_bytes()
