"""What the quoting model may not mix up: ids, dates, rows, lists, languages; and what it may not quote at all."""

from __future__ import annotations

import pytest

from cloud.bedrock.chat.base import ChatRequest, Turn
from cloud.bedrock.quoting.refusals import is_refusal
from cloud.bedrock.quoting.sentences import split_units
from tests.bedrock.asking import grounded
from tests.quoting.test_quoting import MODEL, ask

KEYS = "Key K-204 opens the boathouse.\nKey K-240 opens the sauna.\nKey K-402 opens the cellar.\n"
LOG = "# Log\n\nOn 5 June 2025 the ramp was painted.\n\nOn 6 May 2025 the engine was changed.\n"
CODES = "Error codes\n\nF3: The drum is full. Empty the drum.\n\nF30: The lid is open. Shut the lid.\n"
BERTHS = (
    "# Prices of the harbour\n\n| Berth | Night (EUR) | Week (EUR) |\n| --- | --- | --- |\n| Small | 18.50 | 111 |\n"
    "| Medium | 24.00 | 144 |\n| Large | 39.90 | 239 |\n"
)
HIVES = (
    "# Notes of the beekeepers\n\nAuthor: Lina Okoro. Version 3. Place: Brekke.\n\n## Hives\n\n"
    "The beekeepers of Brekke own 14 hives. Hives are opened on warm days alone, because cold air harms the brood.\n"
)
STEPS = "To start the pump:\n\n1. Open the red valve. It is stiff.\n2. Wait for 2 bar.\n3. Press the button.\n"
WARDS = "Beds\n\n| Ward | Beds | Head |\n| --- | --- | --- |\n| North | 24 [2] | Dr A |\n| South | 18 [1] | Dr B |\n"
LEDGER = "# Import of the ledger\n\n# row[1] holds the account, row[2] holds the price.\nsum = row[2] * row[3]\n"
PRICES = "Die Presse kostet 1.234 Euro. Der Rührer kostet 12.340 Euro. Die Waage kostet 1,234 Euro je Messung.\n"
HALLS = "The small hall costs EUR 1,450 a day. The large hall costs EUR 4,150 a day.\n"
ROOMS = "会議室Aは1,500円です。会議室Bは15,000円です。\n"
CHANGES = "# Changes\n\n## 2.4.1\n\nThe labels are repaired.\n\n## 2.4.11\n\nThe export is repaired.\n"
GOODS = "date | goods\n2023-11-07 | apples\n2023-07-11 | plums\n"
TICKETS = "#4821 The lift stops. Assigned to Marta.\n\n#4812 The lamp flickers. Assigned to Jonas.\n"
HOUSE = (
    "Hausordnung\n\nDie Waschmaschine im Keller darf von acht bis zwanzig Uhr benutzt werden. Haustiere sind erlaubt.\n"
)


@pytest.mark.parametrize(
    ("question", "source", "holds", "lacks"),
    [
        ("What does key K-240 open?", KEYS, "sauna", "boathouse"),
        ("what does k204 open", KEYS, "boathouse", "sauna"),
        ("What happened on 2025-06-05?", LOG, "ramp", "engine"),
        ("What does F3 mean?", CODES, "Empty the drum", "lid"),
        ("F30", CODES, "Shut the lid", "drum"),
        ("What does a medium berth cost for a week?", BERTHS, "| Medium | 24.00 | 144 |", "Small"),
        ("Which berth costs 39,90 a night?", BERTHS, "| Large |", "Small"),
        ("Was geschah am 5. Juni 2025?", LOG, "ramp", "engine"),
        ("Welche Maschine kostet 1234 Euro?", PRICES, "Presse", "Waage"),
        ("Wer kostet 12.340 Euro?", PRICES, "Rührer", "Presse"),
        ("Which hall costs EUR 1450 a day?", HALLS, "small hall", "large"),
        ("15000円の会議室はどれですか？", ROOMS, "会議室B", "会議室A"),
        ("What does it say in 2.4.11?", CHANGES, "export", "labels"),
        ("Which goods came on July 11, 2023?", GOODS, "plums", "apples"),
        ("Who is ticket #4812 assigned to?", TICKETS, "Jonas", "Marta"),
        ("How many beds does the ward North have?", WARDS, "| North | 24 [2] |", "South"),
        ("What does row[2] hold?", LEDGER, "row[2] holds the price", "sum"),
        ("Who wrote the notes of the beekeepers?", HIVES, "Lina Okoro", "14 hives"),
        ("Why are hives opened on warm days alone?", HIVES, "cold air", "Author"),
        ("When may I use the washing machine in the basement?", HOUSE, "acht bis zwanzig", "Haustiere"),
        ('"dry dock"', "A dry dock is too dear. He asked to dry the ropes at the dock.", "too dear", "ropes"),
    ],
)
def test_the_answer_is_of_the_thing_that_was_named(question: str, source: str, holds: str, lacks: str) -> None:
    answer = ask(question, source)
    assert holds in answer
    assert lacks not in answer


