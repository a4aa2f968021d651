"""Heads of tables over any boxes: the walk ends, loses no word, and costs as much as there are lines."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.extraction.readers.pdf import heads as pdf_heads
from chalicelib.adapters.extraction.readers.pdf.heads import joined_heads
from chalicelib.adapters.extraction.readers.pdf.layout import paragraphs
from chalicelib.adapters.extraction.readers.pdf.line import Line, Word
from tests.extraction.test_pdf import drawn

_POINTS = st.integers(-50, 400).map(lambda tenths: tenths / 5)


@st.composite
def _words(draw: st.DrawFn) -> Word:
    left, bottom = draw(_POINTS), draw(_POINTS)
    width, height = draw(st.sampled_from([0.0, 0.1, 8.0, 40.0])), draw(st.sampled_from([0.0, 0.1, 6.0, 12.0, 30.0]))
    return Word(
        draw(st.sampled_from(["a", "IV", "$", "12", "berth"])), left, left + width, bottom, bottom + height, 9.0
    )


_LINES = st.lists(st.lists(_words(), min_size=1, max_size=5).map(Line), max_size=25)


def _counted(lines: Sequence[Line]) -> Counter[str]:
    return Counter(word.text for line in lines for word in line.words)


class _EndlessError(Exception):
    """The walk has looked at more lines than there can be to look at."""


@given(_LINES)
def test_joined_heads_end_and_keep_every_word(lines: list[Line]) -> None:
    looks = 0

    def counted(before: list[Line], line: Line) -> list[Line]:
        nonlocal looks
        looks += 1
        if looks > len(lines):
            raise _EndlessError
        return first_cell(before, line)

    first_cell = pdf_heads._first_cell
    with patch.object(pdf_heads, "_first_cell", counted):
        joined = joined_heads(lines)
    assert _counted(joined) == _counted(lines)


@given(_LINES)
def test_paragraphs_keep_every_word(lines: list[Line]) -> None:
    shown = Counter("".join(paragraph.text for paragraph in paragraphs(joined_heads(lines))).replace(" | ", ""))
    told = Counter(letter for line in lines for word in line.words for letter in word.text)
    assert {letter: shown[letter] for letter in told} == told


def test_line_whose_first_word_hangs_lower_is_read(tmp_path: Path) -> None:
    """A line that rises over the one before as a whole, while its first cell does not."""
    text = drawn(
        tmp_path / "a.pdf",
        [(60, 700, 10, "Toll"), (120, 709, 24, "XI"), (220, 709, 8, "length of the pier"), (60, 600, 10, "Pay here.")],
    ).text
    assert all(words in text for words in ("Toll", "XI", "length of the pier", "Pay here."))


@pytest.mark.parametrize("rise", [0.0, 4.0, 11.0])
def test_joined_heads_look_at_each_line_a_few_times(rise: float) -> None:
    def looks(count: int) -> int:
        lines = [Line([Word("ab", 30.0 * n, 30.0 * n + 12, rise * n, rise * n + 10, 10.0)]) for n in range(count)]
        seen = 0
        cells = Line.cells

        def counted(line: Line) -> list[Line]:
            nonlocal seen
            seen += 1
            return cells(line)

        with patch.object(Line, "cells", counted):
            joined_heads(lines)
        return seen

    assert looks(800) <= 2.2 * looks(400) + 40
