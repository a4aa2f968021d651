"""`local.quoting`: the best sentences of the sources, rounded off, cited; or an honest refusal."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.rag.text.languages import REFUSALS as SILENT
from cloud.bedrock.chat.base import ChatRequest, Turn
from cloud.bedrock.chat.quoting import QuotingChat
from cloud.bedrock.embedders import E5
from cloud.bedrock.quoting.prompt import GroundedPrompt, Source, fenced, parse_grounded
from cloud.bedrock.quoting.refusals import is_refusal
from cloud.bedrock.quoting.sentences import split_units
from tests.bedrock.asking import OCEAN, TOWER, grounded

CURIE = (
    "Marie Curie was born in Warsaw in 1867. She moved to Paris in 1891 to study physics. "
    "She shared the Nobel Prize in Physics of 1903 with Pierre Curie and Henri Becquerel."
)
LEAVE = (
    "Leave policy\n"
    "Every employee has 25 days of paid leave a year. Unused days expire on 31 March of the next year.\n"
    "To ask for leave you need:\n"
    "- the approval of your manager\n"
    "- a named substitute\n"
    "- two weeks of notice\n"
    "Sick leave is not counted."
)
PRICES = "Prices\n| Plan | Price | Storage |\n| Basic | 9 euros | 10 GB |\n| Team | 29 euros | 200 GB |\n"
HANOI = (
    "Hà Nội là thủ đô của Việt Nam. Thành phố có khoảng 8,4 triệu dân vào năm 2022. "
    "Hồ Hoàn Kiếm nằm ở trung tâm thành phố."
)
SOURCES = (OCEAN, CURIE, LEAVE, PRICES, HANOI, TOWER)
MODEL = QuotingChat(E5())
STRICT = QuotingChat(E5(), strictness="strict")
ALMOST = (
    "Who built the tower?",
    "How tall is the tower?",
    "When did Marie Curie move to London?",
    "Who sold the tower in 1925?",
    "Which bridge did Gustave Eiffel build?",
    "What is the best recipe for sourdough bread?",
)
"""Questions that the sources answer, almost answer, and do not answer."""


def ask(question: str, *sources: str, system: str = "Answer from the sources.", model: QuotingChat = MODEL) -> str:
    turn = Turn("user", grounded(question, *(sources or SOURCES)))
    return model.answer(ChatRequest("local.quoting", system, (turn,), max_tokens=400))


@pytest.mark.parametrize(
    ("question", "holds", "n"),
    [
        ("Who built the tower?", "Gustave Eiffel", 6),
        ("How tall is the tower?", "330 metres", 6),
        ("Where is the deepest place of the largest ocean?", "Mariana Trench", 1),
        ("How many days of paid leave does an employee have?", "25 days", 3),
        ("When do unused leave days expire?", "31 March", 3),
        ("What is the price of the Team plan?", "29 euros", 4),
        ("Thủ đô của Việt Nam là gì?", "Hà Nội", 5),
        ("Thành phố Hà Nội có bao nhiêu dân?", "8,4 triệu", 5),
    ],
)
def test_the_model_quotes_the_sentence_that_answers(question: str, holds: str, n: int) -> None:
    answer = ask(question)
    assert holds in answer
    assert f"【{n}】" in answer


def test_a_sentence_with_a_pronoun_brings_the_one_before() -> None:
    answer = ask("When did Marie Curie move to Paris?")
    assert "Marie Curie was born in Warsaw in 1867. She moved to Paris in 1891 to study physics. 【2】" in answer


def test_a_line_that_announces_a_list_brings_its_items() -> None:
    answer = ask("What do I need to ask for leave?")
    for item in ("approval of your manager", "named substitute", "two weeks of notice"):
        assert item in answer


def test_a_row_of_a_table_brings_its_head() -> None:
    assert "| Plan | Price | Storage |\n| Team | 29 euros | 200 GB | 【4】" in ask(
        "What is the price of the Team plan?"
    )


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What is the best recipe for sourdough bread?", "en"),
        ("Who won the football world cup in 2014?", "en"),
        ("Làm thế nào để sửa một chiếc xe đạp bị hỏng phanh?", "vi"),
        ("Các nhánh cây cam là gì?", "vi"),
    ],
)
def test_off_topic_questions_are_refused_without_citations(question: str, language: str) -> None:
    assert ask(question) == SILENT[language]


def test_vietnamese_without_diacritics_is_understood() -> None:
    assert "Hồ Hoàn Kiếm nằm ở trung tâm thành phố. 【1】" in ask("Ho Hoan Kiem nam o trung tam nao?", HANOI, CURIE)


def test_a_strict_one_never_speaks_where_the_other_keeps_silent() -> None:
    spoken = {question: (ask(question), ask(question, model=STRICT)) for question in ALMOST}
    refusals = [question for question, (_, strict) in spoken.items() if strict in SILENT.values()]
    assert all(strict == plain for question, (plain, strict) in spoken.items() if question not in refusals)
    assert any(spoken[question][0] not in SILENT.values() for question in refusals)


def test_without_sources_it_says_that_the_documents_are_silent() -> None:
    turn = Turn("user", "<question-0a1b2c3d>Who built the tower?</question-0a1b2c3d>")
    assert MODEL.answer(ChatRequest("local.quoting", "", (turn,), max_tokens=400)) == SILENT["en"]


def test_escaped_text_is_quoted_as_it_was_written() -> None:
    text = 'The firm "A & B" earned <5 % in 2020.'
    assert text in ask("How much did the firm A & B earn in 2020?", text)


def test_the_prompt_is_read_as_the_product_writes_it() -> None:
    prompt = parse_grounded(grounded("Why <now>?", "a & b", "line\nline"))
    assert prompt is not None
    assert prompt.question == "Why <now>?"
    assert prompt.sources == (Source(1, "Notes & facts", "a & b"), Source(2, "Notes & facts", "line\nline"))


@settings(max_examples=25)
@given(st.lists(st.sampled_from([OCEAN, CURIE, LEAVE, TOWER, HANOI]), min_size=1, max_size=5), st.text(max_size=60))
def test_whatever_is_asked_only_the_sources_own_words_are_quoted(sources: list[str], question: str) -> None:
    answer = ask(f"tower ocean {question}", *sources)
    if is_refusal(answer):
        return
    quotes = re.findall(r"(.+?) 【(\d+)】\s*", answer, re.DOTALL)
    assert 1 <= len(quotes) <= 3
    for quote, n in quotes:
        source = " ".join(sources[int(n) - 1].split())
        # A list's item is quoted on a line of its own, below the line that leads to it.
        assert all(" ".join(line.split()) in source for line in quote.splitlines())


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Dr. Smith paid 3.5 million. He left.", ["Dr. Smith paid 3.5 million.", "He left."]),
        ("It rose (by 2 %.) Then it fell!", ["It rose (by 2 %.)", "Then it fell!"]),
        ("U.S. law applies e.g. here. Yes?", ["U.S. law applies e.g. here.", "Yes?"]),
        ("Heading\n\nA line that was wrapped by its file in the middle\nof a sentence.", None),
        ("Article 14. No cooking. Quiet.", ["Article 14. No cooking.", "Quiet."]),
        ("Điều 4. Cổng đóng lúc 23 giờ.", ["Điều 4. Cổng đóng lúc 23 giờ."]),
        ("1. First item\n2. Second item", ["1. First item", "2. Second item"]),
        ("", []),
    ],
)
def test_texts_are_cut_into_sentences_and_rows(text: str, units: list[str] | None) -> None:
    wrapped = ["Heading", "A line that was wrapped by its file in the middle of a sentence."]
    assert split_units(text) == (wrapped if units is None else units)


def test_a_page_without_full_stops_is_cut_into_pieces() -> None:
    pieces = split_units("word " * 400)
    assert len(pieces) > 3
    assert max(map(len, pieces)) <= 500


def task(system: str, *texts: str) -> str:
    turns = tuple(Turn("assistant" if i % 2 else "user", text) for i, text in enumerate(texts))
    return MODEL.answer(ChatRequest("local.quoting", system, turns, max_tokens=50))


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("How do I renew my driving licence?", "Renew my driving licence"),
        ("Thủ đô của Việt Nam là gì?", "Thủ đô của Việt Nam"),
        ("???", "???"),
    ],
)
def test_a_title_is_made_of_the_questions_own_words(question: str, title: str) -> None:
    assert task("Task: title. Up to six words.", question) == title


@pytest.mark.parametrize(
    ("first", "follow_up", "alone"),
    [
        ("Who built the Eiffel Tower?", "And when?", "And when? (built Eiffel Tower)"),
        ("Who built the Eiffel Tower?", "How tall is it?", "How tall is it? (built Eiffel Tower)"),
        ("Who built the Eiffel Tower?", "What does the leave policy say?", "What does the leave policy say?"),
        ("Thủ đô của Việt Nam là gì?", "Dân số của nó là bao nhiêu?", "Dân số của nó là bao nhiêu? (Thủ đô Việt Nam)"),
    ],
)
def test_a_follow_up_is_made_to_stand_alone(first: str, follow_up: str, alone: str) -> None:
    assert task("Task: condense", first, "Some answer.", follow_up) == alone


def test_a_first_question_needs_no_context() -> None:
    assert task("Task: condense", "And when?") == "And when?"


def test_a_question_further_down_still_knows_what_it_is_about() -> None:
    questions = ["Who built the Eiffel Tower?", "Somebody.", "How tall is it?", "Tall.", "And when?"]
    assert task("Task: condense", *questions) == "And when? (tall built Eiffel Tower)"


def test_a_follow_up_is_read_with_the_conversation() -> None:
    turns = (
        Turn("user", "Who built the tower?"),
        Turn("assistant", "Gustave Eiffel. [6]"),
        Turn("user", grounded("How tall is it?", *SOURCES)),
    )
    answer = MODEL.answer(ChatRequest("local.quoting", "", turns, max_tokens=400))
    assert "330 metres" in answer


def test_a_title_with_quotation_marks_is_read() -> None:
    prompt = parse_grounded(fenced(GroundedPrompt("y", (Source(4, 'The "big" plan', "x"),))))
    assert prompt is not None
    assert prompt.sources == (Source(4, 'The "big" plan', "x"),)


def test_a_conversation_is_summarized_from_its_own_words() -> None:
    said = (
        "<summary-0a1b2c3d>They spoke of whales.</summary-0a1b2c3d>\n"
        "<user-0a1b2c3d>Who built the tower?</user-0a1b2c3d>\n"
        "<assistant-0a1b2c3d>Gustave Eiffel & Co. built it. It is tall.</assistant-0a1b2c3d>"
    )
    assert task("Task: summarize", said) == (
        "They spoke of whales. Who built the tower? Gustave Eiffel & Co. built it."
    )
    assert len(task("Task: summarize", f"<user-0a1b2c3d>{'word ' * 400}</user-0a1b2c3d>").split()) <= 150


def test_a_summary_before_the_first_question_is_not_a_part_of_it() -> None:
    first = "<summary-0a1b2c3d>They spoke of whales.</summary-0a1b2c3d>\n\nWho built the Eiffel Tower?"
    assert "whales" not in task("Task: condense", first, "Some answer.", "And when?")
