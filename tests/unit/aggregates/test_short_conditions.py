"""What people leave out: a part of a name, the number of this year, the column that a date's month would be."""

import pytest

from chalicelib.rag.aggregates.compute import compute
from chalicelib.rag.aggregates.question import aggregate_of
from chalicelib.rag.aggregates.values import Computed, NotExact
from tests.unit.aggregates.library import ask, library, value

PARTNERS = {
    "Contracts.csv": """Contract | Partner | Place | Value (EUR) | Ends
C-1 | Alder Ltd | Old Mill | 100 | 2025
C-2 | Alder GmbH | Harbour | 200 | 2026
C-3 | Corvin AS | Old Mill | 400 | 2026
C-4 | Old Bell Ltd | Harbour | 800 | 2027
C-5 | Drummel AS | Mill Alder Yard | 1600 | 2026
C-6 | Ilsley Corvin | Harbour | 3200 | 2025
"""
}


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("How many contracts with Drummel are there?", "1"),
        ("What is the total value of the contracts with Corvin?", "3600"),
        ("How many contracts do we not have with Corvin?", "4"),
        ("What is the largest value of a contract with Drummel or Ilsley?", "3200"),
    ],
)
def test_first_or_last_word_of_a_name_stands_for_it(question: str, right: str) -> None:
    assert value(question, PARTNERS) == right


def test_names_with_one_word_in_common_are_all_stated() -> None:
    """`Corvin` may be the one or the other partner: the reader sees which ones were counted."""
    computed = ask("How many contracts with Corvin are there?", PARTNERS)
    assert isinstance(computed, Computed)
    assert computed.conditions == ("Partner = Corvin AS, Ilsley Corvin",)


@pytest.mark.parametrize(
    "question",
    [
        "How many contracts with Alder are there?",  # A place has the word too.
        "How many contracts with corvin are there?",
        "How many Old contracts are there?",  # Of a partner, and of a place.
        "How many contracts with Bell are there?",  # In the middle of a name.
    ],
)
def test_a_word_that_may_be_no_name_is_not_understood(question: str) -> None:
    assert isinstance(ask(question, PARTNERS), NotExact)


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("How many contracts end this year?", "3"),
        ("How many contracts end in the current year?", "3"),
        ("How many contracts ended last year?", "2"),
        ("How many contracts end before next year?", "5"),
        ("What is the total value of the contracts that end next year?", "800"),
    ],
)
def test_a_year_is_named_by_the_present_one(question: str, right: str) -> None:
    assert value_in_2026(question, PARTNERS) == right


@pytest.mark.parametrize(
    ("question", "noun", "end", "right"),
    [
        ("Wie viele Verträge enden dieses Jahr?", "Vertrag", "Ende", "3"),
        ("Wie viele Projekte enden im nächsten Jahr?", "Projekt", "Ende", "1"),
        ("Combien de contrats finissent cette année ?", "Contrat", "Finissent", "3"),
        ("Combien de contrats finissent l'année prochaine ?", "Contrat", "Finissent", "1"),
        ("¿Cuántos contratos terminan este año?", "Contrato", "Terminan", "3"),
        ("Có bao nhiêu hợp đồng kết thúc năm nay?", "Hợp đồng", "Kết thúc", "3"),
        ("Có bao nhiêu hợp đồng kết thúc năm ngoái?", "Hợp đồng", "Kết thúc", "2"),
    ],
)
def test_a_year_is_named_by_the_present_one_in_other_languages(question: str, noun: str, end: str, right: str) -> None:
    rows = "".join(f"X-{at} | {ends}\n" for at, ends in enumerate((2025, 2026, 2026, 2027, 2026, 2025)))
    assert value_in_2026(question, {f"{noun}.csv": f"{noun} | {end}\n{rows}"}) == right


INCIDENTS = {
    "Incidents.csv": """Incident | Date | Port
I-1 | 2024-01-12 | Brendal
I-2 | 2024-01-30 | Utvik
I-3 | 2024-05-02 | Brendal
I-4 | 2024-06-20 | Brendal
I-5 | 2024-06-21 | Brendal
I-6 | 2023-06-21 | Utvik
"""
}


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("Which month had the most incidents?", "2024-01, 2024-06"),
        ("In which month were there the most incidents in Brendal?", "2024-06"),
        ("Which quarter had the most incidents?", "2024 Q2"),
        ("Which year had the most incidents?", "2024"),
        ("Which month of 2023 had the most incidents?", "2023-06"),
        ("Which port had the most incidents?", "Brendal"),
    ],
)
def test_the_most_of_a_month_is_counted_by_the_only_date(question: str, right: str) -> None:
    assert value(question, INCIDENTS) == right


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        (
            "Which month had the most contracts?",
            "Contract | Signed | Ends\nC-1 | 2024-01-12 | 2025-01-12\nC-2 | 2024-01-13 | 2026-01-31\n",
        ),
        ("Which month had the most incidents?", "Incident | Date\nI-1 | 2024-01-12\nI-2 | \nI-3 | 2024-01-13\n"),
        ("Which month had the most incidents?", "Incident | Year\nI-1 | 2024\nI-2 | 2023\nI-3 | 2024\n"),
        ("Which port had the most incidents per month?", INCIDENTS["Incidents.csv"]),
    ],
)
def test_a_month_that_dates_do_not_tell_is_refused(question: str, rows: str) -> None:
    assert isinstance(ask(question, {f"{rows.split(' ')[0]}s.csv": rows}), NotExact)


def value_in_2026(question: str, files: dict[str, str]) -> object:
    aggregated = aggregate_of(question, 2026)
    assert aggregated is not None
    computed = compute(aggregated, *library(files))
    return str(computed.value) if isinstance(computed, Computed) else computed
