"""The months that a question asks of, by words of eight languages."""

import pytest

from chalicelib.rag.routes.months import AskedMonths, month_of, months_asked
from tests.unit.routes.making import document, titled

NAMED = [
    ("Revenue of May and November 2023", {(2023, 5), (2023, 11)}),
    ("did sales in Nov 2023 beat those of Feb 2024?", {(2023, 11), (2024, 2)}),
    ("Rainfall from March to June 2022", {(2022, 3), (2022, 4), (2022, 5), (2022, 6)}),
    ("who may travel in June 2024", {(2024, 6)}),
    ("so sánh tháng 4 và tháng 9 năm 2023", {(2023, 4), (2023, 9)}),
    ("Umsatz zwischen Oktober 2023 und Januar 2024", {(2023, 10), (2023, 11), (2023, 12), (2024, 1)}),
    ("les ventes de mars et de juillet 2022", {(2022, 3), (2022, 7)}),
    ("¿cuántas visitas hubo en enero y en agosto de 2023?", {(2023, 1), (2023, 8)}),
    ("vendas em fevereiro e em maio de 2024", {(2024, 2), (2024, 5)}),
    ("2024年3月と10月の売上", {(2024, 3), (2024, 10)}),
    ("2024年5月和12月的收入", {(2024, 5), (2024, 12)}),
]
TIMES = [
    ("visitors in the third quarter of 2023", range(7, 10)),
    ("Q4 2023 complaints", range(10, 13)),
    ("total of the first half of 2023", range(1, 7)),
    ("quý 2 năm 2023 có bao nhiêu khách", range(4, 7)),
    ("6 tháng đầu năm 2023", range(1, 7)),
    ("Besucher im zweiten Quartal 2023", range(4, 7)),
    ("les visites du premier trimestre 2023", range(1, 4)),
    ("visitas del segundo semestre de 2023", range(7, 13)),
    ("visitas do primeiro trimestre de 2023", range(1, 4)),
    ("2023年第3四半期の来館者", range(7, 10)),
    ("2023年上半年的访客", range(1, 7)),
    ("best month of 2023 for visitors", range(1, 13)),
    ("In welchem Monat 2023 kamen die meisten Besucher?", range(1, 13)),
]


@pytest.mark.parametrize(("question", "months"), NAMED)
def test_months_that_are_named_are_asked_of(question: str, months: set[tuple[int, int]]) -> None:
    asked = months_asked(question)
    assert asked == AskedMonths(frozenset(months), named=True)


@pytest.mark.parametrize(("question", "months"), TIMES)
def test_a_time_of_several_months_asks_of_each(question: str, months: range) -> None:
    asked = months_asked(question)
    assert asked == AskedMonths(frozenset((2023, month) for month in months), named=False)


@pytest.mark.parametrize(
    "question",
    [
        "What did the board decide in 2024?",
        "Who may enter the hall?",
        "Which month is the coldest?",
        "trailer T1 in 2024",
    ],
)
def test_questions_without_months_and_year_ask_of_none(question: str) -> None:
    assert months_asked(question) is None


@pytest.mark.parametrize(
    ("name", "title", "month"),
    [
        ("visitors-2023-04.md", "", (2023, 4)),
        ("VisitorsApril2023.docx", "", None),
        ("visitors_april_2023.docx", "", (2023, 4)),
        ("r17.pdf", "Visitors in April 2023", (2023, 4)),
        ("bao-cao.md", "Báo cáo tháng 4 năm 2023", (2023, 4)),
        ("visitors-2023.md", "", None),
    ],
)
def test_a_document_is_of_the_month_that_it_names(name: str, title: str, month: tuple[int, int] | None) -> None:
    assert month_of(document(name, titled(title) if title else None)) == month
