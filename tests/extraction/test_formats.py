"""What each format is read as: order, headings, pages, tables, and what is left out."""

from pathlib import Path

import docx
import openpyxl
import pptx
import pytest
from docx.oxml import OxmlElement
from PIL import Image

from tests.extraction.reading import read, written


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


def test_pptx_slides_that_are_pictures_are_told(tmp_path: Path) -> None:
    show = pptx.Presentation()
    Image.new("L", (20, 20), 99).save(tmp_path / "a.png")
    for title in ("One", "", ""):
        slide = show.slides.add_slide(show.slide_layouts[5])
        slide.shapes.title.text = title
    slide.shapes.add_picture(str(tmp_path / "a.png"), 0, 0)
    show.save(str(tmp_path / "a.pptx"))
    assert read(tmp_path / "a.pptx").unread == (3,)
