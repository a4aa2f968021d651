"""Broken and hostile files: cut, flipped, bombed, nested, cyclic, huge, mislabelled; the same kinds each run."""

import functools
import io
import random
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from reportlab.lib import pdfencrypt
from reportlab.pdfgen.canvas import Canvas

from chalicelib.adapters.extraction.formats import FORMATS
from tests.extraction.samples import MAKERS, PICTURE_MAKERS, Sample, Section, as_bytes, zipped

Hostile = tuple[str, str, bytes]
"""What it is, its file name, its bytes."""

SAMPLE: Sample = tuple(
    Section(
        f"Chapter {n}",
        tuple(f"Paragraph {n} {m} tells of the grain harvest. " * 9 for m in range(6)),
        (("Year", "Place", "Tons"), ("2021", "Nantes", "17"), ("2022", "Hue", "19")),
    )
    for n in range(4)
)
BINARY = (*(kind for kind in MAKERS if kind == "pdf" or FORMATS[kind].member), *PICTURE_MAKERS)
TEXTUAL = tuple(kind for kind in MAKERS if kind not in BINARY)
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def all_files(folder: Path, rounds: int) -> Iterator[Hostile]:
    """Every hostile file; `rounds` multiplies those made by chance."""
    good = {kind: as_bytes(kind, SAMPLE, folder) for kind in BINARY + TEXTUAL}
    yield from truncated(good)
    yield from flipped(good, 2 * rounds)
    yield from mangled(good, 2 * rounds)
    yield from mislabelled(good)
    yield from empty_or_noise()
    yield from pdfs(folder)
    yield from archives(good)
    yield from office(good)
    yield from texts()


