"""Questions on two stated amounts that are generated, and how their results are judged."""

from random import Random

from chalicelib.rag.aggregates.arithmetic import computed_amount
from measure.amounts.__main__ import outcome
from measure.amounts.questions import Asked, questions


def result(asked: Asked) -> str:
    languages = {one.document_id: asked.language for one in asked.passages}
    computed = computed_amount(asked.text, asked.passages, languages)
    return outcome(asked, computed.text if computed else None)


def test_no_computed_amount_is_wrong() -> None:
    results = [result(one) for one in questions(Random(3), 1, "second")]
    assert "wrong" not in results
    assert results.count("right") > 0.8 * len(results)


def test_a_result_for_a_question_that_has_none_is_wrong() -> None:
    lacking = next(one for one in questions(Random(3), 1) if one.truth is None)
    assert outcome(lacking, "7 euros: 9 euros − 2 euros.") == "wrong"
    assert outcome(lacking, None) == "right"
