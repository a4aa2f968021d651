"""Word documents: what is shown is read, whatever way the file keeps it."""

import zipfile
from pathlib import Path

import pytest

from tests.extraction.office import make_docx, paragraph, row, strict
from tests.extraction.reading import read
from tests.extraction.samples import zipped


def test_main_part_is_found_by_its_relation(tmp_path: Path) -> None:
    assert (
        read(make_docx(tmp_path / "a.docx", paragraph("Boats moor here."), main="text7")).text == "Boats moor here.\n\n"
    )


def test_strict_files_are_read(tmp_path: Path) -> None:
    styles = '<w:style w:styleId="H"><w:name w:val="heading 2"/></w:style>'
    body = paragraph("Tides", '<w:pStyle w:val="H"/>') + f"<w:tbl>{row('Day', 'Feet')}{row('Monday', '7')}</w:tbl>"
    path = make_docx(tmp_path / "a.docx", body, {"styles.xml": ("styles", "w:styles", styles)})
    with zipfile.ZipFile(path) as archive:
        path.write_bytes(zipped({name: strict(archive.read(name)) for name in archive.namelist()}))
    found = read(path)
    assert found.text == "Tides\n\nDay | Feet\nMonday | 7\n\n"
    assert [(heading.level, heading.title) for heading in found.headings] == [(2, "Tides")]


def test_moved_and_deleted_text_is_read_once(tmp_path: Path) -> None:
    run = "<w:r><w:t>The rent is due in May.</w:t></w:r>"
    body = f"<w:p><w:moveFrom>{run}</w:moveFrom></w:p><w:p><w:del>{run}</w:del><w:moveTo>{run}</w:moveTo></w:p>"
    assert read(make_docx(tmp_path / "a.docx", body)).text == "The rent is due in May.\n\n"


@pytest.mark.parametrize("kind", ["rStyle", "pStyle"])
def test_text_hidden_by_a_style_is_not_read(tmp_path: Path, kind: str) -> None:
    styles = '<w:style w:styleId="A"><w:rPr><w:vanish/></w:rPr></w:style>'
    styles += '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    mark = f'<w:{kind} w:val="B"/>'
    hidden = (
        f"<w:p><w:r><w:rPr>{mark}</w:rPr><w:t>ghost</w:t></w:r></w:p>" if kind == "rStyle" else paragraph("ghost", mark)
    )
    shown = (
        f'<w:p><w:r><w:rPr>{mark}<w:vanish w:val="0"/></w:rPr><w:t>seen</w:t></w:r></w:p>' if kind == "rStyle" else ""
    )
    body = hidden + shown + paragraph("plain")
    text = read(make_docx(tmp_path / "a.docx", body, {"styles.xml": ("styles", "w:styles", styles)})).text
    assert "ghost" not in text
    assert text.endswith("plain\n\n")
    assert ("seen" in text) == bool(shown)


def test_symbols_of_fonts_are_letters(tmp_path: Path) -> None:
    pairs = (("Symbol", "F061"), ("Wingdings", "F0FC"), ("Arial", "2264"))
    signs = "".join(f'<w:sym w:font="{font}" w:char="{code}"/>' for font, code in pairs)
    assert read(make_docx(tmp_path / "a.docx", f"<w:p><w:r>{signs}</w:r></w:p>")).text == "α✓≤\n\n"


def test_readings_follow_what_they_are_of(tmp_path: Path) -> None:
    ruby = "<w:ruby><w:rt><w:r><w:t>みなと</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>港</w:t></w:r></w:rubyBase></w:ruby>"
    assert (
        read(make_docx(tmp_path / "a.docx", f"<w:p><w:r>{ruby}<w:t>の町</w:t></w:r></w:p>")).text
        == "港(みなと)の町\n\n"
    )


def test_text_boxes_stand_apart_from_their_paragraph(tmp_path: Path) -> None:
    box = f"<w:pict><w:txbxContent>{paragraph('In the box.')}</w:txbxContent></w:pict>"
    body = f"<w:p><w:r><w:t>Before.</w:t>{box}<w:t>Behind.</w:t></w:r></w:p>"
    assert read(make_docx(tmp_path / "a.docx", body)).text == "Before.\nIn the box.\nBehind.\n\n"


def test_rows_in_content_controls_stay_apart(tmp_path: Path) -> None:
    control = f"<w:sdt><w:sdtContent>{row('saw', '2')}{row('axe', '4')}</w:sdtContent></w:sdt>"
    body = f"<w:tbl>{row('Tool', 'Count')}{control}</w:tbl>"
    assert read(make_docx(tmp_path / "a.docx", body)).text == "Tool | Count\nsaw | 2\naxe | 4\n\n"


