"""How whole answers on small cases are judged, on answers whose worth is obvious."""

import json
from collections import Counter
from dataclasses import replace
from typing import cast

import pytest

from chalicelib.models import Citation, Message, Passage, TextPart
from chalicelib.rag.answers.prompts import SYSTEM
from cloud.bedrock.chat.quoting import QuotingChat
from measure.answers.questions import SETS
from measure.answers.report import AT_MOST, thresholds
from measure.faithful.cases import CASES, CROSS_LANGUAGE, Case, Rule, files_of, load
from measure.faithful.judge import Verdict, judge, presents_look_alike
from measure.faithful.local_chat import LocalChat
from measure.faithful.run import Outcome, figures, shortfalls
from measure.fusion.cross_language import below_vectors

ANSWER = Message("a", "c", "o", "assistant", "The pump runs at 40 bar. [1]", "complete", "")
CITED = replace(ANSWER, citations=(Citation(1, "p", "d", "pump.txt", None, 0, 24, "", 0, 24, verified=True),))


@pytest.mark.parametrize(
    ("rule", "answer", "verdict"),
    [
        (Rule(all=("40 bar",)), CITED, "right"),
        (Rule(all=("40 bar",), none=("pump",)), CITED, "wrong"),
        (Rule(all=("4",)), CITED, "wrong"),
        (Rule(all=("1",)), CITED, "wrong"),
        (Rule(all=(r"\b4\d bar",), patterns=True), CITED, "right"),
        (Rule(verbatim=("runs at 40",)), CITED, "right"),
        (Rule(verbatim=("runs at  40",)), CITED, "wrong"),
        (Rule(verbatim_in_prompt=("x[0]",)), CITED, "right"),
        (Rule(verbatim_in_prompt=("x[1]",)), CITED, "wrong"),
        (Rule(all=("41 bar",)), replace(ANSWER, text="Your documents do not say."), "refused"),
        (Rule(refuse=True), CITED, "spoke"),
        (Rule(refuse=True), replace(ANSWER, text="What do your documents not say to this?"), "right"),
        (
            Rule(refuse=True, language="de"),
            replace(ANSWER, text="The documents do not say what it is."),
            "wrong language",
        ),
        (
            Rule(refuse=True, language="de"),
            replace(ANSWER, text="Ihre Dokumente sagen das nicht und zu nichts."),
            "right",
        ),
    ],
)
def test_an_answer_is_judged_by_its_strings(rule: Rule, answer: Message, verdict: Verdict) -> None:
    assert judge(rule, "At how many bar does it run?", answer, ["a = x[0]"]) == verdict


@pytest.mark.parametrize(
    ("rule", "text", "sent", "verdict"),
    [
        (Rule(talk=True, language="en"), "What would you like to know of the documents?", (), "right"),
        (Rule(talk=True, language="de"), "What would you like to know of the documents?", (), "wrong language"),
        (Rule(talk=True), "What would you like to know of the documents?", ("a prompt",), "spoke"),
        (Rule(talk=True, all=("hello",)), "What would you like to know?", (), "spoke"),
        (Rule(refuse=True, none=("40 bar",)), "It runs at 40 bar.", (), "spoke"),
    ],
)
def test_a_reply_without_sources_is_judged(rule: Rule, text: str, sent: tuple[str, ...], verdict: Verdict) -> None:
    assert judge(rule, "Hello", replace(ANSWER, text=text), sent) == verdict


def test_a_search_for_talk_is_not_right() -> None:
    assert judge(Rule(talk=True), "Hello", replace(ANSWER, text="Hello!", stages=("searching",))) == "spoke"


@pytest.mark.parametrize(
    ("rule", "verdict"),
    [
        (Rule(text="Read x[2] first. [1]", markers=(1,)), "right"),
        (Rule(verbatim=("x[2]",), markers=(1,)), "right"),
        (Rule(text="Read x first. [1]", markers=(1,)), "wrong"),
        (Rule(text="Read x[2] first. [1]", markers=(2, 1)), "wrong"),
        (Rule(text="Read x[2] first. [1]", markers=()), "wrong"),
    ],
)
def test_markers_are_told_from_brackets(rule: Rule, verdict: Verdict) -> None:
    answer = replace(CITED, text="Read x[2] first. [1]", brackets=(6,))
    assert judge(rule, "What is read first?", answer) == verdict


@pytest.mark.parametrize(
    ("rule", "answer", "presented"),
    [
        (Rule(all=("40 bar",), none=("50 bar",)), CITED, False),
        (Rule(all=("50 bar",), none=("40 bar",)), CITED, True),
        (Rule(refuse=True), CITED, True),
        (Rule(refuse=True, none=("40 bar",)), ANSWER, True),
        (Rule(refuse=True, none=("50 bar",)), ANSWER, False),
    ],
)
def test_a_look_alike_is_counted(rule: Rule, answer: Message, presented: bool) -> None:
    assert presents_look_alike(rule, answer) is presented


