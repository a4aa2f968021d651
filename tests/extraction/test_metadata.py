"""What files state of themselves: title, authors, dates, length."""

import email.message
import json
import zipfile
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from chalicelib.adapters.extraction import FORMATS, Extractor
from chalicelib.adapters.extraction.child import metadata_of
from chalicelib.adapters.extraction.metadata.stated import (
    MOST_AUTHORS,
    NAME_CHARACTERS,
    TITLE_CHARACTERS,
    names,
    stated,
)
from chalicelib.adapters.extraction.metadata_readers import BY_READER
from chalicelib.models import Extent, Metadata, SliceRequest
from tests.extraction.pdf_files import stream, write_pdf
from tests.extraction.sample_model import zipped


def of(path: Path, content: str | bytes | None = None) -> Metadata:
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return metadata_of(path.suffix[1:], path)


def test_pdf_states_its_information(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(800, 400), lang="vi")
    canvas.setTitle("Tides of the Tay")
    canvas.setAuthor("Ines Holt; Jan Roth")
    for _ in range(3):
        canvas.drawString(100, 100, "tide")
        canvas.showPage()
    canvas.save()
    metadata = of(tmp_path / "a.pdf")
    assert (metadata.title, metadata.authors) == ("Tides of the Tay", ("Ines Holt", "Jan Roth"))
    assert (metadata.extent, metadata.wide, metadata.language) == (Extent(3, "page"), True, "vi")
    assert metadata.written is not None
    assert metadata.written.startswith("D:2")


@pytest.mark.parametrize(("schema", "title"), [("http://ns.adobe.com/pdf/1.3/", "Berths"), ("other", None)])
def test_pdf_states_its_xmp_but_not_a_pictures(tmp_path: Path, schema: str, title: str | None) -> None:
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="{schema}">'
        "<dc:title><rdf:Alt><rdf:li>Berths</rdf:li></rdf:Alt></dc:title>"
        "<dc:creator><rdf:Seq><rdf:li>Ines Holt</rdf:li><rdf:li>Jan Roth</rdf:li></rdf:Seq></dc:creator>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    objects = {5: stream(packet.encode(), "/Type /Metadata /Subtype /XML")}
    write_pdf(tmp_path / "a.pdf", "", "", objects, catalog="/Metadata 5 0 R")
    metadata = of(tmp_path / "a.pdf")
    assert metadata.title == title
    assert metadata.authors == (("Ines Holt", "Jan Roth") if title else ())


def test_office_files_state_their_properties(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = "Harbour rules", "Ines Holt"
    document.core_properties.version = "2.1"
    document.save(str(tmp_path / "a.docx"))
    show = pptx.Presentation()
    show.slides.add_slide(show.slide_layouts[0])
    show.slides.add_slide(show.slide_layouts[0])
    show.core_properties.title = "Cranes"
    show.save(str(tmp_path / "a.pptx"))
    book = openpyxl.Workbook()
    book.create_sheet("Fees")
    book.properties.title = "Dues"
    book.save(tmp_path / "a.xlsx")
    word, slides, sheets = (of(tmp_path / name) for name in ("a.docx", "a.pptx", "a.xlsx"))
    assert (word.title, word.authors, word.version) == ("Harbour rules", ("Ines Holt",), "2.1")
    assert word.extent is None, "The template's one page is not the document's."
    assert word.written is None, "Nor is the day on which the template was made."
    assert (slides.title, slides.extent) == ("Cranes", Extent(2, "slide"))
    assert (sheets.title, sheets.extent) == ("Dues", Extent(2, "sheet"))


def test_open_document_states_its_meta(tmp_path: Path) -> None:
    meta = (
        '<office:document-meta xmlns:office="o" xmlns:dc="d" xmlns:meta="m"><office:meta><dc:title>Locks</dc:title>'
        "<meta:initial-creator>Ines Holt</meta:initial-creator><dc:creator>Jan Roth</dc:creator>"
        "<meta:creation-date>2023-05-04T10:00:00</meta:creation-date><dc:date>2023-06-01T08:00:00</dc:date>"
        '<meta:document-statistic meta:page-count="7"/></office:meta></office:document-meta>'
    )
    members = {"mimetype": FORMATS["odt"].content_type.encode(), "content.xml": b"<a/>", "meta.xml": meta.encode()}
    metadata = of(tmp_path / "a.odt", zipped(members))
    assert (metadata.title, metadata.authors, metadata.extent) == ("Locks", ("Ines Holt",), Extent(7, "page"))
    assert (metadata.written, metadata.changed) == ("2023-05-04T10:00:00", "2023-06-01T08:00:00")


def test_html_states_the_tags_of_its_head(tmp_path: Path) -> None:
    metadata = of(
        tmp_path / "a.html",
        '<html lang="en-GB"><head><title>Site | Otters</title><meta property="og:title" content="Otters return">'
        '<meta name="author" content="Ines Holt"><meta property="article:author" content="https://a.example/holt">'
        '<meta property="article:published_time" content="2023-05-04T10:00:00+02:00">'
        '<meta property="article:modified_time" content="2023-05-05"></head><body>x</body></html>',
    )
    assert (metadata.title, metadata.authors, metadata.language) == ("Otters return", ("Ines Holt",), "en-GB")
    assert (metadata.written, metadata.changed) == ("2023-05-04T10:00:00+02:00", "2023-05-05")


def test_html_states_its_linked_data(tmp_path: Path) -> None:
    linked = {"@graph": [{"@type": "WebSite"}, {"datePublished": "2024-01-02", "author": [{"name": "Jan Roth"}]}]}
    page = f'<title>Eels</title><script type="application/ld+json">{json.dumps(linked)}</script><p>x'
    metadata = of(tmp_path / "a.html", page)
    assert (metadata.title, metadata.authors, metadata.written) == ("Eels", ("Jan Roth",), "2024-01-02")


def test_epub_states_its_package(tmp_path: Path) -> None:
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        "<dc:title>The Weir</dc:title><dc:creator>Ines Holt</dc:creator><dc:language>de</dc:language>"
        '<dc:date>1999</dc:date><meta property="dcterms:modified">2020-01-01T00:00:00Z</meta></metadata></package>'
    )
    container = b'<container><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>'
    metadata = of(tmp_path / "a.epub", zipped({"META-INF/container.xml": container, "a.opf": package.encode()}))
    assert (metadata.title, metadata.authors, metadata.language) == ("The Weir", ("Ines Holt",), "de")
    assert (metadata.written, metadata.changed) == ("1999", "2020-01-01T00:00:00Z")


