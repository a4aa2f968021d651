"""Rows of tables that a question names, and the documents it means."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.models import StoredPassage
from chalicelib.rag.search.table_rows import MOST_ROWS, documents_meant, has_tables, interleave, with_named_rows

BALANCE = (
    "BALANCE SHEETS\n(In millions)\n\nCurrent assets:\nMarketable securities | 20,729\nInventories | 4,779 | 5,159"
)
COSTS = "Research and development | $ 4,109 | $ 4,362\nSelling, general and administrative | 1,303 | (1,752)"
PROSE = "Inventory levels follow demand, and our supply chain strategies are discussed above."


def chunk(text: str, name: str = "d", lead: str = "", score: float = 0.0) -> StoredPassage:
    return StoredPassage(f"{name}.{text[:20]}", name, 1, 0, None, (), 0, len(text), text, score, lead)


def named(question: str, *texts: str) -> list[str]:
    return [row.text for row in with_named_rows(question, [chunk(text) for text in texts])]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How did the reported inventory levels change?", [BALANCE]),
        ("What was the R&D expenditure?", [COSTS]),
        ("How high is SG&A?", [COSTS]),
        ("What does the balance sheet show?", [BALANCE]),
        ("How much is spent on research, and how much is in inventories?", [BALANCE, COSTS]),
        ("Who leads the company?", []),
    ],
)
def test_a_question_names_rows(question: str, expected: list[str]) -> None:
    assert named(question, PROSE, COSTS, BALANCE) == expected


@pytest.mark.parametrize(
    ("line", "is_row"),
    [
        ("Revenue | 12", True),
        ("| Revenue | 12 % |", True),
        ("Revenue | $ (1,204.50)", True),
        ("Revenue | see page 12", False),
        ("Revenue | June 25, 2022", False),
        ("Revenue | high", False),
        ("Revenue: 12", False),
        ("12 | 13", False),
    ],
)
def test_a_row_is_a_name_and_a_figure(line: str, is_row: bool) -> None:
    assert named("What was the revenue?", line) == [line][: int(is_row)]


def test_a_table_is_named_by_its_heading() -> None:
    under = [replace(chunk(text), heading=("Notes", "5. Inventories")) for text in ("Raw materials | 709", PROSE)]
    assert [row.text for row in with_named_rows("What of the inventories?", under)] == ["Raw materials | 709"]


def test_the_longer_name_in_full_scores_higher() -> None:
    assert named("What is the total cost of sales?", "Cost | 1", "Cost of sales | 2") == [
        "Cost of sales | 2",
        "Cost | 1",
    ]


def test_a_long_name_is_not_named_by_one_word() -> None:
    assert named("What are the costs?", "Costs and expenses of the segments abroad | 3") == []


def test_a_row_in_another_language_is_named_by_its_words() -> None:
    assert named("Wie hoch sind die Vorräte?", "Vorräte | 3.400,00") == ["Vorräte | 3.400,00"]


REPORTS = {
    "apple-q3": "2022 Q3 AAPL\nApple Inc. report for the quarter ended June 25, 2022",
    "apple-q1": "2023 Q1 AAPL\nApple Inc. report for the quarter ended December 31, 2022",
    "intel-q1": "2023 Q1 INTC\nIntel Corporation report for the quarter ended April 1, 2023",
}


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("What are Apple's inventories in Q3 2022?", {"apple-q3"}),
        ("What did Intel report?", {"intel-q1"}),
        ("What did Apple report?", {"apple-q3", "apple-q1"}),
        ("What are the inventories in the report?", set(REPORTS)),
    ],
)
def test_a_question_means_the_documents_that_it_names(question: str, meant: set[str]) -> None:
    hits = [chunk(BALANCE, name, f"{lead}\nA HEADING OF INTEL\n\n") for name, lead in REPORTS.items()]
    assert set(documents_meant(question, hits)) == meant


def test_a_question_without_hits_means_no_document() -> None:
    assert documents_meant("What did Apple report?", []) == ()


def test_a_question_means_all_documents_without_names() -> None:
    """Rows that were stored before there was a `lead` have no name."""
    assert documents_meant("What did Apple report?", [chunk(BALANCE, "a"), chunk(BALANCE, "b")]) == ("a", "b")


def test_has_tables_is_false_for_prose() -> None:
    assert has_tables([chunk(PROSE), chunk(BALANCE)])
    assert not has_tables([chunk(PROSE)])


def test_rows_get_the_second_and_the_fourth_rank() -> None:
    hits = [chunk(text, score=score) for text, score in (("a", 0.9), ("b", 0.8), ("c", 0.7), ("d", 0.6))]
    order = interleave(hits, [chunk("x", score=9.0), chunk("c", score=8.0), chunk("y", score=7.0)])
    assert [hit.text for hit in order] == ["a", "x", "b", "c", "d"]
    assert [hit.score for hit in order] == [0.9, 0.9, 0.8, 0.8, 0.6]


names = st.lists(st.sampled_from("abcdefgh"), unique=True)


@given(names, names)
def test_interleave_loses_no_hit_and_adds_few_rows(hits: list[str], rows: list[str]) -> None:
    order = interleave([chunk(text) for text in hits], [chunk(text) for text in rows])
    assert len({hit.text for hit in order}) == len(order)
    assert set(hits) <= {hit.text for hit in order} <= {*hits, *rows[:MOST_ROWS]}
    assert [hit.text for hit in order[:1]] == hits[:1]