def truncated(good: dict[str, bytes]) -> Iterator[Hostile]:
    for kind in (*BINARY, "eml"):
        for percent in (1, 10, 50, 90, 99):
            data = good[kind]
            yield f"cut at {percent} %", f"a.{kind}", data[: max(len(data) * percent // 100, 5)]


def flipped(good: dict[str, bytes], count: int) -> Iterator[Hostile]:
    for kind in BINARY + TEXTUAL:
        for seed in range(count):
            chance = random.Random(f"{kind}{seed}")
            data = bytearray(good[kind])
            for _ in range(chance.choice((1, 4, 30, 300))):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            yield "flipped bits", f"a.{kind}", bytes(data)


def mangled(good: dict[str, bytes], count: int) -> Iterator[Hostile]:
    """A stretch is doubled, zeroed, or put elsewhere."""
    for kind in BINARY:
        for seed in range(count):
            chance = random.Random(f"m{kind}{seed}")
            data = good[kind]
            first, last = sorted(chance.randrange(len(data)) for _ in range(2))
            middle = data[first:last]
            new = chance.choice((middle * 2, bytes(len(middle)), b"", middle[::-1]))
            yield "mangled stretch", f"a.{kind}", data[:first] + new + data[last:]


def mislabelled(good: dict[str, bytes]) -> Iterator[Hostile]:
    kinds = list(good)
    for number, kind in enumerate(kinds):
        for step in (1, 3):
            yield "wrong extension", f"a.{kinds[(number + step) % len(kinds)]}", good[kind]
    yield "a picture", "a.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9
    yield "a program", "a.csv", b"\x7fELF" + bytes(4000)
    yield "no such type", "a.exe", b"MZ" + bytes(900)
    yield "no extension", "report", b"text"


def empty_or_noise() -> Iterator[Hostile]:
    for kind in BINARY + TEXTUAL:
        yield "empty", f"a.{kind}", b""
        yield "blanks", f"a.{kind}", b" \n\t" * 3000
        yield "noise", f"a.{kind}", random.Random(kind).randbytes(20_000)
    yield "marks only", "a.txt", b"\xff\xfe"
    yield "zeros", "a.txt", bytes(50_000)


def pdf_of(*objects: bytes) -> bytes:
    """A PDF of numbered objects; the first is the catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return out + head + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))


_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
_FONT = b"<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"


def _stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), more, data)


def _one_page(content: bytes) -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources %s>>" % _FONT
    return pdf_of(_CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, content)


@functools.cache
def squeezed(byte: bytes, megabytes: int, times: int) -> bytes:
    """So many MB of a byte, compressed `times` times over."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(byte * (1 << 20)) for _ in range(megabytes)) + packer.flush()
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    return data


def pdfs(folder: Path) -> Iterator[Hostile]:
    for times in (1, 2, 3):
        filters = b"/Filter[" + b"/FlateDecode" * times + b"]"
        yield "1 GB in a stream", "a.pdf", _one_page(_stream(squeezed(b" ", 1024, times), filters))
    yield (
        "endless filters",
        "a.pdf",
        _one_page(_stream(zlib.compress(b" "), b"/Filter[" + b"/FlateDecode" * 5000 + b"]")),
    )
    yield "million letters", "a.pdf", _one_page(_stream(b"BT /F 1 Tf (" + b"word " * 400_000 + b") Tj ET"))
    yield (
        "million lines",
        "a.pdf",
        _one_page(_stream(b"BT /F 9 Tf 1 0 0 1 9 9 Tm " + b"(a b) Tj 0 -1 Td " * 100_000 + b"ET")),
    )
    yield from small_pdfs(folder)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>"
    for count in (10_000, 10_001):
        kids = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * count, count)
        yield f"{count} pages", "a.pdf", pdf_of(_CATALOG, kids, page)
    yield "deep arrays", "a.pdf", pdf_of(_CATALOG[:-2] + b"/X " + b"[" * 200_000 + b">>", page)
    yield (
        "broken contents",
        "a.pdf",
        pdf_of(
            b"<</Type/Catalog/Pages 2 0 R/Outlines 4 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            page,
            b"<</First 4 0 R/Next 4 0 R/Last 4 0 R/Title(\xff)>>",
        ),
    )
    yield (
        "script",
        "a.pdf",
        pdf_of(
            b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(while(1);)>>>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            page,
        ),
    )
    yield (
        "form in itself",
        "a.pdf",
        _one_page(_stream(b"/X Do", b"/Type/XObject/Subtype/Form/Resources<</XObject<</X 4 0 R>>>>")),
    )


def small_pdfs(folder: Path) -> Iterator[Hostile]:
    """Those that are quickly made."""
    yield "its own kid", "a.pdf", pdf_of(_CATALOG, b"<</Type/Pages/Kids[2 0 R]/Count 1>>")
    yield (
        "circle of kids",
        "a.pdf",
        pdf_of(
            _CATALOG,
            b"<</Type/Pages/Kids[3 0 R 3 0 R]/Count 9>>",
            b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 9>>",
        ),
    )
    yield "a billion pages", "a.pdf", pdf_of(_CATALOG, b"<</Type/Pages/Kids[]/Count 1000000000>>")
    yield "minus one page", "a.pdf", pdf_of(_CATALOG, b"<</Type/Pages/Kids[]/Count -1>>")
    yield "zero pages", "a.pdf", pdf_of(_CATALOG, b"<</Type/Pages/Kids[]/Count 0>>")
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>"
    yield "no text", "a.pdf", pdf_of(_CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page)
    yield "head only", "a.pdf", b"%PDF-1.7\n"
    yield "with a password", "a.pdf", _locked(folder)


def _locked(folder: Path) -> bytes:
    path = folder / "locked.pdf"
    canvas = Canvas(str(path), encrypt=pdfencrypt.StandardEncryption("secret"))
    canvas.drawString(60, 700, "Nobody may read this.")
    canvas.save()
    return path.read_bytes()


_MEMBERS = {
    "docx": "word/document.xml",
    "pptx": "ppt/presentation.xml",
    "xlsx": "xl/workbook.xml",
    "ods": "content.xml",
    "epub": "META-INF/container.xml",
    "odt": "content.xml",
}
_PART = {
    "docx": "word/document.xml",
    "pptx": "ppt/slides/slide1.xml",
    "xlsx": "xl/worksheets/sheet1.xml",
    "ods": "content.xml",
    "epub": "OEBPS/c0.xhtml",
    "odt": "content.xml",
}
_ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
_LAUGHS = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{_ENTITIES}]><x>&e11;</x>'
_OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>'


def archives(good: dict[str, bytes]) -> Iterator[Hostile]:
    for kind, member in _MEMBERS.items():
        yield "zip bomb", f"a.{kind}", zipped({member: b" " * (200 << 20)})
        yield (
            "zip bomb in its text",
            f"a.{kind}",
            _with(good[kind], _PART[kind], b"<x>" + b"a" * (120 << 20) + b"</x>"),
        )
        yield "laughing entities", f"a.{kind}", _with(good[kind], _PART[kind], _LAUGHS.encode())
        yield "outside entity", f"a.{kind}", _with(good[kind], _PART[kind], _OUTSIDE.encode())
        yield (
            "deep nesting",
            f"a.{kind}",
            _with(good[kind], _PART[kind], b"<x>" * 100_000 + b"</x>" * 100_000),
        )
        yield "text part gone", f"a.{kind}", _with(good[kind], _PART[kind], None)
        yield "nothing but a name", f"a.{kind}", zipped({member: b""})
        yield "another archive", f"a.{kind}", zipped({"readme.txt": b"hello"})
    yield "30,000 members", "a.docx", zipped({f"word/{n}": b"" for n in range(30_000)})
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
    for kind in ("docx", "pptx", "xlsx"):
        yield "with a password", f"a.{kind}", ole + "EncryptedPackage".encode("utf-16-le") + bytes(2000)
        yield "old Office file", f"a.{kind}", ole


