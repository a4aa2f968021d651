"""Tables of Word documents as rows: merged cells keep their columns, and their name in the rows below."""

from collections.abc import Iterator

from lxml import etree

from chalicelib.adapters.extraction.readers.office.docx_styles import is_on, value
from chalicelib.adapters.extraction.readers.office.docx_text import Shown, cells, rows
from chalicelib.adapters.extraction.readers.office.ooxml import W
from chalicelib.adapters.extraction.readers.table_heads import Row
from chalicelib.adapters.extraction.readers.tables import MOST_REPEATED, table_text

MOST_COLUMNS = 1_000  # Columns that one cell may span.


def table_groups(table: etree._Element, shown: Shown) -> Iterator[str]:
    found = list(rows(table))
    heads = next((at for at, row in enumerate(found) if not is_on(row.find(f"{W}trPr/{W}tblHeader"))), 0)
    return table_text(_cells(found, shown), heads)


def _cells(found: list[etree._Element], shown: Shown) -> Iterator[Row]:
    above: dict[int, str] = {}
    for row in found:
        texts = [""] * _count(row.find(f"{W}trPr/{W}gridBefore"), 0)
        for cell in cells(row):
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            column, text = len(texts), shown.text(cell)
            if merge is not None and value(merge) != "restart":
                text = text if text.strip() else above.get(column, "")
            elif merge is not None:
                above[column] = text if len(text) <= MOST_REPEATED else ""
            texts += [text] + [""] * (_count(cell.find(f"{W}tcPr/{W}gridSpan"), 1) - 1)
        yield tuple(texts)


def _count(element: etree._Element | None, usual: int) -> int:
    text = value(element)
    return min(int(text), MOST_COLUMNS) if text.isdecimal() and len(text) < 6 else usual
