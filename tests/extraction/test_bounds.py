"""Bounds within a file: what is before them is read, and the last slice says that the file goes on."""

import email.message
from pathlib import Path

import openpyxl
import pytest
from reportlab.pdfgen.canvas import Canvas

from chalicelib.adapters.extraction import Extractor
from chalicelib.adapters.extraction.readers.mail.attachments import MOST_READ
from chalicelib.adapters.extraction.readers.office import xlsx
from chalicelib.models import ExtractedSlice, SliceRequest
from tests.extraction.reading import read


def make_pdf(path: Path, pages: int) -> Path:
    canvas = Canvas(str(path))
    for number in range(1, pages + 1):
        canvas.drawString(100, 700, f"berth number {number} of the harbour")
        canvas.showPage()
    canvas.save()
    return path


def test_pages_after_the_last_one_are_not_read(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", 5)
    slice_ = Extractor().extract(path, "a.pdf", SliceRequest(last_page=3))
    assert "number 3 of" in slice_.text
    assert "number 4 of" not in slice_.text
    assert (slice_.stopped, slice_.cursor, slice_.done, slice_.total) == ("pages", None, 3, 5)
    assert slice_.seconds > 0


@pytest.mark.parametrize("last_page", [None, 5, 6])
def test_a_file_within_its_bounds_ends_as_usual(tmp_path: Path, last_page: int | None) -> None:
    slice_ = Extractor().extract(make_pdf(tmp_path / "a.pdf", 5), "a.pdf", SliceRequest(last_page=last_page))
    assert (slice_.stopped, slice_.done, slice_.total) == (None, 5, 5)


def test_rows_are_read_as_far_as_the_cells_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAX_CELLS", 50)
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for sheet in (book.create_sheet("Sheet"), book.create_sheet("Further")):
        for row in range(20):
            sheet.append([f"{sheet.title} row {row}", "berth"])
    book.save(tmp_path / "a.xlsx")
    slice_ = read(tmp_path / "a.xlsx")
    assert "Sheet row 19" in slice_.text
    assert "Further row 4" in slice_.text
    assert "Further row 5" not in slice_.text
    assert (slice_.stopped, slice_.done, slice_.total) == ("cells", 62, 100)


def mail_with(attachments: int) -> bytes:
    message = email.message.EmailMessage()
    message["Subject"] = "Berths"
    message.set_content("The berths are below.")
    for number in range(attachments):
        message.add_attachment(f"berth {number} is free".encode(), "text", "plain", filename=f"{number}.txt")
    return message.as_bytes()


def read_mail(path: Path, data: bytes) -> ExtractedSlice:
    path.write_bytes(data)
    return read(path)


def test_a_mail_with_too_many_attachments_says_so(tmp_path: Path) -> None:
    assert read_mail(tmp_path / "a.eml", mail_with(MOST_READ)).stopped is None
    slice_ = read_mail(tmp_path / "b.eml", mail_with(MOST_READ + 1))
    assert f"berth {MOST_READ - 1} is free" in slice_.text
    assert slice_.stopped == "members"


def test_too_many_attachments_do_not_end_a_mailbox(tmp_path: Path) -> None:
    begin = b"From holt@a.example Thu May  4 10:00:00 2023\n"
    data = begin + mail_with(MOST_READ + 1) + b"\n\n" + begin + b"Subject: Cranes\n\nThe crane is new.\n"
    slice_ = read_mail(tmp_path / "a.mbox", data)
    assert "The crane is new." in slice_.text
    assert slice_.stopped is None
