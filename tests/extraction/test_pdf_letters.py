"""Letters of PDFs: those above U+FFFF, marks, and fonts that say nothing of their letters."""

from pathlib import Path

import pytest

from tests.extraction.pdf_files import HELVETICA, unicode_map, write_pdf
from tests.extraction.reading import read
from tests.extraction.scans import recognising


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
    assert text.replace(f"{letter} {letter}", letter * 2) == f"Let {letter} be wide, and {letter * 4}\n\n"


def test_half_of_a_letter_is_left_out(tmp_path: Path) -> None:
    path = mapped(tmp_path / "a.pdf", "BT 72 700 Td /F1 12 Tf (Half ) Tj /F2 12 Tf (xy) Tj ET", {"x": "\ue000"})
    path.write_bytes(path.read_bytes().replace(b"<e000>", b"<d835>"))
    assert read(path).text == "Half y\n\n"


def test_lines_of_chinese_join_without_a_blank(tmp_path: Path) -> None:
    letters = dict(zip("abcdef", "春天小麦成熟", strict=True))
    content = "BT 14 TL 72 700 Td /F2 12 Tf (abcdefabcdefabcdef) Tj T* (abcdefabcdefabcdef) Tj T* (abc) Tj ET"
    text = read(mapped(tmp_path / "a.pdf", content, letters)).text
    assert text == "春天小麦成熟" * 6 + "春天小\n\n"


def test_letters_of_chinese_set_wide_are_one_word(tmp_path: Path) -> None:
    content = "BT 6 Tc 72 700 Td /F2 12 Tf (abcdef) Tj ET"
    text = read(mapped(tmp_path / "a.pdf", content, dict(zip("abcdef", "春天小麦成熟", strict=True)))).text
    assert text == "春天小麦成熟\n\n"


def test_korean_keeps_its_blanks(tmp_path: Path) -> None:
    content = "BT 14 TL 72 700 Td /F2 12 Tf (abc def) Tj T* (abc def) Tj ET"
    text = read(mapped(tmp_path / "a.pdf", content, dict(zip("abcdef", "봄에는밀이", strict=False)))).text
    assert text == "봄에는 밀이f 봄에는 밀이f\n\n"


@pytest.mark.parametrize(
    ("before", "mark", "after"), [("1884", "7", " the mill"), ("the mill", "12", " burnt down"), ("the mill.", "*", "")]
)
def test_raised_mark_is_parted_from_its_word(tmp_path: Path, before: str, mark: str, after: str) -> None:
    raised = f"/F1 7 Tf 4 Ts ({mark}) Tj 0 Ts /F1 12 Tf"
    content = f"BT 72 700 Td /F1 12 Tf ({before}) Tj {raised} ({after}) Tj ET"
    assert read(mapped(tmp_path / "a.pdf", content, {"x": "x"})).text == f"{before} {mark}{after}\n\n"


def test_lowered_digit_stays_in_its_word(tmp_path: Path) -> None:
    content = "BT 72 700 Td /F1 12 Tf (Drink H) Tj /F1 7 Tf -2 Ts (2) Tj 0 Ts /F1 12 Tf (O daily) Tj ET"
    assert read(mapped(tmp_path / "a.pdf", content, {"x": "x"})).text == "Drink H2O daily\n\n"


def test_page_in_a_font_that_names_no_letters_is_told(tmp_path: Path) -> None:
    """As programs write it that leave out the map: numbers of glyphs, where PDFium takes them for letters."""
    glyphs = "".join(f"{ord(letter) - 29:04X}" for letter in "Wheat,rye,31.May2031,wasbroughtin.")
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /Arial /Encoding /Identity-H /DescendantFonts [6 0 R] >>"
    descendant = (
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Arial /DW 600 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    )
    content = f"BT 14 TL 72 700 Td /F1 12 Tf <{glyphs}> Tj T* <{glyphs}> Tj ET"
    path = write_pdf(tmp_path / "a.pdf", content, "/Font << /F1 5 0 R >>", {5: font, 6: descendant})
    with recognising("none"):
        assert read(path).unread == (1,)


JAPANESE = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiMin-W3 /Encoding /UniJIS-UCS2-H /DescendantFonts [6 0 R] >>",
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiMin-W3 /DW 1000 "
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> /FontDescriptor 7 0 R >>",
    b"<< /Type /FontDescriptor /FontName /HeiseiMin-W3 /Flags 6 /FontBBox [-123 -257 1001 910] /ItalicAngle 0 "
    b"/Ascent 723 /Descent -241 /CapHeight 709 /StemV 69 >>",
)


def letter_by_letter(path: Path, columns: list[str], step: tuple[int, int], *, mode: int = 0) -> Path:
    """Texts beside each other from the right, each letter drawn by itself, `step` points from the one before it."""
    content = f"BT /F1 12 Tf {mode} Tr\n" + "".join(
        f"1 0 0 1 {400 - 30 * number + step[0] * at} {700 + step[1] * at} Tm <{letter.encode('utf-16-be').hex()}> Tj\n"
        for number, text in enumerate(columns)
        for at, letter in enumerate(text)
    )
    fonts = dict(enumerate(JAPANESE, 5))
    return write_pdf(path, content + "ET", "/Font << /F1 5 0 R >>", fonts)


def test_lines_that_run_down_are_read_from_the_right(tmp_path: Path) -> None:
    path = letter_by_letter(tmp_path / "a.pdf", ["春天小麦成熟", "水車小屋の鍵"], (0, -14))
    assert read(path).text == "春天小麦成熟水車小屋の鍵\n\n"


def test_letters_drawn_apart_in_a_missing_font_are_read(tmp_path: Path) -> None:
    assert read(letter_by_letter(tmp_path / "a.pdf", ["水車小屋の鍵"], (13, 0))).text == "水車小屋の鍵\n\n"
