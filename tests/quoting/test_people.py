"""Questions as people type them: of several things, of the newest edition, of a document itself, of what is absent."""

from __future__ import annotations

import pytest

from cloud.bedrock.chat.base import ChatRequest, Turn
from cloud.bedrock.chat.tasks import condense
from cloud.bedrock.quoting.editions import edition_name
from cloud.bedrock.quoting.forms import has_form_asked_for
from cloud.bedrock.quoting.parts import Part, parts_of
from cloud.bedrock.quoting.prompt import GroundedPrompt, Source, fenced
from cloud.bedrock.quoting.question import Question
from cloud.bedrock.quoting.refusals import is_refusal, silent
from cloud.bedrock.quoting.sentences import split_units
from cloud.bedrock.quoting.spelling import names_in_lower_case
from tests.quoting.test_quoting import MODEL

TARIFF_2022 = Source(1, "tariff-2022.md › Tariff", "# Tariff\n\nA mooring costs 410 euros a year.\n")
TARIFF_2024 = Source(2, "tariff-2024.md › Tariff", "# Tariff\n\nA mooring costs 455 euros a year.\n")
DIARY = Source(3, "diary.txt", "In 2022 the harbour had 61 boats. The tide gauge was mended in May.\n")
STOVE_4 = Source(
    1, "stove-S4.md › Stove S4", "# Stove S4\n\nThe stove burns pellets R12. The filter lasts two years.\n"
)
STOVE_7 = Source(
    2, "stove-S7.md › Stove S7", "# Stove S7\n\nThe stove burns pellets R20. The filter lasts three years.\n"
)
WINCH = Source(
    1,
    "winch.md › Winch survey",
    "# Winch survey\n\nReport 77-3, version 2.4, 4 May 2023\n\nAuthors: Olga Brandt and Piet Maas. "
    "Checked by: Ana Ruiz.\n\n"
    "## Winch\n\nThe winch was mounted in 1988. It weighs 310 kg. Gulls were chased off the winch in July.\n",
)
FARES = Source(
    1,
    "fares.md › Fares",
    "# Fares\n\n| Island | Fare for a car (EUR) | Fare for a bicycle (EUR) |\n| --- | --- | --- |\n"
    "| Sandoy | 31 | 6 |\n| Kalsoy | 27 | 5 |\n\nA fare for a car is paid on board.\n",
)


def ask(question: str, *sources: Source) -> str:
    turn = Turn("user", fenced(GroundedPrompt(question, sources)))
    return MODEL.answer(ChatRequest("local.quoting", "Answer from the sources.", (turn,), max_tokens=400))


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("how wide and how deep is the lock?", ["how wide is the lock", "how deep is the lock"]),
        ("fare for sandoy and for mykines", ["fare for sandoy", "fare for mykines"]),
        ("wann beginnt der kurs und wer leitet ihn?", ["wann beginnt der kurs", "wer leitet ihn"]),
        ("who is Bob and his wife?", ["who is Bob and his wife?"]),
        ("salt and pepper", ["salt and pepper"]),
    ],
)
def test_a_question_for_several_things_has_parts(question: str, texts: list[str]) -> None:
    asked = Question(question)
    assert [part.text for part in parts_of(question, asked.stop_words, asked.pointing)] == texts


def test_a_part_that_leans_borrows_of_the_first() -> None:
    asked = Question("who sails the ferry and what is his name?")
    parts = parts_of(asked.text, asked.stop_words, asked.pointing)
    assert parts[1] == Part("what is his name", ("sails", "ferry"), "what is his name")


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("how heavy and how loud is the winch", "310 kg"),
        ("when was the winch mounted and who paid for it", "1988"),
        ("when was the winch mounted and what did it cost", "1988"),
    ],
)
def test_the_part_that_no_source_says_is_named(question: str, holds: str) -> None:
    answer = ask(question, WINCH)
    assert holds in answer
    assert answer.count("【") == 1
    assert answer.endswith(silent("en"))


