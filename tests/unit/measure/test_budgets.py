"""Texts cut off at a number of tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measure.answers import metrics
from measure.answers.questions import Evidence, Question
from measure.budgets import within


@pytest.mark.parametrize(
    ("budget", "shown"),
    [(0, [""]), (2, ["ab"]), (3, ["abc", ""]), (5, ["abc", "de"]), (6, ["abc", "def"]), (9, ["abc", "def"])],
)
def test_texts_are_cut_off_in_their_order(budget: int, shown: list[str]) -> None:
    assert list(within(["abc", "def"], budget, len)) == shown


@given(st.lists(st.text(max_size=20), max_size=8), st.integers(0, 60))
def test_no_cut_text_is_over_the_budget(texts: list[str], budget: int) -> None:
    kept = list(within(texts, budget, lambda text: len(text.encode())))
    assert sum(len(text.encode()) for text in kept) <= budget
    assert all(text.startswith(part) for text, part in zip(texts, kept, strict=False))


def test_hit_within_a_budget_needs_the_evidence_before_the_cut() -> None:
    """The answer stands at the end of the second of two passages of some 400 tokens."""
    filler = "one sentence of some words stands here " * 40
    passages = [
        {"filename": "a.txt", "page": None, "start": 0, "end": len(filler), "text": filler},
        {"filename": "a.txt", "page": None, "start": 5000, "end": 5000 + len(filler) + 6, "text": f"{filler}answer"},
    ]
    at = 5000 + len(filler)
    question = Question("q", (Evidence("a.txt", at, at + 6),), ("answer",))
    result = metrics.retrieved(question, passages)
    assert metrics.hit([result], 2) == 1.0
    assert metrics.hit_within([result]) == {500: 0.0, 1000: 1.0, 2000: 1.0}
    assert metrics.tokens_shown([result], 1) == pytest.approx(sum(result.tokens) / 2, rel=0.02)