def _with(archive: bytes, name: str, data: bytes | None) -> bytes:
    """The archive with a member replaced, or taken out."""
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        members = {one: source.read(one) for one in source.namelist() if one != name}
    return zipped(members if data is None else members | {name: data})


def office(good: dict[str, bytes]) -> Iterator[Hostile]:
    cells = "".join(f'<c r="{chr(65 + n)}1"><v>1</v></c>' for n in range(20)).replace('1">', '{row}">')
    for rows in (50_000, 200_000):
        body = "".join(f'<row r="{row}">' + cells.replace("{row}", str(row)) + "</row>" for row in range(1, rows + 1))
        sheet = f"<worksheet {_SHEET}><sheetData>{body}</sheetData></worksheet>".encode()
        yield f"{rows * 20:,} cells", "a.xlsx", _with(good["xlsx"], _PART["xlsx"], sheet)
    far = (
        f'<worksheet {_SHEET}><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    yield "one far cell", "a.xlsx", _with(good["xlsx"], _PART["xlsx"], far.encode())
    lost = f'<worksheet {_SHEET}><sheetData><row r="1"><c r="A1" t="s"><v>99999</v></c></row></sheetData></worksheet>'
    yield "lost string", "a.xlsx", _with(good["xlsx"], _PART["xlsx"], lost.encode())
    bad = f'<worksheet {_SHEET}><sheetData><row r="x"><c r="!!"><v>NaN</v></c></row></sheetData></worksheet>'
    yield "bad names of cells", "a.xlsx", _with(good["xlsx"], _PART["xlsx"], bad.encode())
    tables = f"<w:document {_WORD}><w:body>{'<w:tbl><w:tr><w:tc>' * 60}<w:p><w:r><w:t>deep</w:t></w:r></w:p>"
    tables += "</w:tc></w:tr></w:tbl>" * 60 + "</w:body></w:document>"
    yield "tables in tables", "a.docx", _with(good["docx"], _PART["docx"], tables.encode())
    circle = (
        '<w:style w:styleId="A"><w:basedOn w:val="B"/></w:style><w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    styles = f"<w:styles {_WORD}>{circle}</w:styles>"
    yield "circle of styles", "a.docx", _with(good["docx"], "word/styles.xml", styles.encode())


def texts() -> Iterator[Hostile]:
    for depth in (1_000, 100_000, 1_000_000):
        yield f"{depth} deep", "a.html", b"<div>" * depth + b"deep"
    yield "open brackets", "a.html", b"<" * 1_000_000
    yield "million attributes", "a.html", b"<p " + " ".join(f"a{n}=1" for n in range(300_000)).encode() + b">text"
    yield "laughing entities", "a.xhtml", _LAUGHS.encode()
    yield "outside entity", "a.xhtml", _OUTSIDE.encode()
    yield "deep JSON", "a.json", b"[" * 500_000
    yield "unclosed quote", "a.csv", b'a,b\n1,"' + b"x,y\n" * 800_000
    yield "300,000 columns", "a.csv", b",".join(b"c%d" % n for n in range(300_000)) + b"\n" + b"1," * 300_000
    yield "one line", "a.txt", b"word " * 4_000_000
    yield "one word", "a.md", b"x" * 8_000_000
    yield "only hashes", "a.md", b"#" * 2_000_000
    yield "blanks after a hash", "a.md", b"# " + b" \t" * 60_000 + b"x#"
    yield "headings", "a.md", b"# a\n" * 100_000
    yield "odd wide text", "a.txt", b"\xff\xfe" + b"a\x00" * 3000 + b"b"
    yield "lone surrogates", "a.txt", b"\xff\xfe" + b"\x00\xd8" * 3000
    yield "overlong codes", "a.txt", b"\xc0\xaf\xed\xa0\x80" * 3000
    parts = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000))
    yield "parts in parts", "a.eml", b"Subject: deep\n" + parts
    yield (
        "unknown letters",
        "a.eml",
        b"Subject: =?none?q?a?=\nContent-Type: text/plain; charset=none\n\nhi \xff",
    )
    yield "broken base64", "a.eml", b"Subject: x\nContent-Transfer-Encoding: base64\n\n%%%="
