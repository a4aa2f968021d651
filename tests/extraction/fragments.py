"""PDFs of random fragments: operators in any order, objects of several files, cut and spliced bytes. Seeded."""

import random
import re
from collections.abc import Callable
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.extraction.pdf_files import HELVETICA, stream, write_pdf

WORDS = (
    "Berth",
    "|",
    "1,234.50",
    "(12)",
    "Fee",
    "€",
    "—",
    "harbour-",
    "会議",
    "Ü",
    "2023",
    "$",
    "Total:",
    "•",
    "a)",
    "IV",
)
SIZES = (0, 0.1, 1, 8, 10, 10, 10, 24, 400, 1e9, -8)
PLACES = (-1e9, -20, 0, 0.1, 72, 72, 100, 300, 301, 500, 840, 1e7)
_OBJECT = re.compile(rb"\d+ \d+ obj.*?endobj", re.S)
_MOST_OPERATORS = 400


def fragments(count: int, folder: Path, seed: int) -> list[bytes]:
    """`count` files, the same for the same seed."""
    choose = random.Random(seed)
    whole = [_document(choose, folder / f"whole-{number}.pdf") for number in range(6)]
    makers: list[Callable[[random.Random, list[bytes], Path], bytes]] = [_operators, _objects, _spliced]
    chosen = choose.choices(makers, weights=[4, 1, 2], k=count)
    return [make(choose, whole, folder / "fragment.pdf") for make in chosen]


def _document(choose: random.Random, path: Path) -> bytes:
    """A good file: text, rules, a form, several pages, with readable streams."""
    canvas = Canvas(str(path), pagesize=A4, pageCompression=0, invariant=1)
    for _ in range(choose.randint(1, 4)):
        for line in range(choose.randint(1, 40)):
            canvas.setFont(choose.choice(("Helvetica", "Times-Bold")), choose.choice((8, 10, 12, 24)))
            canvas.drawString(choose.choice((72, 72, 200, 330)), 800 - 18 * line, " ".join(choose.choices(WORDS, k=5)))
        canvas.rect(*(choose.uniform(0, 500) for _ in range(4)), fill=choose.randint(0, 1))
        canvas.acroForm.textfield(name=f"f{choose.random()}", value="Ines Holt", x=100, y=100)
        canvas.bookmarkPage(str(choose.random()))
        canvas.showPage()
    canvas.save()
    return path.read_bytes()


def _operator(choose: random.Random) -> str:
    """One operator of a page's content (ISO 32000-1, annex A), with odd numbers now and then."""

    def at() -> str:
        return f"{choose.choice(PLACES) if choose.random() < 0.3 else choose.uniform(0, 800):.6g}"

    text = choose.choice(WORDS).encode("latin-1", "replace").decode("latin-1").replace("(", "").replace(")", "")
    turn = choose.choice(("1 0 0 1", "0 1 -1 0", "-1 0 0 -1", "0 0 0 0", "0.7 0.7 -0.7 0.7", "1e9 0 0 1e-9"))
    return choose.choice(
        (
            f"({text}) Tj", f"({text}) Tj", f"[({text}) {at()} ({text})] TJ", f"/F1 {choose.choice(SIZES)} Tf",
            f"{turn} {at()} {at()} Tm", f"{turn} {at()} {at()} cm", f"{at()} {at()} Td", "T*", "BT", "ET", "q", "Q",
            f"{at()} {at()} {at()} {at()} re f", f"{at()} {at()} m {at()} {at()} l S", f"{choose.randint(-1, 8)} Tr",
            f"{choose.random():.2f} g", "1 g", f"{at()} TL", f"{at()} Tz", f"{at()} Ts", "/X1 Do", "W n", "BI /W 1 ID",
        )
    )  # fmt: skip


def _operators(choose: random.Random, _: list[bytes], path: Path) -> bytes:
    """A sound file whose page has operators in any order.

    Its form does not draw itself: PDFium follows such a form for hours if it does so several times, within its limits.
    """
    content = "BT /F1 10 Tf\n" + "\n".join(_operator(choose) for _ in range(choose.randint(1, _MOST_OPERATORS)))
    page = f"/Rotate {choose.choice((0, 90, 180, 270, 45))} /UserUnit {choose.choice((1, 1, 0, 1000))}"
    form = "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >>"
    operators = (_operator(choose) for _ in range(20))
    inner = "\n".join(operator for operator in operators if operator != "/X1 Do").encode("latin-1")
    objects = {5: HELVETICA, 6: stream(inner, form)}
    return write_pdf(path, content, "/Font << /F1 5 0 R >> /XObject << /X1 6 0 R >>", objects, page=page).read_bytes()


def _objects(choose: random.Random, whole: list[bytes], _: Path) -> bytes:
    """Objects of several files under one head; PDFium finds them although no table names them."""
    pool = [piece for data in choose.sample(whole, 3) for piece in _OBJECT.findall(data)]
    pieces = choose.choices(pool, k=choose.randint(1, len(pool)))
    tail = choose.choice((b"", b"trailer << /Root 1 0 R /Size 99 >>\nstartxref\n9\n%%EOF", b"startxref\n-1\n%%EOF"))
    return b"%PDF-1.7\n" + b"\n".join(pieces) + b"\n" + tail


def _spliced(choose: random.Random, whole: list[bytes], _: Path) -> bytes:
    """Parts of two files joined, with some bytes flipped, doubled or left out."""
    first, second = choose.sample(whole, 2)
    data = bytearray(b"%PDF-1.4\n" + first[: choose.randrange(len(first))] + second[choose.randrange(len(second)) :])
    for _count in range(choose.randint(0, 30)):
        begin = choose.randrange(9, len(data) + 1)
        piece = data[begin : begin + choose.randint(1, 200)]
        data[begin : begin + len(piece)] = choose.choice((b"", piece * 2, bytes(byte ^ 1 for byte in piece)))
    return bytes(data)
