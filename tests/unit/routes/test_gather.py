"""The router: what an answer rests on, and that a plain question costs one search and nothing else."""

import pytest

from tests.unit.routes.making import Shelf, Texts, document, titled

TEXTS: Texts = {
    "rules-2024.md": ["Valid from 1 January 2024. ", "A late book costs 0.20 euros a day."],
    "rules-2026.md": ["Valid from 1 March 2026. ", "A late book costs 0.30 euros a day."],
    "handbook.md": [("Hours", "Work is 36 hours a week. "), ("Holidays", "There are 28 days of holiday.")],
    "long.md": [(f"Part {number}", "A long part of a long text. " * 60) for number in range(40)],
}


@pytest.fixture
def shelf() -> Shelf:
    titles = {"rules-2024.md": "Reading room rules 2024", "rules-2026.md": "Reading room rules 2026"}
    return Shelf([document(name, titled(titles.get(name, name.removesuffix(".md")))) for name in TEXTS], TEXTS)


def test_a_plain_question_costs_one_search(shelf: Shelf) -> None:
    gathered = shelf.ask("What is the working time a week?")
    assert (gathered.route, gathered.note, gathered.answer, shelf.told) == ("plain", "", None, [])
    assert (len(shelf.queries), shelf.listed) == (1, 0)


def test_a_summary_has_the_whole_document(shelf: Shelf) -> None:
    gathered = shelf.ask("Give me an overview of the handbook.")
    assert (gathered.route, shelf.queries) == ("summary", [])
    assert [one.text for one in gathered.passages] == ["Work is 36 hours a week.", "There are 28 days of holiday."]
    assert gathered.note.startswith("Overview: the sources are all of handbook.md")
    assert shelf.told == [("summary", "handbook.md")]


def test_a_part_of_a_document_is_said_to_be_one(shelf: Shelf) -> None:
    gathered = shelf.ask("Summarise long.md", wide_tokens=5_000)
    assert 0 < len(gathered.passages) < 40
    assert f"{len(gathered.passages)} of the 40 parts" in gathered.note


def test_a_scope_is_summarized_as_a_whole(shelf: Shelf) -> None:
    scope = ("rules-2024.md", "rules-2026.md")
    gathered = shelf.ask("Please summarise this briefly.", document_ids=scope)
    assert {one.document_id for one in gathered.passages} == set(scope)


@pytest.mark.parametrize(
    "question", ["Summarise what is said of late books.", "Summarise the holidays in the handbook.", "Overview please"]
)
def test_a_subject_within_documents_is_searched_for(shelf: Shelf, question: str) -> None:
    assert shelf.ask(question).route == "plain"


def test_each_compared_document_gets_its_share(shelf: Shelf) -> None:
    gathered = shelf.ask("How did the late fee of a book change from 2024 to 2026?")
    assert (gathered.route, len(shelf.queries)) == ("comparison", 3), "one search tells which work has editions"
    assert [query.document_ids for query in shelf.queries] == [None, ("rules-2024.md",), ("rules-2026.md",)]
    assert sum(query.tokens or 0 for query in shelf.queries[1:]) <= 3_200
    assert {one.document_id for one in gathered.passages} == {"rules-2024.md", "rules-2026.md"}


def test_documents_that_are_named_together_are_compared(shelf: Shelf) -> None:
    gathered = shelf.ask("What does a late book cost in rules-2024.md and rules-2026.md?")
    assert gathered.route == "comparison"
    assert gathered.embedded_tokens == 15, "what the first search cost is counted too"


def test_a_comparison_within_one_document_is_a_plain_question(shelf: Shelf) -> None:
    assert shelf.ask("Are the holidays longer than the hours in the handbook?").route == "plain"


def test_only_routes_tell_today(shelf: Shelf) -> None:
    assert "Today is 20" in shelf.ask("Summarise handbook.md").note
    assert shelf.ask("What is the working time a week?").note == ""


