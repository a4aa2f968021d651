"""Workbooks: a sheet is a heading, rows come in groups, each with the header row before it."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from chalicelib.adapters.extraction.normalise import one_line
from chalicelib.adapters.extraction.readers.archive import open_archive
from chalicelib.adapters.extraction.readers.tables import table_text
from chalicelib.adapters.extraction.slicing import Block
from chalicelib.errors import DocumentError

MAX_CELLS = 3_000_000


def read(path: Path, _at: Any) -> Iterator[Block]:
    """The blocks of a workbook, as its cells show (formulas by their last result), sheet by sheet."""
    with open_archive(path, "xlsx"):
        pass
    try:
        book = CalamineWorkbook.from_path(str(path))
        names = [sheet.name for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
        budget = MAX_CELLS
        for number, name in enumerate(names):
            sheet = book.get_sheet_by_name(name)
            budget -= sheet.total_height * sheet.total_width
            if budget < 0:
                raise DocumentError("too_complex", f"This workbook has over {MAX_CELLS:,} cells. Please split it.")
            yield from _sheet(one_line(name), sheet.iter_rows(), number * 100 // len(names))
    except PasswordError as error:
        message = "This workbook is protected with a password. Please remove it and upload the file again."
        raise DocumentError("encrypted", message) from error
    except CalamineError as error:
        message = "This workbook is damaged. Please save it anew and upload it again."
        raise DocumentError("unreadable", message) from error


def _sheet(title: str, rows: Iterator[list[Any]], done: int) -> Iterator[Block]:
    """The title, then the rows in groups; nothing for a sheet without rows."""
    for number, group in enumerate(table_text(tuple(map(_shown, row)) for row in rows)):
        if number == 0:
            yield Block(title + "\n\n", 1, title, done=done, total=100)
        yield Block(group, done=done, total=100)


def _shown(value: Any) -> str:
    """A cell as a person reads it: whole numbers without `.0`, dates without an empty time."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    return str(value)
