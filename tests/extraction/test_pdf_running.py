"""Running heads, feet and page numbers of a PDF: kept once, and out of the text after that."""

from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from chalicelib.models import ExtractedSlice
from tests.extraction.reading import read

HARVESTS = ["wheat", "barley", "hops", "rye", "oats", "flax"]


def book(path: Path, pages: int, *, head: str = "", foot: str = "", left_head: str | None = None) -> ExtractedSlice:
    """Pages with three lines of text; `{n}` in head and foot is the page's number."""
    canvas = Canvas(str(path), pagesize=A4)
    for number in range(1, pages + 1):
        canvas.setFont("Helvetica", 10)
        top = head if left_head is None or number % 2 else left_head
        canvas.drawString(70, 805, top.format(n=number))
        canvas.drawString(280, 40, foot.format(n=number))
        crop = HARVESTS[number % len(HARVESTS)]
        for line, words in enumerate((f"In field {number} the {crop} was cut early,", "and the stubble was", "burnt.")):
            canvas.drawString(70, 740 - 13 * line, words)
        canvas.showPage()
    canvas.save()
    return read(path)


@pytest.mark.parametrize("pages", [4, 60])
def test_the_head_and_the_foot_are_kept_once(tmp_path: Path, pages: int) -> None:
    text = book(tmp_path / "a.pdf", pages, head="Yearbook of the three villages", foot="Page {n} of 60").text
    assert text.count("Yearbook of the three villages") == 1
    assert text.count(" of 60") == 1
    assert [f"In field {number} the" in text for number in range(1, pages + 1)] == [True] * pages


def test_heads_of_left_and_right_pages_are_told_apart(tmp_path: Path) -> None:
    text = book(tmp_path / "a.pdf", 8, head="The harvest", left_head="Yearbook 1911", foot="{n}").text
    assert (text.count("The harvest"), text.count("Yearbook 1911")) == (1, 1)
    assert text.count("In field") == 8


def test_two_pages_with_the_same_head_keep_it(tmp_path: Path) -> None:
    assert book(tmp_path / "a.pdf", 2, head="Yearbook of the three villages").text.count("Yearbook") == 2


def test_a_line_that_only_some_pages_have_stays(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    for number in range(12):
        canvas.drawString(70, 805, "Signed before the clerk" if number in (3, 4) else f"Field {HARVESTS[number % 6]}")
        canvas.drawString(70, 740, f"The {HARVESTS[number % 6]} of year {number} was good.")
        canvas.showPage()
    canvas.save()
    assert read(tmp_path / "a.pdf").text.count("Signed before the clerk") == 2


def test_a_head_that_stands_on_its_table_stays(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    for number in range(6):
        for line, row in enumerate([("Field", "Sacks"), *((f"{HARVESTS[i]} {number}", str(i)) for i in range(4))]):
            canvas.drawString(70, 800 - 13 * line, row[0])
            canvas.drawString(300, 800 - 13 * line, row[1])
        canvas.showPage()
    canvas.save()
    assert read(tmp_path / "a.pdf").text.count("Field | Sacks") == 6


def test_text_at_the_same_place_of_each_page_stays(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    for number in range(6):
        canvas.drawString(70, 700, f"The {HARVESTS[number]} was sold at the fair.")
        canvas.showPage()
    canvas.save()
    text = read(tmp_path / "a.pdf").text
    assert all(f"The {crop} was sold" in text for crop in HARVESTS)
