"""Pages that are pictures: their text, where each word stands, and what happens if they cannot be read."""

import logging
from collections.abc import Iterator
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from chalicelib.adapters.extraction import Extractor
from chalicelib.adapters.extraction.ocr import languages, recogniser
from chalicelib.adapters.extraction.slicing import Block, read_slice
from chalicelib.errors import DocumentError
from chalicelib.models import ExtractedSlice, SliceRequest
from measure.ocr.pages import ScannedPage
from measure.ocr.score import character_errors, share_of_boxes
from tests.extraction.reading import read
from tests.extraction.scans import ENGLISH, VIETNAMESE, page_of, recognising, scan


def boxes(found: ExtractedSlice, page: int = 1) -> list[tuple[float, ...]]:
    span = next(span for span in found.pages if span.number == page)
    return [tuple(value / 10_000 for value in word[2:6]) for word in found.words if span.start <= word.start < span.end]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("text", [ENGLISH, VIETNAMESE], ids=["en", "vi"])
def test_scan_is_read_in_every_turn(tmp_path: Path, text: str, turn: int) -> None:
    page = page_of(text, turn=turn)
    found = read(scan(tmp_path / "a.pdf", page))
    assert character_errors(page.text, found.text) <= 0.01 * len(text)
    assert share_of_boxes(page.words, boxes(found)) >= 0.9
    assert found.unread == ()


def test_columns_of_a_scan_come_one_after_the_other(tmp_path: Path) -> None:
    page = page_of(" ".join([ENGLISH] * 5), columns=2)
    found = read(scan(tmp_path / "a.pdf", page))
    assert character_errors(page.text, found.text) <= 0.01 * len(page.text)


@pytest.mark.parametrize("angle", [-5.0, 4.0])
def test_skewed_scan_is_read(tmp_path: Path, angle: float) -> None:
    page = page_of(ENGLISH)
    picture = Image.open(BytesIO(page.jpeg)).rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)
    picture.save(tmp_path / "a.pdf", resolution=200)
    assert character_errors(ENGLISH, read(tmp_path / "a.pdf").text) <= 0.01 * len(ENGLISH)


def test_each_recognised_word_has_its_characters_and_its_box(tmp_path: Path) -> None:
    found = read(scan(tmp_path / "a.pdf", page_of(ENGLISH), page_of(VIETNAMESE)))
    assert [found.text[word.start : word.end] for word in found.words] == found.text.split()
    assert all(0 <= word.left < word.right <= 10_000 and 0 <= word.top < word.bottom <= 10_000 for word in found.words)
    assert min(word.confidence for word in found.words) > 50


def test_slices_of_a_scan_join_to_the_same_text_and_words(tmp_path: Path) -> None:
    path = scan(tmp_path / "a.pdf", page_of(ENGLISH), page_of(ENGLISH, seed=2))
    whole = Extractor().extract(path, "a.pdf")
    first = Extractor().extract(path, "a.pdf", SliceRequest(max_characters=300))
    second = Extractor().extract(path, "a.pdf", SliceRequest(first.cursor, len(first.text)))
    assert first.text + second.text == whole.text
    assert first.words + second.words == whole.words


def test_stamp_on_a_scan_is_read_with_it_and_exactly(tmp_path: Path) -> None:
    stamp = "Case 9:41-cv-00771-ILO Document 12 Filed 05/09/41 Page 3 of 40"
    path = stamped(tmp_path / "a.pdf", page_of(ENGLISH), stamp, y=815)
    found = read(path)
    assert stamp in found.text
    assert "The harbour office opens at seven" in found.text
    assert found.unread == ()


def test_bad_hidden_line_under_a_scan_gives_way_to_its_text(tmp_path: Path) -> None:
    path = stamped(tmp_path / "a.pdf", page_of(ENGLISH), "Tlie liarb0ur 0ffiee ~~ 0pcns", y=760, mode=3)
    found = read(path)
    assert "liarb0ur" not in found.text
    assert "The harbour office opens at seven" in found.text


