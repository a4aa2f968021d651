"""What is said after an answer that cites one side of a contradiction."""

from chalicelib.models import Passage
from chalicelib.rag.citations.cite import cite
from chalicelib.rag.citations.contradiction_note import closing_of
from chalicelib.rag.citations.contradictions import contradictions

SOURCES = [
    Passage(f"p{year}", f"d{year}", f"rules-{year}.md", 0, None, (), 0, len(text), text, 1.0)
    for year, text in (
        (2024, "Valid from 1 January 2024. On Saturdays the room closes at 13:00."),
        (2026, "These rules replace those of 2024. On Saturdays the room closes at 15:00."),
    )
]
QUESTION = "When does the room close on Saturdays?"
FOUND = contradictions(QUESTION, SOURCES, {})
OLD, NEW = ("On Saturdays the room closes at 13:00. [1]", "On Saturdays the room closes at 15:00. [2]")


def test_the_other_side_is_quoted_and_cited() -> None:
    closing = closing_of(FOUND, OLD, {1}, SOURCES, QUESTION)
    assert closing.text.startswith(" On Saturdays the room closes at 15:00. [2]")
    assert "newer" in closing.text
    assert "(rules-2026.md)" in closing.text
    (citation,) = cite(closing.text, closing.markers, SOURCES)
    assert (citation.n, citation.verified) == (2, True)


def test_both_sides_that_are_cited_are_not_quoted_again() -> None:
    closing = closing_of(FOUND, f"{OLD} {NEW}", {1, 2}, SOURCES, QUESTION)
    assert closing.markers == ()
    assert "15:00" not in closing.text
    assert "(rules-2026.md)" in closing.text


def test_an_answer_that_cites_neither_is_left_alone() -> None:
    assert closing_of(FOUND, "", set(), SOURCES, QUESTION).text == ""


def test_an_answer_that_quotes_something_else_of_the_sources_is_left_alone() -> None:
    assert closing_of(FOUND, "These rules replace those of 2024. [2]", {2}, SOURCES, QUESTION).text == ""
    beside = closing_of(FOUND, f"{OLD} These rules replace those of 2024. [2]", {1, 2}, SOURCES, QUESTION)
    assert beside.text.startswith(" On Saturdays the room closes at 15:00. [2]")


def test_who_asks_for_now_is_not_told_what_was_before() -> None:
    assert closing_of(FOUND, NEW, {2}, SOURCES, "When does the room close on Saturdays now?").text == ""
    assert closing_of(FOUND, OLD, {1}, SOURCES, "When does the room close on Saturdays now?").markers != ()