def test_merged_cells_keep_columns_and_names(tmp_path: Path) -> None:
    def cell(text: str, properties: str) -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"

    head = f"<w:tr>{cell('Mill and town', '<w:gridSpan w:val="2"/>')}{cell('Fee', '')}</w:tr>"
    first = f"<w:tr>{cell('Upper', '<w:vMerge w:val="restart"/>')}{cell('Hull', '')}{cell('4', '')}</w:tr>"
    second = f"<w:tr>{cell('', '<w:vMerge/>')}{cell('York', '')}{cell('6', '')}</w:tr>"
    text = read(make_docx(tmp_path / "a.docx", f"<w:tbl>{head}{first}{second}</w:tbl>")).text
    assert text == "Mill and town |  | Fee\nUpper | Hull | 4\nUpper | York | 6\n\n"


def test_marked_head_rows_are_the_head(tmp_path: Path) -> None:
    head = row("2", "7").replace("<w:tr>", "<w:tr><w:trPr><w:tblHeader/></w:trPr>")
    rows = "".join(row(f"The keeper of lock {n}", "waits") for n in range(60))
    groups = read(make_docx(tmp_path / "a.docx", f"<w:tbl>{head}{rows}</w:tbl>")).text.strip().split("\n\n")
    assert len(groups) > 1
    assert all(group.startswith("2 | 7\n") for group in groups)


def test_comments_headers_and_footers_are_read_once(tmp_path: Path) -> None:
    body = (
        '<w:p><w:commentRangeStart w:id="5"/><w:r><w:t>The weir leaks.</w:t><w:commentReference w:id="5"/></w:r></w:p>'
    )
    number = '<w:p><w:r><w:t>Page </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>3</w:t></w:r></w:fldSimple></w:p>'
    parts = {
        "comments.xml": (
            "comments",
            "w:comments",
            f'<w:comment w:id="5" w:author="Ann">{paragraph("Since when?")}</w:comment>',
        ),
        "header1.xml": ("header", "w:hdr", paragraph("Mill Trust")),
        "header2.xml": ("header", "w:hdr", paragraph("Mill Trust")),
        "footer1.xml": ("footer", "w:ftr", paragraph("Not for sale") + number),
    }
    text = read(make_docx(tmp_path / "a.docx", body + paragraph("It is old."), parts)).text
    assert text == "Mill Trust\n\nThe weir leaks.\n\nComment (Ann): Since when?\n\nIt is old.\n\nNot for sale\n\n"


def test_chart_and_diagram_words_follow_their_paragraph(tmp_path: Path) -> None:
    def points(*values: str) -> str:
        return "".join(f'<c:pt idx="{at}"><c:v>{value}</c:v></c:pt>' for at, value in enumerate(values))

    values = f"<c:cat>{points('Oats', 'Corn')}</c:cat><c:val>{points('8', '6')}</c:val>"
    series = f"<c:ser><c:tx>{points('Sacks')}</c:tx>{values}</c:ser>"
    chart = f"<c:chart><c:title><a:t>Yield of May</a:t></c:title><c:barChart>{series}</c:barChart></c:chart>"
    points_of_diagram = "".join(
        f"<dgm:pt><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>" for text in ("Sow", "Reap")
    )
    parts = {
        "charts/chart1.xml": ("chart", "c:chartSpace", chart),
        "diagrams/data1.xml": ("diagramData", "dgm:dataModel", f"<dgm:ptLst>{points_of_diagram}</dgm:ptLst>"),
    }
    body = '<w:p><w:r><w:t>See:</w:t><w:drawing><c:chart r:id="r0"/><dgm:relIds r:dm="r1"/></w:drawing></w:r></w:p>'
    text = read(make_docx(tmp_path / "a.docx", body, parts)).text
    assert text == "See:\n\nYield of May\n\n | Sacks\nOats | 8\nCorn | 6\n\nSow\nReap\n\n"


def test_files_within_the_document_are_read_in_place(tmp_path: Path) -> None:
    inner = make_docx(tmp_path / "inner.docx", paragraph("The inner text.")).read_bytes()
    body = paragraph("Before.") + '<w:altChunk r:id="r0"/><w:altChunk r:id="r1"/>' + paragraph("After.")
    path = make_docx(
        tmp_path / "a.docx", body, {"a.html": ("aFChunk", "", "<p>In HTML.</p>"), "b.docx": ("aFChunk", "", "")}
    )
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    path.write_bytes(zipped(members | {"word/b.docx": inner}))
    assert read(path).text == "Before.\n\nIn HTML.\n\nThe inner text.\n\nAfter.\n\n"
