"""Reports of months that resemble each other: all that a question asks of, not those that are most alike to it."""

import pytest

from tests.unit.routes.making import Shelf, Texts, document, titled

REPORTS: dict[str, list[str]] = {
    f"museum-2023-{number:02}.md": [f"{100 + number} visitors came to the museum."] for number in range(1, 13)
}
OTHERS: dict[str, list[str]] = {
    "handbook.md": ["The hall has 40 seats."],
    "tours.csv": ["Tour | Guide | Guests\nA-1 | Ana | 12\nA-2 | Ben | 9\nA-3 | Cem | 14\n"],
}


def shelf_of(texts: Texts) -> Shelf:
    return Shelf([document(name, titled(name.removesuffix(".md"))) for name in texts], texts)


@pytest.fixture
def shelf() -> Shelf:
    return shelf_of({**REPORTS, **OTHERS})


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("Which month of 2023 had the fewest visitors?", range(1, 13)),
        ("How many visitors came in the first quarter of 2023 in total?", range(1, 4)),
        ("Compare the visitors of May and October 2023.", (5, 10)),
        ("visitors: March vs July 2023", (3, 7)),
        ("visitors from June to August 2023", (6, 7, 8)),
    ],
)
def test_every_report_of_the_months_is_a_source(shelf: Shelf, question: str, numbers: range) -> None:
    for only_quotes in (False, True):
        gathered = shelf.ask(question, only_quotes=only_quotes, wide_tokens=3_200 if only_quotes else 20_000)
        assert gathered.route == "comparison"
        own = [one.document_id for one in gathered.passages][: len(numbers)]
        assert own == [f"museum-2023-{number:02}.md" for number in numbers]


def test_a_question_in_another_language_finds_the_reports_of_its_months(shelf: Shelf) -> None:
    assert shelf.ask("Vergleiche die Besucherzahl im Mai und im Oktober 2023").route == "comparison"
    assert [query.document_ids for query in shelf.queries[1:]] == [("museum-2023-05.md",), ("museum-2023-10.md",)]


def test_a_month_that_the_search_missed_is_searched_by_itself(shelf: Shelf) -> None:
    shelf.ask("Wie viele Besucher kamen im November 2023?")
    assert [query.document_ids for query in shelf.queries] == [None, ("museum-2023-11.md",)]


def test_a_month_that_the_search_found_is_a_plain_question() -> None:
    shelf = shelf_of({"museum-2023-04.md": REPORTS["museum-2023-04.md"], **OTHERS})
    gathered = shelf.ask("Which visitors came in April 2023?")
    assert (gathered.route, len(shelf.queries)) == ("plain", 1)


def test_rows_that_are_found_are_not_given_up_for_reports(shelf: Shelf) -> None:
    gathered = shelf.ask("How many guests did the tours of Ana have in March 2023 and in April 2023?")
    assert [one.document_id for one in gathered.passages][:1] == ["tours.csv"]


def test_two_series_of_the_same_months_leave_a_question_plain() -> None:
    second = {name.replace("museum", "garden"): [text[0].replace("Museum", "Garden")] for name, text in REPORTS.items()}
    shelf = shelf_of({**second, **REPORTS})
    assert shelf.ask("Besucher im Mai und im Oktober 2023?").route == "plain"