def test_text_beside_scans_is_never_recognised(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    for row, line in enumerate(("Colonel l1I0O of the 1st", "battalion wrote on page two.")):
        canvas.drawString(60, 700 - 14 * row, line)
    canvas.showPage()
    place(canvas, page_of(ENGLISH))
    canvas.save()
    found = read(tmp_path / "a.pdf")
    assert found.text.startswith("Colonel l1I0O of the 1st battalion wrote on page two.")
    assert min(word.start for word in found.words) >= found.pages[0].end


def test_empty_back_of_a_sheet_is_not_told(tmp_path: Path) -> None:
    back = Image.effect_noise((1654, 2339), 4).point(lambda level: min(level + 110, 255))
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    place(canvas, page_of(ENGLISH))
    canvas.showPage()
    canvas.drawInlineImage(back, 0, 0, *A4)
    canvas.save()
    assert read(tmp_path / "a.pdf").unread == ()


def test_picture_without_text_is_told(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    place(canvas, page_of(ENGLISH))
    canvas.showPage()
    canvas.drawInlineImage(Image.radial_gradient("L"), 0, 0, *A4)
    canvas.save()
    assert read(tmp_path / "a.pdf").unread == (2,)


def test_scans_are_told_and_not_read_where_recognition_is_off(tmp_path: Path) -> None:
    with recognising("none"):
        assert read(scan(tmp_path / "a.pdf", page_of(ENGLISH))).unread == (1,)
    with pytest.raises(DocumentError) as caught:
        Extractor(ocr_languages=["none"]).extract(tmp_path / "a.pdf", "a.pdf")
    assert caught.value.code == "scanned"


def test_missing_language_is_told_to_the_person_and_the_operator(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = scan(tmp_path / "a.pdf", page_of(ENGLISH))
    with caplog.at_level(logging.WARNING), pytest.raises(DocumentError) as caught:
        Extractor(ocr_languages=["eng", "tlh"]).extract(path, "a.pdf")
    assert caught.value.code == "reader_missing"
    assert "the data of a language is missing (tlh)" in str(caught.value)
    assert "tlh" in caplog.records[-1].__dict__["cause"]


def test_damaged_language_data_counts_as_missing(tmp_path: Path) -> None:
    (tmp_path / "eng.traineddata").write_bytes(b"not this")
    with pytest.raises(languages.LanguageDataError, match="eng, vie"):
        languages.check(("eng", "vie"), tmp_path)


def test_language_data_that_comes_with_grail_is_as_pinned() -> None:
    languages.check(tuple(languages.SHA256))
    assert {file.stem for file in languages.FOLDER.glob("*.traineddata")} == languages.SHA256.keys()


def test_one_page_is_given_up_and_the_others_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process ends at the second page, as Tesseract may; the third gets a new one."""
    monkeypatch.setattr(recogniser, "_MODULE", "tests.extraction.failing_ocr")
    monkeypatch.setattr(recogniser, "WALL_SECONDS", 3.0)
    path = scan(tmp_path / "a.pdf", *(page_of(ENGLISH, seed=seed) for seed in range(4)))
    with recognising("eng"):
        found = read(path)
    assert found.unread == (2, 3)
    assert found.text == "page 0\n\npage 3\n\n"


def test_slice_ends_in_time_between_pages_that_were_given_up(tmp_path: Path) -> None:
    """Each may have taken long, and none has text after which a slice could end."""

    def given_up(_path: Path, at: Any) -> Iterator[Block]:
        for number in range(at or 0, 3):
            yield Block("", page=number + 1, at=number + 1, done=number + 1, total=3, unread=True)

    cursor, unread = None, []
    for _ in range(3):
        slice_ = read_slice(given_up, tmp_path, SliceRequest(cursor, soft_seconds=-1))
        cursor = slice_.cursor
        unread.append(slice_.unread)
    assert unread == [(1,), (2,), (3,)]
    assert read_slice(given_up, tmp_path).unread == (1, 2, 3)


def test_rows_of_ornaments_are_no_text(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    for row, column in product(range(20), range(60)):
        x, y = 60 + 7.5 * column, 760 - 16 * row
        path = canvas.beginPath()
        path.moveTo(x, y)
        for corner in ((x + 1, y + 4), (x + 2, y + 5), (x + 3, y + 4), (x + 4, y), (x + 2, y + 3), (x, y)):
            path.lineTo(*corner)
        canvas.drawPath(path, fill=1)
    canvas.save()
    found = read(tmp_path / "a.pdf")
    assert (found.text, found.unread) == ("", (1,))


def test_missing_tesseract_is_no_fault_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recogniser, "_MODULE", "tests.extraction.no_such_module")
    with recognising("eng"), pytest.raises(ImportError, match="no_such_module"):
        read(scan(tmp_path / "a.pdf", page_of(ENGLISH)))


def place(canvas: Canvas, page: ScannedPage) -> None:
    canvas.drawImage(ImageReader(BytesIO(page.jpeg)), 0, 0, *A4)


def stamped(path: Path, page: ScannedPage, text: str, *, y: float, mode: int = 0) -> Path:
    """A scan with a line of text over it, 40 points from the left; `mode` 3 does not paint it."""
    canvas = Canvas(str(path), pagesize=A4)
    place(canvas, page)
    line = canvas.beginText(40, y)
    line.setTextRenderMode(mode)
    line.textLine(text)
    canvas.drawText(line)
    canvas.save()
    return path
