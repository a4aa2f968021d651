"""Rows of tables of two documents that say different things of one thing: what the same bike costs in one city."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from chalicelib.models import Passage
from chalicelib.rag.citations.statements import READ_CHARACTERS, Statement, stems_of
from chalicelib.rag.text.languages import language_of, thousands_sign_in
from chalicelib.rag.text.lines import cells_of, is_rule
from chalicelib.rag.text.numbers import NUMBER, number_key
from chalicelib.rag.text.words import words

MOST_ROWS = 200  # Of all sources' tables that are compared.
LEAST_OF_NAME = 0.5  # Share of a row's words that the question must have.

_LINE = re.compile(r"[^\n]+")
_FIGURE = re.compile(rf"\D{{0,4}}({NUMBER})\D{{0,12}}")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class Row:
    """A row by what its cells of words say; `figures` are the others, by their column's name."""

    statement: Statement
    name: tuple[str, ...]
    figures: dict[str, str]

    @property
    def years(self) -> frozenset[str]:
        """Of the document and of what stands above the table: rows of two years are figures of two years."""
        passage = self.statement.passage
        return frozenset(_YEAR.findall(" ".join((passage.filename, *passage.heading))))


def differing_rows(asked: frozenset[str], sources: Sequence[Passage]) -> Iterator[tuple[Statement, Statement]]:
    """Pairs of rows of two documents that have one name, and another figure in a column that is asked for."""
    rows = [row for number, passage in enumerate(sources, 1) for row in _rows(number, passage)]
    rows = [row for row in rows if _is_asked(asked, row)][:MOST_ROWS]
    for one, other in combinations(rows, 2):
        same_document = one.statement.passage.document_id == other.statement.passage.document_id
        if same_document or one.name != other.name or one.years != other.years:
            continue
        columns = [name for name in one.figures if name in other.figures]
        named = [name for name in columns if stems_of(name) & asked]
        chosen = named or (columns if len(columns) == 1 else [])
        if any(one.figures[name] != other.figures[name] for name in chosen):
            yield one.statement, other.statement


def _is_asked(asked: frozenset[str], row: Row) -> bool:
    stems = stems_of(" ".join(row.name))
    return bool(stems & asked) and len(stems & asked) >= LEAST_OF_NAME * len(stems)


def _rows(number: int, passage: Passage) -> Iterator[Row]:
    """The rows of a passage's tables whose names stand in them once."""
    text = passage.text[:READ_CHARACTERS]
    language = language_of(text[:1_000])
    rows: list[Row] = []
    head: tuple[str, ...] = ()
    for line in _LINE.finditer(text):
        cells = cells_of(line[0].strip())
        if len(cells) < 2:
            head = ()
        elif not head:
            head = cells
        elif len(cells) == len(head) and not is_rule(cells):
            figures = {name: _figure(cell, language) for name, cell in zip(head, cells, strict=True)}
            name = tuple(" ".join(words(cell)) for cell in cells if not _FIGURE.fullmatch(cell))
            statement = Statement(number, passage, line.start(), line.end(), language, stems_of(" ".join(head)))
            rows.append(Row(statement, name, {column: value for column, value in figures.items() if value}))
    counts = Counter(row.name for row in rows)
    return (row for row in rows if row.name and counts[row.name] == 1)


def _figure(cell: str, language: str | None) -> str:
    match = _FIGURE.fullmatch(cell)
    return number_key(match[1], thousands_sign_in(language)) if match else ""
