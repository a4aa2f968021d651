"""What two amounts of the sources come to: an answer with both cited, or a fact beside the sources."""

import pytest

from tests.unit.routes.making import Shelf, Texts, document

TEXTS: Texts = {
    "mill.md": ["The rent of the mill is 900 euros a month."],
    "barn.md": ["The rent of the barn is 1,150 euros a month."],
}
QUESTION = "How much more is the rent of the barn than that of the mill?"


@pytest.fixture
def shelf() -> Shelf:
    return Shelf([document(name) for name in TEXTS], TEXTS)


def test_a_quoting_answer_cites_both_amounts(shelf: Shelf) -> None:
    gathered = shelf.ask(QUESTION, only_quotes=True)
    assert gathered.answer is not None
    text, markers = gathered.answer
    assert text.splitlines() == [
        "250 euros a month: 1,150 euros a month − 900 euros a month.",
        "",
        "- The rent of the barn is 1,150 euros a month. [1]",
        "- The rent of the mill is 900 euros a month. [2]",
    ]
    assert [text[at : at + 3] for at in markers] == ["[1]", "[2]"]


def test_a_model_that_writes_is_told_the_result(shelf: Shelf) -> None:
    gathered = shelf.ask(QUESTION)
    assert gathered.answer is None
    assert "250 euros a month: 1,150 euros a month − 900 euros a month." in gathered.note
    assert "source 1 (1,150 euros a month) and source 2 (900 euros a month)" in gathered.note


def test_a_sentence_with_both_amounts_is_cited_once() -> None:
    texts: Texts = {"rents.md": ["The rent of the barn is 1,150 euros, and that of the mill 900 euros."]}
    gathered = Shelf([document("rents.md")], texts).ask(QUESTION, only_quotes=True)
    assert gathered.answer is not None
    assert len(gathered.answer.markers) == 1


def test_other_questions_are_told_nothing(shelf: Shelf) -> None:
    assert shelf.ask("What is the rent of the barn?").note == ""
