"""Questions of several kinds asked of a running Grail, by its protocol alone."""

from collections.abc import Mapping

from measure.kinds.__main__ import questions
from measure.kinds.libraries import library
from measure.kinds.running import ask_running
from measure.running import RunningGrail

ASKED = {"follow-up-12": 1, "summary-15": 1, "small-talk-1": 0}
"""A question with its turns before, one on a selected document, and talk, each with the calls of a model."""


def samples(_: str) -> Mapping[str, bytes]:
    return library("samples")


def test_questions_are_judged_on_a_running_grail(running: RunningGrail) -> None:
    asked = [question for question in questions() if question.id in ASKED]
    answered = ask_running(asked, running.api_url, "local.quoting", samples)
    outcomes = {outcome.question.id: outcome for outcome in answered}
    assert {id_: outcome.calls for id_, outcome in outcomes.items()} == ASKED
    assert outcomes["follow-up-12"].verdict == outcomes["small-talk-1"].verdict == "right"
    assert outcomes["follow-up-12"].sufficient
    assert {source.filename for source in outcomes["summary-15"].answer.sources} == {"Đà Nẵng workshop.md"}
