"""What calamine does not tell of an XLSX file: formats of cells, formulas without a result, comments, drawings."""

import re
import zipfile
from collections.abc import Iterator
from functools import cache
from html import unescape

from chalicelib.adapters.extraction.normalise import clean, one_line
from chalicelib.adapters.extraction.readers.archive import relations
from chalicelib.adapters.extraction.readers.office.drawings import drawing_text, shape_text
from chalicelib.adapters.extraction.readers.office.number_formats import BUILT_IN, Formatter, formatter
from chalicelib.adapters.extraction.readers.office.ooxml import XDR, R, X, main_part, parse_beside, parts_of

_PIECE = 1 << 20
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_OPEN, _R, _S = rb"<(?:\w+:)?c(?=\s)[^<>]*?", rb'\sr="([A-Z]{1,3})(\d{1,7})"', rb'\ss="(\d{1,6})"'
_STYLED = re.compile(_OPEN + _R + rb"[^<>]*?" + _S + rb"[^<>]*(?<!/)>")
_STYLED_FIRST = re.compile(_OPEN + _S + rb"[^<>]*?" + _R + rb"[^<>]*(?<!/)>")
_NO_RESULT = re.compile(
    _OPEN
    + _R
    + rb"[^<>]*>\s*<(?:\w+:)?f(?:\s[^<>]*)?>([^<]+)</(?:\w+:)?f>\s*"
    + rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
CellNotes = tuple[int, dict[int, Formatter | str]]
"""The number of a row, and for its columns the format, or a formula that has no result. All count from 0."""

Comments = dict[tuple[int, int], str]
"""Comments by row and column."""


class Book:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        main = main_part(archive, "xl/workbook.xml")
        targets = {key: target for key, (_, target) in relations(archive, main).items()}
        root = parse_beside(archive, main)
        sheets = root.iter(X + "sheet") if root is not None else ()
        self._sheets = {sheet.get("name", ""): targets.get(sheet.get(R + "id", ""), "") for sheet in sheets}
        self._formats = self._read_formats(next(iter(parts_of(archive, main).get("styles", [])), "xl/styles.xml"))

    def _read_formats(self, part: str) -> dict[int, Formatter]:
        """The formats of the cells' styles, by the style's number; those that change nothing are left out."""
        root = parse_beside(self._archive, part)
        if root is None:
            return {}
        codes = {str(key): code for key, code in BUILT_IN.items()}
        codes |= {one.get("numFmtId", ""): one.get("formatCode", "") for one in root.iter(X + "numFmt")}
        known = {key: formatter(code) for key, code in codes.items()}
        styles = enumerate(root.iterfind(f"{X}cellXfs/{X}xf"))
        return {at: found for at, style in styles if (found := known.get(style.get("numFmtId", "")))}

    def notes(self, sheet: str) -> Iterator[CellNotes]:
        """What is to be known of the cells of a sheet, row by row."""
        part = self._sheets.get(sheet, "")
        if part not in self._archive.namelist():
            return
        row: dict[int, Formatter | str] = {}
        at = -1
        for number, column, note in self._cells(part):
            if number != at and row:
                yield at, row
                row = {}
            at = number
            row[column] = note
        if row:
            yield at, row

    def _cells(self, part: str) -> Iterator[tuple[int, int, Formatter | str]]:
        """Found in the XML by its letters: parsing a million cells would take ten times as long as reading them."""
        with self._archive.open(part) as file:
            rest = b""
            while piece := file.read(_PIECE):
                piece = rest + piece
                end = piece.rfind(b"c>") + 2
                yield from self._matches(piece[:end] if end > 1 else b"")
                rest = piece[max(end, len(piece) - _PIECE) if end > 1 else -_PIECE :]

    def _matches(self, piece: bytes) -> Iterator[tuple[int, int, Formatter | str]]:
        found: list[tuple[int, int, Formatter | str]] = []
        matches = _STYLED.findall(piece) or [(*place, style) for style, *place in _STYLED_FIRST.findall(piece)]
        for letters, number, style in matches:
            if how := self._formats.get(int(style)):
                found.append((int(number) - 1, column_of(letters), how))
        if b"f>" in piece and (formulas := _NO_RESULT.findall(piece)):
            for letters, number, formula in formulas:
                found.append((int(number) - 1, column_of(letters), "=" + unescape(formula.decode("utf-8", "replace"))))
            found.sort(key=lambda one: one[0])
        yield from found

    def comments(self, sheet: str) -> Comments:
        """The comments of a sheet; those of a thread one after the other."""
        parts = parts_of(self._archive, self._sheets.get(sheet, ""))
        found: Comments = {}
        for part in parts.get("threadedComment") or parts.get("comments", []):
            root = parse_beside(self._archive, part)
            for comment in root.iter(X + "comment", "{*}threadedComment") if root is not None else ():
                place = _PLACE.match(comment.get("ref", ""))
                text = one_line("".join(node.text or "" for node in comment.iter(X + "t", "{*}text")))
                if place and text:
                    key = int(place[2]) - 1, column_of(place[1].encode())
                    found[key] = f"{found[key]} {text}" if key in found else text
        return found

    def drawings(self, sheet: str) -> Iterator[str]:
        """The words of a sheet's text boxes, charts and diagrams."""
        for part in parts_of(self._archive, self._sheets.get(sheet, "")).get("drawing", []):
            root = parse_beside(self._archive, part)
            for shape in root.iter(XDR + "sp") if root is not None else ():
                if text := shape_text(shape):
                    yield text + "\n\n"
            parts = parts_of(self._archive, part)
            for kind in ("chart", "chartEx", "diagramData"):
                yield from filter(None, (clean(drawing_text(self._archive, one)) for one in parts.get(kind, [])))


@cache
def column_of(letters: bytes) -> int:
    """The number of a column from 0 on. There are at most 18,278 names of three letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
