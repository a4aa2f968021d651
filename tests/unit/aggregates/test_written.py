"""Results as text: what is said first, which words are cited, how much is shown."""

import pytest

from chalicelib.models import Passage, StoredPassage
from chalicelib.rag.aggregates.values import Computed, NotExact
from chalicelib.rag.aggregates.written import MOST_ITEMS, SOURCE_CHARACTERS, why_not, written
from chalicelib.rag.citations.cite import cite
from chalicelib.rag.text.languages import REFUSALS
from tests.unit.aggregates.library import ask


def computed(question: str, text: str) -> Computed:
    result = ask(question, {"Orders.csv": text}, size=6_400)
    assert isinstance(result, Computed), result
    return result


def orders(count: int, width: int = 0) -> str:
    head = "Order | City | Amount (EUR)\n"
    return head + "".join(
        f"A-{number:04d} | {'Lyon' if number % 2 else 'Graz'}{'x' * width} | {number}\n" for number in range(count)
    )


def as_passage(chunk: StoredPassage) -> Passage:
    return Passage(
        chunk.id, chunk.document_id, "Orders.csv", chunk.ordinal, None, (), chunk.start, chunk.end, chunk.text, 0.0
    )


def test_result_stands_first_and_coverage_last() -> None:
    answer = written(computed("How many orders are from Lyon?", orders(6)), "en")
    assert answer.text.splitlines()[0].startswith("3 of 6 orders")
    assert answer.text.splitlines()[-1] == "Read 1 of 1 passages in 1 documents."


def test_each_record_is_cited_in_its_own_words() -> None:
    answer = written(computed("List all orders from Lyon.", orders(40)), "en")
    citations = cite(answer.text, answer.markers, [as_passage(source) for source in answer.sources])
    assert [citation.verified for citation in citations] == [True] * 20
    assert citations[0].quote == "A-0001 | Lyon | 1"


def test_an_extreme_of_two_that_are_named_shows_both() -> None:
    text = "City | Bike | Day (EUR)\nGhent | C3 | 30\nFreiburg | C3 | 34\nUtrecht | C3 | 32\n"
    answer = written(computed("Is a day with the C3 dearer in Freiburg or in Ghent?", text), "en")
    assert [line for line in answer.text.splitlines() if line.startswith("- ")] == [
        "- Freiburg | C3 | 34 [1]",
        "- Ghent | C3 | 30 [1]",
    ]
    assert "Ghent" not in written(computed("Which city has the highest day?", text), "en").text


def test_records_beyond_the_first_ones_are_counted() -> None:
    answer = written(computed("List all orders.", orders(MOST_ITEMS + 7)), "en")
    assert len(answer.markers) == MOST_ITEMS
    assert "… and 7 more." in answer.text


def test_sources_stay_within_their_bound() -> None:
    result = computed("List all orders.", orders(400, width=6_000))
    answer = written(result, "en")
    assert sum(len(source.text) for source in answer.sources) <= SOURCE_CHARACTERS
    assert f"… and {400 - len(answer.markers)} more." in answer.text


@pytest.mark.parametrize("language", sorted(REFUSALS))
def test_each_language_has_its_own_sentences(language: str) -> None:
    result = computed("What is the total amount of all orders?", orders(3))
    text, english = written(result, language).text, written(result, "en").text
    assert "3" in text
    assert language == "en" or text != english
    for reason in ("ambiguous", "unclear", "unreadable", "incomplete", "nothing"):
        said = why_not(NotExact(reason, ("A",)), language)
        assert "{" not in said
        assert language == "en" or said != why_not(NotExact(reason, ("A",)), "en")
