"""Hyphens at the ends of a PDF's lines."""

from pathlib import Path

import pytest

from chalicelib.adapters.extraction.readers.pdf.hyphens import Hyphens
from chalicelib.adapters.extraction.readers.pdf.line import Line, Word
from tests.extraction.test_pdf import drawn


def told(before: str, after: str, *, page: str = "") -> str | None:
    words = [Word(text, 0.0, 9.0, 0.0, 9.0, 9.0) for text in page.split()]
    return Hyphens([Line(words)] if words else []).joined(before, after)


@pytest.mark.parametrize(
    ("before", "after", "page", "joined"),
    [
        ("the docu-", "ment", "", "the document"),
        ("a long-", "lasting one", "", "a long-lasting one"),
        ("an up-to-", "date map", "", "an up-to-date map"),
        ("thirty-", "one mills", "", "thirty-one mills"),
        ("the thirty-", "ish", "", "the thirtyish"),
        ("the mill-", "race is", "A mill-race, dry.", "the mill-race is"),
        ("the mill-", "race is", "A millrace, dry.", "the millrace is"),
        ("a self-", "same one", "It is the selfsame.", "a selfsame one"),
        ("the lower\u2010", "race mills", "on the lower\u2010race", "the lower-race mills"),
        ("a well\x02", "kept one", "", "a well-kept one"),
        ("Verwal\u00ad", "tung", "", "Verwaltung"),
        ("the years 1884-", "1890", "", None),
        ("it ended -", "and then", "", None),
        ("Grand-", "Duchy", "", None),
        ("Grand\x02", "Duchy", "", "Grand-Duchy"),
        ("Mill\x02", "Works", "MillWorks", "MillWorks"),
    ],
)
def test_hyphen_stays_in_compounds_alone(before: str, after: str, page: str, joined: str | None) -> None:
    assert told(before, after, page=page) == joined


def test_hyphens_of_a_page_are_decided_by_its_words(tmp_path: Path) -> None:
    lines = [
        "The mill-race was dug by a self-taught clerk, who left us long docu-",
        "ments of it, and a well-kept list of those who cleared the mill-",
        "race in spring, and of what each of them was paid for his work.",
    ]
    text = drawn(tmp_path / "a.pdf", [(50, 700 - 12 * n, 10.0, line) for n, line in enumerate(lines)]).text
    assert "long documents of it" in text
    assert "cleared the mill-race in spring" in text
