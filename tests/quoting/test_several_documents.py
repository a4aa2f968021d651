"""Whole documents and documents to compare: the main points of the ones, and what each of the others says."""

import re

import pytest

from chalicelib.rag.text.prompt_notes import RESTATED
from cloud.bedrock.quoting import model
from cloud.bedrock.quoting.comparatives import with_measures
from cloud.bedrock.quoting.comparison import by_document
from cloud.bedrock.quoting.prompt import GroundedPrompt, Source, parse_grounded
from cloud.bedrock.quoting.refusals import is_refusal
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


_PUMP = """# Pump {model}: manual

## Technical data

| Figure | Value |
| --- | --- |
| Weight | {weight} kg |
| Noise | {noise} dB |

## Faults

E7: {remedy} the valve, then heave the lever.

## Guarantee

The maker gives a guarantee of {years} years."""
PUMPS = tuple(
    Source(
        n, f"pump-{model}.md › Pump {model}: manual", _PUMP.format(model=model, weight=w, noise=d, remedy=r, years=y)
    )
    for n, model, w, d, r, y in ((1, "P20", 285, 78, "Open", "two"), (2, "P35", 410, 74, "Close", "three"))
)


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


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("how long is the guarantee on the pump", ("two years. 【", "three years. 【")),
        ("error E7 on the pump, what do I do?", ("Open the valve", "Close the valve")),
    ],
)
def test_what_two_documents_say_in_the_same_words_is_quoted_of_both(question: str, said: tuple[str, ...]) -> None:
    text = answer(question, "", *PUMPS)
    assert all(part in text for part in said), text
    assert {"【1】", "【2】"} <= set(re.findall("【.】", text))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Which pump is heavier, the P20 or the P35?", ("285 kg", "410 kg")),
        ("Is the P35 louder than the P20?", ("78 dB", "74 dB")),
    ],
)
@pytest.mark.parametrize("note", ["", "Comparison: passages."])
def test_which_is_heavier_is_answered_by_weights(question: str, said: tuple[str, ...], note: str) -> None:
    text = answer(question, note, *PUMPS)
    assert all(part in text for part in said), text
    assert "heave" not in text
    assert "】\n\n| Figure | Value |\n| " in text


def test_comparatives_ask_for_measures_where_things_are_compared_alone() -> None:
    assert with_measures("Welche Pumpe ist schwerer, P20 oder P35?") == "Welche Pumpe ist Gewicht, P20 oder P35?"
    assert with_measures("Máy nào nặng hơn?") == "Máy nào trọng lượng?"
    for other in ("May I take longer breaks?", "Which rule is no longer valid?", "Who leads the higher school board?"):
        assert with_measures(other) == other


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("When is lunch served?", None),
        ("When is the course paid?", "after it has ended"),
        ("When does the course begin?", "4 March"),
    ],
)
def test_when_is_answered_by_what_tells_a_time(question: str, said: str | None) -> None:
    plan = "The course begins on 4 March.\n\nLunch is served to everybody.\n\nThe course is paid after it has ended."
    text = answer(question, "", Source(1, "plan.md", plan))
    assert is_refusal(text) if said is None else said in text


PORTS = """Notes on our ports

Brendal. Harbour master: Tomas Ekdahl. Depth 8.2 m. Fuel: yes.
Skarholm. Harbour master: Ragna Lind. Depth 5.4 m. Fuel: no.
Utvik. Harbour master: Esben Kruse. Depth 6.7 m. Fuel: yes."""


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("Who is the harbour master of Utvik?", "Utvik. Harbour master: Esben Kruse. 【1】"),
        ("How deep is the port of Skarholm?", "Skarholm. Depth 5.4 m. Fuel: no. 【1】"),
    ],
)
def test_sentence_is_quoted_with_the_name_before_its_line(question: str, quoted: str) -> None:
    assert answer(question, "", Source(1, "ports.txt", PORTS)) == quoted


def test_name_alone_is_no_answer() -> None:
    text = answer("Which port is deeper, Brendal or Skarholm?", "", Source(1, "ports.txt", PORTS))
    assert all(part in text for part in ("8.2 m", "5.4 m")), text


@pytest.mark.parametrize(
    "question",
    [
        "Which leases end before 2028?",
        "Which leases end this year?",
        "Những hợp đồng nào kết thúc trước năm 2028?",
    ],
)
def test_what_has_to_be_compared_is_not_quoted(question: str) -> None:
    leases = "Lease L-1. The lease ends on 31 December 2028.\n\nLease L-2. The lease ends on 31 December 2026."
    assert is_refusal(answer(question, "", Source(1, "leases.txt › Leases", leases)))
    assert "2026" in answer("When does lease L-2 end?", "", Source(1, "leases.txt › Leases", leases))
