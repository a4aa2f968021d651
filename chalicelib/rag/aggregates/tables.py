"""Tables as extraction writes them: a line a row, cells parted by bars; over many chunks and pages, the head told again
or not."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from chalicelib.rag.aggregates.cells import NOTHING
from chalicelib.rag.aggregates.registers import Record, Register, labels_at
from chalicelib.rag.aggregates.texts import DocumentText, Line
from chalicelib.rag.aggregates.wording import NO, TOTAL, YES
from chalicelib.rag.text.lines import cells_of, is_rule

_HEAD_ROWS = 3  # Rows over the rule of a Markdown table.
CAPTION_LINES = 3  # Lines above a table among which its caption is.
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d+")
_FIGURE = re.compile(r"[-−–+(]?\s?[$€£¥₫]?\s?\d[\d.,'’/\-:\s]*\s?[%€$₫‰)]?")
_TITLE = re.compile(r"\((.*)\)\s*$")


@dataclass
class Table:
    """Rows under one head; `caption` is the line above it."""

    head: tuple[str, ...]
    caption: str
    rows: list[tuple[tuple[str, ...], Line]] = field(default_factory=list)


def table_registers(document: DocumentText) -> tuple[list[Register], list[Line]]:
    """A register for each table with a head; and the lines that are no rows of any table."""
    tables: list[Table] = []
    others: list[Line] = []
    for block, above in _blocks(document.lines, others):
        _add(tables, [(cells_of(line.text), line) for line in block], above)
    return [register for table in tables if (register := _register(document, table))], others


def _blocks(lines: Sequence[Line], others: list[Line]) -> Iterator[tuple[list[Line], str]]:
    """Lines of rows that follow each other, and the text above them; all other lines go to `others`.

    Rows of PDF may each stand between empty lines.
    """
    block: list[Line] = []
    above: list[str] = []
    gap = spaced = False
    for number, line in enumerate(lines):
        is_row = _is_row(line) or (bool(block) and not gap and _is_row_of_one(block[-1], line, lines[number + 1 :][:1]))
        if is_row and gap and len(block) > 1 and not spaced:
            yield block, above[-1] if above else ""
            block, above = [], []
        if is_row:
            spaced = len(block) == 1 and gap if len(block) < 2 else spaced
            block.append(line)
            gap = False
            continue
        others.append(line)
        gap = True
        if line.text and block:
            yield block, above[-1] if above else ""
            block, above, spaced = [], [], False
        if line.text:
            above = [*above, line.text][-CAPTION_LINES:]
    if block:
        yield block, above[-1] if above else ""


def _is_row(line: Line) -> bool:
    return " | " in line.text or line.text.startswith("|")


def _is_row_of_one(row: Line, line: Line, following: Sequence[Line]) -> bool:
    """Whether a line behind a row is one too: extraction leaves out the empty cells at the end of a row."""
    if not line.text or row.text.startswith("|"):
        return False
    goes_on = bool(following) and _is_row(following[0])
    return goes_on or _shape(line.text) == _shape(cells_of(row.text)[0])


def _shape(cell: str) -> str:
    """What ids of one kind share; words have none."""
    return _DIGITS.sub("9", cell) if _DIGIT.search(cell) else ""


def _add(tables: list[Table], rows: list[tuple[tuple[str, ...], Line]], caption: str) -> None:
    """Rows to the table that they go on, or to a new one."""
    last = tables[-1] if tables else None
    if last and rows[0][0] == last.head and caption in ("", last.caption):
        last.rows += rows[1:]
        return
    rule = next((at for at, (cells, _) in enumerate(rows[: _HEAD_ROWS + 1]) if is_rule(cells)), 0)
    if rule:
        head = zip_longest(*(cells for cells, _ in rows[:rule]), fillvalue="")
        tables.append(Table(tuple(" ".join(filter(None, names)) for names in head), caption, rows[rule + 1 :]))
    elif last and not caption and _goes_on(last, [cells for cells, _ in rows]):
        last.rows += rows
    elif _has_head([cells for cells, _ in rows]):
        tables.append(Table(rows[0][0], caption, rows[1:]))
    elif last and _goes_on(last, [cells for cells, _ in rows]):
        last.rows += rows
    else:
        tables.append(Table((), caption, rows))


def _goes_on(table: Table, rows: Sequence[tuple[str, ...]]) -> bool:
    """Whether rows without a head hold in each column what the table holds there."""
    if not table.head or any(len(row) > len(table.head) for row in rows):
        return False
    kinds = [_usual([cells for cells, _ in table.rows], at) for at in range(len(table.head))]
    return all(not have or have == kind for at, kind in enumerate(kinds) if (have := _usual(rows[:1], at)) and kind)


def _usual(rows: Sequence[tuple[str, ...]], at: int) -> str:
    """What most filled cells of a column hold: `figure`, `flag` or `words`; empty where none is filled."""
    kinds = Counter(_kind(row[at]) for row in rows[:50] if at < len(row) and row[at].lower() not in NOTHING)
    return kinds.most_common(1)[0][0] if kinds else ""


def _kind(cell: str) -> str:
    if _FIGURE.fullmatch(cell):
        return "figure"
    return "flag" if cell.lower() in YES | NO else "words"


def _has_head(rows: Sequence[tuple[str, ...]]) -> bool:
    """Whether the first row names columns: it holds no figure, and is unlike what stands below it."""
    head, below = rows[0], rows[1:]
    if not below or any(_FIGURE.fullmatch(cell) for cell in head) or len(set(head)) < len(head):
        return False
    if any(_usual(below, at) in ("figure", "flag") for at in range(len(head))):
        return True
    repeated = {cell for row in below for cell in row}
    return not any(cell in repeated for cell in head if cell) and all(len(cell) <= 60 for cell in head)


def _register(document: DocumentText, table: Table) -> Register | None:
    """Rows as records, without those that add up others, tell the head again or rule the table off."""
    if not table.head or not table.rows:
        return None
    width = len(table.head)
    rows = [
        (cells[:width] + ("",) * (width - len(cells)), line)
        for cells, line in table.rows
        if cells != table.head and not is_rule([cell for cell in cells if cell])
    ]
    filled = Counter(sum(map(bool, cells)) for cells, _ in rows)
    usual = filled.most_common(1)[0][0] if filled else 0
    kept = [(cells, line) for cells, line in rows if not _is_total(cells, usual)]
    key = _key_of([cells for cells, _ in kept], width)
    names = key or 0
    lone = [cells[0] for cells, _ in kept if width > 2 and not any(cells[1:]) and not _is_key(cells[0], kept)]
    records = [
        Record(cells[names], cells, document, line.start, line.end)
        for cells, line in kept
        if not (lone and cells[0] in lone and not any(cells[1:]))
    ]
    labels = labels_at(document, table.rows[0][1].start, table.caption)
    wide = [cells[0] for cells, _ in table.rows if len(cells) > width]
    noun = "" if key is None else _noun(table.head[key])
    return Register(noun, labels, table.head, records, key, (*wide, *lone)) if records else None


def _is_total(cells: tuple[str, ...], usual: int) -> bool:
    """Whether a row adds up others: it says so in its first filled cell, and leaves cells open."""
    first = next((cell for cell in cells if cell), "").strip("*_: ")
    total = TOTAL.match(first)
    return total is not None and (total.end() == len(first) or sum(map(bool, cells)) < usual)


def _key_of(rows: Sequence[tuple[str, ...]], width: int) -> int | None:
    """The column that names the records: the first one, or one of words after it, whose cells all differ."""
    for at in range(min(width, 3)):
        cells = [row[at] for row in rows if row[at]]
        is_name = not at or _usual(rows, at) == "words"
        is_running = all(_is_running(cell, number) for number, cell in enumerate(cells))
        if cells and is_name and len(set(cells)) == len(cells) and not is_running:
            return at
    return None


def _is_key(cell: str, rows: Sequence[tuple[tuple[str, ...], Line]]) -> bool:
    """Whether a cell has the shape of most names of the records; else nobody knows whether its row is a record."""
    shapes = Counter(_shape(cells[0]) for cells, _ in rows)
    return bool(_shape(cell)) and shapes.most_common(1)[0][0] == _shape(cell)


def _is_running(cell: str, number: int) -> bool:
    return cell.rstrip(".") in (str(number), str(number + 1))


def _noun(head: str) -> str:
    """A column's name without its unit."""
    return _TITLE.sub("", head).strip()
