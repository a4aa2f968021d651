"""The order in which a PDF's page is read: columns, rows with wrapped cells, turned pages."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from chalicelib.adapters.extraction.readers.pdf.columns import in_reading_order
from chalicelib.adapters.extraction.readers.pdf.line import Line, Word
from tests.extraction.reading import read
from tests.extraction.test_pdf import drawn

WHEAT = ["Wheat is sown in autumn", "and stands under snow", "until the thaw comes in", "late March, when it", "grows."]
BARLEY = [
    "Barley wants a lighter",
    "soil than wheat, and it",
    "ripens two weeks sooner",
    "in most years, so that",
    "it is cut.",
]
HOPS = [
    "Hops climb on poles of",
    "chestnut, which are set",
    "in rows that run north",
    "and south, to catch the",
    "light.",
]
COLUMNS = [WHEAT, BARLEY, HOPS]


def cells(columns: Sequence[Sequence[str]], *, pitch: float = 12.0) -> list[tuple[float, float, float, str]]:
    """The columns drawn one after the other."""
    return [
        (60 + 165.0 * c, 760 - pitch * n, 9.0, text)
        for c, column in enumerate(columns)
        for n, text in enumerate(column)
    ]


@pytest.mark.parametrize("order", ["by column", "by row", "backwards", "right to left"])
def test_columns_of_text_are_read_from_left_to_right(tmp_path: Path, order: str) -> None:
    page = cells(COLUMNS)
    if order == "by row":
        page.sort(key=lambda cell: (-cell[1], cell[0]))
    elif order == "backwards":
        page.reverse()
    elif order == "right to left":
        page.sort(key=lambda cell: (-cell[0], -cell[1]))
    text = drawn(tmp_path / "a.pdf", page).text
    assert text.replace("\n\n", " ").replace("\n", " ").strip() == " ".join(" ".join(column) for column in COLUMNS)


def test_line_over_all_columns_parts_them(tmp_path: Path) -> None:
    head = (60, 790, 9.0, "What the fields of the three villages bore, and when it was brought in, by the clerk")
    foot = (60, 690, 9.0, "All of it was written down by the clerk of the villages in the winter after harvest")
    text = drawn(tmp_path / "a.pdf", [head, foot, *cells(COLUMNS)]).text.replace("\n", " ")
    places = [text.index(words) for words in (head[3], WHEAT[0], WHEAT[-1], BARLEY[0], HOPS[-1], foot[3])]
    assert places == sorted(places)


ROWS = [
    (("Crop",), ("What is to be done",), ("Days",)),
    (("Wheat",), ("Sow it in rows before the", "frost, and roll the soil", "after that"), ("12.50",)),
    (("Barley",), ("Wait for the thaw",), ("7.25",)),
]


@pytest.mark.parametrize("order", ["by cell", "by column", "by line"])
def test_lines_of_a_wrapped_cell_stay_in_their_row(tmp_path: Path, order: str) -> None:
    page: list[tuple[float, float, float, str]] = []
    top = 760.0
    for row in ROWS:
        for column, lines in enumerate(row):
            page += [(60 + 150.0 * column, top - 11 * n, 9.0, line) for n, line in enumerate(lines)]
        top -= 11 * max(map(len, row)) + 6
    if order == "by column":
        page.sort(key=lambda cell: cell[0])
    elif order == "by line":
        page.sort(key=lambda cell: (-cell[1], cell[0]))
    text = drawn(tmp_path / "a.pdf", page).text
    wrapped = "Sow it in rows before the frost, and roll the soil after that"
    assert text == f"Crop | What is to be done | Days\nWheat | {wrapped} | 12.50\nBarley | Wait for the thaw | 7.25\n\n"


def turned(path: Path, quarters: int, *, by_content: bool) -> Path:
    """A landscape page of a table and two lines, turned by /Rotate alone, or as scanners and printers turn them."""
    canvas = Canvas(str(path), pagesize=A4)
    if by_content:
        canvas.translate(300, 400)
        canvas.rotate(90 * quarters)
    canvas.setPageRotation(90 * quarters)
    canvas.setFont("Helvetica", 10)
    for row, words in enumerate(
        [("Crop", "Field", "Tons"), ("Wheat", "Long acre", "17"), ("Barley", "Mill lane", "9")]
    ):
        for column, word in enumerate(words):
            canvas.drawString(40 + 110 * column, 300 - 14 * row, word)
    canvas.drawString(40, 200, "The clerk wrote this down in the winter that came")
    canvas.drawString(40, 188, "after the harvest of the year.")
    canvas.save()
    return path


@pytest.mark.parametrize("by_content", [True, False])
@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_turned_page_is_read_as_one_that_stands_upright(tmp_path: Path, quarters: int, by_content: bool) -> None:
    text = read(turned(tmp_path / "a.pdf", quarters, by_content=by_content)).text
    assert text == (
        "Crop | Field | Tons\nWheat | Long acre | 17\nBarley | Mill lane | 9\n\n"
        "The clerk wrote this down in the winter that came after the harvest of the year.\n\n"
    )


def test_text_on_the_edge_is_no_column(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    lines = ["Wheat is sown in autumn and stands under", "the snow until the thaw comes in March."]
    for number, line in enumerate(lines):
        canvas.drawString(90, 700 - 14 * number, line)
    canvas.rotate(90)
    canvas.drawString(400, -30, "Printed for the clerk")
    canvas.save()
    assert read(tmp_path / "a.pdf").text == " ".join(lines) + "\n\nPrinted for the clerk\n\n"


def test_mark_that_is_drawn_last_stands_behind_its_word(tmp_path: Path) -> None:
    words = [(60, 700, 10.0, "The rent of the mill"), (155, 700, 10.0, "is forty crowns."), (149, 704, 6.0, "7")]
    assert drawn(tmp_path / "a.pdf", words).text == "The rent of the mill 7 is forty crowns.\n\n"


@pytest.mark.parametrize("shape", ["staircase", "one band", "one column"])
def test_reading_order_looks_at_many_cells_a_few_times(shape: str) -> None:
    def looks(count: int) -> int:
        places = {
            "staircase": [(30.0 * n, -12.0 * n) for n in range(count)],
            "one band": [(30.0 * (n % 97) * 7, 0.0) for n in range(count)],
            "one column": [(0.0, -12.0 * (n * 7 % count)) for n in range(count)],
        }[shape]
        seen = 0

        class Counted(Line):
            __slots__ = ()

            def __getattribute__(self, name: str) -> object:
                nonlocal seen
                seen += 1
                return super().__getattribute__(name)

        lines: list[Line] = [Counted([Word("ab", x, x + 12, y, y + 10, 10.0)]) for x, y in places]
        assert sum(len(line.words) for line in in_reading_order(lines)) == count
        return seen

    assert looks(1600) < 2.6 * looks(800)


@pytest.mark.parametrize(
    ("names", "head"),
    [
        (("Invoice", "Supplier", "Amount EUR", "Paid"), "Invoice | Supplier | Amount EUR | Paid"),
        (("Invoice", "Supplier", "Amount", "paid by"), "Invoice | Supplier | Amount | paid by"),
    ],
)
def test_names_of_columns_near_each_other_are_cells(tmp_path: Path, names: Sequence[str], head: str) -> None:
    lefts = (60.0, 120.0, 300.0, 300 + stringWidth(names[2], "Helvetica", 9) + 9)  # Less than parts two cells.
    rows = [
        names,
        ("R-1", "Gripstad", "673", "yes"),
        ("R-2", "Nordsalt and sons", "4428", "no"),
        ("R-3", "Aldous", "9", "no"),
    ]
    page = [
        (left, 700 - 14 * line, 9.0, text)
        for line, row in enumerate(rows)
        for left, text in zip(lefts, row, strict=True)
    ]
    text = drawn(tmp_path / "a.pdf", page).text
    assert text.strip().splitlines() == [head, *(" | ".join(row) for row in rows[1:])]
