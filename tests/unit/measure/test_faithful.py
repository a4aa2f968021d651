"""How whole answers on small cases are judged, on answers whose worth is obvious."""

from dataclasses import replace

import pytest

from chalicelib.models import Citation, Message
from measure.faithful.cases import CASES, Rule, load
from measure.faithful.judge import Verdict, judge

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


def test_every_case_of_the_repository_can_be_read() -> None:
    cases = [case for case, _ in load(CASES, {})]
    assert len({case.id for case in cases}) == len(cases) > 10
    assert all(case.judge.refuse or case.judge.all or case.judge.verbatim for case in cases)
