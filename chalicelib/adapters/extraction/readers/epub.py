"""E-books: the chapters in the order of the spine, each read as HTML."""

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from chalicelib.adapters.extraction.readers.archive import open_archive, parse_member, resolve
from chalicelib.adapters.extraction.readers.html import html_blocks, html_text
from chalicelib.adapters.extraction.slicing import Block
from chalicelib.errors import DocumentError

_CONTAINER = "META-INF/container.xml"


def read(path: Path, _at: Any) -> Iterator[Block]:
    """The blocks of an EPUB file."""
    with open_archive(path, "epub") as archive:
        chapters = _chapters(archive)
        for number, name in enumerate(chapters):
            for block in html_blocks(html_text(archive.read(name))):
                yield replace(block, done=number, total=len(chapters))


def _chapters(archive: zipfile.ZipFile) -> list[str]:
    """The members that hold the chapters, in reading order."""
    container = parse_member(archive, _CONTAINER)
    rootfile = container.find(".//{*}rootfile") if container is not None else None
    package_name = unquote(rootfile.get("full-path", "")) if rootfile is not None else ""
    package = parse_member(archive, package_name)
    if package is None:
        raise DocumentError("unreadable", "This e-book has no table of its parts. Please export it anew.")
    if "META-INF/encryption.xml" in archive.namelist() and "META-INF/rights.xml" in archive.namelist():
        raise DocumentError("encrypted", "This e-book is copy-protected and cannot be read.")
    folder = PurePosixPath(package_name).parent
    items = {item.get("id"): item.get("href", "") for item in package.iter("{*}item")}
    hrefs = (items.get(entry.get("idref")) for entry in package.iter("{*}itemref"))
    names = set(archive.namelist())
    return [name for href in hrefs if href and (name := resolve(folder, unquote(href))) in names]
