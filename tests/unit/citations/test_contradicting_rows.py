"""Rows of tables, questions with their answers, and sentences of one document that contradict each other."""

import pytest

from chalicelib.rag.citations.contradictions import contradictions
from tests.unit.citations.test_contradictions import found, passage

TABLE = "City | Bike | Day (EUR) | Week (EUR)\nGhent | C3 | 30 | 139\nFreiburg | C3 | 34 | 155"
DEARER = "City | Bike | Day (EUR) | Week (EUR)\nGhent | C3 | 32 | 139\nFreiburg | C3 | 34 | 155"
GAP = "The warden walks through the house each evening. " * 5


def test_rows_of_one_thing_with_two_figures_contradict() -> None:
    (contradiction,) = found("What does a C3 cost for a day in Ghent?", TABLE, DEARER)
    assert contradiction.kind == "number"
    assert contradiction.one.text == "Ghent | C3 | 30 | 139"
    assert contradiction.other.text == "Ghent | C3 | 32 | 139"


@pytest.mark.parametrize(
    "question",
    ["What does a C3 cost for a day in Freiburg?", "What does a C3 cost for a week in Ghent?", "Who sells bread?"],
)
def test_rows_with_one_figure_do_not_contradict(question: str) -> None:
    assert not found(question, TABLE, DEARER)


def test_rows_of_two_years_do_not_contradict() -> None:
    sources = [passage(TABLE, "prices-2023"), passage(DEARER, "prices-2024")]
    assert not contradictions("What does a C3 cost for a day in Ghent?", sources, {})


def test_answers_to_one_question_contradict() -> None:
    one, other = "**When does the office open?** At 5:30.", "**When does the office open?** At 6:00."
    (contradiction,) = found("When does the office open?", one, other)
    assert (contradiction.kind, contradiction.other.text) == ("time", other)
    assert not found("When does the office open?", one, "**When does the workshop open?** At 6:00.")


def test_a_document_that_says_two_things_contradicts_itself() -> None:
    said = "The late fee for a book is 2 euros a week."
    text = f"{said} {GAP}{said.replace('2', '3')}"
    (contradiction,) = contradictions("What is the late fee for a book?", [passage(text, "rules")], {})
    assert contradiction.sources == (1, 1)
    assert contradiction.newer is None


@pytest.mark.parametrize(
    "text",
    [
        "The late fee for a book is 2 euros a week. The late fee for a book is 3 euros a week.",
        f"In Ghent we lend more. The late fee for a book is 2 euros a week. {GAP}"
        "In Lyon we lend less. The late fee for a book is 3 euros a week.",
        f"The late fee for a book is 2 euros a week. {GAP}The late fee for a film is 3 euros a week.",
    ],
)
def test_a_document_on_two_things_does_not_contradict_itself(text: str) -> None:
    assert not contradictions("What is the late fee for a book?", [passage(text, "rules")], {})


def test_a_bar_within_a_cell_parts_no_cells() -> None:
    one, other = (
        f"| Plan | Day (EUR) |\n| --- | --- |\n| C3 \\| C4 | {price} |\n| C5 | 20 |" for price in ("30", "32")
    )
    (contradiction,) = found("What is the plan C3 | C4 for a day?", one, other)
    assert contradiction.one.text == "| C3 \\| C4 | 30 |"