def test_mail_states_its_headers(tmp_path: Path) -> None:
    message = email.message.EmailMessage()
    message["Subject"], message["From"] = "Bến số 4", "Nguyễn Văn An <an@a.example>"
    message["Date"] = "Thu, 04 May 2023 10:00:00 +0200"
    message.set_content("x")
    metadata = of(tmp_path / "a.eml", message.as_bytes())
    assert (metadata.title, metadata.authors) == ("Bến số 4", ("Nguyễn Văn An",))
    assert metadata.sent == metadata.written == "Thu, 04 May 2023 10:00:00 +0200"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "---\ntitle: 'Otters'\nauthors:\n  - Ines Holt\n  - name: Jan Roth\ndate: 2023-05-04\n---\n# x\n"),
        ("a.md", "---\ntitle: Otters\nauthor: [Ines Holt, Jan Roth]\ndate: 2023-05-04\n---\n"),
        ("a.md", '+++\ntitle = "Otters"\nauthors = ["Ines Holt", "Jan Roth"]\ndate = 2023-05-04\n+++\n'),
        ("a.adoc", "= x\n:title: Otters\n:author: Ines Holt\n:authors: Jan Roth\n:revdate: 2023-05-04\n"),
        ("a.org", "#+TITLE: Otters\n#+AUTHOR: Ines Holt; Jan Roth\n#+DATE: 2023-05-04\n"),
        ("a.rst", "=\nx\n=\n\n:Title: Otters\n:Author: Ines Holt\n:Author: Jan Roth\n:Date: 2023-05-04\n"),
        ("a.tex", "\\title{Otters}\n\\author{Ines Holt; Jan Roth}\n\\date{2023-05-04}\n"),
    ],
)
def test_text_states_its_front_matter(tmp_path: Path, name: str, text: str) -> None:
    metadata = of(tmp_path / name, text)
    assert (metadata.title, metadata.authors) == ("Otters", ("Ines Holt", "Jan Roth"))
    assert metadata.written == "2023-05-04"


def test_notebook_states_its_metadata(tmp_path: Path) -> None:
    book = {"cells": [], "metadata": {"title": "Tides", "authors": [{"name": "Ines Holt"}, 3]}}
    metadata = of(tmp_path / "a.ipynb", json.dumps(book))
    assert (metadata.title, metadata.authors) == ("Tides", ("Ines Holt",))


@pytest.mark.parametrize("kind", sorted(ending for ending, format_ in FORMATS.items() if format_.reader in BY_READER))
@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 200, b"PK\x03\x04" + b"a" * 90, b"<a", b"{[", b"---\ntitle:"])
def test_broken_metadata_is_none(tmp_path: Path, kind: str, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert metadata_of(kind, path).format == kind


def test_first_slice_alone_has_metadata(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\ntitle: Otters\n---\n" + "word " * 200, encoding="utf-8")
    first = Extractor().extract(path, "a.md", SliceRequest(max_characters=100))
    second = Extractor().extract(path, "a.md", SliceRequest(first.cursor, len(first.text)))
    assert first.metadata == Metadata(format="md", title="Otters")
    assert second.metadata is None


@given(st.text())
def test_stated_text_is_short_and_shows_as_it_is(text: str) -> None:
    shown = stated(text * 20)
    assert shown is None or (
        len(shown) <= TITLE_CHARACTERS and shown == shown.strip() and shown.splitlines() == [shown]
    )
    assert not {"\u202e", "\u200b", "\x00", "\x1b"} & set(shown or "")


@given(st.lists(st.text(), max_size=40))
def test_names_are_few_and_short(texts: list[str]) -> None:
    people = names(texts)
    assert len(people) <= MOST_AUTHORS
    assert all(0 < len(person) <= NAME_CHARACTERS for person in people)


def test_a_bomb_in_the_properties_is_not_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("docProps/core.xml", b" " * (40 << 20))
    assert of(tmp_path / "a.docx") == Metadata(format="docx")
