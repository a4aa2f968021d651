"""A file of each kind in which text is easily lost, false or out of order: what must be read of it, and what not."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.extraction.office import make_docx, paragraph, row, strict
from tests.extraction.samples import zipped

Make = Callable[[Path], object]


@dataclass(frozen=True)
class Kind:
    """`make` writes the file `name`; its text has all of `has` in this order, and nothing of `lacks`."""

    name: str
    make: Make
    has: tuple[str, ...]
    lacks: tuple[str, ...] = ()


def of(content: str | bytes, encoding: str = "utf-8") -> Make:
    return lambda path: path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))


def table(*rows: tuple[object, ...], formats: dict[str, str] | None = None) -> Make:
    def make(path: Path) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for cells in rows:
            sheet.append(list(cells))
        for cell, shown in (formats or {}).items():
            sheet[cell].number_format = shown
        book.save(path)

    return make


def page(*texts: tuple[int, int, str], font: str = "Helvetica", turn: int = 0) -> Make:
    """A PDF's page with each text at its place in points."""

    def make(path: Path) -> None:
        canvas = Canvas(str(path), pagesize=A4)
        canvas.setPageRotation(turn)
        canvas.setFont(font, 11)
        for left, bottom, text in texts:
            canvas.drawString(left, bottom, text)
        canvas.save()

    return make


def word(body: str) -> Make:
    return lambda path: make_docx(path, body)


def strict_word(path: Path) -> None:
    make_docx(path, paragraph("The ferry sails at dusk."))
    with zipfile.ZipFile(path) as archive:
        path.write_bytes(zipped({name: strict(archive.read(name)) for name in archive.namelist()}))


def mail(*parts: str, kind: str = "mixed") -> Make:
    body = "".join(f"--b\r\n{part}\r\n" for part in parts)
    head = f'Subject: Tides\r\nMIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary="b"\r\n\r\n'
    return of(f"{head}{body}--b--\r\n")


PLAIN, RICH = "Content-Type: text/plain; charset=utf-8\r\n\r\n", "Content-Type: text/html; charset=utf-8\r\n\r\n"
FORWARDED = "Content-Type: message/rfc822\r\n\r\nSubject: Price\r\nFrom: kai@example.org\r\n\r\nNine crowns a barrel."
PROSE = "<p>" + "The mill stands by the weir and grinds the rye of four farms. " * 5 + "</p>"
MANY = tuple((f"Barrel {number}", number, number * 2) for number in range(60))
pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))

