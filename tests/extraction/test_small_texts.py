"""Books say their title, spreadsheets their delimiter; colours of terminals and bytes of pictures are no text."""

import base64
import random
from pathlib import Path

import pytest

from tests.extraction.hostile import SAMPLE
from tests.extraction.reading import written
from tests.extraction.samples import as_bytes, zipped
from tests.extraction.test_locations import slices

CONTAINER = '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>'


def book(metadata: str, chapters: int = 2, spine: str = "") -> bytes:
    items = "".join(f'<item id="c{n}" href="c{n}.xhtml"/>' for n in range(chapters))
    spine = spine or "".join(f'<itemref idref="c{n}"/>' for n in range(chapters))
    opf = f"<package><metadata>{metadata}</metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"
    pages = {f"c{n}.xhtml": f"<h1>Part {n}</h1><p>Text {n}.</p><p>More {n}.</p>".encode() for n in range(chapters)}
    return zipped({"META-INF/container.xml": CONTAINER.encode(), "b.opf": opf.encode(), **pages})


def test_a_book_says_its_title_and_authors(tmp_path: Path) -> None:
    metadata = (
        '<dc:title xmlns:dc="http://purl.org/dc/elements/1.1/">Locks of the Ney</dc:title>'
        '<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">Ines Holt</dc:creator>'
        '<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">Leo Brandt</dc:creator>'
    )
    slice_ = written(tmp_path / "a.epub", book(metadata))
    assert slice_.text.startswith("Locks of the Ney\n\nInes Holt, Leo Brandt\n\nPart 0\n\n")
    assert slice_.headings[0].title == "Locks of the Ney"


def test_a_book_is_read_from_any_chapter_on(tmp_path: Path) -> None:
    path = tmp_path / "a.epub"
    path.write_bytes(book("", chapters=9))
    (whole,) = slices(path, "epub", 10_000)
    parts = slices(path, "epub", 30)
    assert "".join(part.text for part in parts) == whole.text
    assert any(part.cursor == "[0,3,0]" for part in parts)


def test_a_chapter_that_the_spine_repeats_is_read_once(tmp_path: Path) -> None:
    data = book("", spine='<itemref idref="c1"/>' * 5_000)
    assert written(tmp_path / "a.epub", data).text == "Part 1\n\nText 1.\n\nMore 1.\n\n"


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"'])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_line_for_excel_tells_the_delimiter(tmp_path: Path, first: str, mark: str) -> None:
    found = written(tmp_path / "a.csv", f"{mark}{first}\r\nboat;fee, net\r\nAda;1,5\r\nLeo;2,5\r\n")
    assert found.text == "boat | fee, net\nAda | 1,5\nLeo | 2,5\n\n"


def test_colours_of_terminals_are_no_text(tmp_path: Path) -> None:
    line = "\x1b[1;32mOK\x1b[0m \x1b]0;title\x07\x1b(Bnode\x1b[2K seven [31m\n"
    assert written(tmp_path / "a.log", line).text == "OK node seven [31m\n"


@pytest.mark.parametrize("size", [30, 5_000, 300_000])
@pytest.mark.parametrize("form", ["![Map]({})", "[map]: <{}>", '<img alt="Map" src="{}">'])
def test_pictures_within_markdown_are_no_text(tmp_path: Path, size: int, form: str) -> None:
    data = base64.b64encode(random.Random(size).randbytes(size)).decode()
    path = tmp_path / "a.md"
    path.write_text("# Weir\n\n" + "words " * 30 + form.format(f"data:image/png;base64,{data}") + " after\n\nEnd.\n")
    (whole,) = slices(path, "md", 1_000_000)
    assert whole.text == "# Weir\n\n" + "words " * 30 + form.format("") + " after\n\nEnd.\n"
    assert "".join(part.text for part in slices(path, "md", 50)) == whole.text


def test_the_sample_of_a_book_still_reads(tmp_path: Path) -> None:
    assert "Nantes" in written(tmp_path / "a.epub", as_bytes("epub", SAMPLE, tmp_path)).text