def test_a_part_is_asked_alone_if_its_context_misleads() -> None:
    """The lease says more of what is asked than the rent does; the rent stands there all the same."""
    text = (
        "The lease of the mill begins on the first of March 2031 and ends on the thirtieth of June 2034. The rent is "
        "1,450 euros a month, due on the third working day.\n\nThe tenant, Marta Holm, keeps the wheel in repair."
    )
    answer = ask("When does the lease of the mill end, and what is the rent?", Source(1, "lease.pdf", text))
    assert "June 2034" in answer
    assert "1,450 euros" in answer
    assert not is_refusal(answer)


def test_a_table_answers_one_of_two_names() -> None:
    answer = ask("fare for a car to sandoy and mykines", FARES)
    assert "31" in answer
    assert f"“mykines”: {silent('en')}" in answer


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("fare for a car to mykines", FARES),
        ("how loud is the winch", WINCH),
        ("what colour is the winch", WINCH),
        ("who chased the gulls off", WINCH),
        ("what is the phone number of olga brandt", WINCH),
        ("is there a canteen near the winch", WINCH),
        ("how many gulls were chased off the winch", WINCH),
    ],
)
def test_what_no_source_says_is_refused(question: str, source: Source) -> None:
    answer = ask(question, source)
    assert is_refusal(answer), answer


def test_what_holds_now_is_said_by_the_newest_edition() -> None:
    now = ask("what does a mooring cost now", TARIFF_2022, TARIFF_2024)
    assert "455" in now
    assert "410" not in now


def test_a_year_leaves_out_other_editions_alone() -> None:
    mooring = ask("what did a mooring cost in 2022?", TARIFF_2022, TARIFF_2024, DIARY)
    assert "410" in mooring
    assert "455" not in mooring
    assert "61 boats" in ask("How many boats did the harbour have in 2022?", TARIFF_2022, TARIFF_2024, DIARY)


@pytest.mark.parametrize("title", ["tariff-2022.md › Tariff", "Tariff 2024-05-01.pdf"])
def test_editions_have_one_name(title: str) -> None:
    assert edition_name(title) == "tariff"


def test_all_of_a_document_is_about_what_its_title_names() -> None:
    answer = ask("how long does the filter of the s7 last", STOVE_4, STOVE_7)
    assert "three years" in answer
    assert "two years" not in answer


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("who wrote the winch report", "Olga Brandt"),
        ("which version is the winch report", "version 2.4"),
        ("what is the winch report about", "Winch survey"),
    ],
)
def test_a_document_is_asked_about(question: str, holds: str) -> None:
    assert holds in ask(question, WINCH)


@pytest.mark.parametrize(
    ("question", "unit", "has"),
    [
        ("what is the phone number", "Written on 2024-05-17 at 18:30-20:30.", False),
        ("what is the phone number", "Call 0341 555 017.", True),
        ("how heavy is it", "It is 3 m long.", False),
        ("how old is she", "She was born in 1961.", True),
        ("wie viele Schlüssel gibt es", "Es gibt zwei Schlüssel.", True),
        ("how many keys are there", "The keys hang in the hall.", False),
    ],
)
def test_what_is_asked_for_has_a_form(question: str, unit: str, has: bool) -> None:
    assert has_form_asked_for(question, unit) is has


def test_names_are_known_in_lower_case() -> None:
    texts = [
        "We sail to Sandoy. Fares are low.",
        "Low fares. Das Haus hat einen Garten und ist mit dem Bus zu erreichen.",
    ]
    assert names_in_lower_case("what are the fares to sandoy", texts) == {"sandoy"}


def test_a_german_date_ends_no_sentence() -> None:
    assert split_units("Der Vertrag beginnt am 1. Oktober 2023. Er endet nie.") == [
        "Der Vertrag beginnt am 1. Oktober 2023.",
        "Er endet nie.",
    ]


def test_an_id_takes_the_place_of_the_one_like_it() -> None:
    turns = (Turn("user", "what does F02 mean on the HP6"), Turn("assistant", "…"), Turn("user", "and on the HP9?"))
    assert condense(turns) == "and on the HP9? (F02 mean)"
