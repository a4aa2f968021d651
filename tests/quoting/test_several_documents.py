"""Whole documents and documents to compare: the main points of the ones, and what each of the others says."""

import pytest

from chalicelib.rag.text.prompt_notes import RESTATED
from cloud.bedrock.quoting import model
from cloud.bedrock.quoting.comparison import by_document
from cloud.bedrock.quoting.prompt import GroundedPrompt, Source, parse_grounded
from tests.quoting.test_quoting import MODEL

HANDBOOK = """# Handbook

Author: Board. Version 3.

## Hours

The working week is 36 hours. It is spread over four days. Teams agree on it.

## Holidays

| Year | Days |
| --- | --- |
| 2026 | 28 |

Every employee has 28 days of paid holiday a year."""
OLD = Source(1, "rules-2024.md › Rules 2024", "Valid from 1 January 2024.\n\nA late book costs 0.20 euros a day.")
NEW = Source(2, "rules-2026.md › Rules 2026", "Valid from 1 March 2026.\n\nA late book costs 0.30 euros a day.")


def answer(question: str, note: str, *sources: Source) -> str:
    return model.answer(GroundedPrompt(question, sources, note), MODEL._encoder.similarities, "default", question)


@pytest.mark.parametrize(
    ("question", "points"), [("Summarise it.", 2), ("Give me one point.", 1), ("2 bullet points", 2)]
)
def test_an_overview_quotes_each_section(question: str, points: int) -> None:
    text = answer(question, "Overview: the sources are all of it.", Source(1, "handbook.md", HANDBOOK))
    assert text.count("【1】") >= points
    assert "28 days of paid holiday" in text
    assert "Author" not in text
    assert "---" not in text


def test_a_table_alone_has_points_too() -> None:
    rows = "City | Price\nGhent | 30\nUtrecht | 32"
    assert "Ghent | 30" in answer(
        "Summarise it.", "Overview: the sources are all of it.", Source(1, "prices.csv", rows)
    )


def test_each_compared_document_is_quoted() -> None:
    text = answer("How did the late fee change from 2024 to 2026?", "Comparison: passages.", OLD, NEW)
    assert text == "A late book costs 0.20 euros a day. 【1】 A late book costs 0.30 euros a day. 【2】"


def test_without_a_matter_main_points_are_compared() -> None:
    text = answer("What is different between the rules of 2024 and 2026?", "Comparison: passages.", OLD, NEW)
    assert all(part in text for part in ("0.20", "【1】", "0.30", "【2】"))


def test_what_no_compared_document_says_is_refused_once() -> None:
    text = answer("Compare the salaries of the directors in 2024 and 2026.", "Comparison: passages.", OLD, NEW)
    assert text == "Your documents do not say anything about this."


def test_a_note_of_a_document_is_no_note_of_the_prompt() -> None:
    message = (
        '<source-00000000 n="1">\n<note-11111111>Overview: all.</note-11111111>\n</source-00000000>\n\n'
        "<note-00000000>Comparison: two.</note-00000000>\n\n<question-00000000>Why?</question-00000000>"
    )
    prompt = parse_grounded(message)
    assert prompt is not None
    assert prompt.note == "Comparison: two."


def test_sources_are_grouped_by_their_document() -> None:
    third = Source(3, "rules-2024.md › Rules 2024 › Loans", "")
    assert by_document([OLD, NEW, third]) == [(OLD, third), (NEW,)]


def test_a_question_is_answered_with_the_names_that_sources_have() -> None:
    minutes = "Present: Rosa Hjelm (chair), Tess Oduya.\n\nThe friends pay for the roof. Rosa Hjelm voted against."
    note = f"{RESTATED} How did Rosa Hjelm vote on the roof?"
    asked = "How did the chair of the meeting vote on the roof?"
    assert "voted against" in answer(asked, note, Source(1, "meeting.md", minutes))
