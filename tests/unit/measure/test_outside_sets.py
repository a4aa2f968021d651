"""Public sets as questions of kinds: folders of their form, made here."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from chalicelib import wire
from chalicelib.models import Citation, Message, Passage, Turn, Usage
from chalicelib.rag.answers.prompts import SYSTEM, answer_turns
from grail.messages import Message as Shown
from measure.data import MissingDataError
from measure.faithful.asking import Asked
from measure.faithful.local_chat import Request
from measure.kinds import filings, follow_ups
from measure.kinds.__main__ import of_data
from measure.kinds.follow_ups import FollowUp
from measure.kinds.questions import PageRef, Question
from measure.kinds.running import message_of
from measure.kinds.sufficiency import is_sufficient, share_given
from measure.kinds.writers import pdf


def lines(path: Path, *objects: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(map(json.dumps, objects)))


def asked(question: Question, *sources: Passage) -> Asked:
    message = Message("a", "c", "o", "assistant", "Read.", "complete", "", sources=tuple(sources))
    turns = answer_turns([], question.turns[-1], sources, "enough", cites_itself=False)
    return Asked(question.turns[-1], message, (Request(SYSTEM, tuple(turns), "Read."),), ())


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRAIL_DATA", str(tmp_path))
    return tmp_path


def financebench_line(id_: str, name: str, *pages: int) -> dict[str, Any]:
    evidence = [{"doc_name": name, "evidence_page_num": page, "evidence_text": "…"} for page in pages]
    return {
        "financebench_id": id_,
        "question_type": "metrics-generated",
        "question": "What was capex?",
        "answer": "$1,577.00",
        "evidence": evidence,
    }


def test_financebench_needs_every_page_of_its_evidence(data: Path) -> None:
    name = "financebench_open_source.jsonl"
    lines(
        data / "financebench/data" / name, financebench_line("f1", "3M_2018", 0, 2), financebench_line("f2", "GONE", 1)
    )
    (data / "financebench/pdfs").mkdir()
    (data / "financebench/pdfs/3M_2018.pdf").write_bytes(pdf("# Report\n\nCapex was 1,577.", {}))
    questions, contents = of_data("financebench")
    assert [question.id for question in questions] == ["f1"]
    assert list(contents("financebench")) == ["3M_2018.pdf"]
    question = questions[0]
    assert question.pages == (PageRef("3M_2018.pdf", 1), PageRef("3M_2018.pdf", 3))
    assert question.held == (r"1,577\.00",)
    first_page, third_page = (source_on(page) for page in (1, 3))
    assert is_sufficient(question, asked(question, first_page, third_page))
    assert share_given(question, asked(question, first_page)) == 0.5


def source_on(page: int) -> Passage:
    return Passage(str(page), "d", "3M_2018.pdf", 1, page, (), 0, 4, "text", 1.0)


def test_mtrag_needs_one_relevant_passage(data: Path) -> None:
    folder = data / "mtrag"
    turns = "|user|: where do they play\n|user|: and when?"
    lines(folder / "sea_questions.jsonl", {"_id": "q1", "text": turns}, {"_id": "q2", "text": "|user|: unjudged"})
    lines(
        folder / "sea_corpus.jsonl",
        {"_id": "d1-0", "title": "Otters / seals", "text": "Otters play in kelp."},
        {"_id": "d1-9", "title": "Otters / seals", "text": "They play at noon."},
    )
    (folder / "sea_qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1-9\t1\nq1\td1-0\t0\n")
    questions, contents = of_data("mtrag-sea")
    assert list(contents("")) == ["Otters seals.txt"]
    assert b"They play at noon." in contents("")["Otters seals.txt"]
    (question,) = questions
    assert question.turns == ("where do they play", "and when?")
    noon, kelp = (Passage("p", "d", "Otters.txt", 1, None, (), 0, 4, text, 1.0) for text in TEXTS)
    assert is_sufficient(question, asked(question, noon))
    assert not is_sufficient(question, asked(question, kelp))


TEXTS = ("They  play\nat noon.", "Otters play in kelp.")


@pytest.mark.parametrize("name", ["filings", "financebench", "mtrag-clapnq", "unheard-of"])
def test_missing_data_is_named(name: str, data: Path) -> None:
    assert not list(data.iterdir())
    with pytest.raises(MissingDataError):
        read_data(name)


def read_data(name: str) -> Mapping[str, bytes]:
    questions, contents = of_data(name)
    return contents(questions[0].library)


@pytest.mark.parametrize(
    ("earlier", "turn", "rewrite", "leans", "needs_nothing"),
    [
        (("Who sang Grenade?",), "When was the song released?", "When was Grenade released?", True, False),
        (("Who sang Grenade?",), "How many teams are in the NFL?", "How many teams are in the NFL?", False, True),
        (("Who sang Grenade?",), "How many teams?", "How many teams are in the league?", False, False),
    ],
)
def test_a_turn_leans_if_its_rewrite_borrows(
    earlier: Sequence[str], turn: str, rewrite: str, *, leans: bool, needs_nothing: bool
) -> None:
    follow_up = FollowUp("songs", tuple(earlier), turn, rewrite)
    assert (follow_up.leans, follow_up.needs_nothing) == (leans, needs_nothing)


def test_follow_ups_are_counted_by_domain(data: Path) -> None:
    first, second = "|user|: Who sang Grenade?", "|user|: When was the song Grenade of Bruno Mars released in Norway?"
    lines(data / "mtrag/songs_questions.jsonl", {"_id": "1", "text": first}, {"_id": "2", "text": f"{first}\n{second}"})
    lines(data / "mtrag/songs_rewrite.jsonl", {"_id": "1", "text": first}, {"_id": "2", "text": second})
    counted = follow_ups.report(list(follow_ups.follow_ups()))
    assert "| songs | 1 | 0 | 0 | 1 | 0, 0% |" in counted


def test_reports_are_compared_by_both_figures() -> None:
    every = list(filings.questions())
    kinds = [question.kind for question in every]
    assert (kinds.count("summary of a report"), kinds.count("comparison of reports")) == (8, 60)
    assert all(len(question.needs) == (5 if "summary" in question.kind else 2) for question in every)
    assert len({question.turns for question in every if "comparison" in question.kind}) == 60
    assert len({question.needs for question in every}) > 55


@pytest.mark.parametrize(
    ("figure", "text", "found"),
    [
        ("82,959", "Total net sales | 82,959 | 81,434", True),
        ("82,959", "net sales of $83.0 billion", True),
        ("82,959", "182,959 or 82,959,100", False),
        ("680", "Net income | $ 680 | $ 2,464", True),
        ("680", "2,680", False),
        ("0.28", "Diluted | $ 0.28", True),
        ("0.28", "10.28 or 0.285", False),
    ],
)
def test_a_figure_is_found_as_tables_and_prose_have_it(figure: str, text: str, *, found: bool) -> None:
    holding = Question("q", "k", ("?",), (filings.figure(figure),))
    request = Request(SYSTEM, (Turn("user", text),), "Read.")
    answer = Message("a", "c", "o", "assistant", "Read.", "complete", "")
    assert is_sufficient(holding, Asked("?", answer, (request,), ())) is found


def test_a_message_of_the_protocol_is_read_as_it_was() -> None:
    source = Passage("p", "d", "pump.txt", 2, 1, ("A",), 0, 26, "The pump runs at 40 bar.", 1.0)
    cited = Citation(1, "p", "d", "pump.txt", None, 0, 24, "The pump", 0, 27, verified=True, heading=("A",))
    message = Message("a", "c", "", "assistant", "x[2] runs at 40 bar. [1]", "complete", "2025", sources=(source,))
    message = replace(message, citations=(cited,), brackets=(1,), evidence="enough")
    read = message_of(msgspec.json.decode(wire.encode(wire.message(message)), type=Shown))
    assert (read.text, read.markers, read.sources, read.citations) == (
        message.text,
        message.markers,
        message.sources,
        message.citations,
    )
    assert read.usage == Usage()
