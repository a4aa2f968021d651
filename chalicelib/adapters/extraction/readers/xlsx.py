"""Workbooks: a sheet is a heading, rows come in groups, each with the header row before it."""

import datetime
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from chalicelib.adapters.extraction.normalise import one_line
from chalicelib.adapters.extraction.readers.archive import open_archive
from chalicelib.adapters.extraction.readers.tables import RowGrouper
from chalicelib.adapters.extraction.slicing import Block
from chalicelib.errors import DocumentError

MAX_CELLS = 3_000_000


def read(path: Path, at: Any) -> Iterator[Block]:
    """The blocks of a workbook, as its cells show (formulas by their last result), sheet by sheet."""
    with open_archive(path, "xlsx"):
        pass
    try:
        yield from _workbook(path)
    except (
        InvalidFileException,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        ParseError,
    ) as error:
        # openpyxl lets these through from broken parts instead of an error of its own.
        raise DocumentError(
            "unreadable", "This workbook is damaged. Please save it anew and upload it again."
        ) from error
    except zipfile.BadZipFile as error:
        raise DocumentError(
            "unreadable", "This workbook is damaged. Please save it anew and upload it again."
        ) from error


def _workbook(path: Path) -> Iterator[Block]:
    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    budget = MAX_CELLS
    sheets = book.worksheets
    for number, sheet in enumerate(sheets):
        sheet.reset_dimensions()
        share = {"done": number * 100 // len(sheets), "total": 100}
        title = one_line(sheet.title)
        named = False
        for group, cells in _groups(sheet):
            budget -= cells
            if budget < 0:
                raise DocumentError(
                    "too_complex", f"This workbook has over {MAX_CELLS:,} cells. Please split it."
                )
            if group and not named:
                yield Block(title + "\n\n", 1, title, **share)
                named = True
            if group:
                yield Block(group, **share)


def _groups(sheet: Any) -> Iterator[tuple[str | None, int]]:
    """Each row's full group of rows before it, if one is, and how many cells the row has."""
    grouper = RowGrouper()
    for row in sheet.iter_rows(values_only=True):
        yield grouper.add(tuple(map(_shown, row))), len(row)
    yield grouper.finish(), 0


def _shown(value: Any) -> str:
    """A cell as a person reads it: whole numbers without `.0`, dates without an empty time."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return value.isoformat(" ") if isinstance(value, datetime.datetime) else str(value)
