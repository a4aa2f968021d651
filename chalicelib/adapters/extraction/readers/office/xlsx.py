"""Workbooks: a sheet is a heading, rows come in groups, each with the head of its table before it."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from chalicelib.adapters.extraction.normalise import one_line
from chalicelib.adapters.extraction.readers.archive import open_archive
from chalicelib.adapters.extraction.readers.office.number_formats import Formatter, Value, plain
from chalicelib.adapters.extraction.readers.office.ooxml import main_part
from chalicelib.adapters.extraction.readers.office.xlsx_styles import Book, CellNotes, Comments
from chalicelib.adapters.extraction.readers.table_heads import Row
from chalicelib.adapters.extraction.readers.tables import MOST_REPEATED, table_text
from chalicelib.adapters.extraction.slicing import Block
from chalicelib.errors import DocumentError

MAX_CELLS = 3_000_000


class More(Protocol):
    """What calamine does not tell of a workbook."""

    def notes(self, sheet: str, /) -> Iterator[CellNotes]: ...

    def comments(self, sheet: str, /) -> Comments: ...

    def drawings(self, sheet: str, /) -> Iterator[str]: ...


class NoMore:
    """Of a workbook that calamine alone can read."""

    def notes(self, _: str) -> Iterator[CellNotes]:
        return iter(())

    def comments(self, _: str) -> Comments:
        return {}

    def drawings(self, _: str) -> Iterator[str]:
        return iter(())


def read(path: Path, _at: Any) -> Iterator[Block]:
    """The blocks of a workbook, as its cells show (formulas by their last result), sheet by sheet."""
    with open_archive(path, "xlsx") as archive:
        is_binary = main_part(archive, "xl/workbook.xml").endswith(".bin")  # XLSB
        yield from blocks(path, NoMore() if is_binary else Book(archive))


def blocks(path: Path, more: More) -> Iterator[Block]:
    try:
        with _workbook(path) as book:
            yield from _sheets(book, more)
    except PasswordError as error:
        message = "This workbook is protected with a password. Please remove it and upload the file again."
        raise DocumentError("encrypted", message) from error
    except CalamineError as error:
        message = "This workbook is damaged. Please save it anew and upload it again."
        raise DocumentError("unreadable", message) from error


def _workbook(path: Path) -> CalamineWorkbook:
    """calamine goes by the file's name. Where that fails it is asked to go by the content, which takes more memory."""
    try:
        return CalamineWorkbook.from_path(str(path))
    except PasswordError:
        raise
    except CalamineError:
        with path.open("rb") as file:
            return CalamineWorkbook.from_filelike(file)


def _sheets(book: CalamineWorkbook, more: More) -> Iterator[Block]:
    names = [sheet.name for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    budget = MAX_CELLS
    for number, name in enumerate(names):
        sheet = book.get_sheet_by_name(name)
        height, width = _size(sheet)
        fitting = min(height, budget // width)
        budget -= fitting * width
        rows = _commented(sheet, _unmerged(sheet, _shown(sheet, more.notes(name))), more.comments(name))
        texts = tuple(more.drawings(name))
        kept = rows if fitting == height else islice(rows, fitting)
        yield from _sheet(one_line(name), table_text(kept), texts, number * 100 // len(names))
        if fitting < height:
            part = fitting * 100 // height
            yield Block("", done=(number * 100 + part) // len(names), total=100, stopped="cells")
            return


def _sheet(title: str, groups: Iterator[str], texts: tuple[str, ...], done: int) -> Iterator[Block]:
    """The title, then the rows in groups and what is drawn on the sheet; nothing for a sheet without any."""
    is_first = True
    for source in (groups, texts):
        for group in source:
            if is_first:
                yield Block(title + "\n\n", 1, title, done=done, total=100)
            is_first = False
            yield Block(group, done=done, total=100)


def _shown(sheet: CalamineSheet, notes: Iterator[CellNotes]) -> Iterator[Row]:
    """The rows from the first one of the sheet on, from the first used column on, each value as its cell shows it."""
    note = next(notes, None)
    first = _first_column(sheet)
    for number, row in enumerate(sheet.iter_rows()):
        while note and note[0] < number:
            note = next(notes, None)
        how = note[1] if note and note[0] == number else {}
        yield tuple([_cell(value, how.get(at)) for at, value in enumerate(row, first)] if how else map(plain, row))


def _cell(value: Value, how: Formatter | str | None) -> str:
    if value == "":
        return how if isinstance(how, str) else ""
    return plain(value) if how is None or isinstance(how, str) else how(value)


def _size(sheet: CalamineSheet) -> tuple[int, int]:
    """Rows and columns that are given out. calamine's own `total_height` and `total_width` are one short."""
    if not sheet.start or not sheet.end:
        return 0, 1
    return sheet.end[0] + 1, sheet.end[1] - sheet.start[1] + 1


def _first_column(sheet: CalamineSheet) -> int:
    return sheet.start[1] if sheet.start else 0


def _unmerged(sheet: CalamineSheet, rows: Iterator[Row]) -> Iterator[Row]:
    """Rows below a merged cell have its text too, so that each row says what it is of."""
    starts: dict[int, list[tuple[int, int]]] = {}
    first = _first_column(sheet)
    for (top, column), (bottom, _) in sheet.merged_cell_ranges or ():
        if bottom > top and column >= first:
            starts.setdefault(top, []).append((column - first, bottom))
    open_cells: dict[int, tuple[int, str]] = {}
    for number, row in enumerate(rows):
        if open_cells and any(row):
            open_cells = {column: cell for column, cell in open_cells.items() if cell[0] >= number}
            row = tuple(open_cells[at][1] if not cell and at in open_cells else cell for at, cell in enumerate(row))
        for column, bottom in starts.get(number, ()):
            if column < len(row) and len(row[column]) <= MOST_REPEATED:
                open_cells[column] = bottom, row[column]
        yield row


def _commented(sheet: CalamineSheet, rows: Iterator[Row], comments: Comments) -> Iterator[Row]:
    """Comments stand in their cells; those of cells beside the used ones at the end."""
    first = _first_column(sheet)
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (number, column), text in comments.items():
        by_row.setdefault(number, []).append((column - first, text))
    for number, row in enumerate(rows):
        cells = list(row)
        for column, text in by_row.pop(number, ()):
            if 0 <= column < len(cells):
                cells[column] = f"{cells[column]} (comment: {text})".strip()
            else:
                cells.append(f"(comment: {text})")
        yield tuple(cells)
    for left in by_row.values():
        yield tuple(f"(comment: {text})" for _, text in left)
