"""Presentations: reading order, charts, merged cells, comments, Strict files."""

import zipfile
from pathlib import Path
from typing import Any

import pptx
import pptx.presentation
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from chalicelib.adapters.extraction import Extractor
from chalicelib.adapters.extraction.readers.office.pptx_shapes import Box, in_reading_order
from chalicelib.errors import DocumentError
from tests.extraction.office import part, relations, strict
from tests.extraction.reading import read
from tests.extraction.samples import zipped
from tests.extraction.scans import ENGLISH, page_of, recognising

BOXES = st.none() | st.tuples(*[st.integers(0, 30)] * 4).map(
    lambda at: Box(at[0], at[1], at[0] + at[2] + 1, at[1] + at[3] + 1)
)


def slide_of(*texts: tuple[str, float, float]) -> pptx.presentation.Presentation:
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    for text, left, top in texts:
        slide.shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(1)).text_frame.text = text
    return show


def test_shapes_are_read_from_the_top_down(tmp_path: Path) -> None:
    slide_of(("below", 1, 5), ("right", 5, 2), ("above", 3, 0.5), ("left", 1, 2.05)).save(str(tmp_path / "a.pptx"))
    assert read(tmp_path / "a.pptx").text.split() == ["above", "left", "right", "below"]


def test_placeholders_stand_where_the_layout_has_them(tmp_path: Path) -> None:
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[1])
    slide.placeholders[1].text = "body"
    slide.shapes.add_textbox(0, Inches(1.4), Inches(2), Inches(0.1)).text_frame.text = "over it"
    show.save(str(tmp_path / "a.pptx"))
    assert read(tmp_path / "a.pptx").text == "over it\n\nbody\n\n"


@given(st.lists(BOXES, max_size=12))
def test_order_keeps_every_shape(boxes: list[Box | None]) -> None:
    assert sorted(in_reading_order(list(enumerate(boxes)))) == list(range(len(boxes)))


def test_cuts_within_cuts_have_an_end() -> None:
    strips = [Box(at, at, 3000, at + 1) if at % 2 else Box(at, at, at + 1, 3000) for at in range(1500)]
    assert sorted(in_reading_order(list(enumerate(strips)))) == list(range(1500))


def test_charts_are_read(tmp_path: Path) -> None:
    show = slide_of()
    data: Any = CategoryChartData(number_format="0%")  # type: ignore[no-untyped-call]
    data.categories = ["Oats", "Corn"]
    data.add_series("Sacks of May", (0.25, 0.5))
    show.slides[0].shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, Inches(4), Inches(3), data)
    show.save(str(tmp_path / "a.pptx"))
    assert read(tmp_path / "a.pptx").text == " | Sacks of May\nOats | 25%\nCorn | 50%\n\n"


def test_rows_below_a_merged_cell_have_its_name(tmp_path: Path) -> None:
    show = slide_of()
    table = show.slides[0].shapes.add_table(3, 2, 0, 0, Inches(4), Inches(3)).table
    for number, row in enumerate([("Mill", "Day"), ("Upper", "Monday"), ("", "Friday")]):
        for column, text in enumerate(row):
            table.cell(number, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    show.save(str(tmp_path / "a.pptx"))
    assert read(tmp_path / "a.pptx").text == "Mill | Day\nUpper | Monday\nUpper | Friday\n\n"


def test_comments_follow_the_slide(tmp_path: Path) -> None:
    shape = "<p:sp><p:txBody><a:p><a:r><a:t>The weir</a:t></a:r></a:p></p:txBody></p:sp>"
    members = {
        "_rels/.rels": relations(("officeDocument", "ppt/show.xml")),
        "ppt/show.xml": part("p:presentation", '<p:sldIdLst><p:sldId r:id="r0"/></p:sldIdLst>'),
        "ppt/_rels/show.xml.rels": relations(("slide", "slides/one.xml")),
        "ppt/slides/one.xml": part("p:sld", f"<p:cSld><p:spTree>{shape}</p:spTree></p:cSld>"),
        "ppt/slides/_rels/one.xml.rels": relations(("comments", "../comments/c.xml")),
        "ppt/comments/c.xml": part("p:cmLst", "<p:cm><p:text>Since when?</p:text></p:cm>"),
    }
    for known in (members, {name: strict(data) for name, data in members.items()}):
        (tmp_path / "a.pptx").write_bytes(zipped(known))
        assert read(tmp_path / "a.pptx").text == "The weir\n\nComment: Since when?\n\n"


def test_strict_shows_are_read(tmp_path: Path) -> None:
    slide_of(("Boats moor here.", 1, 1)).save(str(tmp_path / "a.pptx"))
    with zipfile.ZipFile(tmp_path / "a.pptx") as archive:
        members = {name: strict(archive.read(name)) for name in archive.namelist()}
    (tmp_path / "a.pptx").write_bytes(zipped(members))
    assert read(tmp_path / "a.pptx").text == "Boats moor here.\n\n"


def test_file_of_pictures_needs_text_recognition(tmp_path: Path) -> None:
    show = slide_of()
    Image.new("L", (20, 20), 99).save(tmp_path / "a.png")
    show.slides[0].shapes.add_picture(str(tmp_path / "a.png"), 0, 0)
    show.save(str(tmp_path / "a.pptx"))
    with pytest.raises(DocumentError) as caught:
        Extractor().extract(tmp_path / "a.pptx", "a.pptx")
    assert caught.value.code == "scanned"


def test_preview_of_an_empty_file_is_no_picture_in_it(tmp_path: Path) -> None:
    slide_of().save(str(tmp_path / "a.pptx"))
    with zipfile.ZipFile(tmp_path / "a.pptx") as archive:
        assert "docProps/thumbnail.jpeg" in archive.namelist()
    with pytest.raises(DocumentError) as caught:
        Extractor().extract(tmp_path / "a.pptx", "a.pptx")
    assert caught.value.code == "empty"


def test_slide_of_a_picture_is_recognised(tmp_path: Path) -> None:
    show = slide_of()
    (tmp_path / "a.jpg").write_bytes(page_of(ENGLISH).jpeg)
    show.slides[0].shapes.add_picture(str(tmp_path / "a.jpg"), 0, 0)
    show.save(str(tmp_path / "a.pptx"))
    found = read(tmp_path / "a.pptx")
    assert "The harbour office opens at seven in the morning" in found.text
    assert found.unread == ()
    with recognising("none"):
        assert read(tmp_path / "a.pptx").unread == (1,)
