"""Questions of every kind: what they need stands in their documents, and when a context is sufficient."""

import re
from collections import Counter
from dataclasses import replace

import pytest

from chalicelib.models import Citation, Message, Passage, Turn
from chalicelib.rag.answers.prompts import SYSTEM, answer_turns
from measure.answers.report import AT_MOST, thresholds
from measure.faithful.asking import Asked
from measure.faithful.local_chat import Request
from measure.kinds import writers
from measure.kinds.__main__ import questions
from measure.kinds.generated import number
from measure.kinds.libraries import library
from measure.kinds.questions import PageRef, Question
from measure.kinds.registers import registers
from measure.kinds.run import WHOLE, Outcome, figures, outcome, table
from measure.kinds.sufficiency import computed, given, is_sufficient
from measure.retrieval.grail import read_document

SOURCE = Passage("p", "d", "pumps.md", 2, 1, ("Pumps",), 0, 60, "Pump A lifts 40 litres.\nPump B lifts 55 litres.", 1.0)
REFUSED = Message("a", "c", "o", "assistant", "Your documents do not say.", "complete", "", sources=(SOURCE,))
PUMPS = Question("q", "comparison", ("Which lifts more, A or B?",), ("A lifts 40", "B lifts 55"), ("B",))


def asked(question: str, answer: Message = REFUSED, *, text: str = SOURCE.text, written: str = "") -> Asked:
    source = replace(SOURCE, text=text)
    turns = answer_turns([], question, [source], "weak", cites_itself=False)
    return Asked(question, answer, (Request(SYSTEM, tuple(turns), written or answer.text),), ())


def test_a_context_with_every_string_is_sufficient() -> None:
    assert is_sufficient(PUMPS, asked(PUMPS.turns[0]))


def test_a_context_that_lacks_a_string_is_not_sufficient() -> None:
    assert not is_sufficient(PUMPS, asked(PUMPS.turns[0], text="Pump A lifts 40 litres."))


def test_words_of_the_question_are_no_context() -> None:
    question = replace_turns(PUMPS, "A lifts 40, B lifts 55, true?")
    assert not is_sufficient(question, asked(question.turns[-1], text="Pumps are kept dry."))


def test_words_said_before_are_no_context() -> None:
    said = Message("b", "c", "o", "assistant", "A lifts 40 and B lifts 55. [1]", "complete", "")
    turns = answer_turns([Turn("assistant", "A lifts 40 and B lifts 55.")], "Sure?", [], "weak", cites_itself=False)
    request = Request(SYSTEM, tuple(turns), REFUSED.text)
    assert not is_sufficient(PUMPS, Asked("Sure?", REFUSED, (request,), (), (said,)))


def test_an_answer_that_code_computes_is_sufficient() -> None:
    question = Question("q", "count", ("How many pumps?",), ("A lifts", "C lifts"), (number(3),))
    three = replace(REFUSED, text="Counted in all 2 passages: 3 pumps.", sources=())
    assert is_sufficient(question, Asked("How many pumps?", three, (), ()))
    by_a_model = asked("How many pumps?", three, written=three.text)
    assert not is_sufficient(question, by_a_model)


def test_a_note_that_code_computes_is_sufficient() -> None:
    question = Question("q", "count", ("How many pumps?",), ("C lifts",), (number(3),))
    turn = Turn("user", f"{SOURCE.text}\n<note-0a1b2c3d>Counted: 3 of 3 passages name a pump.</note-0a1b2c3d>")
    assert is_sufficient(question, Asked("How many pumps?", REFUSED, (Request(SYSTEM, (turn,), ""),), ()))


def test_sources_and_titles_are_not_computed() -> None:
    assert computed(asked("Which lifts more?")).strip() == ""
    assert "B lifts 55" in given(asked("Which lifts more?"))


def test_a_source_is_not_computed_where_it_is_stored_shorter() -> None:
    """A prompt may show more of a sentence than the source that the answer keeps."""
    whole = asked("How many litres?")
    shorter = replace(REFUSED, sources=(replace(SOURCE, text="lifts 40 litres."),))
    assert computed(replace(whole, answer=shorter)).strip() == ""


def test_pages_are_needed_as_sources() -> None:
    on_page = Question("q", "page", ("?",), pages=(PageRef("pumps.md", 1),))
    assert is_sufficient(on_page, asked("?")) == (SOURCE.page == 1)
    assert not is_sufficient(Question("q", "page", ("?",), pages=(PageRef("pumps.md", 9),)), asked("?"))


