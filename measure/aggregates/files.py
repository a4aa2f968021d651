"""Registers as files of each shape: prose, sections, lists, Markdown, CSV, Excel, PDF."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import font_source_serif_pro
import openpyxl

from measure.aggregates.domains import Domain, Record, Register

type Maker = Callable[[Register, Random], bytes]

_FONT = Path(font_source_serif_pro.__file__).parent / "files" / "SourceSerifPro-Regular.ttf"
_MONTHS = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip


def head(domain: Domain) -> list[str]:
    return [domain.key, domain.first, domain.second, domain.day, domain.amount, domain.flag]


def row(domain: Domain, record: Record, *, signs: bool = True) -> list[str]:
    amount = figure(record.amount, domain.language) if signs else str(record.amount)
    return [record.key, record.first, record.second, day(record.day, domain.language), amount, flag(domain, record)]


def flag(domain: Domain, record: Record) -> str:
    return {"en": ("no", "yes"), "vi": ("không", "có")}[domain.language][record.flag]


def figure(amount: Decimal, language: str) -> str:
    return f"{amount:,}" if language == "en" else f"{amount:,}".replace(",", ".")


def day(value: date, language: str) -> str:
    return value.isoformat() if language == "en" else f"{value:%d/%m/%Y}"


def long_day(value: date, language: str) -> str:
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}" if language == "en" else f"{value:%d/%m/%Y}"


def title(domain: Domain) -> str:
    return {"en": f"Register of {domain.plural}", "vi": f"Danh sách {domain.plural}"}[domain.language]


def sentence(domain: Domain, record: Record, random: Random) -> str:
    clause = random.choice(domain.yes_clause if record.flag else domain.no_clause)
    return random.choice(domain.prose).format(
        key=record.key,
        first=record.first,
        second=record.second,
        day=long_day(record.day, domain.language),
        amount=figure(record.amount, domain.language),
        flag=clause,
    )


def prose(register: Register, random: Random) -> bytes:
    paragraphs = [sentence(register.domain, record, random) for record in register.records]
    return "\n\n".join([title(register.domain), *paragraphs]).encode()


def bullets(register: Register, random: Random) -> bytes:
    lines = [f"- {sentence(register.domain, record, random)}" for record in register.records]
    return f"# {title(register.domain)}\n\n{'\n'.join(lines)}\n".encode()


def sections(register: Register, _random: Random) -> bytes:
    domain = register.domain
    parts = [f"# {title(domain)}"]
    for record in register.records:
        pairs = zip(head(domain)[1:], row(domain, record)[1:], strict=True)
        lines = [f"{name}: {value}" for name, value in pairs]
        parts.append(f"## {domain.key} {record.key}\n\n" + "\n".join(lines))
    return "\n\n".join(parts).encode()


def markdown(register: Register, _random: Random) -> bytes:
    domain = register.domain
    rows = [head(domain), ["---"] * 6, *(row(domain, record) for record in register.records), _totals(register)]
    lines = ["| " + " | ".join(cells) + " |" for cells in rows]
    return f"# {title(domain)}\n\n{'\n'.join(lines)}\n".encode()


def _totals(register: Register) -> list[str]:
    total = sum(record.amount for record in register.records)
    word = {"en": "Total", "vi": "Tổng cộng"}[register.domain.language]
    return [word, "", "", "", figure(Decimal(total), register.domain.language), ""]


def comma_separated(register: Register, _random: Random) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head(register.domain))
    writer.writerows(row(register.domain, record, signs=False) for record in register.records)
    return text.getvalue().encode()


def workbook(register: Register, _random: Random) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title(register.domain)
    sheet.append(head(register.domain))
    for record in register.records:
        values = row(register.domain, record)
        sheet.append([*values[:3], record.day, int(record.amount), values[5]])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def pdf(register: Register, random: Random) -> bytes:
    """A table over pages, with its head on each of them or on the first one alone."""
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

    pdfmetrics.registerFont(TTFont("Serif", str(_FONT)))
    data = io.BytesIO()
    rows: Sequence[Sequence[str]] = [
        head(register.domain),
        *(row(register.domain, record) for record in register.records),
    ]
    table = Table(rows, colWidths=[80, 150, 120, 110, 120, 130], repeatRows=random.choice((0, 1)))
    table.setStyle(TableStyle([("FONT", (0, 0), (-1, -1), "Serif", 9)]))
    heading = f'<font name="Serif" size="16">{title(register.domain)}</font>'
    SimpleDocTemplate(data, pagesize=landscape(A4)).build([Paragraph(heading), table])
    return data.getvalue()


SHAPES: dict[str, tuple[str, Maker]] = {
    "prose": (".txt", prose),
    "list": (".md", bullets),
    "sections": (".md", sections),
    "markdown": (".md", markdown),
    "csv": (".csv", comma_separated),
    "excel": (".xlsx", workbook),
    "pdf": (".pdf", pdf),
}
