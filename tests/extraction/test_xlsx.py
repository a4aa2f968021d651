"""Workbooks: values as their cells show them, merged cells, comments, drawings."""

import datetime
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment

from chalicelib.adapters.extraction.readers.office.number_formats import formatter, plain
from tests.extraction.office import strict
from tests.extraction.reading import read
from tests.extraction.samples import zipped

NOON = datetime.datetime(2031, 5, 9, 12, 30)


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.0725, "0.00%", "7.25%"),
        (0.125, "0.0%", "12.5%"),
        (1.005, "0.00", "1.01"),
        (-1234.5, "#,##0.00", "-1,234.50"),
        (-1234.5, '#,##0.00_);[Red]("£"#,##0.00)', "(£1,234.50)"),
        (1999.0, "[$€-407] #,##0.00", "€ 1,999.00"),
        (45.0, '#,##0.00\\ "zł"', "45.00 zł"),
        (0.0, '0;-0;"none"', "none"),
        (0.4, "#", ""),
        (0.5, "#.##", ".5"),
        (42.0, "000000", "000042"),
        (5551234.0, "000-0000", "555-1234"),
        (12_200_000.0, '0.0,,"M"', "12.2M"),
        (12345.678, "0.00E+00", "1.23E+04"),
        (1.5, "# ?/?", "1 1/2"),
        (0.75, "# ?/?", "3/4"),
        (3.0, 'General" kg"', "3 kg"),
        (7.0, ";;;", "7"),
        (-0.001, "0.0", "0.0"),
        ("axle", '"Part: "@', "Part: axle"),
        ("axle", "0.00", "axle"),
        (True, "0", "TRUE"),
        (NOON, "dd.mm.yyyy", "2031-05-09"),
        (NOON, "m/d/yy h:mm", "2031-05-09 12:30"),
        (NOON, "d mmmm yyyy", "9 May 2031"),
        (NOON, "mmm-yy", "May-2031"),
        (NOON, "dddd", "Friday"),
        (NOON, "h:mm AM/PM", "12:30 PM"),
        (datetime.time(8, 5), "hh:mm", "08:05"),
        (datetime.timedelta(hours=50, minutes=7), "[h]:mm", "50:07"),
        (datetime.timedelta(minutes=3, seconds=9), "[mm]:ss", "03:09"),
        (1e300, "#,##0", "1e+300"),
    ],
)
def test_format_shows_value(value: Any, code: str, shown: str) -> None:
    how = formatter(code)
    assert how is not None
    assert how(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (3.0, "3"),
        (1e15, "1000000000000000"),
        (0.1, "0.1"),
        (0.00001, "0.00001"),
        (datetime.timedelta(hours=31), "31:00:00"),
    ],
)
def test_plain_values_have_no_exponents(value: Any, shown: str) -> None:
    assert plain(value) == shown


def test_cells_are_shown_where_they_stand(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    rows: list[tuple[str, Any]] = [("Bank", "Share"), ("North", 0.5), ("South", 0.031)]
    for row, (name, share) in enumerate(rows, 4):
        sheet.cell(row, 3, name)
        sheet.cell(row, 4, share).number_format = "0.0%"
    sheet["D7"] = "=SUM(D5:D6)"
    sheet["C7"] = "Sum"
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx").text == "Sheet\n\nBank | Share\nNorth | 50.0%\nSouth | 3.1%\nSum | =SUM(D5:D6)\n\n"


def test_strict_workbooks_have_formats(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Share"])
    book.worksheets[0].append([0.25])
    book.worksheets[0]["A2"].number_format = "0%"
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    (tmp_path / "a.xlsx").write_bytes(zipped({name: strict(data) for name, data in members.items()}))
    assert "25%" in read(tmp_path / "a.xlsx").text


def test_rows_below_a_merged_cell_have_its_name(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in [
        (None, "Mill", "Day", "Sacks"),
        (None, "Upper", "Monday", 4),
        (None, None, "Friday", 6),
        (None, "Lower", "Monday", 9),
    ]:
        sheet.append(list(row))
    sheet.merge_cells("B2:B3")
    book.save(tmp_path / "a.xlsx")
    assert "Upper | Friday | 6\n" in read(tmp_path / "a.xlsx").text


def test_comments_and_charts_are_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in [("Grain", "Sacks"), ("Oats", 8), ("Corn", 6)]:
        sheet.append(list(row))
    sheet["B2"].comment = Comment("Counted twice.", "Ann")
    chart = BarChart()
    chart.title = "Yield of May"
    chart.add_data(Reference(sheet, min_col=2, min_row=2, max_row=3))
    sheet.add_chart(chart, "D2")
    book.save(tmp_path / "a.xlsx")
    text = read(tmp_path / "a.xlsx").text
    assert "Oats | 8 (comment: Counted twice.)\n" in text
    assert text.count("Yield of May") == 1


def test_damaged_comments_leave_the_values(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Oats", 8])
    book.worksheets[0]["A1"].comment = Comment("Counted twice.", "Ann")
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    (tmp_path / "a.xlsx").write_bytes(zipped(members | {"xl/comments/comment1.xml": b"<comments"}))
    assert read(tmp_path / "a.xlsx").text == "Sheet\n\nOats | 8\n\n"
