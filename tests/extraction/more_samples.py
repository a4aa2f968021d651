"""Makers of files of the formats that are read beside the usual ones."""

import email.message
import json
from collections.abc import Callable
from html import escape
from pathlib import Path

from tests.extraction.sample_model import Sample, html_of, markdown_of, zipped


def make_text(heading: str, under: str = "") -> Callable[[Sample, Path], None]:
    """Makes a text with light markup, whose headings are written as `heading` says, with marks `under` them."""

    def make(sample: Sample, path: Path) -> None:
        parts = []
        for section in sample:
            underline = "\n" + under * len(section.title) if under else ""
            parts += [heading.format(section.title) + underline, *section.paragraphs]
            parts += [" ".join(row) for row in section.table]
        path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")

    return make


def make_vtt(sample: Sample, path: Path) -> None:
    lines = (" ".join([s.title, *s.paragraphs, *sum(s.table, ())]) for s in sample)
    cues = (f"00:{number:02}:01.000 --> 00:{number:02}:09.000\n{line}\n" for number, line in enumerate(lines))
    path.write_text("WEBVTT\n\n" + "\n".join(cues), encoding="utf-8")


def make_xml(sample: Sample, path: Path) -> None:
    parts = []
    for section in sample:
        texts = (section.title, *section.paragraphs, *sum(section.table, ()))
        parts.append("<section>" + "".join(f"<para>{escape(text)}</para>" for text in texts) + "</section>")
    path.write_text("<book>" + "".join(parts) + "</book>", encoding="utf-8")


def make_ipynb(sample: Sample, path: Path) -> None:
    cells = [{"cell_type": "markdown", "source": [markdown_of((section,))]} for section in sample]
    path.write_text(json.dumps({"cells": cells, "nbformat": 4}), encoding="utf-8")


def make_mhtml(sample: Sample, path: Path) -> None:
    message = email.message.EmailMessage()
    message["Subject"] = "Saved page"
    message.set_content(html_of(sample), subtype="html")
    message.make_related()
    path.write_bytes(message.as_bytes())


def make_rtf(sample: Sample, path: Path) -> None:
    parts = ["{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Times;}}"]
    for section in sample:
        parts.append(f"\\pard\\outlinelevel0 {rtf(section.title)}\\par")
        parts += [f"\\pard {rtf(paragraph)}\\par" for paragraph in section.paragraphs]
        for row in section.table:
            parts.append("\\trowd\\pard\\intbl " + "".join(f"{rtf(cell)}\\cell " for cell in row) + "\\row")
    path.write_text("\n".join(parts) + "}", encoding="ascii")


def rtf(text: str) -> str:
    units = text.encode("utf-16-le")
    numbers = (int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2))
    return "".join(
        chr(number) if 31 < number < 127 and chr(number) not in "\\{}" else f"\\u{number}?" for number in numbers
    )


_ODF = "urn:oasis:names:tc:opendocument:xmlns:"


def open_document(body: str) -> bytes:
    """An OpenDocument file with this body."""
    names = ("office", "text", "table", "drawing", "presentation")
    spaces = " ".join(f'xmlns:{"draw" if name == "drawing" else name}="{_ODF}{name}:1.0"' for name in names)
    content = f"<office:document-content {spaces}><office:body>{body}</office:body></office:document-content>"
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()})


def make_odt(sample: Sample, path: Path) -> None:
    parts = []
    for section in sample:
        parts.append(f'<text:h text:outline-level="1">{escape(section.title)}</text:h>')
        parts += [f"<text:p>{escape(paragraph)}</text:p>" for paragraph in section.paragraphs]
        rows = (
            "".join(f"<table:table-cell><text:p>{escape(c)}</text:p></table:table-cell>" for c in r)
            for r in section.table
        )
        parts.append(
            "<table:table>" + "".join(f"<table:table-row>{row}</table:table-row>" for row in rows) + "</table:table>"
        )
    path.write_bytes(open_document(f"<office:text>{''.join(parts)}</office:text>"))