@pytest.mark.parametrize(
    ("question", "source", "said"),
    [
        (
            "What does key K-420 open?",
            KEYS,
            "Your documents do not mention K-420. Similar: K-240, K-402, K-204.",
        ),
        (
            "What happened on 6 June 2025?",
            LOG,
            "Your documents do not mention 6 June 2025. Similar: 5 June 2025, 6 May 2025.",
        ),
        (
            "Was bedeutet der Code F33 bei den Maschinen und wie ist er zu lesen?",
            CODES,
            "Ihre Dokumente erwähnen F33 nicht. Ähnlich: F3, F30.",
        ),
        ("Welche Maschine kostet 1243 Euro?", PRICES, "Ihre Dokumente erwähnen 1243 nicht."),
        ("Which hall costs EUR 1,540 a day?", HALLS, "Your documents do not mention 1,540."),
        ("Wer prüft K-777?", KEYS, "Ihre Dokumente erwähnen K-777 nicht."),
        ('Who spoke of a "wet dock"?', KEYS, "Your documents do not mention wet dock."),
        ("What is the telephone number of Ada Okoro?", HIVES, "Your documents do not say anything about this."),
        ("???", BERTHS, "Your documents do not say anything about this."),
    ],
)
def test_what_is_absent_is_refused_in_the_questions_language(question: str, source: str, said: str) -> None:
    assert ask(question, source) == said
    assert is_refusal(said)


@pytest.mark.parametrize(
    ("question", "source", "holds"),
    [
        ("List all error codes.", CODES, ["F3:", "Empty the drum", "F30:", "Shut the lid"]),
        ("Which berths are there?", BERTHS, ["Small", "Medium", "Large", "Week (EUR)"]),
        ("How do I start the pump?", STEPS, ["Open the red valve. It is stiff.", "2 bar", "Press the button"]),
        ("How many error codes are listed?", CODES, ["F3:", "F30:", "This passage lists 2."]),
    ],
)
def test_a_list_is_quoted_whole(question: str, source: str, holds: list[str]) -> None:
    answer = ask(question, source)
    assert [text for text in holds if text not in answer] == []


def test_a_list_that_is_too_long_is_said_to_go_on() -> None:
    codes = "".join(
        f"F{n}: The part with the number {n} is worn and has to be replaced by a new one.\n" for n in range(10, 60)
    )
    answer = ask("List all error codes.", f"Error codes\n\n{codes}")
    assert answer.endswith("This is only a part; the list goes on.")
    assert "F10:" in answer


@pytest.mark.parametrize("source", [BERTHS, HIVES, "Page 3 of 10\n\nTable 4: Berths of the harbour\n\n---\n"])
def test_rules_heads_captions_and_page_numbers_are_not_quoted(source: str) -> None:
    for question in ("What is a berth?", "What is said of the harbour?", "What is the address of Brekke harbour?"):
        answer = ask(question, source)
        lines = [line for line in answer.splitlines() if line.strip()]
        assert (
            is_refusal(answer)
            or any(line.count("|") > 1 and "Small" not in line for line in lines[1:])
            or "hives" in answer
        )


def test_a_mistyped_word_is_read_as_the_sources_have_it() -> None:
    answer = ask(
        "How long is the garantee on the fraem?", "The guarantee is five years on the frame. Tyres are excluded."
    )
    assert "five years" in answer


def test_a_long_message_is_read_by_what_it_asks() -> None:
    preamble = (
        "I have worked in this plant for years and my boss, who is strict, wants figures from me and no words. " * 8
    )
    source = "MTBF of the mixer is 410 hours.\n\nMTTR of the mixer is 3 hours.\n\nMTBF of the oven is 900 hours.\n"
    assert "410 hours" in ask(f"{preamble}So: what is the MTBF of the mixer?", source)


def test_a_long_sentence_is_quoted_to_its_end() -> None:
    middle = ", and the rules of the yard are read out, " * 12
    source = f"The battery goes into the sand box{middle} in Ghent Pieter Claes is called and in Freiburg Jonas Kern."
    assert "Jonas Kern." in ask("Who is called for the battery in Freiburg?", source)


def test_a_block_of_code_is_quoted_whole() -> None:
    block = "```python\npump.open()\npump.wait(2)\npump.close()\n```"
    assert split_units(f"The pump is run so:\n\n{block}\n\nThen it rests.") == [
        "The pump is run so:",
        block,
        "Then it rests.",
    ]
    assert block in ask("How is the pump run?", f"The pump is run so:\n\n{block}\n")


def follow_up(first: str, second: str, source: str) -> str:
    turns = (Turn("user", first), Turn("assistant", "So it is."), Turn("user", grounded(second, source)))
    return MODEL.answer(ChatRequest("local.quoting", "", turns, max_tokens=400))


def test_a_follow_up_takes_the_place_of_what_it_replaces() -> None:
    assert "| Large |" in (answer := follow_up("What does a small berth cost for a night?", "And a large one?", BERTHS))
    assert "Small" not in answer
    assert "lid" in (answer := follow_up("What does F3 mean?", "And F30?", CODES))
    assert "drum" not in answer
