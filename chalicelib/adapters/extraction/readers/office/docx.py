"""Word documents: paragraphs, headings, lists, tables, text boxes, notes and comments, read as a stream."""

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from lxml import etree

from chalicelib.adapters.extraction.formats import FORMATS, extension
from chalicelib.adapters.extraction.normalise import clean, one_line
from chalicelib.adapters.extraction.ocr.recogniser import recogniser
from chalicelib.adapters.extraction.readers.archive import open_archive, relations
from chalicelib.adapters.extraction.readers.office.docx_numbering import Numbering
from chalicelib.adapters.extraction.readers.office.docx_styles import Styles, outline_level
from chalicelib.adapters.extraction.readers.office.docx_tables import table_groups
from chalicelib.adapters.extraction.readers.office.docx_text import Shown, counts_pages
from chalicelib.adapters.extraction.readers.office.drawings import drawing_text
from chalicelib.adapters.extraction.readers.office.ooxml import R, W, main_part, outermost, parse_part, parts_of
from chalicelib.adapters.extraction.readers.office.pictures import Beside
from chalicelib.adapters.extraction.slicing import Block
from chalicelib.errors import DocumentError

_USUAL_PART = "word/document.xml"
_NOTE_KINDS = ("footnotes", "endnotes")
_ALIASES = {"mht": "eml", "mhtml": "eml"}
MOST_MARGINS = 100  # Parts of page headers and footers that are read.
MOST_INNER = 3  # Documents within documents.
_FEW_WORDS = 4


def read(path: Path, _at: Any) -> Iterator[Block]:
    """The blocks of a DOCX file. A DOCX has no pages of its own: the program that shows it makes them."""
    return _document(path, 0)


def _document(path: Path, depth: int) -> Iterator[Block]:
    with open_archive(path, "docx") as archive:
        main = main_part(archive, _USUAL_PART)
        parts = parts_of(archive, main)
        names = set(archive.namelist())
        document = _Document(archive, parts, depth)
        yield from document.margins(parts.get("header", []))
        for part in (main, *(part for kind in _NOTE_KINDS for part in parts.get(kind, []) if part in names)):
            yield from document.body(part)
        yield from document.margins(parts.get("footer", []))


class _Document:
    def __init__(self, archive: zipfile.ZipFile, parts: dict[str, list[str]], depth: int) -> None:
        def root(kind: str) -> etree._Element | None:
            return parse_part(archive, next(iter(parts.get(kind, [])), f"word/{kind}.xml"))

        self._archive, self._depth = archive, depth
        self._targets: dict[str, str] = {}
        self._shown = Shown(Styles(root("styles")), Numbering(root("numbering")))
        self._comments = self._read_comments(root("comments"))
        self._margins: set[str] = set()
        self._pictures = Beside(archive)

    def _read_comments(self, root: etree._Element | None) -> dict[str, str]:
        found = {}
        for comment in root.iterfind(W + "comment") if root is not None else ():
            author = one_line(comment.get(W + "author", ""))
            text = one_line(self._shown.text(comment))
            found[comment.get(W + "id", "")] = f"Comment ({author}): {text}" if author else f"Comment: {text}"
        return found

    def body(self, part: str) -> Iterator[Block]:
        """A block for each outermost paragraph, some for each outermost table."""
        self._targets = {key: target for key, (_, target) in relations(self._archive, part).items()}
        with self._archive.open(part) as file:
            for element in outermost(file, (W + "p", W + "tbl", W + "altChunk")):
                if element.tag == W + "p":
                    yield from self._paragraph(element)
                elif element.tag == W + "tbl":
                    yield from map(Block, table_groups(element, self._shown))
                else:
                    yield from self._chunk(self._targets.get(element.get(R + "id", ""), ""))
                yield from self._beside()

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Block]:
        _, style = self._shown.style(paragraph)
        text = "" if style.hidden else clean(self._shown.text(paragraph)).strip()
        if not text:
            return
        label = self._shown.label(paragraph)
        text = f"{label} {text}" if label else text
        outline = paragraph.find(f"{W}pPr/{W}outlineLvl")
        level = outline_level(outline) if outline is not None else style.level
        if level:
            title = one_line(text.removeprefix("- "))
            yield Block(title + "\n\n", level, title)
        else:
            yield Block(text + ("\n" if label else "\n\n"))

    def _beside(self) -> Iterator[Block]:
        """Comments on what was read last, the words of its charts and diagrams, and the text on its pictures."""
        for comment in self._shown.comments:
            if text := self._comments.pop(comment, ""):
                yield Block(text + "\n\n")
        for drawing in self._shown.drawings:
            if text := drawing_text(self._archive, self._targets.get(drawing, "")):
                yield Block(clean(text))
        if recogniser().pictures:
            for member in self._pictures.new(self._targets.get(key, "") for key in self._shown.pictures):
                yield Block("", later=partial(self._pictures.text, member))
        self._forget_beside()

    def _forget_beside(self) -> None:
        for ids in (self._shown.comments, self._shown.drawings, self._shown.pictures):
            ids.clear()

    def margins(self, parts: list[str]) -> Iterator[Block]:
        """Page headers or footers, each line once, without the numbers of pages."""
        for part in parts[:MOST_MARGINS]:
            root = parse_part(self._archive, part)
            for paragraph in root.iter(W + "p") if root is not None else ():
                text = one_line(self._shown.text(paragraph))
                is_number = counts_pages(paragraph) and len(text.split()) <= _FEW_WORDS
                if text and not is_number and text not in self._margins:
                    self._margins.add(text)
                    yield Block(text + "\n\n")
        self._forget_beside()  # Their ids are those of other parts.

    def _chunk(self, part: str) -> Iterator[Block]:
        """The blocks of a file that the document shows within its text."""
        kind = _ALIASES.get(extension(part), extension(part))
        if kind not in FORMATS or self._depth >= MOST_INNER or part not in self._archive.namelist():
            return
        with NamedTemporaryFile(suffix="." + kind) as file:
            file.write(self._archive.read(part))
            file.flush()
            try:
                for block in _blocks(kind, Path(file.name), self._depth + 1):
                    yield replace(block, page=None, at=None, done=0, total=0)
            except DocumentError:  # The rest of the document is whole.
                return


def _blocks(kind: str, path: Path, depth: int) -> Iterator[Block]:
    if FORMATS[kind].reader == "docx":
        return _document(path, depth)
    blocks: Iterator[Block] = import_module(f"chalicelib.adapters.extraction.readers.{FORMATS[kind].reader}").read(
        path, None
    )
    return blocks
