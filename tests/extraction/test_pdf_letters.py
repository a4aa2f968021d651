"""Letters of PDFs: those above U+FFFF, marks, and fonts that say nothing of their letters."""

from pathlib import Path

import pytest

from tests.extraction.pdf_files import HELVETICA, unicode_map, write_pdf
from tests.extraction.reading import read


def mapped(path: Path, content: str, letters: dict[str, str]) -> Path:
    """A page with the fonts F1, as it is, and F2, whose letters are told as others."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Oblique /ToUnicode 7 0 R >>"
    fonts = "/Font << /F1 5 0 R /F2 6 0 R >>"
    return write_pdf(path, content, fonts, {5: HELVETICA, 6: font, 7: unicode_map(letters)})


@pytest.mark.parametrize("letter", ["\U0001d465", "\U00020bb7", "\U0001f6b2", "\U00010330"])
def test_letters_above_the_basic_plane_are_kept(tmp_path: Path, letter: str) -> None:
    begin = "BT 14 TL 72 700 Td /F1 12 Tf (Let ) Tj /F2 12 Tf (x) Tj /F1 12 Tf ( be wide, and ) Tj"
    content = begin + " /F2 12 Tf (xxx) Tj T* (x) Tj ET"
    text = read(mapped(tmp_path / "a.pdf", content, {"x": letter})).text
    assert text == f"Let {letter} be wide, and {letter * 3} {letter}\n\n"


def test_half_of_a_letter_is_left_out(tmp_path: Path) -> None:
    path = mapped(tmp_path / "a.pdf", "BT 72 700 Td /F1 12 Tf (Half ) Tj /F2 12 Tf (xy) Tj ET", {"x": "\ue000"})
    path.write_bytes(path.read_bytes().replace(b"<e000>", b"<d835>"))
    assert read(path).text == "Half y\n\n"
