"""The figures of an evaluation, on answers whose quality is obvious."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from chalicelib.models import MARKER
from grail import LimitError
from grail.messages import Message
from grail.values import Passage
from measure.answers import metrics, report
from measure.answers import run as running
from measure.answers.questions import SETS, Evidence, Question, cases_folder, load
from measure.answers.run import Answered, Outcome, Run
from measure.kinds import __main__ as kinds

TEXT = "The zoo keeps four red pandas. It opens at nine."
SOURCE = {
    "id": "p1",
    "document_id": "d1",
    "filename": "zoo.txt",
    "start": 100,
    "end": 148,
    "page": None,
    "text": TEXT,
    "score": 1.0,
}
OTHER = SOURCE | {"id": "p2", "filename": "bikes.txt"}
FOUR = Question("How many pandas?", (Evidence("zoo.txt", 114, 118),), ("four",))
UNSAID = Question("Who is king?", unanswerable=True)


def citation(**changed: Any) -> dict[str, Any]:
    quote = {"quote": "The zoo keeps four red pandas.", "quote_start": 100, "quote_end": 130}
    source = {"n": 1, "passage_id": "p1", "document_id": "d1", "filename": "zoo.txt", "page": None, "verified": True}
    return {**source, **quote, "answer_start": 0, "answer_end": 30, **changed}


def answered(question: Question, text: str, *citations: dict[str, Any], sources: Any = (SOURCE, OTHER)) -> Outcome:
    told = {
        **{"id": "m", "conversation_id": "c", "role": "assistant", "status": "complete", "created_at": "2026-07-28"},
        **{"text": text, "markers": [marker.start() for marker in MARKER.finditer(text)]},
        **{"citations": list(citations), "usage": {"price_usd": 0.5}},
    }
    shown = msgspec.convert([source | {"ordinal": 0} for source in sources], list[Passage])
    answer = Answered(text, shown, msgspec.convert(told, Message), first_text_after=0.2)
    return Outcome(question, {"hybrid": metrics.retrieved(question, [SOURCE])}, [SOURCE], answer)


def figures(*outcomes: Outcome) -> report.Figures:
    return report.figures(Run("set", list(outcomes)))


GOOD = answered(FOUR, "The zoo keeps four red pandas. [1]", citation())


def test_a_good_answer_counts_as_one() -> None:
    counted = figures(GOOD, answered(UNSAID, "They do not say."))
    ones = (
        "hybrid hit@1", "hybrid recall@5", "hybrid MRR", "answer holds an accepted one", "citations within their set",
        "citations at their words", "verified that hold the claim's words", "citation precision", "citation recall",
        "unanswerable refused", "refusal F1",
    )  # fmt: skip
    assert {name: counted[name] for name in ones} == dict.fromkeys(ones, 1.0)
    assert (counted["answerable refused"], counted["price_usd"]) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("figure", "outcome"),
    [
        ("citations within their set", answered(FOUR, "Four red pandas. [3]", citation())),
        ("citations at their words", answered(FOUR, "Four red pandas. [1]", citation(quote_start=101))),
        ("citations at their words", answered(FOUR, "Four red pandas. [1]", citation(passage_id="p2"))),
        ("verified that hold the claim's words", answered(FOUR, "The zoo keeps 40 red pandas. [1]", citation())),
        ("citation precision", answered(FOUR, "The zoo keeps four red pandas. [2]", citation(n=2))),
        ("answer holds an accepted one", answered(FOUR, "The zoo keeps some red pandas. [1]", citation())),
    ],
)
def test_each_fault_lowers_its_figure(figure: str, outcome: Outcome) -> None:
    assert figures(outcome)[figure] < 1


def test_refusals_are_weighed_by_what_could_be_answered() -> None:
    refused = answered(FOUR, "They do not say.")
    counted = figures(GOOD, refused, answered(UNSAID, "They do not say."), answered(UNSAID, "Four. [1]", citation()))
    assert (counted["answerable refused"], counted["unanswerable refused"], counted["refusal F1"]) == (0.5, 0.5, 0.5)


def test_recall_counts_every_piece_of_evidence() -> None:
    two = Question("How many, and when?", (Evidence("zoo.txt", 114, 118), Evidence("zoo.txt", 500, 510)), ("four",))
    result = metrics.retrieved(two, [OTHER, SOURCE])
    assert result.ranks == (2, None)
    assert metrics.recall([result], 5) == 0.5
    assert metrics.recall([result], 1) == 0.0


def test_thresholds_bound_from_the_right_side() -> None:
    counted = {"hybrid hit@1": 0.9, "answerable refused": 0.1}
    assert report.shortfalls(counted, {"hybrid hit@1": 0.9, "answerable refused": 0.1}) == []
    assert len(report.shortfalls(counted, {"hybrid hit@1": 0.95, "answerable refused": 0.05})) == 2


def test_every_threshold_is_of_a_figure_that_there_is() -> None:
    known = {*figures(GOOD, answered(UNSAID, "They do not say."))}
    wanted = json.loads(Path("measure/answers/thresholds.json").read_text())
    of_questions = [
        limits for name, limits in wanted.items() if cases_folder(name) is None and not name.startswith(kinds.SET)
    ]
    assert {name for limits in of_questions for name in limits} <= known


def test_a_set_of_cases_is_told_from_one_of_questions(tmp_path: Path) -> None:
    assert (cases_folder("bikes"), cases_folder("xquad-en")) == (None, None)
    assert cases_folder("faithful") == SETS / "faithful"
    assert cases_folder(str(tmp_path)) == tmp_path


def test_the_page_traces_every_answer(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    report.write_page(Run("set", [GOOD]), figures(GOOD), page)
    shown = page.read_text()
    assert "verified: zoo.txt 100–130 <q>The zoo keeps four red pandas.</q>" in shown


def test_the_shipped_set_loads() -> None:
    made = load("bikes")
    assert {evidence.document for question in made.questions for evidence in question.evidence} <= set(made.documents)


@pytest.mark.parametrize("name", ["off-topic-vi", "off-topic-vi-2"])
def test_no_question_that_was_fitted_on_is_reported_as_off_topic(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Articles have any number of questions: a number within an article says nothing about the number in the file."""
    _write_articles(tmp_path, "vi", (3, 5, 4, 7, 6, 3))
    monkeypatch.setenv("GRAIL_DATA", str(tmp_path))
    made = load(name)
    assert len(made.documents) == 3
    assert sorted(int(question.question) for question in made.questions) == list(range(28))
    assert all(int(question.question) % 2 == place % 2 for place, question in enumerate(made.questions))
    assert all(question.unanswerable == (place % 4 > 1) for place, question in enumerate(made.questions[:20]))


