"""What a PDF shows beside its pages' content: values of forms, notes written over a page, files inside."""

from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from chalicelib.adapters.extraction import Extractor
from chalicelib.errors import DocumentError
from tests.extraction.pdf_files import HELVETICA, stream, write_pdf
from tests.extraction.reading import read
from tests.extraction.scans import recognising

FONT = "/Font << /F1 5 0 R >>"
LABELS = "BT /F1 10 Tf 72 700 Td (Name of the mill) Tj 0 -30 Td (Miller) Tj 0 -30 Td (Ring before six) Tj ET"


def form(path: Path, *fields: str, content: str = LABELS) -> Path:
    """A page of labels with fields beside them."""
    objects = {5: HELVETICA} | {6 + number: f"<< {field} >>".encode() for number, field in enumerate(fields)}
    numbers = " ".join(f"{6 + number} 0 R" for number in range(len(fields)))
    acro = f"/AcroForm << /Fields [{numbers}] /DR << {FONT} >> /DA (/F1 10 Tf) >>"
    return write_pdf(path, content, FONT, objects, page=f"/Annots [{numbers}]", catalog=acro)


def field(name: str, top: int, value: str, more: str = "/FT /Tx") -> str:
    rect = f"/Rect [200 {top - 18} 400 {top}]"
    return f"/Type /Annot /Subtype /Widget /T ({name}) {rect} /F 4 /V {value} {more} /P 3 0 R"


def test_values_of_fields_stand_behind_their_labels(tmp_path: Path) -> None:
    path = form(
        tmp_path / "a.pdf",
        field("miller", 680, "(Ada Holt)", "/FT /Ch /Ff 131072 /Opt [(Ada Holt) (Bo Marr)]"),
        field("mill", 710, "(Lower Wheel)"),
        field("ring", 650, "/On", "/FT /Btn /AS /On /AP << /N << /On 9 0 R /Off 9 0 R >> >>"),
        "/Nothing true",
    )
    assert read(path).text.replace(" | ", " ").split("\n\n")[:-1] == [
        "Name of the mill Lower Wheel",
        "Miller Ada Holt",
        "Ring before six ☒",
    ]


@pytest.mark.parametrize("hidden", ["/F 2", "/F 32"])
def test_hidden_fields_are_not_read(tmp_path: Path, hidden: str) -> None:
    path = form(tmp_path / "a.pdf", field("mill", 710, "(Lower Wheel)").replace("/F 4", hidden))
    assert "Lower" not in read(path).text


def test_passwords_are_not_read(tmp_path: Path) -> None:
    assert "Lower" not in read(form(tmp_path / "a.pdf", field("mill", 710, "(Lower)", "/FT /Tx /Ff 8192"))).text


def test_form_without_other_text_is_no_scan(tmp_path: Path) -> None:
    path = form(tmp_path / "a.pdf", field("mill", 710, "(The race is cleared on the first Monday)"), content="")
    assert Extractor().extract(path, path.name).text == "The race is cleared on the first Monday\n\n"


def test_long_value_is_told_whole(tmp_path: Path) -> None:
    long = " ".join(f"word{number}" for number in range(90))
    path = form(
        tmp_path / "a.pdf", field("mill", 710, f"({long})", "/FT /Tx /Ff 4096").replace("692", "500"), content=""
    )
    assert read(path).text.split() == long.split()


@pytest.mark.parametrize("kind", ["FreeText", "Stamp"])
def test_text_written_over_a_page_is_read(tmp_path: Path, kind: str) -> None:
    note = f"/Type /Annot /Subtype /{kind} /Rect [72 600 300 620] /F 4 /Contents (Paid on the ninth of May)"
    assert read(form(tmp_path / "a.pdf", note)).text.endswith("Paid on the ninth of May\n\n")


def test_comments_that_open_on_a_click_are_not_read(tmp_path: Path) -> None:
    note = "/Type /Annot /Subtype /Text /Rect [72 600 90 620] /F 4 /Contents (Is this so?)"
    assert "Is this so" not in read(form(tmp_path / "a.pdf", note)).text


def test_files_in_a_pdf_are_named_at_its_end(tmp_path: Path) -> None:
    path = write_pdf(
        tmp_path / "a.pdf",
        "BT /F1 10 Tf 72 700 Td (See the files.) Tj ET",
        FONT,
        {
            5: HELVETICA,
            6: stream(b"1,2", "/Type /EmbeddedFile"),
            7: b"<< /Type /Filespec /F (sluice.csv) /UF (sluice.csv) /EF << /F 6 0 R >> >>",
        },
        catalog="/Names << /EmbeddedFiles << /Names [(sluice.csv) 7 0 R] >> >>",
    )
    assert read(path).text == "See the files.\n\nAttachments: sluice.csv\n\n"


def test_blank_pdf_is_empty_and_no_scan(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    canvas.showPage()
    canvas.save()
    with pytest.raises(DocumentError) as failure:
        Extractor().extract(tmp_path / "a.pdf", "a.pdf")
    assert failure.value.code == "empty"


def test_letters_drawn_as_paths_are_a_scan(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    for row in range(20):
        for letter in range(50):
            path = canvas.beginPath()
            x, y = 60 + 9 * letter, 760 - 20 * row
            path.moveTo(x, y)
            for _ in range(3):
                path.curveTo(x + 2, y + 5, x + 4, y + 8, x + 6, y + 2)
                path.lineTo(x, y + 9)
            canvas.drawPath(path, fill=1)
    canvas.drawString(60, 815, "Filed with the clerk of the villages under number 31-771, page 1 of 9")
    canvas.save()
    with recognising("none"):
        assert read(tmp_path / "a.pdf").unread == (1,)


def test_chart_with_its_text_is_no_scan(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    path = canvas.beginPath()
    path.moveTo(60, 300)
    for step in range(2000):
        path.lineTo(60 + step / 5, 300 + step * 7 % 90)
    canvas.drawPath(path)
    for row in range(4):
        canvas.drawString(60, 700 - 14 * row, "The level of the race rose in each of the weeks.")
    canvas.save()
    assert read(tmp_path / "a.pdf").unread == ()
