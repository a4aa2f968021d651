"""Small Word, Excel, PDF and CSV files, made of text: the same bytes for the same text."""

import csv
import io
import textwrap
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import groupby

type Table = Sequence[Sequence[str]]

PAGE = "\f"
HEAD, FOOT, LEFT, LINE = 780, 60, 56, 14  # Points on a page of A4.
COLUMNS = 98  # Characters of a line in a PDF.
NOON = (2025, 1, 1, 12, 0, 0)
_OFFICE = "http://schemas.openxmlformats.org"
_WORD = f'xmlns:w="{_OFFICE}/wordprocessingml/2006/main"'
_SHEET = f'xmlns="{_OFFICE}/spreadsheetml/2006/main" xmlns:r="{_OFFICE}/officeDocument/2006/relationships"'
_TYPES = "application/vnd.openxmlformats-"


def blocks(markdown: str) -> Iterable[tuple[str, str | list[list[str]]]]:
    """A text's parts in order: a heading (`h1`, `h2`), a paragraph (`p`), a `table` of rows, or a `page` break."""
    for part in markdown.strip().split("\n\n"):
        lines = part.strip("\n").splitlines()
        if part.strip(" \n") in (PAGE, r"\f"):
            yield "page", ""
        elif lines[0].startswith("#"):
            marks, _, title = lines[0].partition(" ")
            yield f"h{len(marks)}", title
        elif lines[0].startswith("|"):
            rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
            yield "table", [row for row in rows if not set("".join(row)) <= {"-"}]
        else:
            yield "p", "\n".join(lines)


def docx(markdown: str, stated: Mapping[str, str]) -> bytes:
    body = "".join(_word_block(kind, part) for kind, part in blocks(markdown))
    return _package(
        {
            "word/document.xml": f"<w:document {_WORD}><w:body>{body}</w:body></w:document>",
            "docProps/core.xml": _core(stated),
        },
        {"word/document.xml": f"{_TYPES}officedocument.wordprocessingml.document.main+xml"},
        "word/document.xml",
    )


def xlsx(sheets: Mapping[str, Table]) -> bytes:
    """Cells that are numbers are stored as such."""
    members, types, names = {}, {"xl/workbook.xml": f"{_TYPES}officedocument.spreadsheetml.sheet.main+xml"}, ""
    links = ""
    for number, (name, table) in enumerate(sheets.items(), start=1):
        path = f"xl/worksheets/sheet{number}.xml"
        rows = "".join(f'<row r="{at}">{_cells(at, row)}</row>' for at, row in enumerate(table, start=1))
        members[path] = f"<worksheet {_SHEET}><sheetData>{rows}</sheetData></worksheet>"
        types[path] = f"{_TYPES}officedocument.spreadsheetml.worksheet+xml"
        names += f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
        links += _link(number, "worksheet", f"worksheets/sheet{number}.xml")
    members["xl/workbook.xml"] = f"<workbook {_SHEET}><sheets>{names}</sheets></workbook>"
    members["xl/_rels/workbook.xml.rels"] = _links(links)
    return _package(members, types, "xl/workbook.xml")


def table_csv(table: Table) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(table)
    return text.getvalue().encode()


def table_markdown(table: Table) -> str:
    head, *rows = ("| " + " | ".join(row) + " |" for row in table)
    return "\n".join([head, "|" + " --- |" * len(table[0]), *rows])


def pdf(markdown: str, stated: Mapping[str, str]) -> bytes:
    """Text of Latin-1 in Helvetica; a table's cells stand in columns. A page ends where it is full, or at a break."""
    pages = [_pdf_page(lines) for lines in _pdf_pages(markdown)]
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    created = stated.get("created", "2025-01-01").replace("-", "")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        _pdf_stated(stated, created),
    ]
    for number, content in enumerate(pages):
        resources = "/Resources<</Font<</F 3 0 R>>>>/MediaBox[0 0 595 842]"
        objects.append(f"<</Type/Page/Parent 2 0 R{resources}/Contents {6 + 2 * number} 0 R>>".encode())
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
    return _pdf_file(objects)


def _word_block(kind: str, part: str | list[list[str]]) -> str:
    if isinstance(part, list):
        rows = ("".join(f"<w:tc>{_paragraph(cell)}</w:tc>" for cell in row) for row in part)
        return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    if kind == "page":
        return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    style = f'<w:pPr><w:outlineLvl w:val="{int(kind[1:]) - 1}"/></w:pPr>' if kind != "p" else ""
    return _paragraph(part, style)