def test_the_own_words_of_a_rewritten_question_are_searched_for(shelf: Shelf) -> None:
    gathered = shelf.ask("How much holiday is there?", as_asked="And the weekly work?")
    assert [query.text for query in shelf.queries] == ["How much holiday is there?", "And the weekly work?"]
    assert [one.text for one in gathered.passages] == ["There are 28 days of holiday.", "Work is 36 hours a week."]
    assert gathered.embedded_tokens == 10


def test_a_rewritten_question_keeps_the_edition_that_it_is_about(shelf: Shelf) -> None:
    asked = "How much does a late book cost a day by the rules of 2026?"
    assert shelf.ask(asked, as_asked="And a late book?").contradictions == ()


def test_a_question_that_was_not_rewritten_is_searched_for_once(shelf: Shelf) -> None:
    shelf.ask("How many days of holiday are there?", as_asked="How many days of holiday are there?")
    assert len(shelf.queries) == 1


def test_of_several_named_documents_the_best_is_summarized(shelf: Shelf) -> None:
    gathered = shelf.ask("Summarise the reading room rules of 2026")
    assert {one.document_id for one in gathered.passages} == {"rules-2026.md"}


PRICES = "City | Bike | Day\nUtrecht | C3 cargo | 32\nGhent | C3 cargo | 30\nUtrecht | Trailer T1 | 11\n"


@pytest.fixture
def prices() -> Shelf:
    return Shelf(
        [document("prices.csv"), document("notes.md")], {"prices.csv": [PRICES], "notes.md": ["The city sleeps."]}
    )


def test_records_are_counted_over_all_documents(prices: Shelf) -> None:
    gathered = prices.ask("How many bikes can be rented in the city Utrecht?")
    assert gathered.route == "aggregate"
    assert gathered.answer is not None
    assert "Read 2 of 2 passages in 2 documents." in gathered.answer.text
    assert [one.document_id for one in gathered.passages] == ["prices.csv"]
    assert prices.told == [("aggregate", "")]


def test_a_model_gets_all_records_that_code_cannot_read(prices: Shelf) -> None:
    gathered = prices.ask("How many bikes of the city are red?")
    assert (gathered.route, gathered.answer) == ("aggregate", None)
    assert "all 1 passages of prices.csv" in gathered.note
    assert prices.ask("How many bikes of the city are red?", only_quotes=True).route == "plain"
    assert prices.ask("How many bikes of the city are red?", wide_tokens=5).route == "plain", "a part is no whole"


def test_many_of_what_no_record_tells_costs_one_search(shelf: Shelf) -> None:
    assert shelf.ask("How many hours does the work take?").route == "plain"
    assert (len(shelf.queries), shelf.listed) == (1, 0)


def test_sources_that_disagree_are_told_of(shelf: Shelf) -> None:
    gathered = shelf.ask("How much does a late book cost a day?")
    assert gathered.route == "plain"
    assert [one.sources for one in gathered.contradictions] == [(1, 2)]
    assert "0.20" in gathered.note
    assert "0.30" in gathered.note
    assert shelf.ask("How many days of holiday are there?").note == ""
    assert shelf.ask("How much does a late book cost a day by the rules of 2026?").note == "", "one of them is meant"


@pytest.mark.parametrize(
    ("own", "route"),
    [
        ("Which documents do I have?", "library"),
        ("Summarise handbook.md", "summary"),
        ("And the late fee?", "comparison"),
    ],
)
def test_a_question_on_documents_leans_on_nothing(shelf: Shelf, own: str, route: str) -> None:
    rewritten = f"{own} (late fee of a book change from 2024 to 2026)"
    assert shelf.ask(rewritten, as_asked=own).route == route


def test_years_of_prose_are_no_records() -> None:
    text = "In 1937 he wrote to the bank. In 1938 he moved. On 12 May he sold all. On 14 May he bought it back."
    shelf = Shelf([document("life.txt")], {"life.txt": [text]})
    assert shelf.ask("What are all the things that he sold?").route == "plain"
    assert (len(shelf.queries), shelf.listed) == (1, 0)
