"""E-books: the chapters in the order of the spine, each read as HTML."""

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from lxml import etree

from chalicelib.adapters.extraction.normalise import one_line
from chalicelib.adapters.extraction.readers.archive import open_archive, parse_member, resolve
from chalicelib.adapters.extraction.readers.web.html import html_blocks, html_text
from chalicelib.adapters.extraction.slicing import Block
from chalicelib.errors import DocumentError

_MOST_AUTHORS = 50
_CONTAINER = "META-INF/container.xml"


def read(path: Path, at: Any) -> Iterator[Block]:
    """The blocks of an EPUB file; `at` is the number of a chapter."""
    with open_archive(path, "epub") as archive:
        package, folder = package_of(archive)
        chapters = _chapters(archive, package, folder)
        if at is None:
            yield from _about(package)
        for number in range(at or 0, len(chapters)):
            last = None
            for block in html_blocks(html_text(archive.read(chapters[number]))):
                if last:
                    yield last
                last = replace(block, done=number, total=len(chapters))
            if last:
                yield replace(last, at=number + 1)


def _about(package: etree._Element) -> Iterator[Block]:
    """Title and authors, which a book's pages often do not tell."""
    title = _first(package, "title")
    if title:
        yield Block(title + "\n\n", 1, title)
    authors = (one_line("".join(map(str, element.itertext()))) for element in package.iter("{*}creator"))
    if shown := ", ".join(filter(None, islice(authors, _MOST_AUTHORS))):
        yield Block(shown + "\n\n")


def _first(package: etree._Element, name: str) -> str:
    element = next(package.iter(f"{{*}}{name}"), None)
    return one_line("".join(map(str, element.itertext()))) if element is not None else ""


def package_of(archive: zipfile.ZipFile) -> tuple[etree._Element, PurePosixPath]:
    """What the book says of its parts, and the folder that their names are told from."""
    container = parse_member(archive, _CONTAINER)
    rootfile = container.find(".//{*}rootfile") if container is not None else None
    package_name = unquote(rootfile.get("full-path", "")) if rootfile is not None else ""
    package = parse_member(archive, package_name)
    if package is None:
        raise DocumentError("unreadable", "This e-book has no table of its parts. Please export it anew.")
    if "META-INF/encryption.xml" in archive.namelist() and "META-INF/rights.xml" in archive.namelist():
        raise DocumentError("encrypted", "This e-book is copy-protected and cannot be read.")
    return package, PurePosixPath(package_name).parent


def _chapters(archive: zipfile.ZipFile, package: etree._Element, folder: PurePosixPath) -> list[str]:
    """The members that hold the chapters, in reading order, each once."""
    items = {item.get("id"): item.get("href", "") for item in package.iter("{*}item")}
    hrefs = (items.get(entry.get("idref")) for entry in package.iter("{*}itemref"))
    names = set(archive.namelist())
    found = (name for href in hrefs if href and (name := resolve(folder, unquote(href))) in names)
    return list(dict.fromkeys(found))