def _write_articles(folder: Path, language: str, sizes: tuple[int, ...]) -> None:
    """Data in XQuAD's form: an article for each size, with as many questions, numbered through."""
    numbers = iter(range(100))
    articles = [
        {
            "title": f"article {i}",
            "paragraphs": [{"context": "It is so.", "qas": [_asked(next(numbers)) for _ in range(size)]}],
        }
        for i, size in enumerate(sizes)
    ]
    (folder / "xquad").mkdir()
    (folder / "xquad" / f"xquad.{language}.json").write_text(json.dumps({"data": articles}))


def _asked(number: int) -> dict[str, Any]:
    return {"question": str(number), "answers": [{"text": "so", "answer_start": 6}]}


@pytest.mark.parametrize("language", ["en", "vi"])
def test_both_halves_ask_every_odd_question_twice(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write_articles(tmp_path, language, (3, 5, 4, 7, 6, 3, 12, 1))
    monkeypatch.setenv("GRAIL_DATA", str(tmp_path))
    whole = load(f"xquad-{language}")
    one, two = load(f"off-topic-{language}"), load(f"off-topic-{language}-2")
    assert not {*one.documents} & {*two.documents}
    assert {*one.documents, *two.documents} == {*whole.documents}
    asked = [question for half in (one, two) for question in half.questions if int(question.question) % 2]
    there = [question.question for question in asked if not question.unanswerable]
    missing = [question.question for question in asked if question.unanswerable]
    assert sorted(there) == sorted(missing) == sorted(question.question for question in whole.questions[1::2])
    assert len(there) == 20


def test_who_asks_too_fast_waits_and_asks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run of hundreds of questions is not lost for one of them."""
    monkeypatch.setattr(running, "PAUSE_SECONDS", 0.0)
    refusals = [LimitError(429, "rate_limited", "You are sending too fast.")] * 2

    def call() -> str:
        if refusals:
            raise refusals.pop()
        return "answered"

    assert running.patiently(call) == "answered"


@pytest.mark.parametrize("code", ["rate_limited", "budget_exceeded"])
def test_a_lasting_refusal_is_raised(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(running, "PAUSE_SECONDS", 0.0)
    calls = []

    def call() -> None:
        calls.append(1)
        raise LimitError(429, code, f"Refused: {code}.")

    with pytest.raises(LimitError, match=code):
        running.patiently(call)
    assert len(calls) == (running.TRIES if code == "rate_limited" else 1)
