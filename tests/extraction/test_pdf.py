"""What PDFs are read as: columns, paragraphs, headings, tables, and pages that are pictures."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from chalicelib.models import ExtractedSlice
from tests.extraction.reading import read
from tests.extraction.scans import recognising


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
    """As they are where text recognition is off; with it they are read (test_scans.py)."""
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
    canvas.showPage()
    picture(canvas, width, height)  # A scan with the stamp of a court.
    canvas.drawString(60, height - 20, "Case 9:41-cv-00771 of the villages, document 12, page 3 of 40, filed in May")
    canvas.save()
    with recognising("none"):
        found = read(tmp_path / "a.pdf")
    assert found.unread == (2, 3, 7, 8)
    assert found.total == 8


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
