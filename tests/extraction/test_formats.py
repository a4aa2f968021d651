"""What each format is read as: order, headings, pages, tables, and what is left out."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest
from docx.oxml import OxmlElement
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from chalicelib.adapters.extraction.readers import reader_for
from chalicelib.adapters.extraction.slicing import read_slice
from chalicelib.models import ExtractedSlice


def read(path: Path) -> ExtractedSlice:
    return read_slice(reader_for(path.suffix[1:]), path, None, 0, (), 10_000_000)


def written(path: Path, text: str | bytes) -> ExtractedSlice:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path)


def drawn(path: Path, *pages: Sequence[tuple[float, float, float, str]]) -> ExtractedSlice:
    """A PDF with texts at (x, y, size)."""
    canvas = Canvas(str(path), pagesize=A4)
    for page in pages:
        for x, y, size, text in page:
            canvas.setFont("Helvetica", size)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return read(path)


def test_pdf_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = [f"left column line {n} goes on about ships and" for n in range(12)]
    right = [f"right column line {n} goes on about corn and" for n in range(12)]
    rows = [(x, 700 - 12 * n, 10.0, text) for n in range(12) for x, text in ((50, left[n]), (320, right[n]))]
    text = drawn(tmp_path / "a.pdf", [(50, 760, 10, "An introduction over the whole width of the page"), *rows]).text
    assert " ".join(left) in text.replace("\n", " ")
    assert " ".join(right) in text.replace("\n", " ")
    assert text.index(left[-1]) < text.index(right[0])


def test_pdf_joins_hyphens_and_lines_of_a_paragraph(tmp_path: Path) -> None:
    lines = [
        "The harvest of this year was by far the most impor-",
        "tant one, and nobody here had seen the like.",
    ]
    text = drawn(tmp_path / "a.pdf", [(50, 700 - 12 * n, 10.0, line) for n, line in enumerate(lines)]).text
    assert text == "The harvest of this year was by far the most important one, and nobody here had seen the like.\n\n"


def test_pdf_table_rows_stay_rows(tmp_path: Path) -> None:
    rows = [("Year", "Place", "Tons"), ("2021", "Nantes", "17"), ("2022", "Hue", "19")]
    cells = [(60 + 150 * c, 700 - 14 * r, 10.0, cell) for r, row in enumerate(rows) for c, cell in enumerate(row)]
    text = drawn(tmp_path / "a.pdf", cells).text
    assert text == "Year | Place | Tons\n2021 | Nantes | 17\n2022 | Hue | 19\n\n"


def test_pdf_headings_have_levels_and_pages(tmp_path: Path) -> None:
    body = [(50.0, 600 - 12.0 * n, 10.0, "The body of the text is in small letters.") for n in range(9)]
    found = drawn(tmp_path / "a.pdf", [(50, 700, 24, "Book"), (50, 650, 16, "Chapter"), *body], [], body)
    assert [(heading.level, heading.title) for heading in found.headings] == [(1, "Book"), (2, "Chapter")]
    assert [span.number for span in found.pages] == [1, 3]
    assert (found.done, found.total) == (3, 3)


def test_docx_reads_what_is_shown(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Report", 0)
    document.add_heading("Harvest", 2)
    paragraph = document.add_paragraph("seen ")
    hidden = paragraph.add_run("unseen")
    hidden.font.hidden = True
    gone = OxmlElement("w:del")
    gone.append(document.add_paragraph("deleted").runs[0]._r)
    paragraph._p.append(gone)
    document.add_paragraph("first point", style="List Bullet")
    document.save(str(tmp_path / "a.docx"))
    found = read(tmp_path / "a.docx")
    assert [(heading.level, heading.title) for heading in found.headings] == [(1, "Report"), (2, "Harvest")]
    assert "seen" in found.text
    assert "unseen" not in found.text
    assert "- first point" in found.text


def test_docx_repeats_the_header_of_a_long_table(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(0, 2)
    for row in [("Name", "Town"), *((f"Person {n}", f"Place {n} with a long name") for n in range(60))]:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(str(tmp_path / "a.docx"))
    groups = read(tmp_path / "a.docx").text.strip().split("\n\n")
    assert len(groups) > 1
    assert all(group.startswith("Name | Town\n") for group in groups)


def test_pptx_slides_are_pages_with_notes(tmp_path: Path) -> None:
    show = pptx.Presentation()
    for title in ("One", "Two"):
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.placeholders[1].text = f"about {title}"
        slide.shapes.title.text = title
        slide.notes_slide.notes_text_frame.text = f"say {title}"
    show.save(str(tmp_path / "a.pptx"))
    found = read(tmp_path / "a.pptx")
    first, second = (found.text[span.start : span.end] for span in found.pages)
    assert first == "One\n\nabout One\n\nNotes: say One\n\n"
    assert second == "Two\n\nabout Two\n\nNotes: say Two\n\n"
    assert [heading.title for heading in found.headings] == ["One", "Two"]


def test_xlsx_groups_read_by_themselves(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Sales", 0)
    for row in [
        ("Sales of 2024",),
        ("Region", "Product", "Sum"),
        *(("North", f"Thing {n}", n * 1.5) for n in range(90)),
    ]:
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    found = read(tmp_path / "a.xlsx")
    title, caption, *groups = found.text.strip().split("\n\n")
    assert (title, caption) == ("Sales", "Sales of 2024")
    assert len(groups) > 1
    assert all(group.startswith("Region | Product | Sum\n") for group in groups)
    assert "North | Thing 2 | 3\n" in found.text


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_finds_its_delimiter(tmp_path: Path, delimiter: str) -> None:
    rows = [["Name", "Remark"], ["Ann", '"two\r\nlines"'], ["Bob", "7.5"]]
    found = written(tmp_path / "a.csv", "\r\n".join(delimiter.join(row) for row in rows))
    assert found.text == "Name | Remark\nAnn | two lines\nBob | 7.5\n\n"


def test_csv_survives_a_quote_that_never_closes(tmp_path: Path) -> None:
    rows = "".join(f"{n},value {n}\n" for n in range(100_000))
    found = written(tmp_path / "a.csv", 'id,text\n1,"open\n' + rows)
    assert "99999 | value 99999" in found.text


def test_html_leaves_out_what_is_hidden(tmp_path: Path) -> None:
    page = """<html><head><title>no</title><style>no</style></head><body><nav>no</nav><h1>Shop</h1>
      <div style="display: none">no</div><p hidden>no</p><script>no</script><p>We sell <b>corn</b><br>and rye.</p>
      <h2>Prices</h2><table><tr><th>What</th><th>Price</th></tr><tr><td>Corn</td><td>3</td></tr></table>
      <ul><li>one</li><li>two</li></ul><!-- no --><pre>a  b\n c</pre></body></html>"""
    found = written(tmp_path / "a.html", page)
    assert found.text == (
        "Shop\n\nWe sell corn\nand rye.\n\nPrices\n\nWhat | Price\nCorn | 3\n\n- one\n- two\na  b\n c\n\n"
    )
    assert [(heading.level, heading.title) for heading in found.headings] == [(1, "Shop"), (2, "Prices")]


def test_html_keeps_to_the_main_text(tmp_path: Path) -> None:
    found = written(
        tmp_path / "a.html", f"<header>Menu</header><main>{'The story. ' * 20}</main><footer>Imprint</footer>"
    )
    assert "The story." in found.text
    assert "Menu" not in found.text


def test_html_leaves_out_menus_made_of_lists(tmp_path: Path) -> None:
    links = "".join(f"<li><a href='/{word}'>{word}</a></li>" for word in ("Home", "Shop", "Contact", "Imprint"))
    story = "<p>" + "The story of the mill goes on. " * 9 + "</p><ul><li>corn</li><li>rye</li><li>oats</li></ul>"
    page = f"<div><ul class='menu'>{links}</ul></div><div role='search'>Find</div><h1>Mill</h1>{story}"
    found = written(tmp_path / "a.html", page).text
    assert found.startswith("Mill\n\nThe story")
    assert "- corn\n- rye\n- oats" in found
    assert not {"Home", "Imprint", "Find"} & set(found.split())
    assert "Contact" in written(tmp_path / "b.html", f"<h1>All pages</h1><ul>{links}</ul>").text


def test_markdown_headings_are_not_in_code(tmp_path: Path) -> None:
    text = "---\ntitle: x\n---\n# One #\n\ntext\n\n```sh\n# no heading\n```\n\nTwo\n===\n\n- item\n---\n\n### Three\n"
    found = written(tmp_path / "a.md", text)
    assert found.text == text
    assert [(heading.level, heading.title) for heading in found.headings] == [(1, "One"), (1, "Two"), (3, "Three")]


def test_json_on_one_line_is_laid_out(tmp_path: Path) -> None:
    found = written(tmp_path / "a.json", '{"a": [' + '{"name": "é"},' * 90 + "1]}")
    assert '\n   "name": "é"\n' in found.text


def test_eml_shows_headers_and_body(tmp_path: Path) -> None:
    mail = (
        "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nFrom: Ann <ann@example.org>\nMIME-Version: 1.0\n"
        "Content-Type: text/html; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n<p>Caf=E9</p>"
    )
    found = written(tmp_path / "a.eml", mail)
    assert found.text == "Grüße\n\nFrom: Ann <ann@example.org>\n\nCafé\n\n"
    assert found.headings[0].title == "Grüße"


VIETNAMESE_TONES = "\u0300\u0301\u0303\u0309\u0323"
ENCODED = {
    "utf-8": "Größe und Maß: l’été, đường, 数据",
    "utf-8-sig": "Größe und Maß",
    "utf-16": "Größe und Maß, 数据",
    "utf-16-le": "A text without any mark, in plain English, of some length.",
    "utf-32": "Größe und Maß",
    "cp1252": "Die Größe der Straße “überrascht” die Bürger von München. " * 5,
    "cp1251": "Москва является столицей России и крупнейшим городом страны. " * 5,
    "koi8_r": "Москва является столицей России и крупнейшим городом страны. " * 5,
    "cp1254": "İstanbul, Türkiye'de yer alan şehir ve ülkenin 81 ilinden biridir. Nüfusu çok kalabalıktır. " * 3,
    "iso8859_2": "Warszawa jest stolicą Polski, największym miastem kraju, położonym nad Wisłą. " * 3,
    "euc_jp": "日本国憲法は、日本国の現在の憲法であり、国家形態および統治の組織を規定している。" * 2,
    "shift_jis": "日本国憲法は、日本国の現在の憲法であり、国家形態および統治の組織を規定している。" * 5,
    "gb18030": "人工智能是计算机科学的一个分支，它企图了解智能的实质，并生产出新的智能机器。" * 5,
    "big5": "臺灣是位於東亞的島嶼，北接東海，南臨巴士海峽，人口約二千三百萬。" * 5,
    "euc_kr": "대한민국은 동아시아의 한반도 남부에 자리한 민주공화국이다. " * 5,
}


@pytest.mark.parametrize("encoding", ENCODED)
@pytest.mark.parametrize("kind", ["txt", "csv", "md", "html"])
def test_any_encoding_is_read(tmp_path: Path, encoding: str, kind: str) -> None:
    text = ENCODED[encoding]
    found = written(tmp_path / f"a.{kind}", (text + "\n").encode(encoding)).text
    assert text.strip() in found.replace(" | ", ", ")  # a CSV file is cut at its commas


def in_windows_1258(text: str) -> bytes:
    """As Windows writes Vietnamese: letters that the code has no place for are a letter and a tone after it."""
    parts = []
    for letter in unicodedata.normalize("NFC", text):
        tone = "".join(mark for mark in unicodedata.normalize("NFD", letter) if mark in VIETNAMESE_TONES)
        bare = unicodedata.normalize("NFD", letter).replace(tone, "") if tone else letter
        parts.append(unicodedata.normalize("NFC", bare) + tone)
    return "".join(parts).encode("cp1258")


@pytest.mark.parametrize("kind", ["txt", "csv", "md", "html"])
def test_vietnamese_of_windows_is_read(tmp_path: Path, kind: str) -> None:
    text = "Hà Nội là thủ đô của nước Cộng hòa xã hội chủ nghĩa Việt Nam và là thành phố lớn thứ hai của đất nước."
    assert text in written(tmp_path / f"a.{kind}", in_windows_1258(text + "\n")).text


def test_old_newlines_and_unseen_characters_are_made_plain(tmp_path: Path) -> None:
    assert written(tmp_path / "a.txt", "a\rb\rc\u00ad\u00a0d\x00").text == "a\nb\nc d"
    assert written(tmp_path / "b.txt", "e\u0301\r\n\ufeffx").text == "\u00e9\nx"


def test_pdf_bold_lines_are_headings_where_most_is_not_bold(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    for n in range(3):
        canvas.setFont("Helvetica-Bold", 10)
        canvas.drawString(50, 760 - 200 * n, f"Note {n} on the accounts")
        canvas.setFont("Helvetica", 10)
        for line in range(9):
            canvas.drawString(50, 746 - 200 * n - 12 * line, "The body of the text is set in plain letters, as usual.")
    canvas.save()
    found = read(tmp_path / "a.pdf")
    assert [heading.title for heading in found.headings] == [f"Note {n} on the accounts" for n in range(3)]


def picture(canvas: Canvas, width: float, height: float) -> None:
    canvas.drawInlineImage(Image.new("L", (20, 20), 99), 10, 10, width, height)


def test_pdf_pages_that_are_pictures_are_told(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    width, height = A4
    pages: list[tuple[tuple[float, float], str]] = [
        ((0, 0), "A page of text alone."),
        ((width, height), ""),  # A scan.
        ((width, height), "Bates 0017"),  # A scan with a stamp.
        ((60, 60), ""),  # A logo alone.
        ((0, 0), ""),  # Left blank.
        ((width, height), "A page of text on a ground that is a picture, as some have."),
    ]
    for size, text in pages:
        if any(size):
            picture(canvas, *size)
        canvas.drawString(60, 700, text)
        canvas.showPage()
    for strip in range(4):  # A scan in strips.
        canvas.drawInlineImage(Image.new("L", (20, 20), 99), 0, strip * height / 4, width, height / 4)
    canvas.save()
    found = read(tmp_path / "a.pdf")
    assert found.unread == (2, 3, 7)
    assert found.total == 7


def test_pptx_slides_that_are_pictures_are_told(tmp_path: Path) -> None:
    show = pptx.Presentation()
    Image.new("L", (20, 20), 99).save(tmp_path / "a.png")
    for title in ("One", "", ""):
        slide = show.slides.add_slide(show.slide_layouts[5])
        slide.shapes.title.text = title
    slide.shapes.add_picture(str(tmp_path / "a.png"), 0, 0)
    show.save(str(tmp_path / "a.pptx"))
    assert read(tmp_path / "a.pptx").unread == (3,)


def test_pdf_heads_of_several_lines_are_one_row(tmp_path: Path) -> None:
    """Each cell is told from top to bottom before the next, as word processors do."""
    head = [
        (200, 720, 10.0, "For the Three Months That Ended"),
        (200, 708, 10.0, "June 25,"),
        (200, 696, 10.0, "2022"),
        (320, 708, 10.0, "June 26,"),
        (320, 696, 10.0, "2021"),
        (440, 696, 10.0, "Change"),
    ]
    rows = [
        (x, 680 - 12 * n, 10.0, cell)
        for n, row in enumerate([("Products", "63,355", "63,948", "(1)%"), ("Services", "19,604", "17,486", "12%")])
        for x, cell in zip((60, 200, 320, 440), row, strict=True)
    ]
    text = drawn(tmp_path / "a.pdf", [*head, *rows]).text
    assert text == (
        "For the Three Months That Ended\nJune 25, 2022 | June 26, 2021 | Change\n"
        "Products | 63,355 | 63,948 | (1)%\nServices | 19,604 | 17,486 | 12%\n\n"
    )


def test_pdf_short_texts_side_by_side_keep_their_lines_together(tmp_path: Path) -> None:
    """The second text goes on under a line that could be a cell's: it is not torn."""
    lines = [
        (60, 720, 10.0, "Sold by the baker"),
        (60, 708, 10.0, "on Monday."),
        (320, 720, 10.0, "Bought by the miller"),
        (320, 708, 10.0, "who came by boat, and"),
        (320, 696, 10.0, "went on foot."),
    ]
    text = drawn(tmp_path / "a.pdf", lines).text.replace("\n", " ")
    assert "Bought by the miller who came by boat, and went on foot." in text


def test_pdf_amounts_near_each_other_are_cells(tmp_path: Path) -> None:
    text = drawn(tmp_path / "a.pdf", [[60, 700, 10.0, "Sum | $ 36,599 $ 49,734"]]).text  # type: ignore[list-item]
    assert text == "Sum | $ 36,599 | $ 49,734\n\n"
    prose = drawn(tmp_path / "b.pdf", [[60, 700, 10.0, "It costs 100 € and more"]]).text  # type: ignore[list-item]
    assert prose == "It costs 100 € and more\n\n"
