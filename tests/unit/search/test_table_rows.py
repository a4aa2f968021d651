"""Rows of tables that a question names, and the documents it means."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.models import StoredPassage
from chalicelib.rag.search.table_rows import MOST, documents_meant, has_tables, led_in, with_named_rows

BALANCE = (
    "BALANCE SHEETS\n(In millions)\n\nCurrent assets:\nMarketable securities | 20,729\nInventories | 4,779 | 5,159"
)
COSTS = "Research and development | $ 4,109 | $ 4,362\nSelling, general and administrative | 1,303 | (1,752)"
PROSE = "Inventory levels follow demand, and our supply chain strategies are discussed above."


def chunk(text: str, name: str = "d", lead: str = "", score: float = 0.0) -> StoredPassage:
    return StoredPassage(f"{name}.{text[:20]}", name, 1, 0, None, (), 0, len(text), text, score, lead)


def found(question: str, *texts: str) -> list[str]:
    return [each.text for each in with_named_rows(question, [chunk(text) for text in texts])]


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
def test_a_row_is_found_by_its_name(question: str, expected: list[str]) -> None:
    assert found(question, PROSE, COSTS, BALANCE) == expected


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
    assert found("What was the revenue?", line) == [line][: int(is_row)]


def test_a_table_is_named_by_the_heading_that_it_stands_under() -> None:
    under = [replace(chunk(text), heading=("Notes", "5. Inventories")) for text in ("Raw materials | 709", PROSE)]
    assert [each.text for each in with_named_rows("What of the inventories?", under)] == ["Raw materials | 709"]


def test_the_longer_name_said_in_full_is_better() -> None:
    assert found("What is the total cost of sales?", "Cost | 1", "Cost of sales | 2") == [
        "Cost of sales | 2",
        "Cost | 1",
    ]


def test_a_name_of_which_little_is_said_is_not_named() -> None:
    assert found("What are the costs?", "Costs and expenses of the segments abroad | 3") == []


def test_what_says_something_in_another_language_is_named_by_its_words() -> None:
    assert found("Wie hoch sind die Vorräte?", "Vorräte | 3.400,00") == ["Vorräte | 3.400,00"]


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
def test_a_question_means_the_documents_whose_names_it_says(question: str, meant: set[str]) -> None:
    hits = [chunk(BALANCE, name, f"{lead}\nA HEADING OF INTEL\n\n") for name, lead in REPORTS.items()]
    assert set(documents_meant(question, hits)) == meant


def test_without_hits_no_document_is_meant() -> None:
    assert documents_meant("What did Apple report?", []) == ()


def test_of_documents_without_a_name_all_are_meant() -> None:
    """So are those that were stored before their names were."""
    assert documents_meant("What did Apple report?", [chunk(BALANCE, "a"), chunk(BALANCE, "b")]) == ("a", "b")


def test_prose_has_no_tables() -> None:
    assert has_tables([chunk(PROSE), chunk(BALANCE)])
    assert not has_tables([chunk(PROSE)])


def test_what_is_found_has_the_second_and_the_fourth_place() -> None:
    hits = [chunk(text, score=score) for text, score in (("a", 0.9), ("b", 0.8), ("c", 0.7), ("d", 0.6))]
    order = led_in(hits, [chunk("x", score=9.0), chunk("c", score=8.0), chunk("y", score=7.0)])
    assert [each.text for each in order] == ["a", "x", "b", "c", "d"]
    assert [each.score for each in order] == [0.9, 0.9, 0.8, 0.8, 0.6]


names = st.lists(st.sampled_from("abcdefgh"), unique=True)


@given(names, names)
def test_no_hit_is_lost_and_few_are_added(hits: list[str], rows: list[str]) -> None:
    order = led_in([chunk(text) for text in hits], [chunk(text) for text in rows])
    assert len({each.text for each in order}) == len(order)
    assert set(hits) <= {each.text for each in order} <= {*hits, *rows[:MOST]}
    assert [each.text for each in order[:1]] == hits[:1]
