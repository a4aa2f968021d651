"""Text on pictures that stand beside text: read where it is wanted, marked, at its place."""

import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import docx
import pptx
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from chalicelib.adapters.extraction import Extractor
from chalicelib.adapters.extraction.ocr.languages import DEFAULT
from chalicelib.models import SliceRequest
from tests.extraction.reading import read
from tests.extraction.samples import zipped
from tests.extraction.scans import ENGLISH, page_of, recognising

WRITTEN = "The harbour office opens at seven in the morning"


def picture(path: Path, text: str = ENGLISH, seed: int = 1) -> str:
    """The upper part of a page with the text."""
    Image.open(BytesIO(page_of(text, seed=seed).jpeg)).crop((100, 100, 1600, 900)).save(path)
    return str(path)


def document(folder: Path, pictures: Sequence[str]) -> Path:
    file = docx.Document()
    file.add_paragraph("Before the picture.")
    for name in pictures:
        file.add_picture(name, width=docx.shared.Inches(5))
    file.add_paragraph("After the picture.")
    file.save(str(folder / "a.docx"))
    return folder / "a.docx"


def show(folder: Path, name: str) -> Path:
    file = pptx.Presentation()
    slide = file.slides.add_slide(file.slide_layouts[6])
    for top, text in ((0, "Above the picture."), (6, "Under the picture.")):
        box = slide.shapes.add_textbox(0, pptx.util.Inches(top), pptx.util.Inches(5), pptx.util.Inches(0.5))
        box.text_frame.text = text
    slide.shapes.add_picture(name, 0, pptx.util.Inches(1), pptx.util.Inches(5), pptx.util.Inches(4))
    file.save(str(folder / "a.pptx"))
    return folder / "a.pptx"


def printed(folder: Path, name: str) -> Path:
    canvas = Canvas(str(folder / "a.pdf"), pagesize=A4)
    canvas.drawString(60, 780, "Above the picture stands a line of letters that is long enough for a page of text.")
    canvas.drawImage(name, 60, 400, 450, 240)
    canvas.drawString(60, 300, "Under the picture.")
    canvas.save()
    return folder / "a.pdf"


def test_picture_on_a_page_is_read_at_its_place(tmp_path: Path) -> None:
    path = printed(tmp_path, picture(tmp_path / "p.png"))
    with recognising(*DEFAULT, pictures=4):
        found = read(path)
    above, mark, rest = found.text.partition("\n\nPicture: ")
    assert above.startswith("Above the picture")
    assert mark
    assert rest.startswith(WRITTEN)
    assert rest.endswith("\n\nUnder the picture.\n\n")
    assert found.text[found.words[0].start : found.words[0].end] == "The"


def test_letters_over_a_picture_are_read_once(tmp_path: Path) -> None:
    Image.new("L", (900, 480), 235).save(tmp_path / "p.png")
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.drawImage(str(tmp_path / "p.png"), 60, 400, 450, 240)
    canvas.drawString(80, 500, "The harbour office opens at seven in the morning and closes at four.")
    canvas.save()
    with recognising(*DEFAULT, pictures=4):
        assert read(path).text.count("harbour") == 1


def test_picture_in_a_word_document_is_read_at_its_place(tmp_path: Path) -> None:
    path = document(tmp_path, [picture(tmp_path / "p.png")])
    with recognising(*DEFAULT, pictures=4):
        before, mark, after = read(path).text.partition("\n\nPicture: ")
    assert before == "Before the picture."
    assert mark
    assert after.startswith(WRITTEN)
    assert after.endswith("\n\nAfter the picture.\n\n")


def test_picture_on_a_slide_is_read_at_its_place(tmp_path: Path) -> None:
    path = show(tmp_path, picture(tmp_path / "p.png"))
    with recognising(*DEFAULT, pictures=4):
        text = read(path).text
    assert text.startswith(f"Above the picture.\n\nPicture: {WRITTEN}")
    assert text.endswith("\n\nUnder the picture.\n\n")


@pytest.mark.parametrize("make", [lambda folder, name: document(folder, [name]), show, printed])
def test_pictures_beside_text_are_not_read_by_default(tmp_path: Path, make: object) -> None:
    assert callable(make)
    path = make(tmp_path, picture(tmp_path / "p.png"))
    assert "harbour" not in Extractor().extract(path, path.name).text
    assert WRITTEN in Extractor(ocr_pictures=1).extract(path, path.name).text
    assert "harbour" not in Extractor(ocr_languages=["none"], ocr_pictures=1).extract(path, path.name).text


def test_signs_and_repeated_pictures_are_not_read(tmp_path: Path) -> None:
    large, sign = picture(tmp_path / "p.png"), str(tmp_path / "s.png")
    Image.open(large).resize((150, 80)).save(sign)
    with recognising(*DEFAULT, pictures=4):
        assert read(document(tmp_path, [large, sign, large])).text.count("Picture: ") == 1


def test_slices_of_a_document_with_pictures_join_to_its_text(tmp_path: Path) -> None:
    path = document(tmp_path, [picture(tmp_path / "p.png"), picture(tmp_path / "q.png", seed=2)])
    extractor = Extractor(ocr_pictures=1)
    whole = extractor.extract(path, path.name).text
    parts, cursor = [""], None
    while cursor or not parts[-1]:
        part = extractor.extract(path, path.name, SliceRequest(cursor, len("".join(parts)), max_characters=300))
        parts.append(part.text)
        cursor = part.cursor
    assert whole.count("Picture: ") == 2
    assert "".join(parts) == whole


def test_damaged_picture_leaves_the_text(tmp_path: Path) -> None:
    path = document(tmp_path, [picture(tmp_path / "p.png")])
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    damaged = {name: data[:40] if name.endswith(".png") else data for name, data in members.items()}
    path.write_bytes(zipped(damaged))
    with recognising(*DEFAULT, pictures=4):
        assert read(path).text == "Before the picture.\n\nAfter the picture.\n\n"