KINDS = (
    Kind("row.csv", of("Boat,Berth\nAda,7\nOwner,Leo Brandt\n"), ("Ada | 7", "Owner | Leo Brandt")),
    Kind("windows.txt", of("The weir was mended. " * 300 + "Frau Jänsch in Lübeck.", "cp1252"), ("Jänsch in Lübeck",)),
    Kind(
        "latin.html",
        of('<meta charset="iso-8859-1"><p>“Annex” costs €30 – now', "cp1252"),
        ("“Annex” costs €30 – now",),
    ),
    Kind("mail.html", of('<meta charset="iso-2022-jp"><p>水車小屋の鍵', "iso2022_jp"), ("水車小屋の鍵",), ("$B",)),
    Kind("wide.html", of("<p>Żółta łódź stoi w Łomży", "utf-16-le"), ("Żółta łódź stoi w Łomży",)),
    Kind("formula.html", of("<p>So <math><mi>F</mi><mo>=</mo><mi>m</mi><mi>a</mi></math> holds."), ("F=ma",)),
    Kind(
        "fold.html", of("<h2><button>May dogs bathe?</button></h2><p>In the lower pool."), ("May dogs bathe?", "lower")
    ),
    Kind(
        "main.html", of(f"<main>{PROSE}</main><div><h2>Yield</h2><p>Ninety sacks.</p></div>"), ("Yield", "Ninety sacks")
    ),
    Kind(
        "links.html",
        of(f"{PROSE}<h2>Keepers</h2><ul><li><a href=a>Ines Holt</a><li><a href=b>Kai Voss</a></ul>"),
        ("Voss",),
    ),
    Kind("found.html", of('<h2>Rules</h2><div hidden="until-found">No fires.</div>'), ("No fires.",)),
    Kind("steps.html", of('<ol start="3"><li>Open it.<li>Oil it.</ol>'), ("3. Open it.", "4. Oil it.")),
    Kind("title.html", of("<title>Floods of 2019</title><p>It rained."), ("Floods of 2019", "It rained.")),
    Kind(
        "spans.html",
        of("<table><tr><th>A<th>B<tr><td rowspan=2>North<td>5<tr><td>6</table>"),
        ("North | 5", "North | 6"),
    ),
    Kind("field.html", of("<label>Quay<input value=East></label><textarea>Ring</textarea>"), ("Quay\nEast\nRing",)),
    Kind("escaped.json", of('{\n "town": "L\\u00fcbeck"\n}\n'), ("Lübeck",)),
    Kind("parts.eml", mail(PLAIN + "High at six.", PLAIN + "Low at noon."), ("High at six.", "Low at noon.")),
    Kind("blank.eml", mail(PLAIN + " ", RICH + "<p>Low at noon.", kind="alternative"), ("Low at noon.",)),
    Kind("forward.eml", mail(PLAIN + "See below.", FORWARDED), ("See below.", "Price", "kai@", "Nine crowns")),
    Kind(
        "ascii.eml",
        of("Subject: x\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nGrüße aus Köln"),
        ("Grüße aus Köln",),
    ),
    Kind(
        "data.md",
        of("# Chart\n\n![coast](data:image/png;base64," + "iVBORw0K" * 40 + ")\n\nSail."),
        ("coast", "Sail."),
        ("iVBOR",),
    ),
    Kind("colours.log", of("\x1b[31mFAIL\x1b[0m pump nine\n"), ("FAIL pump nine",), ("[31m",)),
    Kind("excel.csv", of("sep=;\nBoat;Fee\nAda;1,5\n"), ("Boat | Fee\nAda | 1,5",), ("sep=",)),
    Kind("main.docx", lambda path: make_docx(path, paragraph("It sails."), main="document7"), ("It sails.",)),
    Kind("strict.docx", strict_word, ("The ferry sails at dusk.",)),
    Kind(
        "moved.docx",
        word(paragraph("One.") + "<w:p><w:moveFrom><w:r><w:t>Gone.</w:t></w:r></w:moveFrom></w:p>"),
        ("One.",),
        ("Gone.",),
    ),
    Kind(
        "rows.docx",
        word(
            f"<w:tbl>{row('Part', 'No')}<w:sdt><w:sdtContent>{row('Cog', '3')}{row('Pin', '5')}"
            "</w:sdtContent></w:sdt></w:tbl>"
        ),
        ("Cog | 3\nPin | 5",),
    ),
    Kind(
        "formula.docx",
        word("<w:p><w:r><w:t>Take </w:t></w:r><m:oMath><m:r><m:t>x=2y</m:t></m:r></m:oMath></w:p>"),
        ("Take x=2y",),
    ),
    Kind("last.xlsx", table(("Bill", 4711), ("Sum", 30), ("State", "paid")), ("State | paid",)),
    Kind("years.xlsx", table(("Line", 2031, 2032), *MANY), ("Line | 2031 | 2032", "Line | 2031 | 2032", "Barrel 59")),
    Kind(
        "shown.xlsx",
        table(("Share", "Code"), (0.153, 77), formats={"A2": "0.0%", "B2": "00000"}),
        ("15.3% | 00077",),
    ),
    Kind(
        "two.xlsx",
        table(("id", "part"), (1, "cog"), (), ("firm", "town"), ("Holt", "Ulm")),
        ("1 | cog\n\nfirm | town",),
    ),
    Kind(
        "lines.pdf",
        page((60, 700, "春天小麦成熟在十个工" * 4), (60, 684, "作日内收割"), font="STSong-Light"),
        ("十个工作日内收割",),
    ),
    Kind(
        "turned.pdf",
        page((60, 700, "The mill stands"), (60, 684, "by the weir."), turn=90),
        ("The mill stands", "by the weir."),
    ),
    Kind(
        "columns.pdf",
        page(
            *(
                (left, 700 - 14 * n, f"{side} goes on with {n} more words")
                for n in range(8)
                for left, side in ((60, "left"), (330, "right"))
            )
        ),
        ("left goes on with 7", "right goes on with 0"),
    ),
    Kind(
        "rows.pdf",
        page(
            *(
                (left, 700 - 20 * n, text)
                for n, cells in enumerate((("Boat", "Fee"), ("Ada", "40"), ("Leo", "55")))
                for left, text in zip((60, 300), cells, strict=True)
            )
        ),
        ("Ada | 40\nLeo | 55",),
    ),
)
