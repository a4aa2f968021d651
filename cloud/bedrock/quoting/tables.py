"""Rows of tables that a question names by their cells: `Freiburg | C3 long` by "a C3 long in Freiburg"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cloud.bedrock.quoting.question import Question
from cloud.bedrock.quoting.units import Unit, stems_of
from cloud.bedrock.quoting.words import matches

MOST_ROWS = 4
"""Rows quoted together; a question that names more of them names none."""
MAX_NAME_WORDS = 6

_CELLS = re.compile(r"\s*[|\t]\s*")
_NOTE = r"(?:[\[(]\^?\w{1,2}[\])])?"  # A note's sign behind a figure: `24 [2]`.
_FIGURE = re.compile(rf"\W*?\d[\d.,\s]*[^\w\[(]*{_NOTE}|[-–—]|n/?a|yes|no", re.IGNORECASE)
_FOR = re.compile(
    r"\b(?:for|in|of|at|to|from|für|von|bei|nach|cho|ở|của)\s+(?:an?\s+|the\s+)?([^\W\d_]+)", re.IGNORECASE
)


@dataclass(frozen=True)
class NamedRows:
    """Rows of one table and its head, by index; `column`: whether the question names a column of figures."""

    head: int | None
    rows: tuple[int, ...]
    words: int
    column: bool


def cells(row: str) -> list[str]:
    return _CELLS.split(row.strip().strip("|").strip())


def named_rows(
    asked: frozenset[str], own: frozenset[str], units: Sequence[Unit], able: frozenset[int]
) -> NamedRows | None:
    """The rows whose name cells a question has whole, most words first; None where it names no row of a table.

    `asked` are the stems of the question with the conversation before it, `own` of the question alone: a row that the
    question names itself is meant rather than one of the question before.
    """
    best: NamedRows | None = None
    for head, rows in _tables(units):
        scores = {i: (_named(units[i], own), _named(units[i], asked)) for i in rows if i in able}
        top = max(scores.values(), default=(0, 0))
        if not any(top):
            continue
        chosen = tuple(i for i, score in scores.items() if score == top)
        column = head is not None and any(_names_column(name, asked) for name in _figure_columns(units, head, chosen))
        found = NamedRows(head, chosen, max(top), column)
        if len(chosen) <= MOST_ROWS and (best is None or (found.column, found.words) > (best.column, best.words)):
            best = found
    return best


def names_no_row(question: Question, units: Sequence[Unit], said: frozenset[str]) -> bool:
    """Whether a question names a column of a table, with a word of no source for the row: "hotel limit for Spain"."""
    terms = question.terms
    named = stems_of(" ".join(match[1] for match in _FOR.finditer(question.text)))
    unknown = [term for term in terms if term in named and not matches(term, said)]
    if not unknown or len(unknown) == len(terms):
        return False
    known = [term for term in terms if term not in unknown]
    heads = [units[head] for head, _ in _tables(units) if head is not None]
    return any(
        any(term in head.stems for term in known) and all(matches(term, head.stems | head.context) for term in known)
        for head in heads
    )


def rows_with_cell(asked: frozenset[str], units: Sequence[Unit], head: int) -> list[int]:
    """The rows of the table below a head that have a cell which the question names; all of them if none has."""
    rows = next((rows for top, rows in _tables(units) if top == head), [])
    named = [i for i in rows if _named(units[i], asked)]
    return named or rows


def _tables(units: Sequence[Unit]) -> list[tuple[int | None, list[int]]]:
    tables: list[tuple[int | None, list[int]]] = []
    for i, unit in enumerate(units):
        if not unit.is_row:
            continue
        goes_on = i and units[i - 1].is_row and units[i - 1].n == unit.n and unit.sort == "row" and tables
        if unit.sort == "head" or not goes_on:
            tables.append((i, []) if unit.sort == "head" else (None, [i]))
        else:
            tables[-1][1].append(i)
    return tables


def _named(unit: Unit, asked: frozenset[str]) -> int:
    """How many words the name cells have that the question has whole."""
    count = 0
    for cell in cells(unit.text):
        stems = stems_of(cell)
        if stems and not _FIGURE.fullmatch(cell) and len(stems) <= MAX_NAME_WORDS and stems <= asked:
            count += len(stems)
    return count


def _figure_columns(units: Sequence[Unit], head: int, rows: Sequence[int]) -> list[str]:
    names = cells(units[head].text)
    table = [cells(units[i].text) for i in rows]
    return [
        name
        for column, name in enumerate(names)
        if table
        and all(
            column < len(row) and not (stems_of(row[column]) and not _FIGURE.fullmatch(row[column])) for row in table
        )
    ]


def _names_column(name: str, asked: frozenset[str]) -> bool:
    return bool(stems_of(re.sub(r"\(.*?\)", "", name)) & asked)
