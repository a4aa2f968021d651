"""Which documents a question names."""

import pytest

from chalicelib.rag.routes.named import (
    best_of_parts,
    documents_about,
    documents_named,
    documents_named_apart,
    editions_of,
    names_of,
    years_in,
)
from tests.unit.routes.making import document, titled

LIBRARY = [
    document("rules-2024.md", titled("Reading room rules 2024")),
    document("rules-2026.md", titled("Reading room rules 2026")),
    document("meeting-2026-05.md", titled("Meeting of the friends of the library")),
    document("2023_Q3_MSFT.pdf", titled("MICROSOFT CORPORATION")),
    document("2023_Q3_NVDA.pdf", titled("NVIDIA CORPORATION")),
    document("Đà Nẵng workshop.md", titled("Xưởng Đà Nẵng")),
    document("winch-W20.md", titled("Winch")),
    document("winch-W35.md", titled("Winch")),
]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What is meeting-2026-05.md about?", ["meeting-2026-05.md"]),
        ("Summarise rules-2024", ["rules-2024.md"]),
        ("Summarise the meeting", ["meeting-2026-05.md"]),
        ("How did the late fee change from 2024 to 2026?", []),
        ("Summarise the rules of 2024", ["rules-2024.md"]),
        ("What does the W20 weigh?", ["winch-W20.md"]),
        ("Research and development expense of Microsoft and NVIDIA", ["2023_Q3_MSFT.pdf", "2023_Q3_NVDA.pdf"]),
        ("Tóm tắt tài liệu về xưởng Da Nang", ["Đà Nẵng workshop.md"]),
        ("What is the tyre pressure?", []),
    ],
)
def test_words_of_names_tell_documents_apart(question: str, names: list[str]) -> None:
    assert sorted(one.filename for one in documents_named(question, LIBRARY)) == names


@pytest.mark.parametrize(
    ("parts", "names"),
    [
        (["how much did microsoft", "nvidia spend on research"], ["2023_Q3_MSFT.pdf", "2023_Q3_NVDA.pdf"]),
        (["which party is strongest in the western", "eastern regions of microsoft"], ["2023_Q3_MSFT.pdf"]),
        (["the friends of the library", "their meeting"], ["meeting-2026-05.md"]),
    ],
)
def test_documents_are_named_apart_by_much_of_their_names(parts: list[str], names: list[str]) -> None:
    assert sorted(one.filename for one in documents_named_apart(parts, LIBRARY)) == names


def test_editions_differ_in_numbers_alone() -> None:
    rules = LIBRARY[:2]
    assert editions_of(LIBRARY[1], LIBRARY, ()) == tuple(rules)
    assert editions_of(LIBRARY[0], LIBRARY, ("2024", "2026")) == tuple(rules)
    assert editions_of(LIBRARY[0], LIBRARY, ("2024", "2025")) == ()
    assert editions_of(LIBRARY[2], LIBRARY, ()) == ()
    assert years_in("from 2024 to 2026, not 20245 and not 2024") == ("2024", "2026")


def test_a_code_alone_names_a_document() -> None:
    assert [one.filename for one in documents_named_apart(["which is louder, w20", "w35"], LIBRARY)] == [
        "winch-W20.md",
        "winch-W35.md",
    ]


def test_a_name_within_a_longer_word_names_nothing() -> None:
    assert documents_named("What is Marseille known for?", [document("mars.txt"), document("venus.txt")]) == ()


def test_a_word_of_every_name_sets_none_apart() -> None:
    reports = [document(f"report {number}.txt") for number in "abc"]
    assert documents_named("What does the report say?", reports) == ()


def test_a_topic_has_the_documents_with_most_of_its_words() -> None:
    about = documents_about("the reading room rules", LIBRARY)
    assert [one.filename for one in about] == ["rules-2024.md", "rules-2026.md"]
    assert documents_about("nothing of it", LIBRARY) == ()


def test_each_part_names_the_document_that_has_most_of_its_words() -> None:
    reports = [document("2022_Q3_A.pdf"), document("2022_Q3_B.pdf"), document("2023_Q1_A.pdf")]
    names = {one.id: names_of(one) for one in reports}
    assert best_of_parts(["Apple Q3 2022", "Amazon Q1 2023"], reports, names) == ()
    companies = {"2022_Q3_A.pdf": {"appl"}, "2022_Q3_B.pdf": {"amazon"}, "2023_Q1_A.pdf": {"appl"}}
    opened = {id_: names[id_] | companies[id_] for id_ in names}
    best = best_of_parts(["revenue of Apple Q3 2022", "Amazon Q3 2022 together"], reports, opened)
    assert [one.filename for one in best] == ["2022_Q3_A.pdf", "2022_Q3_B.pdf"]
