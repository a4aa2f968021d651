"""Numbers of lists and clauses in Word documents."""

from pathlib import Path

import pytest

from tests.extraction.office import make_docx, paragraph, row
from tests.extraction.reading import read


def level(depth: int, form: str, text: str, more: str = "") -> str:
    start = "" if "<w:start " in more else '<w:start w:val="1"/>'
    return f'<w:lvl w:ilvl="{depth}">{start}<w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>{more}</w:lvl>'


def numbering(
    *levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
) -> tuple[str, str, str]:
    definition = f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
    return "numbering", "w:numbering", definition + nums


def item(text: str, depth: int = 0, number: int = 1) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def shown(tmp_path: Path, body: str, definition: tuple[str, str, str], styles: str = "") -> list[str]:
    parts = {"numbering.xml": definition, "styles.xml": ("styles", "w:styles", styles)}
    return [line for line in read(make_docx(tmp_path / "a.docx", body, parts)).text.split("\n") if line]


def test_clauses_have_the_numbers_of_their_levels(tmp_path: Path) -> None:
    levels = (
        level(0, "upperRoman", "Article %1."),
        level(1, "decimal", "%1.%2", "<w:isLgl/>"),
        level(2, "lowerLetter", "(%3)"),
    )
    body = item("Rent") + item("Due day", 1) + item("in May", 2) + item("in June", 2) + item("Late fee", 1)
    body += item("Repairs") + item("Roof", 1) + item("tiles", 2)
    assert shown(tmp_path, body, numbering(*levels)) == [
        *("Article I. Rent", "1.1 Due day", "(a) in May", "(b) in June", "1.2 Late fee"),
        *("Article II. Repairs", "2.1 Roof", "(a) tiles"),
    ]


def test_lists_of_one_definition_go_on_or_begin_anew(tmp_path: Path) -> None:
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
    )
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    nums += f'<w:num w:numId="3"><w:abstractNumId w:val="0"/>{restart}</w:num>'
    body = item("a") + paragraph("Between.") + item("b", 0, 2) + item("c", 0, 3) + item("d", 0, 3)
    found = shown(tmp_path, body, numbering(level(0, "decimal", "%1)"), nums=nums))
    assert found == ["1) a", "Between.", "2) b", "5) c", "6) d"]


def test_styles_number_headings_and_lists(tmp_path: Path) -> None:
    number = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = f'<w:style w:styleId="H"><w:name w:val="heading 1"/>{number}</w:style>'
    styles += f'<w:style w:styleId="I"><w:name w:val="heading 2"/>{number}</w:style>'
    levels = (level(0, "decimal", "%1", '<w:pStyle w:val="H"/>'), level(1, "decimal", "%1.%2", '<w:pStyle w:val="I"/>'))
    one, two = '<w:pStyle w:val="H"/>', '<w:pStyle w:val="I"/>'
    off = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = paragraph("Rent", one) + paragraph("Due", two) + paragraph("Annex", one + off)
    parts = {"numbering.xml": numbering(*levels), "styles.xml": ("styles", "w:styles", styles)}
    found = read(make_docx(tmp_path / "a.docx", body, parts))
    assert [(heading.level, heading.title) for heading in found.headings] == [
        (1, "1 Rent"),
        (2, "1.1 Due"),
        (1, "Annex"),
    ]


def test_numbers_stand_in_cells(tmp_path: Path) -> None:
    cells = row("Step", "Work") + "".join(
        f"<w:tr><w:tc>{item('')}</w:tc><w:tc>{paragraph(text)}</w:tc></w:tr>" for text in ("drain", "close")
    )
    assert shown(tmp_path, f"<w:tbl>{cells}</w:tbl>", numbering(level(0, "decimal", "%1."))) == [
        *("Step | Work", "1. | drain", "2. | close")
    ]


@pytest.mark.parametrize(
    ("form", "number", "label"),
    [
        ("decimalZero", 7, "07"),
        ("lowerRoman", 49, "xlix"),
        ("upperLetter", 28, "BB"),
        ("ordinal", 22, "22nd"),
        ("chineseCounting", 21, "二十一"),
        ("bullet", 1, "-"),
    ],
)
def test_forms_of_numbers(tmp_path: Path, form: str, number: int, label: str) -> None:
    definition = numbering(level(0, form, "%1", f'<w:start w:val="{number}"/>'))
    assert shown(tmp_path, item("Rent"), definition) == [f"{label} Rent"]
