"""The time between two things of the sources: an answer with both cited, or a fact beside the sources."""

import pytest

from tests.unit.routes.making import Shelf, Texts, document

TEXTS: Texts = {
    "lease.md": ["The lease of the mill was signed on 3 April 2023."],
    "keys.md": ["The keys of the mill were handed over on 18 May 2023."],
}
QUESTION = "How many days lie between the signing of the lease and the day the keys were handed over?"


@pytest.fixture
def shelf() -> Shelf:
    return Shelf([document(name) for name in TEXTS], TEXTS)


def test_a_model_that_quotes_is_answered_for_with_both_dates_cited(shelf: Shelf) -> None:
    gathered = shelf.ask(QUESTION, only_quotes=True)
    assert gathered.answer is not None
    text, markers = gathered.answer
    assert text.splitlines() == [
        "45 days: from 3 April 2023 to 18 May 2023.",
        "",
        "- The lease of the mill was signed on 3 April 2023. [1]",
        "- The keys of the mill were handed over on 18 May 2023. [2]",
    ]
    assert [text[at : at + 3] for at in markers] == ["[1]", "[2]"]


def test_a_model_that_writes_is_told_the_time(shelf: Shelf) -> None:
    gathered = shelf.ask(QUESTION)
    assert gathered.answer is None
    assert "45 days: from 3 April 2023 to 18 May 2023." in gathered.note
    assert "source 1 (3 April 2023) and source 2 (18 May 2023)" in gathered.note


def test_other_questions_are_told_nothing(shelf: Shelf) -> None:
    assert shelf.ask("When was the lease signed?").note == ""