def test_a_scripted_model_writes_its_pieces() -> None:
    chat = LocalChat(cast(QuotingChat, None), writes=("It is in [0", ", 1]. 【1】"))
    texts = [part.text for part in chat.stream("local", SYSTEM, [], 10) if isinstance(part, TextPart)]
    assert texts == ["It is in [0", ", 1]. 【1】"]


def _outcome(verdict: Verdict, *, look_alike: bool = False) -> Outcome:
    return Outcome(Case("a", "ids", {}, ("What is K-1?",), Rule()), ANSWER, verdict, look_alike)


def test_figures_count_right_answers_and_look_alikes() -> None:
    counted = figures([_outcome("right"), _outcome("wrong", look_alike=True), _outcome("refused"), _outcome("right")])
    assert counted == {"cases": 4, "points": 0.5, "wrong and cited": 0, "ids right": 0.5, "ids look-alikes": 1}


def test_figures_count_what_is_cited_without_being_right() -> None:
    cited = [replace(_outcome(verdict), answer=CITED) for verdict in ("right", "wrong", "spoke")]
    assert figures([*cited, _outcome("wrong")])["wrong and cited"] == 0.5


def test_people_ask_five_questions_of_each_kind() -> None:
    kinds = Counter(case.kind for case, _ in load(SETS / "people", {}))
    assert (len(kinds), set(kinds.values())) == (12, {5})


@pytest.mark.parametrize(("set_name", "name"), [(s, n) for s in ("faithful", "people") for n in sorted(thresholds(s))])
def test_every_threshold_of_a_set_can_fail(set_name: str, name: str) -> None:
    limits = thresholds(set_name)
    assert shortfalls(limits, limits) == []
    worse = limits[name] + (1 if name in AT_MOST else -0.01)
    assert len(shortfalls({**limits, name: worse}, limits)) == 1
    assert len(shortfalls({key: value for key, value in limits.items() if key != name}, limits)) == 1


def test_both_searches_below_vectors_are_named() -> None:
    shares = {
        "en asks de, alone": [0.5, 0.9, 0.0, 0.0, 0.5, 0.9],
        "en asks de, mixed": [0.5, 0.9, 0.0, 0.0, 0.4, 0.9],
        "vi asks ja, alone": [0.5, 0.9, 0.0, 0.0, 0.6, 0.8],
        "en asks en, alone": [0.5, 0.9, 0.0, 0.0, 0.4, 0.9],
    }
    assert below_vectors(shares) == ["en asks de, mixed", "vi asks ja, alone"]


CASES_OF_SET = [case for case, _ in load(CASES, {})]


def test_every_case_of_the_set_judges_something() -> None:
    assert len({case.id for case in CASES_OF_SET}) == len(CASES_OF_SET)
    for case in CASES_OF_SET:
        rule = case.judge
        assert case.turns, case.id
        assert rule.refuse or rule.talk or rule.all or rule.verbatim or rule.text or rule.verbatim_in_prompt, case.id
        assert not case.writes or (len(case.turns) == 1 and rule.markers is not None), case.id


def test_the_set_has_300_cases_in_a_file_for_each_kind() -> None:
    searched = [json.loads(line) for line in (CASES / CROSS_LANGUAGE).read_text("utf-8").splitlines()]
    ids = [*(case.id for case in CASES_OF_SET), *(case["id"] for case in searched)]
    assert len(set(ids)) == len(ids) >= 300
    for file in files_of(CASES):
        assert {case.kind.replace(" ", "-") for case, _ in load(file, {})} == {file.stem}


def test_every_absent_thing_has_look_alikes_beside_it() -> None:
    for case in CASES_OF_SET:
        if case.judge.refuse and case.kind in ("identifiers", "dates and amounts"):
            assert case.judge.none, case.id


def test_every_kind_of_the_set_has_a_threshold() -> None:
    assert {f"{case.kind} right" for case in CASES_OF_SET} == {
        name for name in thresholds("faithful") if name.endswith(" right")
    }


@pytest.mark.parametrize("case", CASES_OF_SET, ids=lambda case: case.id)
def test_no_case_is_right_with_an_empty_or_another_answer(case: Case) -> None:
    another = replace(CITED, text="Quite another thing. [1]", sources=(cast(Passage, None),))
    assert judge(case.judge, case.turns[-1], another) != "right"
    assert judge(case.judge, case.turns[-1], replace(ANSWER, text="")) != "right"
