"""A small model of a document, of which files of every format are made."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Section:
    """A heading, paragraphs under it, and perhaps a table (its first row is the header)."""

    title: str
    paragraphs: tuple[str, ...]
    table: tuple[tuple[str, ...], ...] = ()


Sample = tuple[Section, ...]


def words(sample: Sample) -> Iterator[str]:
    for section in sample:
        yield from section.title.split()
        for paragraph in section.paragraphs:
            yield from paragraph.split()
        for row in section.table:
            yield from " ".join(row).split()


def html_of(sample: Sample) -> str:
    parts = []
    for section in sample:
        parts.append(f"<h1>{escape(section.title)}</h1>")
        parts += [f"<p>{escape(paragraph)}</p>" for paragraph in section.paragraphs]
        rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in section.table)
        parts.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
    return "<!doctype html><html><body>" + "\n".join(parts) + "</body></html>"


def markdown_of(sample: Sample) -> str:
    parts = []
    for section in sample:
        parts += [f"# {section.title}", *section.paragraphs]
        parts.append("\n".join("| " + " | ".join(row) + " |" for row in section.table))
    return "\n\n".join(parts) + "\n"


def zipped(members: dict[str, bytes]) -> bytes:
    """A ZIP archive of `members`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()
