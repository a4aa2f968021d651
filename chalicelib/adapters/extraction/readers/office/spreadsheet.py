"""Spreadsheets of other programs and times (ODS, XLS): as XLSX, but values without the formats of their cells."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalicelib.adapters.extraction.readers.archive import open_archive
from chalicelib.adapters.extraction.readers.office.xlsx import NoMore, blocks
from chalicelib.adapters.extraction.slicing import Block


def read(path: Path, _at: Any) -> Iterator[Block]:
    if zipfile.is_zipfile(path):
        with open_archive(path, "ods"):
            pass
    return blocks(path, NoMore())