def replace_turns(question: Question, *turns: str) -> Question:
    return Question(question.id, question.kind, turns, question.needs, question.holds)


def test_figures_have_kinds_and_thresholds_their_figures() -> None:
    made = outcome(PUMPS, asked(PUMPS.turns[0]), asked(PUMPS.turns[0], text="Pump A lifts 40 litres."))
    assert (made.sufficient, made.small_sufficient) == (True, False)
    counted = figures([made, replace(made, question=Question("t", "small talk", ("hi",), talk=True))])
    assert counted["comparison sufficient"] == 1.0
    assert "small talk sufficient" not in counted
    assert made.tokens > 100
    assert "| comparison | 1 | 1 of 1, 100% |" in table([made])
    assert thresholds("kinds").keys() <= counted.keys()
    assert "wrong and cited" in AT_MOST


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("23 of 60 contracts, all 9 passages read.", True),
        ("23 trên 60 hợp đồng.", True),
        ("There are 23 contracts.", False),
        ("It is 4 of the best pumps.", False),
    ],
)
def test_an_answer_states_how_much_it_looked_at(text: str, states: bool) -> None:
    made = Outcome(PUMPS, False, "wrong", replace(REFUSED, text=text), 0, 0, 0)
    assert made.states_coverage is states


def test_a_part_given_as_the_whole_is_counted() -> None:
    one = Question("q", "count", ("How many?",), ("A",), (number(3),))
    cited = replace(
        REFUSED, text="One. [1]", citations=(Citation(1, "p", "d", "pumps.md", 1, 0, 3, "", 0, 4, verified=True),)
    )
    made = Outcome(one, False, "wrong", cited, 0, 0, 0)
    assert made.partial_as_whole
    assert figures([made])["partial as if whole"] == 1.0
    said = replace(cited, text="One of 60 looked at: 1 of 60. [1]")
    assert not replace(made, answer=said).partial_as_whole
    assert not replace(made, answer=REFUSED).partial_as_whole


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (number(23), "23 contracts", True),
        (number(23), "2023 or 23.5", False),
        (number(12500), "12,500 euros", True),
        (number(12500), "12.500 Euro", True),
        (number(3, "vi"), "có ba loại", True),
        (number(3), "E3", True),
    ],
)
def test_a_number_stands_by_itself(pattern: str, text: str, found: bool) -> None:
    assert (re.search(pattern, text) is not None) is found


def test_the_set_has_all_kinds_in_two_languages() -> None:
    every = questions()
    assert len(every) >= 300
    assert len({question.id for question in every}) == len(every)
    languages = {
        question.kind: {other.language for other in every if other.kind == question.kind} for question in every
    }
    assert {kind for kind, spoken in languages.items() if not {"en", "vi"} <= spoken} == set()
    assert languages.keys() >= WHOLE
    assert Counter(question.language for question in every)["vi"] >= 60


def test_the_library_is_the_same_each_time() -> None:
    before = dict(library("office"))
    library.cache_clear()
    assert library("office") == before
    assert registers() == registers()


@pytest.mark.parametrize("name", ["letter.docx", "letter.pdf"])
def test_written_files_are_read_with_what_they_state(name: str) -> None:
    rooms = writers.table_markdown([["Room", "Euros"], ["Attic", "310"]])
    text = f"# Rent (2024)\n\nThe rent is due.\n\n{rooms}\n\n\\f\n\n## Keys\n\nTwo."
    stated = {"author": "Ada Aas", "title": "Rent (2024)", "created": "2024-03-04"}
    data = (writers.docx if name.endswith("docx") else writers.pdf)(text, stated)
    chunks, profile = read_document(name, data)
    read = "\n".join(chunk.text for chunk in chunks)
    assert "The rent is due." in read
    assert re.search(r"Attic[^\n]*310", read)
    assert profile.authors == ("Ada Aas",)
    assert profile.title == "Rent (2024)"
    assert (profile.written or "").startswith("2024-03-04")
    assert name.endswith("docx") or (profile.extent and profile.extent.count == 2)


def test_written_sheets_are_read() -> None:
    data = writers.xlsx({"Stock": [["Thing", "Number"], ["Bolt & nut", "40"], ["Rope", "7.5"]]})
    read = "\n".join(chunk.text for chunk in read_document("stock.xlsx", data)[0])
    assert re.search(r"Bolt & nut[^\n]*40", read)
    assert re.search(r"Rope[^\n]*7\.5", read)