def _paragraph(text: str, style: str = "") -> str:
    return f'<w:p>{style}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _cells(row_number: int, row: Sequence[str]) -> str:
    made = ""
    for column, cell in enumerate(row):
        at = f"{chr(65 + column)}{row_number}"
        plain = cell.replace(".", "", 1).isdigit()
        value = f"<v>{cell}</v>" if plain else f"<is><t>{escape(cell)}</t></is>"
        made += f'<c r="{at}">{value}</c>' if plain else f'<c r="{at}" t="inlineStr">{value}</c>'
    return made


def _core(stated: Mapping[str, str]) -> str:
    names = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    return (
        f'<cp:coreProperties xmlns:cp="{_OFFICE}/package/2006/metadata/core-properties" {names} '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{escape(stated.get("title", ""))}</dc:title>'
        f"<dc:creator>{escape(stated.get('author', ''))}</dc:creator><dcterms:created xsi:type="
        f'"dcterms:W3CDTF">{stated.get("created", "2025-01-01")}T09:00:00Z</dcterms:created></cp:coreProperties>'
    )


def _package(members: dict[str, str], types: Mapping[str, str], main: str) -> bytes:
    overrides = "".join(f'<Override PartName="/{path}" ContentType="{type_}"/>' for path, type_ in types.items())
    links = _link(1, "officeDocument", main)
    if "docProps/core.xml" in members:
        kind = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
        links += f'<Relationship Id="rId2" Type="{kind}" Target="docProps/core.xml"/>'
    members |= {
        "[Content_Types].xml": f'<Types xmlns="{_OFFICE}/package/2006/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{overrides}</Types>',
        "_rels/.rels": _links(links),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(members):
            text = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{members[path]}'
            archive.writestr(zipfile.ZipInfo(path, NOON), text)
    return file.getvalue()


def _link(number: int, kind: str, target: str) -> str:
    type_ = f"{_OFFICE}/officeDocument/2006/relationships/{kind}"
    return f'<Relationship Id="rId{number}" Type="{type_}" Target="{target}"/>'


def _links(links: str) -> str:
    return f'<Relationships xmlns="{_OFFICE}/package/2006/relationships">{links}</Relationships>'


type Line = tuple[int, Sequence[tuple[int, str]]]
"""The size of a line's letters, and its texts, each with its distance from the left edge."""


def _pdf_pages(markdown: str) -> Iterable[list[Line]]:
    """The lines of each page."""
    for is_break, parts in groupby(blocks(markdown), key=lambda block: block[0] == "page"):
        if is_break:
            continue
        lines = [line for kind, part in parts for line in _pdf_lines(kind, part)]
        most = (HEAD - FOOT) // LINE
        yield from (lines[start : start + most] for start in range(0, len(lines), most))


def _pdf_lines(kind: str, part: str | list[list[str]]) -> list[Line]:
    if isinstance(part, list):
        widths = [max(len(row[column]) for row in part) for column in range(len(part[0]))]
        lefts = [LEFT + sum(6 * width + 14 for width in widths[:column]) for column in range(len(widths))]
        return [*((10, list(zip(lefts, row, strict=True))) for row in part), (10, [])]
    size = {"h1": 18, "h2": 13}.get(kind, 10)
    return [*((size, [(LEFT, line)]) for line in textwrap.wrap(part, COLUMNS)), (10, [])]


def _pdf_page(lines: Sequence[Line]) -> bytes:
    content = b"BT\n"
    for number, (size, texts) in enumerate(lines):
        for left, text in texts:
            shown = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
            content += b"/F %d Tf 1 0 0 1 %d %d Tm (%s) Tj\n" % (size, left, HEAD - LINE * number, shown)
    return content + b"ET"


def _pdf_stated(stated: Mapping[str, str], created: str) -> bytes:
    author, title = (stated.get(name, "").encode("cp1252") for name in ("author", "title"))
    return b"<</Title(%s)/Author(%s)/CreationDate(D:%s090000Z)>>" % (title, author, created.encode())


def _pdf_file(objects: Sequence[bytes]) -> bytes:
    file, starts = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        starts.append(len(file))
        file += b"%d 0 obj%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    count = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    trailer = b"trailer<</Size %d/Root 1 0 R/Info 4 0 R>>\nstartxref\n%d\n%%%%EOF" % (count, len(file))
    return file + head + trailer
