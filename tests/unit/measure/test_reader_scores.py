"""The measures of readers: recall, precision and order of words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measure.readers.scores import Score, longest_common, score, words_of

WORDS = st.lists(st.sampled_from("abcd"), max_size=12)


def slow_longest_common(first: list[str], second: list[str]) -> int:
    """By the table of all beginnings, as textbooks have it."""
    row = [0] * (len(second) + 1)
    for word in first:
        before = row[:]
        for index, other in enumerate(second):
            row[index + 1] = before[index] + 1 if word == other else max(row[index], before[index + 1])
    return row[-1]


@given(WORDS, WORDS)
def test_longest_common_subsequence_is_the_textbooks(first: list[str], second: list[str]) -> None:
    assert longest_common(first, second) == slow_longest_common(first, second)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("One two three four", Score(1.0, 1.0, 1.0)),
        ("two one four three", Score(1.0, 1.0, 0.5)),
        ("one two", Score(0.5, 1.0, 1.0)),
        ("one two one one", Score(0.5, 0.5, 1.0)),
        ("five", Score(0.0, 0.0, None)),
        ("", Score(0.0, None, None)),
    ],
)
def test_scores_count_words_and_their_order(given: str, expected: Score) -> None:
    assert score("one two three four", given) == expected


def test_words_are_compared_without_form_and_case() -> None:
    assert words_of("ﬁnd Straße co\u00adop, ÉTÉ_1") == ["find", "straße", "coop", "été_1"]


def test_a_reference_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="no words"):
        score(" . ", "one")
