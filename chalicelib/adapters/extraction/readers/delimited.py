"""CSV and TSV: rows in groups, each with the header row before it, from any row on."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalicelib.adapters.extraction.normalise import clean
from chalicelib.adapters.extraction.readers.tables import Marked, TableState, row_groups
from chalicelib.adapters.extraction.readers.textfile import detect_encoding, lines
from chalicelib.adapters.extraction.slicing import Block

_DELIMITERS = ",;\t|"
_SEPARATOR_LINE = re.compile(r"\s*\"?sep=(.)\"?\s*", re.I)
"""The first line of a file for Excel may name the delimiter."""

_SAMPLE_LINES = 50
_MAX_FIELD = 1 << 20


def read(path: Path, at: Any) -> Iterator[Block]:
    """A block for each group of rows; `at` is [encoding, byte, delimiter, quoted, what is known of the table]."""
    state = at or [*_dialect(path), True, *TableState().dump()]
    try:
        for block in _groups(path, state):
            state = block.at or state
            yield block
    except csv.Error:
        # A quote that never closes swallows the rest of the file: from there on quotes are plain characters.
        state[3] = False
        yield from _groups(path, state)


def _groups(path: Path, state: list[Any]) -> Iterator[Block]:
    encoding, _, delimiter, quoted, *table = state
    size = max(path.stat().st_size, 1)
    for group in row_groups(_rows(path, state), TableState.load(table)):
        if group.mark is None:
            yield Block(group.text, done=100, total=100)
        else:
            at = [encoding, group.mark, delimiter, quoted, *group.state.dump()]
            yield Block(group.text, at=at, done=min(group.mark * 100 // size, 100), total=100)


def _rows(path: Path, state: list[Any]) -> Iterator[Marked]:
    """The rows from the state's byte on, each with the byte at which it begins."""
    encoding, start, delimiter, quoted, *_ = state
    csv.field_size_limit(_MAX_FIELD)
    feed = _Feed(path, encoding, start)
    before = start
    for row in csv.reader(feed, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE):
        yield tuple(row), before
        before = feed.position


def _dialect(path: Path) -> tuple[str, int, str]:
    """Encoding, first byte and delimiter: as a first line `sep=;` says, else what parts most lines, and them alike."""
    encoding = detect_encoding(path)
    first, after = next(lines(path, encoding), ("", 0))
    if named := _SEPARATOR_LINE.fullmatch(clean(first)):
        return encoding, after, named[1]
    sample = [line for _, (line, _) in zip(range(_SAMPLE_LINES), lines(path, encoding), strict=False)]
    return encoding, 0, max(_DELIMITERS, key=lambda mark: _evenness(sample, mark))


def _evenness(sample: list[str], delimiter: str) -> tuple[int, int]:
    """How many lines have as many of `delimiter` as most of them do, and how many that is."""
    counts = [line.count(delimiter) for line in sample if line.strip()]
    usual = max(set(counts), key=counts.count, default=0)
    return (counts.count(usual), usual) if usual else (0, sum(counts))


class _Feed:
    """Lines for csv.reader, which takes no more of them than the next row needs; `position` is the byte after."""

    def __init__(self, path: Path, encoding: str, start: int) -> None:
        self._lines = lines(path, encoding, start)
        self.position = start

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        line, self.position = next(self._lines)
        return clean(line.rstrip("\r\n").replace("\r", " ")) + "\n"
